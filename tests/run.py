"""`make test`: the tests of `tests/nlu` and beside them all others; extra arguments go to those."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).resolve().parent.parent
PYTEST = (sys.executable, "-m", "pytest")
AT_ONCE = ("-n", "4", "--dist=loadfile", "--no-loadscope-reorder")
"""Four processes, on two cores too: tests wait more than they work. Each has servers of its own, about 1 GB; the tests of a file stay
together and share theirs. Files in their order: by the number of tests, xdist's own, the few long ones would come last and alone."""


def main() -> int:
    """Trains the model, which both need, runs both and returns the exit status. `tests/nlu` has a process of its own: it loads Rasa, for whose
    sake modules are hollow and libraries patched, once for all its files."""
    trained = subprocess.run([sys.executable, "-m", "nlu.train"], cwd=ROOT, check=False)
    if trained.returncode:
        return trained.returncode
    with TemporaryFile() as said:
        understanding = subprocess.Popen([*PYTEST, "tests/nlu", "-q"], cwd=ROOT, stdout=said, stderr=said)
        rest = [*PYTEST, *AT_ONCE, "--ignore=tests/nlu", *(sys.argv[1:] or ["tests"])]
        others = subprocess.run(rest, cwd=ROOT, check=False)
        status = understanding.wait()
        said.seek(0)
        print(f"== tests/nlu\n{said.read().decode(errors='replace')}", flush=True)
    if status:
        print(f"tests/nlu failed (exit status {status}), see above", flush=True)
    return status or others.returncode


if __name__ == "__main__":
    raise SystemExit(main())
