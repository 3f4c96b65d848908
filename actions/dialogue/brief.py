"""Tells how long a text is."""

from __future__ import annotations


def is_brief(text: str, words: int, han: int) -> bool:
    """Returns whether the text has at most so many words between spaces, and at most so many Chinese characters."""
    characters = sum("\u3400" <= character <= "\u9fff" for character in text)
    return characters <= han and len(text.split()) <= words
