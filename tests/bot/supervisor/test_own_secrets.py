"""Under `make run` each part knows its own secrets and nobody else's, a demo or not; and what it writes is the installation's alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.serving.settings.settings import Settings
from bot.supervisor import plan
from bot.supervisor.environments import build_outer_environment
from bot.supervisor.plan import list_programs
from bot.supervisor.processes import Child, Program
from bot.supervisor.run import Supervisor
from bot.supervisor.sockets import UnsafeFolder, choose_valkey_socket

ROOT = Path(__file__).resolve().parents[3]
OWN = {
    "DATABASE_URL": {"the gateway"},
    "MARKETPLACE_DATABASE_URL": {"the action server"},
    "SECRET_KEY": {"the gateway"},
    "IDENTITY_SECRET": {"the gateway"},
    "EVENTS_SECRET": {"the gateway"},
    "OPERATOR_SECRET": {"the action server"},
    "OPERATOR_DATABASE_URL": {"the action server"},
    "ACTION_CONTEXT_SECRET": {"the gateway", "the action server"},
    "RASA_TOKEN": {"the gateway", "Rasa"},
    "ACTIONS_TOKEN": {"the gateway", "the action server", "Rasa"},
    "METRICS_TOKEN": {"the gateway", "the action server"},
    "TELEGRAM_BOT_TOKEN": {"the gateway"},
    "OIDC_CLIENT_SECRET": {"the gateway"},
    "SECRETS_DIR": {"the gateway"},
}
"""Who is told what (docs/security.md); whatever is not here is no secret."""


def secret_of(name: str) -> str:
    kept = {
        "DATABASE_URL": "postgresql://caravan:Zr8pT2nVb6@127.0.0.1/gateway",
        "MARKETPLACE_DATABASE_URL": "postgresql://caravan:Qm4xW9sKe1@127.0.0.1/marketplace",
        "IDENTITY_SECRET": "first:mB6tXw1pGk0eRzUa8yCq3NjVh5LdSf2o",
        "OPERATOR_SECRET": "first:kP5rZw9sJx2mVtLb8nQy4GfHc7DuTa3e",
        "OPERATOR_DATABASE_URL": "postgresql://reader:Ht6wPq3xLz@127.0.0.1/shop",
        "EVENTS_SECRET": "first:nW3cYs8hTq2kLxVb6zDp9RfJm4GuEa7i",
        "SECRETS_DIR": "/nonexistent/of-all-parts",
    }
    return kept.get(name) or f"{abs(hash(name)):x}7Kq2mZxb9Lr3nYwcT5vHsJ8dQe4uFgPa"


@pytest.mark.parametrize("demo", ["0", "1"])
@pytest.mark.parametrize("spelled", [str.upper, str.lower])
async def test_each_part_is_told_its_own_secrets(
    demo: str, spelled: type[str.upper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in OWN:
        monkeypatch.setenv(spelled(name), secret_of(name))
    monkeypatch.setenv("DEMO", demo)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    environments = {"preparing": build_outer_environment()}
    for program in list_programs(Settings(_env_file=None)):
        environments[program.name] = await as_started(program, tmp_path)
    assert {*environments} == {"preparing", "Valkey", "Rasa", "the action server", "the gateway"}
    for name, owners in OWN.items():
        knows = {part for part, there in environments.items() if secret_of(name) in "\n".join(there.values())}
        assert knows == owners, name
    assert all(there["HTTPS_PROXY"] == "http://proxy.example" for there in environments.values())
    assert environments["the action server"]["DEMO"] == environments["the gateway"]["DEMO"] == demo


async def as_started(program: Program, folder: Path) -> dict[str, str]:
    """What /proc says of a child that is started with the program's environment."""
    sleeper = Program(
        program.name, [sys.executable, "-c", "import time; time.sleep(60)"], program.environment, folder / "log"
    )
    child = Child(sleeper, lambda line: None)
    await child.start()
    try:
        told = Path(f"/proc/{child.pid}/environ").read_text("utf-8")  # noqa: ASYNC240 - nothing waits for a disk there
    finally:
        await child.stop()
    pairs = (line.partition("=") for line in told.split("\0") if line)
    return {name: value for name, _, value in pairs}


def test_every_secret_setting_is_decided() -> None:
    secret = {
        name.upper() for name in Settings.model_fields if name.endswith(("_token", "_secret", "_key", "database_url"))
    }
    assert secret <= {*OWN}


async def test_what_prepares_is_told_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO", "1")
    monkeypatch.setenv("SECRET_KEY", secret_of("SECRET_KEY"))
    supervisor = Supervisor(Settings(_env_file=None), None)  # type: ignore[arg-type]
    out = tmp_path / "environment"
    write = f"import os, json; json.dump(dict(os.environ), open({str(out)!r}, 'w'))"
    await supervisor._step([sys.executable, "-c", write], "no")
    assert secret_of("SECRET_KEY") not in out.read_text()
    assert "PATH" in out.read_text()


@pytest.mark.parametrize("trouble", ["open to others", "somebody else's", "a link"])
def test_a_folder_of_somebody_else_is_not_used_for_valkey(
    trouble: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    var = tmp_path / ("long" * 40)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    folder = tmp_path / f"caravan-{os.getuid()}"
    if trouble == "a link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        folder.symlink_to(tmp_path / "elsewhere")
    else:
        folder.mkdir(mode=0o700)
        if trouble == "open to others":
            folder.chmod(0o755)
        else:
            monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(UnsafeFolder, match="set XDG_RUNTIME_DIR or REDIS_URL"):
        choose_valkey_socket(var)
    with pytest.raises(UnsafeFolder):
        plan._valkey_command(var)


def test_a_folder_of_our_own_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    var = tmp_path / ("long" * 40)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    for _ in range(2):
        assert choose_valkey_socket(var).parent.stat().st_mode & 0o777 == 0o700


COMMANDS = {
    "the gateway's": ["bot", "migrate"],
    "the marketplace's": ["actions.marketplace.commands.cli", "migrate"],
    "both": ["bot.supervisor", "demo-reset"],
}


@pytest.mark.parametrize("whose", sorted(COMMANDS))
def test_databases_are_readable_by_nobody_else(whose: str, tmp_path: Path) -> None:
    var = tmp_path / "var"
    told = {
        **build_outer_environment(),
        "CARAVAN_VAR": str(var),
        "DEMO": "1",
        "MARKETPLACE_DATABASE_URL": f"sqlite:///{var}/m.db",
    }
    loose = ["sh", "-c", f'umask 022; mkdir -p {var}; exec "$0" "$@"', sys.executable, "-m", *COMMANDS[whose]]
    done = subprocess.run(loose, cwd=ROOT, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    files = [file for file in var.rglob("*") if file.is_file()]
    assert files
    assert [file.name for file in files if file.stat().st_mode & 0o077] == []


def test_logs_of_the_parts_are_readable_by_nobody_else(tmp_path: Path) -> None:
    """What an older version left open is closed at the start, before the port is looked at."""
    var = tmp_path / "var"
    (var / "logs").mkdir(parents=True, mode=0o755)
    for file in (var / "caravan.db", var / "caravan.db-wal", var / "logs" / "gateway.log"):
        file.touch(mode=0o644)
    var.chmod(0o755)
    told = {**build_outer_environment(), "CARAVAN_VAR": str(var), "DEMO": "1", "PORT": "1"}
    subprocess.run([sys.executable, "-m", "bot.supervisor", "restore", "/nonexistent"], cwd=ROOT, env=told, capture_output=True, check=False)  # fmt: skip
    assert [str(path) for path in (var, *var.rglob("*")) if path.stat().st_mode & 0o077] == []
