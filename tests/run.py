"""`make test`: the tests of Rasa's environment, then all others; extra arguments go to the second run."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = ("-n", "4", "--dist=loadfile", "--no-loadscope-reorder")
"""Four processes, on two cores too: tests wait more than they work. Each has servers of its own, about 1 GB; the tests of a file stay
together and share theirs. Files in their order: by the number of tests, xdist's own, the few long ones would come last and alone."""


def main() -> int:
    print("== Rasa's environment: tests/nlu", flush=True)
    nlu = subprocess.run([ROOT / "nlu/.venv/bin/python", "-m", "pytest", "tests/nlu", "-q"], cwd=ROOT, check=False)
    print("== the application: all other tests", flush=True)
    rest = [sys.executable, "-m", "pytest", *AT_ONCE, "--ignore=tests/nlu", *(sys.argv[1:] or ["tests"])]
    application = subprocess.run(rest, cwd=ROOT, check=False)
    if nlu.returncode:
        print(f"tests/nlu failed (exit status {nlu.returncode}), see above", flush=True)
    return nlu.returncode or application.returncode


if __name__ == "__main__":
    raise SystemExit(main())
