"""Cleans the names that people gave their files, so that a name contains no path, no forbidden
characters, and no invisible ones that make it look like another name."""

from __future__ import annotations

import re

from foundation.visible import visible

LONGEST = 120
"""The most characters of a name, including its ending."""
_PATH = re.compile(r"[/\\:*?\"<>|\x00-\x1f\x7f\ufffd\ud800-\udfff]")
"""Characters that separate folders, or are forbidden in file names on one of the usual operating
systems."""


def clean_name(given: str, ending: str, fallback: str) -> str:
    """Returns the cleaned name with this `ending` (such as ".pdf") in place of its own. `fallback`
    is used if nothing of the name remains."""
    stem = _PATH.sub(" ", visible(given.replace("\\", "/").rpartition("/")[2]))
    stem = re.sub(r"\s+", " ", stem).strip(" .")
    stem = _cut_ending(stem, ending)
    return (stem[: LONGEST - len(ending)].strip(" .") or fallback) + ending


def show_name(given: str) -> str:
    """Returns the name of a refused file, cleaned so that the text about the refusal can show it."""
    stem = re.sub(r"\s+", " ", _PATH.sub(" ", visible(given.replace("\\", "/").rpartition("/")[2]))).strip(" .")
    return stem if len(stem) <= LONGEST else stem[: LONGEST - 1] + "…"


def _cut_ending(stem: str, ending: str) -> str:
    """Returns the name without its ending, if it has one; "Offer No. 12" has none."""
    before, dot, last = stem.rpartition(".")
    is_ending = bool(dot and before) and re.fullmatch(r"[A-Za-z0-9]{1,5}", last) is not None and not last.isdigit()
    return before.rstrip(" .") if is_ending or f".{last}".lower() == ending else stem
