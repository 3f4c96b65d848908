"""`python -m tools.audit`: known vulnerabilities of what the lock file holds, less the accepted ones of tools/audit.yml.

Not of bench/peer/uv.lock: the stock Rasa that is measured beside Caravan runs on loopback for some minutes, and nowhere else.

Exit status 1: a finding that nobody accepted. 0 otherwise; where the advisory database could not be asked about a package, that is said: it
is not the same as nothing found. `--strict` makes it a failure, for where the database can be reached.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
ACCEPTED = ROOT / "tools" / "audit.yml"
LOCKS = {"app": ROOT}
SECONDS = 300


@dataclass(frozen=True)
class Verdict:
    """Of one lock file: packages asked about, those that could not be, findings as `package version ID` (the accepted ones with the
    reason), and entries without a package."""

    asked: int
    unasked: list[str]
    accepted: list[str]
    refused: list[str]
    idle: list[str]


def judge(report: Mapping[str, Any], accepted: Mapping[str, str]) -> Verdict:
    """What pip-audit's JSON says, by what is accepted."""
    asked, unasked, good, bad = 0, [], [], []
    names = set()
    for package in report["dependencies"]:
        names.add(package["name"])
        if "skip_reason" in package:
            unasked.append(package["name"])
            continue
        asked += 1
        for finding in package["vulns"]:
            ids = (finding["id"], *finding.get("aliases", ()))
            keys = (package["name"], *(f"{package['name']} {one}" for one in ids))
            line = f"{package['name']} {package['version']} {finding['id']}"
            if reason := next((accepted[key] for key in keys if key in accepted), None):
                good.append(f"{line}: {reason}")
            else:
                bad.append(line)
    idle = [key for key in accepted if key.split()[0] not in names]
    return Verdict(asked, unasked, good, bad, idle)


def audited(project: Path) -> dict[str, Any]:
    """pip-audit's report of a lock file.

    Raises:
        RuntimeError: it said nothing that can be read.
    """
    prepare = [ROOT / "tools" / "prepare", "uv"]
    uv = subprocess.run(prepare, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    export = [
        uv,
        "export",
        "--project",
        project,
        *["--frozen", "--all-groups", "--no-hashes", "--no-emit-project", "--quiet"],
    ]
    with TemporaryDirectory() as folder:
        pins = Path(folder) / "requirements.txt"
        with pins.open("w") as file:
            subprocess.run(export, cwd=ROOT, stdout=file, check=True)  # noqa: S603
        how = ["--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
        ask = [sys.executable, "-m", "pip_audit", "--requirement", pins, *how]
        try:
            said = subprocess.run(  # noqa: S603
                ask, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS
            )
            report: dict[str, Any] = json.loads(said.stdout)
        except (subprocess.TimeoutExpired, ValueError) as error:
            raise RuntimeError("the advisory database gave no answer") from error
    return report


def main(arguments: list[str]) -> int:
    strict, failed = "--strict" in arguments, False
    lists = yaml.safe_load(ACCEPTED.read_text("utf-8"))
    for name, project in LOCKS.items():
        try:
            verdict = judge(audited(project), lists[name])
        except RuntimeError as error:
            print(f"{name}: COULD NOT ASK: {error}")  # noqa: T201
            failed |= strict
            continue
        found = f"{len(verdict.accepted)} findings accepted, {len(verdict.refused)} not"
        print(f"{name}: {verdict.asked} packages asked about, {found}")  # noqa: T201
        if verdict.unasked:
            print(f"{name}: COULD NOT ASK about {len(verdict.unasked)} packages, {', '.join(verdict.unasked[:3])} …")  # noqa: T201
        for line in verdict.accepted:
            print(f"{name}: {line}")  # noqa: T201
        for line in verdict.refused:
            print(f"{name}: {line}: update it, or accept it with a reason in tools/audit.yml")  # noqa: T201
        for key in verdict.idle:
            print(f"{name}: {key} is accepted but not in the lock file: take it out of tools/audit.yml")  # noqa: T201
        failed |= bool(verdict.refused or verdict.idle or (strict and verdict.unasked))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
