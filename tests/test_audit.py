"""The audit tells what was not asked from what is clean, and lets nothing pass that nobody accepted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.audit import ACCEPTED, LOCKS, judge, main

FINDING = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-0001"], "fix_versions": ["2"]}


def report(*vulns: dict[str, Any]) -> dict[str, Any]:
    return {"dependencies": [{"name": "old", "version": "1", "vulns": list(vulns)}]}


def test_a_finding_fails_until_somebody_accepts_it() -> None:
    assert judge(report(FINDING), {}).refused == ["old 1 PYSEC-2026-1"]
    for key in ("old", "old PYSEC-2026-1", "old CVE-2026-0001"):
        verdict = judge(report(FINDING), {key: "why"})
        assert (verdict.refused, verdict.accepted) == ([], ["old 1 PYSEC-2026-1: why"])
    assert judge(report(FINDING), {"old CVE-2026-0002": "why"}).refused


def test_what_could_not_be_asked_is_not_clean() -> None:
    verdict = judge({"dependencies": [{"name": "old", "skip_reason": "not found"}]}, {})
    assert (verdict.asked, verdict.unasked, verdict.refused) == (0, ["old"], [])


def test_what_is_accepted_and_gone_is_told() -> None:
    assert judge(report(), {"gone": "why"}).idle == ["gone"]


def test_what_rasa_once_held_at_versions_without_fixes_is_not_installed() -> None:
    """They came with Rasa's own environment. The application's lock file has none of them, so nothing is to be accepted."""
    locked = set(re.findall(r'^name = "(.+)"$', Path("uv.lock").read_text("utf-8"), re.MULTILINE))
    assert "rasa" in locked
    assert not {"skops", "pymongo", "sentry-sdk", "tensorflow", "kafka-python"} & locked


UNASKED: dict[str, Any] = {"dependencies": [{"name": "old", "skip_reason": "not found"}]}


@pytest.mark.parametrize(
    ("said", "accepted", "status", "strictly"),
    [
        (report(), {}, 0, 0),
        (report(FINDING), {}, 1, 1),
        (report(FINDING), {"old": "why"}, 0, 0),
        (report(), {"gone": "why"}, 1, 1),
        (UNASKED, {}, 0, 1),
        (None, {}, 0, 1),
    ],
    ids=["nothing", "a finding", "an accepted one", "accepted and gone", "one not asked about", "no answer"],
)
@pytest.mark.parametrize("lock", LOCKS)
def test_when_ci_fails(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    lock: str,
    said: Any,
    accepted: dict[str, str],
    status: int,
    strictly: int,
) -> None:
    """Whichever of the lock files it is about."""

    def answer(project: Path) -> dict[str, Any]:
        if said is None and project == LOCKS[lock]:
            raise RuntimeError("the advisory database gave no answer")
        return said if project == LOCKS[lock] else report()

    lists = tmp_path / "audit.yml"
    lists.write_text(yaml.safe_dump({name: accepted if name == lock else {} for name in LOCKS}), "utf-8")
    monkeypatch.setattr("tools.audit.run_audit", answer)
    assert (main([], lists), main(["--strict"], lists)) == (status, strictly)


@pytest.mark.parametrize("name", LOCKS)
def test_every_accepted_package_is_in_its_lock_file_and_has_a_reason(name: str) -> None:
    accepted = yaml.safe_load(ACCEPTED.read_text("utf-8"))[name]
    locked = set(re.findall(r'^name = "(.+)"$', (LOCKS[name] / "uv.lock").read_text("utf-8"), re.MULTILINE))
    assert {key.split()[0] for key in accepted} <= locked
    assert all(reason.strip() for reason in accepted.values())
