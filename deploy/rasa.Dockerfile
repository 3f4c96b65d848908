# syntax=docker/dockerfile:1
# Builds Rasa with the trained model inside. Run from the root: docker build -f deploy/rasa.Dockerfile -t caravan/rasa:0.1.0 .
FROM python:3.13-slim-bookworm AS build
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /caravan
COPY pyproject.toml uv.lock ./
# Installs Rasa's group of the lock file, without the packages of the gateway and the action server.
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev --only-group nlu --python /usr/local/bin/python3
COPY config.yml domain.yml endpoints.yml credentials.yml ./
COPY locales locales
COPY foundation foundation
COPY telemetry telemetry
COPY nlu nlu
# Trains the model here, so that only a model made from these files is ever loaded.
RUN .venv/bin/python -m nlu.train

FROM python:3.13-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin caravan
WORKDIR /caravan
COPY --from=build /caravan /caravan
ENV PATH=/caravan/.venv/bin:$PATH \
    PYTHONPATH=/caravan PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    RASA_HOST=0.0.0.0
USER 10001:10001
EXPOSE 5005
CMD ["python", "-m", "nlu.serve"]
