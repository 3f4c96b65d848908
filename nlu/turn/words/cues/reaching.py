"""Finds out whether words say how somebody can be reached. Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.turn.words.cues.finder import Finder

_NUMBER = re.compile(r"(?<![\w.,/$€£¥#-])\+?\d[\d ()-]{5,18}\d(?![\w%]|[.,/-]\d)")
"""Matches what may be a telephone number, if it has enough digits."""
_LEAST_DIGITS = 7
_REACH = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[a-z]{2}"
    r"|\breachable\b|\b(?:reach|call|ring|phone|text) (?:me|us|him|her|them|my \w{1,20}) (?:back|at|on|under|via|by|until|till|before|after)\b"
    r"|\b(?:my|our|his|her) (?:number|phone|mobile|cell|extension|whatsapp|wechat|e-?mail)(?: number| address)? is\b"
    r"|(?:电话|電話|手机|手機|分机|微信)(?:号码?|號碼?)?(?:是|：|:)?\s?[\da-z+_-]{4}"
    r"|打(?:给|畀|比)?[我她他](?:们|哋)?(?:的|嘅)?(?:电话|電話|手机|手機)|(?:联系|聯絡|联络|找|搵)[我她他](?:们|哋)?(?:的|嘅)?(?:电话|電話|手机|手機)",
    re.I,
)


def gives_contact(text: str) -> bool:
    """Returns whether the text has a telephone number, a mail address or words such as "reachable" and 打我手机."""
    numbers = (found[0] for found in _NUMBER.finditer(text))
    has_number = any(sum(map(str.isdigit, number)) >= _LEAST_DIGITS for number in numbers)
    return has_number or _REACH.search(text) is not None


FINDERS: dict[str, Finder] = {"gives_contact": gives_contact}
