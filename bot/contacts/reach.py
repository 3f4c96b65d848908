"""Finds in a text where its writer can be reached: an e-mail address, a telephone number, or a name
in another messenger."""

from __future__ import annotations

import re

EMAIL = (
    r"[A-Za-z0-9._%+-]{1,64}\s?[@＠]\s?[A-Za-z0-9-]{1,63}(?:\s?[.．。]\s?[A-Za-z0-9-]{1,63})+"
    r"|[A-Za-z0-9._%+-]{1,64}\s?(?:\(at\)|\[at\]|\sat\s)\s?[A-Za-z0-9-]{1,63}\s?(?:\(dot\)|\[dot\]|\sdot\s|\.)\s?[A-Za-z]{2,6}\b"
)
HANDLE_BEFORE = (
    r"(?:we\s?chat|wei\s?xin|whats\s?app|telegram|skype|\bqq|\bvx|微信|威信|薇信)"
    r"(?:\s?(?:id|account|number|号码?|號碼?))?\s?(?:is\b|是|为|為|[:：=])?\s?"
)
HANDLE = r"[A-Za-z](?=[\w.-]{0,64}[\d_])[A-Za-z0-9_.-]{4,64}"
PHONE = (
    r"[+＋]\s?\(?\d(?:[\s().\-–/]{0,2}\d){6,16}"
    r"|(?<![\d+])\(?\d(?:\d*[\s().\-–/]{1,2}(?=[\d(])){1,5}\d+(?![\d,])"
    r"|(?<!\d)(?:0?1[3-9]\d{9}|0\d{9,10})(?!\d)"
)
_CERTAIN_PHONE = r"[+＋]\s?\(?\d(?:[\s().\-–/]{0,2}\d){6,16}|(?<![\d-])(?:0?1[3-9]\d{9}|0\d{9,10})(?!\d)"
"""Matches digits that can only be a telephone number: those with a country code, Chinese mobile numbers, and those that
begin with a zero. Other groups of digits may be amounts or dates."""
_REACH = re.compile(f"{EMAIL}|{HANDLE_BEFORE}{HANDLE}|{_CERTAIN_PHONE}", re.IGNORECASE)
LONGEST = 254


def find_reach(text: str) -> str | None:
    """Returns the addresses and numbers in the text at which its writer can be reached, as they
    were written and separated by commas. Returns None if there are none."""
    found = dict.fromkeys(" ".join(match[0].split()) for match in _REACH.finditer(text))
    return ", ".join(found)[:LONGEST] or None
