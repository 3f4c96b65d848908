"""The audit tells what was not asked from what is clean, and lets nothing pass that nobody accepted."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tools.audit import ACCEPTED, LOCKS, judge

FINDING = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-0001"], "fix_versions": ["2"]}


def report(*vulns: dict[str, Any]) -> dict[str, Any]:
    return {"dependencies": [{"name": "old", "version": "1", "vulns": list(vulns)}]}


def test_a_finding_fails_until_somebody_accepts_it() -> None:
    assert judge(report(FINDING), {}).refused == ["old 1 PYSEC-2026-1"]
    for key in ("old", "old PYSEC-2026-1", "old CVE-2026-0001"):
        verdict = judge(report(FINDING), {key: "why"})
        assert (verdict.refused, verdict.accepted) == ([], ["old 1 PYSEC-2026-1"])
    assert judge(report(FINDING), {"old CVE-2026-0002": "why"}).refused


def test_what_could_not_be_asked_is_not_clean() -> None:
    verdict = judge({"dependencies": [{"name": "old", "skip_reason": "not found"}]}, {})
    assert (verdict.asked, verdict.unasked, verdict.refused) == (0, ["old"], [])


def test_what_is_accepted_and_gone_is_told() -> None:
    assert judge(report(), {"gone": "why"}).idle == ["gone"]


@pytest.mark.parametrize("name", LOCKS)
def test_every_accepted_package_is_in_its_lock_file_and_has_a_reason(name: str) -> None:
    accepted = yaml.safe_load(ACCEPTED.read_text("utf-8"))[name]
    locked = set(re.findall(r'^name = "(.+)"$', (LOCKS[name] / "uv.lock").read_text("utf-8"), re.MULTILINE))
    assert {key.split()[0] for key in accepted} <= locked
    assert all(reason.strip() for reason in accepted.values())
