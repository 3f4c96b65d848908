"""Reads what a reply may be: a response of domain.yml, or a named text. Both are read from the files as they are, and not
from the trained model, so that a new sentence needs no training."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from foundation.yaml_text import read_yaml

ROOT = Path(__file__).resolve().parents[2]
TERMS = ROOT / "locales" / "terms"


@lru_cache(maxsize=1)
def read_responses() -> dict[str, list[dict[str, Any]]]:
    """Returns the variants of every response by its name."""
    domain = read_yaml(ROOT / "domain.yml")
    responses: dict[str, list[dict[str, Any]]] = domain["responses"]
    return responses


@lru_cache(maxsize=1)
def read_terms() -> dict[str, str]:
    """Returns the English text of every term (a named text in `locales/terms`) by its name."""
    found: dict[str, str] = {}
    for path in sorted(TERMS.glob("*.yml")):
        found.update(read_yaml(path) or {})
    return found
