"""Divides the text of a contact into clauses."""

from __future__ import annotations

SIGNS = ",，;；。.!！?？"
"""The signs that end a clause."""


def divide_clauses(sentence: str) -> list[tuple[str, str]]:
    """Returns the clauses of a sentence, each with the sign or the "and" that ends it."""
    clauses, start, at = [], 0, 0
    while at < len(sentence):
        sign = next((sign for sign in (", and ", " and ", *SIGNS) if sentence.startswith(sign, at)), "")
        is_inside_number = sign in (",", ".") and sentence[at + 1 : at + 2].isdigit()
        if sentence[at] == " " and all("\u3400" <= letter <= "\u9fff" for letter in sentence[at - 1 : at + 2 : 2]):
            sign = " "  # a space between Chinese words stands for a comma
        if not sign or is_inside_number:
            at += 1
            continue
        clauses.append((sentence[start:at], sign))
        start = at = at + len(sign)
    return [*clauses, (sentence[start:], "")]
