"""`make test`: all tests, those of one subject (`python -m tests.run orders`), or those that start nothing (`--fast`)."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

from tests.selection import ROOT, TESTS, areas, find_area

PYTEST = (sys.executable, "-m", "pytest")
AT_ONCE = ("-n", "4", "--dist=loadfile", "--no-loadscope-reorder")
"""Four processes, on two cores too: tests wait more than they work. Each has servers of its own, about 1 GB; the tests of a file stay
together and share theirs. Files in their order: by the number of tests, xdist's own, the few long ones would come last and alone."""
NLU = TESTS / "nlu"


def main() -> int:
    options = _options()
    if options.fast:
        return _run([TESTS], "-q", "-m", "fast", at_once=("-n", "2", "--dist=loadfile"))
    if options.area:
        try:
            return _run(find_area(options.area))
        except KeyError:
            print(f"no tests are about {options.area!r}; there are: {', '.join(sorted(areas()))}", file=sys.stderr)
            return 2
    trained = subprocess.run([sys.executable, "-m", "nlu.train"], cwd=ROOT, check=False)
    return trained.returncode or _run([TESTS], at_once=AT_ONCE)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.run", description="Runs the tests.")
    parser.add_argument("area", nargs="?", help="a folder or a file of tests by its name: orders")
    parser.add_argument("--fast", action="store_true", help="only what starts nothing")
    return parser.parse_args()


def _run(paths: list[Path], *options: str, at_once: tuple[str, ...] = ()) -> int:
    """Runs the tests and returns the exit status. Those of `tests/nlu` have a process of their own beside the others: it loads Rasa, for
    whose sake modules are hollow and libraries patched, once for all its files."""
    ours = [path for path in paths if path.is_relative_to(NLU)] or [NLU] * (TESTS in paths)
    others = [path for path in paths if not path.is_relative_to(NLU)]
    of_nlu = [*PYTEST, "-q", *options, *ours]
    of_others = [*PYTEST, *options, *at_once, f"--ignore={NLU}", *others]
    if not (ours and others):
        return subprocess.run(of_nlu if ours else of_others, cwd=ROOT, check=False).returncode
    with TemporaryFile() as said:
        beside = subprocess.Popen(of_nlu, cwd=ROOT, stdout=said, stderr=said)
        status = subprocess.run(of_others, cwd=ROOT, check=False).returncode
        failed = beside.wait()
        said.seek(0)
        print(f"== tests/nlu\n{said.read().decode(errors='replace')}", end="", flush=True)
    return failed or status


if __name__ == "__main__":
    raise SystemExit(main())
