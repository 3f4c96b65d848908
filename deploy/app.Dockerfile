# syntax=docker/dockerfile:1
# Builds the gateway and the action server. Run from the root: docker build -f deploy/app.Dockerfile -t caravan/app:0.1.0 .
FROM python:3.13-slim-bookworm AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /caravan
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev --python /usr/local/bin/python3

FROM python:3.13-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin caravan \
    && install -d -m 0700 -o 10001 -g 10001 /var/lib/caravan /var/lib/caravan/files
WORKDIR /caravan
COPY --from=build /caravan/.venv .venv
COPY domain.yml ./
COPY locales locales
COPY foundation foundation
COPY telemetry telemetry
COPY trade trade
COPY actions actions
COPY bot bot
ENV PATH=/caravan/.venv/bin:$PATH \
    PYTHONPATH=/caravan PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    CARAVAN_VAR=/var/lib/caravan SEARCH_INDEX_PATH=/var/lib/caravan/search \
    DEMO=0 HOST=0.0.0.0 ACTIONS_HOST=0.0.0.0
USER 10001:10001
EXPOSE 8000 5055
CMD ["python", "-m", "bot", "serve"]
