"""Cleans the name that somebody gave a file. It is shown, sent and offered for saving, and must be
neither a path nor something that only looks like another name."""

from __future__ import annotations

import re

from foundation.visible import visible

LONGEST = 120
"""A name has at most so many characters, with its ending."""
_PATH = re.compile(r"[/\\:*?\"<>|\x00-\x1f\x7f\ufffd\ud800-\udfff]")
"""Characters that separate folders or are forbidden in names on one of the usual systems."""


def clean_name(given: str, ending: str, fallback: str) -> str:
    """Returns the name with this `ending` (such as ".pdf") and without anything that hides or leads
    elsewhere. `fallback` is taken if nothing else remains."""
    stem = _PATH.sub(" ", visible(given.replace("\\", "/").rpartition("/")[2]))
    stem = re.sub(r"\s+", " ", stem).strip(" .")
    stem = _cut_ending(stem, ending)
    return (stem[: LONGEST - len(ending)].strip(" .") or fallback) + ending


def show_name(given: str) -> str:
    """Returns the name of a file that is not taken, as a sentence about it may show it."""
    stem = re.sub(r"\s+", " ", _PATH.sub(" ", visible(given.replace("\\", "/").rpartition("/")[2]))).strip(" .")
    return stem if len(stem) <= LONGEST else stem[: LONGEST - 1] + "…"


def _cut_ending(stem: str, ending: str) -> str:
    """Returns the name without its own ending, if that is one; "Offer No. 12" has none."""
    before, dot, last = stem.rpartition(".")
    is_ending = bool(dot and before) and re.fullmatch(r"[A-Za-z0-9]{1,5}", last) is not None and not last.isdigit()
    return before.rstrip(" .") if is_ending or f".{last}".lower() == ending else stem
