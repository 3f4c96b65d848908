"""`SECRETS_DIR`: a file for each setting, as orchestrators mount secrets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
STRONG = "7Kq2mZxb9Lr3nYwcT5vHsJ8dQe4uFgPa"
ASK = (
    "from bot.serving.settings.reading import read_settings; s = read_settings();"
    "print(s.demo, s.secret_key[:5], s.identity_secret, s.rasa_token, s.telegram_bot_token)"
)


def asked(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a process reads that is told only the folder and `environment`."""
    told = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "SECRETS_DIR": str(folder)}
    command = [sys.executable, "-c", ASK]
    return subprocess.run(
        command, cwd=folder.parent, env=told | environment, capture_output=True, text=True, check=False
    )


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Caravan's own lines; a library may warn of itself."""
    return [line for line in done.stderr.splitlines() if line.startswith("caravan: ")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "secrets"
    made.mkdir()
    (made / "SECRET_KEY").write_text(f"first{STRONG}\n")
    (made / "identity_secret").write_text(f"kid:{STRONG}i")
    (made / "RASA_TOKEN").write_text(f"{STRONG}r")
    return made


def test_files_are_settings_in_either_case_and_end_the_demo(folder: Path) -> None:
    done = asked(folder)
    assert done.stdout.split() == ["False", "first", "{'kid':", f"'{STRONG}i'}}", f"{STRONG}r", "None"], done.stderr


def test_the_environment_wins(folder: Path) -> None:
    assert asked(folder, RASA_TOKEN=f"{STRONG}t").stdout.split()[4] == f"{STRONG}t"


def test_a_secret_that_is_missing_is_one_line(folder: Path) -> None:
    (folder / "identity_secret").unlink()
    done = asked(folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert said(done) == ["caravan: IDENTITY_SECRET is missing: without DEMO it must be set"]


def test_a_folder_that_is_none_is_one_line(folder: Path) -> None:
    done = asked(folder / "SECRET_KEY")
    assert done.returncode == 2
    assert [line.partition(": ")[2].partition(":")[0] for line in said(done)] == ["SECRETS_DIR"]
    assert "Traceback" not in done.stderr
