"""`tools/prepare`: where Python and uv come from, with stand-ins for both (no network)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BASICS = ("sh", "dirname", "ls", "sort", "tail", "cat", "cksum", "df", "awk", "mkdir", "env", "cp", "chmod")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with only what `tools/prepare` reads, and a PATH of the basics."""
    folder = tmp_path / "clone"
    (folder / "tools").mkdir(parents=True)
    (folder / "bench" / "peer").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "prepare", folder / "tools" / "prepare")
    for name in ("pyproject.toml", "uv.lock", "bench/peer/pyproject.toml", "bench/peer/uv.lock"):
        (folder / name).write_text(name)
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in BASICS:
        (tools / name).symlink_to(shutil.which(name) or name)
    return folder


def prepare(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    tools = clone.parent / "bin"
    environment = {"PATH": str(tools), "HOME": str(clone.parent), "CALLS": str(clone.parent / "calls")}
    return subprocess.run(
        [str(clone / "tools" / "prepare"), *arguments], env=environment, capture_output=True, text=True, check=False
    )


def stub(clone: Path, name: str, script: str) -> None:
    path = clone.parent / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def pyenv(clone: Path, version: str) -> str:
    path = clone.parent / ".pyenv" / "versions" / version / "bin" / "python"
    path.parent.mkdir(parents=True)
    path.touch(mode=0o755)
    return str(path)


def test_pyenv_comes_first_and_the_newest_of_a_version(clone: Path) -> None:
    pyenv(clone, "3.10.9")
    newest = pyenv(clone, "3.10.13")
    assert prepare(clone, "python", "3.10").stdout.strip() == newest


def test_without_pyenv_the_path_is_asked(clone: Path) -> None:
    stub(clone, "python3.10", 'echo "3.10 /opt/python3.10"')
    assert prepare(clone, "python", "3.10").stdout.strip() == "/opt/python3.10"


def test_a_python_that_nobody_has_is_left_to_uv(clone: Path) -> None:
    stub(clone, "uv", 'echo "$@" >>"$CALLS"; mkdir -p bench/peer/.venv/bin; cp "$0" bench/peer/.venv/bin/python')
    result = prepare(clone, "peer")
    assert result.returncode == 0, result.stderr
    assert "--python 3.10" in (clone.parent / "calls").read_text()
    assert "--frozen" in (clone.parent / "calls").read_text()


def test_a_prepared_environment_is_left_alone_until_its_lock_changes(clone: Path) -> None:
    stub(clone, "uv", 'echo "$@" >>"$CALLS"; mkdir -p bench/peer/.venv/bin; cp "$0" bench/peer/.venv/bin/python')
    calls = clone.parent / "calls"
    for _ in range(2):
        assert prepare(clone, "peer").returncode == 0
    assert len(calls.read_text().splitlines()) == 1
    (clone / "bench" / "peer" / "uv.lock").write_text("changed")
    assert prepare(clone, "peer").returncode == 0
    assert len(calls.read_text().splitlines()) == 2


def test_what_runs_gets_no_test_packages_and_never_takes_them_away(clone: Path) -> None:
    stub(clone, "uv", 'echo "$@" >>"$CALLS"; mkdir -p .venv/bin; cp "$0" .venv/bin/python')
    calls = clone.parent / "calls"
    for wanted in ("run", "run", "app", "run"):
        assert prepare(clone, wanted).returncode == 0
    of_run, of_app = calls.read_text().splitlines()
    assert "--no-default-groups --group nlu" in of_run
    assert "--all-groups" in of_app
    (clone / "uv.lock").write_text("changed")
    assert prepare(clone, "run").returncode == 0
    assert "--all-groups" in calls.read_text().splitlines()[-1]


def test_uv_is_brought_by_pip_when_missing(clone: Path) -> None:
    bring = 'for last; do :; done; case "$*" in *"pip install"*) mkdir -p .tools/uv/bin; cp "$0" .tools/uv/bin/uv; chmod +x .tools/uv/bin/uv;; esac; echo "$0 $@" >>"$CALLS"'
    stub(clone, "python3", f'[ "$1" = -c ] && exit 1\n{bring}')
    result = prepare(clone, "uv")
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip().endswith(".tools/uv/bin/uv")
    assert "--target .tools/uv uv" in (clone.parent / "calls").read_text()


@pytest.mark.parametrize(
    ("setup", "line"),
    [
        ("", "no Python found"),
        ('case "$*" in *pip*) exit 1;; *-c*) exit 1;; esac', "has no pip"),
    ],
)
def test_what_is_missing_is_one_clear_line(clone: Path, setup: str, line: str) -> None:
    if setup:
        stub(clone, "python3", setup)
    result = prepare(clone, "uv")
    assert result.returncode == 2
    assert line in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_full_disk_is_one_clear_line(clone: Path) -> None:
    (clone.parent / "bin" / "df").unlink()
    stub(clone, "df", 'echo "Filesystem 1M-blocks Used Available Use% Mounted"; echo "/dev/x 100 88 12 88% /"')
    stub(clone, "uv", "exit 0")
    result = prepare(clone, "app")
    assert result.returncode == 2
    assert "the disk is nearly full" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
