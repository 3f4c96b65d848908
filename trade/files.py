"""Reads the YAML files of this package, which list the names that are used in trade."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def read_file(name: str) -> Any:
    """Returns the parsed content of the file `name`.yml in this folder."""
    return yaml.safe_load(Path(__file__).with_name(f"{name}.yml").read_text(encoding="utf-8"))
