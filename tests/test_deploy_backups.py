"""The loop that writes the nightly archives, as the Compose file has it, with a clock and an archive of our own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import yaml

from tests.fakes.whole.deployment import COMPOSE

EVENING = 1_795_633_200  # 2026-11-25T19:00:00Z
STUBS = {
    "python": 'echo "$3 $4" >> log; echo "$TMPDIR" > tmpdir; [ "$(cat failing)" = 0 ] || { echo $(($(cat failing) - 1)) > failing; exit 2; }; echo new > "$4"',
    "date": 'exec /bin/date -u -d "@$(cat now)" "$@"',
    "sleep": """echo "sleep $1" >> log
echo $(($(cat now) + $1)) > now
echo $(($(cat rounds) - 1)) > rounds
[ "$(cat rounds)" = 0 ] && kill -9 $PPID || true""",
}
"""What stands in for the commands of the loop. The loop ends after so many calls of `sleep` as `rounds` says."""


def run_loop(folder: Path, *, rounds: int, failing: int = 0) -> list[str]:
    """Runs the loop and returns what it did: `backup <archive>` and `sleep <seconds>`."""
    service = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]["backups"]
    shell, option, script = service["command"]
    backups = folder / "backups"
    backups.mkdir(exist_ok=True)
    for name, value in {"now": EVENING, "rounds": rounds, "failing": failing, "log": ""}.items():
        (folder / name).write_text(f"{value}\n" if value != "" else "")
    for name, content in STUBS.items():
        (folder / name).write_text(f"#!/bin/sh\n{content}\n")
        (folder / name).chmod(0o755)
    said = subprocess.run(
        [shell, option, script.replace("$$", "$").replace("/backups", str(backups))],
        cwd=folder,
        env={**os.environ, "PATH": f"{folder}:/usr/bin:/bin", "TMPDIR": service["environment"]["TMPDIR"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ("tried again in an hour" in said.stderr) is bool(failing), said.stderr
    return (folder / "log").read_text().replace(f"{backups}/", "").splitlines()


def test_it_writes_at_its_start_and_then_each_night_and_keeps_fourteen(tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    for day in range(1, 18):
        (backups / f"caravan-2026-11-{day:02}.zip").write_text("old")
    (backups / "before.zip").write_text("one of the operator's own")
    left = backups / "caravan-left-by-a-kill"
    left.mkdir()
    (left / "gateway.zip").write_text("half")
    os.utime(left, (0, 0))
    assert run_loop(tmp_path, rounds=3) == [
        "backup caravan-2026-11-25.zip", "sleep 25200",
        "backup caravan-2026-11-26.zip", "sleep 86400",
        "backup caravan-2026-11-27.zip", "sleep 86400",
    ]  # fmt: skip
    archives = sorted(path.name for path in backups.glob("caravan-*"))
    assert archives == [f"caravan-2026-11-{day:02}.zip" for day in (*range(7, 18), 25, 26, 27)]
    assert (backups / "before.zip").exists()
    assert (tmp_path / "tmpdir").read_text().strip() == "/backups", "the temporary folder of the part is memory"


def test_a_failed_one_is_said_and_tried_again_and_costs_no_older_one(tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    for day in range(1, 15):
        (backups / f"caravan-2026-11-{day:02}.zip").write_text("old")
    done = run_loop(tmp_path, rounds=3, failing=2)
    assert done == [
        "backup caravan-2026-11-25.zip", "sleep 3600",
        "backup caravan-2026-11-25.zip", "sleep 3600",
        "backup caravan-2026-11-25.zip", "sleep 18000",
    ]  # fmt: skip
    assert len(list(backups.glob("caravan-*.zip"))) == 14
    assert (backups / "caravan-2026-11-02.zip").exists()
