"""`make test`: all tests, those of one subject (`python -m tests.run orders`), or those that start nothing (`--fast`)."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from tests.selection import ROOT, TESTS, areas, find_area

PYTEST = (sys.executable, "-m", "pytest")
OTHERS, OF_NLU = ROOT / ".pytest_cache/others", ROOT / ".pytest_cache/nlu"
"""Where pytest notes which tests failed: the tests of `tests/nlu` run beside all others, so each of the two has a folder."""
AT_ONCE = ("-n", "4", "-p", "tests.scheduling", "--no-loadscope-reorder")
"""Four processes run the tests, on two cores too, because tests also wait. Each process has servers of its own and takes
about 1 GB. tests/scheduling.py says which tests a process gets, and in which order."""
NLU = TESTS / "nlu"
FEW = 12
"""Up to so many tests that failed beside others are run once more, alone, and the second result holds. (docs/decisions/0037-once-more-alone.md)"""
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
"""Images of Python set this variable. Then every process that a test starts would compile all its libraries anew."""


def main() -> int:
    options = _options()
    os.environ.pop(UNCOMPILED, None)
    if options.fast:
        return _run([TESTS], "-q", "-m", "fast", at_once=("-n", "2", "--dist=loadfile"))
    if options.area:
        try:
            return _run(find_area(options.area))
        except KeyError:
            print(f"no tests are about {options.area!r}; there are: {', '.join(sorted(areas()))}", file=sys.stderr)
            return 2
    from tests.fakes.postgres import find_server

    with find_server() as url:  # one for all processes, each of which would else start one
        os.environ["TEST_POSTGRES_URL"] = url.render_as_string(hide_password=False)
        return _run([TESTS], at_once=AT_ONCE, trains=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.run", description="Runs the tests.")
    parser.add_argument("area", nargs="?", help="a folder or a file of tests by its name: orders")
    parser.add_argument("--fast", action="store_true", help="only what starts nothing")
    return parser.parse_args()


def _run(paths: list[Path], *options: str, at_once: tuple[str, ...] = (), trains: bool = False) -> int:
    """Runs the tests and returns the exit status. Those of `tests/nlu` have a process of their own beside the others, which loads
    Rasa once for all their files; for Rasa's sake, some modules are empty there and some libraries patched. If the model has to
    be trained first, they wait for it. Of the others, those that start Caravan with the model come late, and wait if need be
    (nlu/train.py)."""
    ours = [path for path in paths if path.is_relative_to(NLU)] or [NLU] * (TESTS in paths)
    others = [path for path in paths if not path.is_relative_to(NLU)]
    of_nlu = [*PYTEST, *_cache(OF_NLU), "-q", *options, *ours]
    of_others = [*PYTEST, *_cache(OTHERS), *options, *at_once, f"--ignore={NLU}", *others]
    if not (ours and others):
        return subprocess.run(of_nlu if ours else of_others, cwd=ROOT, check=False).returncode
    for cache in (OTHERS, OF_NLU):
        _last_failed(cache).unlink(missing_ok=True)
    with TemporaryFile() as said:
        beside = subprocess.Popen(of_others, cwd=ROOT)
        if trains and (status := subprocess.run([sys.executable, "-m", "nlu.train"], cwd=ROOT, check=False).returncode):
            beside.send_signal(signal.SIGINT)
            beside.wait()
            return status
        failed = subprocess.run(of_nlu, cwd=ROOT, stdout=said, stderr=said, check=False).returncode
        status = beside.wait()
        said.seek(0)
        print(f"== tests/nlu\n{said.read().decode(errors='replace')}", end="", flush=True)
    return _run_again({OTHERS: status, OF_NLU: failed})


def _run_again(statuses: Mapping[Path, int]) -> int:
    """Runs the few tests that failed beside others once more, one after the other with nothing beside them. Returns the
    exit status of that, or that of the first run when too many failed, or something else than tests.

    `statuses` holds the exit status of each run, by the folder in which it noted what failed."""
    bad = {cache: status for cache, status in statuses.items() if status}
    failed = {cache: _read_failed(cache) for cache in bad}
    few = all(failed.values()) and sum(map(len, failed.values())) <= FEW
    if not few or any(status != pytest.ExitCode.TESTS_FAILED for status in bad.values()):
        return next(iter(bad.values()), 0)
    for cache, tests in failed.items():
        print(f"== {len(tests)} that failed beside others, once more, alone: {', '.join(tests)}", flush=True)
        status = subprocess.run([*PYTEST, *_cache(cache), "--tb=long", *tests], cwd=ROOT, check=False).returncode
        if status:
            return status
    return 0


def _cache(folder: Path) -> tuple[str, str]:
    return "-o", f"cache_dir={folder}"


def _last_failed(cache: Path) -> Path:
    return cache / "v/cache/lastfailed"


def _read_failed(cache: Path) -> list[str]:
    noted = _last_failed(cache)
    return list(json.loads(noted.read_text())) if noted.exists() else []


if __name__ == "__main__":
    raise SystemExit(main())
