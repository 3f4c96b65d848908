"""Finds the modules of the gateway that have a certain name, such as `tables`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

BOT = Path(__file__).resolve().parents[1]


def find_modules(name: str) -> Iterator[str]:
    """Yields the dotted names of all modules with this name in the gateway, except those in this
    folder."""
    for path in sorted(BOT.rglob(f"{name}.py")):
        if path.parent != Path(__file__).parent:
            yield ".".join(path.relative_to(BOT.parent).with_suffix("").parts)
