"""Says where the files of deploy/ are, and makes the secrets that they need."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
COMPOSE = DEPLOY / "compose.yaml"


def secrets_in(folder: Path, **environment: str) -> Path:
    subprocess.run([DEPLOY / "make-secrets", folder], env={"PATH": "/usr/bin:/bin", **environment}, check=True)
    return folder
