"""Lists the known vulnerabilities of the packages in the lock file, except those that
tools/audit.yml accepts (`python -m tools.audit`).

The packages of bench/peer/uv.lock are left out, because the unmodified Rasa with which Caravan is
compared runs only on loopback, for some minutes.

The exit status is 1 when a vulnerability is not accepted, else 0. A package about which the
database of vulnerabilities could not be asked is printed. With `--strict`, which is for machines
that can reach the database, such a package also makes the exit status 1.
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
"""How many seconds the audit of a lock file may take."""


@dataclass(frozen=True)
class Verdict:
    """Holds the result of the audit of one lock file.

    `asked` is the number of packages about which the database of vulnerabilities was asked, and
    `unasked` are the names of the packages about which it could not be asked. `accepted` and
    `refused` are vulnerabilities as `package version ID`, the accepted ones with the reason. `idle`
    are entries of tools/audit.yml whose package is not in the lock file.
    """

    asked: int
    unasked: list[str]
    accepted: list[str]
    refused: list[str]
    idle: list[str]


def judge(report: Mapping[str, Any], accepted: Mapping[str, str]) -> Verdict:
    """Returns the result for a report of pip-audit (its JSON). `accepted` maps the entries of
    tools/audit.yml to their reasons."""
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
            keys = (package["name"], *(f"{package['name']} {name}" for name in ids))
            line = f"{package['name']} {package['version']} {finding['id']}"
            if reason := next((accepted[key] for key in keys if key in accepted), None):
                good.append(f"{line}: {reason}")
            else:
                bad.append(line)
    idle = [key for key in accepted if key.split()[0] not in names]
    return Verdict(asked, unasked, good, bad, idle)


def run_audit(project: Path) -> dict[str, Any]:
    """Returns pip-audit's report on a lock file.

    Raises:
        RuntimeError: pip-audit gave no valid report in time.
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
            finished = subprocess.run(  # noqa: S603
                ask, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS
            )
            report: dict[str, Any] = json.loads(finished.stdout)
        except (subprocess.TimeoutExpired, ValueError) as error:
            raise RuntimeError("the advisory database gave no answer") from error
    return report


def main(arguments: list[str], accepted: Path = ACCEPTED) -> int:
    """Audits all lock files, prints the results, and returns the exit status. The file `accepted`
    lists the known faults that do not count."""
    strict, failed = "--strict" in arguments, False
    lists = yaml.safe_load(accepted.read_text("utf-8"))
    for name, project in LOCKS.items():
        try:
            verdict = judge(run_audit(project), lists[name])
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
