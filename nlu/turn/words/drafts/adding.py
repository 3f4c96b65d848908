"""Reads four things in a message that the models do not read: words that shall be noted ("note: no smell",
备注不要熏硫), colours of goods ("black and green mixed"), days by which something is extended ("extend it by a week"),
and questions between two ways out ("refund or new ones?"). Imports nothing of Rasa."""

from __future__ import annotations

import re
from decimal import Decimal

from nlu.turn.words.goods.described.colours import COLOUR, COLOUR_ZH
from nlu.understanding.grammar.numerals import NUMBER, value_of

_NOTES = re.compile(
    r"(?:(?<![a-z])(?:note|remark|comment|mention|specify|write(?: down| in)?|put down|state)\s?(?::|(?:that|in the note)(?![a-z]))|(?<![a-z])(?:as a (?:note|remark))\s?:?"
    r"|备注|備註|注明|註明|附注|附言)(?:一下|上|说明|里|写|寫|加)*[\s:：,，]*(?P<words>[^。；;！!?？\n.]{3,160})"
)
_COLOURS = re.compile(
    rf"(?<![a-z])(?:(?:in|dark|light|half|all|only|just|the)\s)*(?:{COLOUR})(?:\s?(?:,|and|n|&|\+|/|or)\s?(?:(?:half|dark|light)\s)?(?:{COLOUR}))*"
    r"(?:\s(?:mixed|mix|half half|half each|assorted|each|only|ones?))+(?![a-z])"
    rf"|(?<![a-z])(?:(?:dark|light)\s)?(?:{COLOUR})\s?(?:and|n|&|\+|/)\s?(?:(?:dark|light)\s)?(?:{COLOUR})(?:\s(?:mixed|mix|each|please|pls))*(?![a-z])"
    rf"|{COLOUR_ZH}[、和跟与/]{COLOUR_ZH}(?:各半|各一半|对半|對半|混装|混裝|混色|混着|都要|各要一半|一半一半)?"
)
_EXTENDS = re.compile(
    rf"(?<![a-z])(?:extend|prolong|postpone|push|delay|move|shift)(?:ed|ing)?(?![a-z])[^.;!?\d]{{0,60}}?\bby\s(?P<number>{NUMBER}|an?|another|one more)\s?(?:more\s)?"
    r"(?P<unit>day|week|fortnight|month)s?(?![a-z])"
)
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
_MONEY = r"(?:refund|money(?: back)?|credit|discount|cash)"
_NEW = r"(?:replacements?|replac\w+|new ones?|exchange|resend|reship\w*|redo)"
_MONEY_ZH, _NEW_ZH = "(?:退钱|退款|退|赔钱|賠錢|赔|折扣|减钱)", "(?:补货|补发|补寄|補貨|换货|换新|换|重发|重做|返工|补)"
_ALTERNATIVES = re.compile(
    rf"{_MONEY}\b[^.;!]{{0,16}}\bor\b[^.;!]{{0,16}}\b{_NEW}|{_NEW}\b[^.;!]{{0,16}}\bor\b[^.;!]{{0,16}}\b{_MONEY}"
    rf"|{_MONEY_ZH}.{{0,4}}(?:还是|還是|和|跟|与|或).{{0,4}}{_NEW_ZH}.{{0,4}}(?:哪|谁|好|快|划算|怎么|\?|？)"
    rf"|{_NEW_ZH}.{{0,4}}(?:还是|還是|和|跟|与|或).{{0,4}}{_MONEY_ZH}.{{0,4}}(?:哪|谁|好|快|划算|怎么|\?|？)"
)


def find_noted(text: str, plain: str) -> list[str]:
    """Returns the remarks that the text wants noted about goods, in its words."""
    noted = [text[slice(*each.span("words"))].strip(" ,，:：") for each in _NOTES.finditer(plain)]
    colours = [each[0] for each in _COLOURS.finditer(plain)]
    return [words for words in dict.fromkeys((*noted, *(_as_written(text, plain, each) for each in colours))) if words]


def _as_written(text: str, plain: str, words: str) -> str:
    at = plain.index(words)
    return text[at : at + len(words)].strip()


def find_extensions(plain: str) -> list[int]:
    """Returns by how many days a folded text extends something: "extend the deadline of that request by a week"."""
    found = []
    for each in _EXTENDS.finditer(plain):
        number = Decimal(1) if each["number"] in ("a", "an", "another", "one more") else value_of(each["number"])
        if number and not number % 1:
            found.append(int(number) * _DAYS[each["unit"]])
    return found


def weighs_alternatives(plain: str) -> bool:
    """Returns whether a folded text asks which of two ways out of a problem to take."""
    return _ALTERNATIVES.search(plain) is not None
