"""The parts run from what the images hold, and nothing else, with their secrets in files, as deploy/compose.yaml starts them.

Images cannot be built where tests run: this does what their last lines do, in the environment that is here.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from bot.supervisor.plan import find_free_port
from bot.supervisor.processes import die_with
from tests.fakes.postgres import PostgresServer
from tests.fakes.whole.deployment import COMPOSE, DEPLOY, ROOT, secrets_in

READY_SECONDS = 240


def unpacked(image: str, folder: Path) -> Path:
    """The files that the image's Dockerfile copies, minus what .dockerignore keeps out of every image."""
    text = (DEPLOY / f"{image}.Dockerfile").read_text("utf-8")
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    for sources in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        *names, _ = sources.split()
        for name in names:
            assert name.split("/")[0] in allowed, name
            if (ROOT / name).is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
                shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True, ignore=ignored)
            else:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)
    if image == "rasa":  # as the image's build does; here only when the model is not current
        subprocess.run([sys.executable, "-m", "nlu.train"], cwd=ROOT, check=True)
        shutil.copytree(ROOT / "models", folder / "models")
    return folder


def environment_of(image: str, service: str, replaced: dict[str, str]) -> dict[str, str]:
    """What the image and the service set, with this test's addresses."""
    text = (DEPLOY / f"{image}.Dockerfile").read_text("utf-8")
    last = text[text.rindex("FROM") :].replace("\\\n", " ")
    of_image = dict(re.findall(r"\b([A-Z_]{3,})=(\S+)", last))
    of_service = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"][service]["environment"]
    defaults = {name: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(value)) for name, value in of_service.items()}
    together = {**of_image, **defaults}
    unchanged = {name: value for name, value in together.items() if name not in ("PATH", "WEBCHAT_ORIGINS")}
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **unchanged, **replaced}


@asynccontextmanager
async def running(image: str, module: list[str], folder: Path, environment: dict[str, str]) -> AsyncIterator[Path]:
    """The process, until the block ends; gives its log."""
    log = folder / "log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *module, cwd=folder, env=environment, stdout=output, stderr=output,
            preexec_fn=die_with(os.getpid()),
        )  # fmt: skip
    try:
        yield log
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 30)


async def answering(url: str, logs: dict[str, Path]) -> httpx.Response:
    """The first answer with 200."""
    try:
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(READY_SECONDS):
            while True:
                try:
                    if (response := await client.get(url)).status_code == 200:
                        return response
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.3)
    except TimeoutError:
        said = "\n".join(f"== {name}\n{log.read_text('utf-8')[-2000:]}" for name, log in logs.items())
        raise AssertionError(f"no answer from {url}\n{said}") from None


@pytest.fixture
def databases(postgres: PostgresServer) -> Iterator[tuple[str, str]]:
    urls = postgres.create(), postgres.create()
    yield urls
    for url in urls:
        postgres.drop(url)


@pytest.mark.timeout(600)
async def test_the_parts_run_from_what_the_images_hold(tmp_path: Path, databases: tuple[str, str]) -> None:
    ports = {"PORT": str(find_free_port()), "RASA_PORT": str(find_free_port()), "ACTIONS_PORT": str(find_free_port())}
    made = secrets_in(tmp_path / "secrets", DATABASE_URL=databases[0], MARKETPLACE_DATABASE_URL=databases[1])
    (made / "gateway" / "REDIS_URL").unlink()
    replaced = {
        **ports,
        "CARAVAN_VAR": str(tmp_path / "var"),
        "SEARCH_INDEX_PATH": str(tmp_path / "var" / "search"),
        "PUBLIC_URL": "http://127.0.0.1:" + ports["PORT"],
        "RASA_URL": "http://127.0.0.1:" + ports["RASA_PORT"],
        "ACTIONS_URL": "http://127.0.0.1:" + ports["ACTIONS_PORT"],
    }
    app, rasa = unpacked("app", tmp_path / "app"), unpacked("rasa", tmp_path / "rasa")
    shutil.copytree(app, tmp_path / "app-2")

    def told(image: str, part: str) -> dict[str, str]:
        own = {"PYTHONPATH": str(tmp_path / image), "SECRETS_DIR": str(made / part)}
        return environment_of("rasa" if image == "rasa" else "app", f"{part}-1", replaced | own)

    async with (
        running("rasa", ["-m", "nlu.serve"], rasa, told("rasa", "rasa")) as rasa_log,
        running("app", ["-m", "actions"], app, told("app", "actions")) as actions_log,
        running("app", ["-m", "bot", "serve"], tmp_path / "app-2", told("app-2", "gateway")) as gateway_log,
    ):
        logs = {"rasa": rasa_log, "actions": actions_log, "gateway": gateway_log}
        address = replaced["PUBLIC_URL"]
        ready = (await answering(f"{address}/readyz", logs)).json()
        assert ready["parts"]["rasa"] == ready["parts"]["actions"] == ready["parts"]["database"] == "ok"
        token = (made / "gateway" / "METRICS_TOKEN").read_text()
        async with httpx.AsyncClient(trust_env=False) as client:
            for url in (address, replaced["ACTIONS_URL"]):
                assert (await client.get(f"{url}/metrics")).status_code == 403
                shown = await client.get(f"{url}/metrics", headers={"Authorization": f"Bearer {token}"})
                assert shown.status_code == 200
        written = "".join(log.read_text("utf-8") for log in logs.values())
        assert not [file.name for file in made.rglob("*_*") if file.is_file() and file.read_text() in written]
