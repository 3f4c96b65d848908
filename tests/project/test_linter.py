"""The linter's settings by file name real files: a setting for a file that has moved is no setting at all."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def expand(pattern: str) -> Iterator[str]:
    """Yields the patterns that one with alternatives stands for: `a/{b,c}.py` is `a/b.py` and `a/c.py`."""
    if found := re.search(r"\{([^{}]*)\}", pattern):
        for part in found[1].split(","):
            yield from expand(pattern[: found.start()] + part + pattern[found.end() :])
    else:
        yield pattern


def test_every_setting_by_file_is_about_a_file() -> None:
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    patterns = [*ruff["per-file-target-version"], *ruff["lint"]["per-file-ignores"]]
    assert len(patterns) > 5
    assert [each for pattern in patterns for each in expand(pattern) if not any(ROOT.glob(each))] == []
