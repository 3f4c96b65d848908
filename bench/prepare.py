"""`python -m bench.prepare`, the peer trained, and the sentences chosen that both sides understand."""

from __future__ import annotations

import subprocess
import sys

from bench.peer.project import ROOT, wanted
from bench.texts import KEPT
from nlu.measuring.trial import PEER_PYTHON


def main() -> int:
    """Does what is missing, each in a process of its own, with progress; returns the exit status."""
    model = wanted()
    stale = not model.is_file() or not KEPT.is_file() or KEPT.stat().st_mtime < model.stat().st_mtime
    for python, module in [(PEER_PYTHON, "bench.peer.train"), *([(sys.executable, "bench.agree")] if stale else [])]:
        status = subprocess.run([python, "-m", module], cwd=ROOT, check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
