"""Trains the peer (a stock Rasa project), and chooses the messages that both the peer and Caravan understand
(`python -m bench.prepare`)."""

from __future__ import annotations

import subprocess
import sys

from bench.peer.project import ROOT, find_model_path
from bench.texts import AGREED
from nlu.measuring.trial import PEER_PYTHON


def main() -> int:
    """Runs the steps that are still missing, each in a process of its own that shows its progress, and returns
    the exit status."""
    model = find_model_path()
    stale = not model.is_file() or not AGREED.is_file() or AGREED.stat().st_mtime < model.stat().st_mtime
    for python, module in [(PEER_PYTHON, "bench.peer.train"), *([(sys.executable, "bench.agree")] if stale else [])]:
        status = subprocess.run([python, "-m", module], cwd=ROOT, check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
