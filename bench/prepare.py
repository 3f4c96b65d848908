"""`python -m bench.prepare`, in Rasa's environment: the peer trained, and the sentences chosen that both sides understand."""

from __future__ import annotations

import subprocess
import sys

from bench.peer.project import ROOT, wanted
from bench.texts import KEPT


def main() -> int:
    """Does what is missing, each in a process of its own, with progress; returns the exit status."""
    model = wanted()
    stale = not model.is_file() or not KEPT.is_file() or KEPT.stat().st_mtime < model.stat().st_mtime
    for module in ["bench.peer.train", *(["bench.agree"] if stale else [])]:
        status = subprocess.run([sys.executable, "-m", module], cwd=ROOT, check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
