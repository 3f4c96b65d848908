"""Finds the numbers that a supplier tells about an order: which part of it can be delivered when, and how much the
supplier offers as compensation for damaged goods. Imports nothing of Rasa."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from nlu.turn.words.cues.finder import Finder, has

_NUMBER = re.compile(
    r"(?<![\d.,/$€£¥])\d[\d,]*(?![\d.]*\d|%|/|\s?(?:%|percent|usd|dollars?|euros?|美元|美金|块|元|days?|weeks?|months?|天|周|个?月|号|日|年|点))",
    re.I,
)
"""Matches a number that may count pieces: it is no price, no share, and no day."""
_ENDS = re.compile(
    r"[,，;；。!！?？\n]|\.(?=\s|$)|\s(?:and|but)\s(?=(?:the\s)?(?:other|rest|remaining|\d))|(?<=[\u4e00-\u9fff\d])\s+(?=[\u4e00-\u9fff])"
)
_UNIT = re.compile(
    r"\s?(?:pieces?|pcs|sets?|units?|pairs?|ones|of (?:them|it)|个|件|套|条|只|台|床|双|箱|吨|把|盏|张)?\s?(?:(?:can|could|will|would|are|is|go|goes|come|comes|可以|能|要)\s)?",
    re.I,
)
_REST = re.compile(
    r"\b(?:others?|rest|remaining|remainder|later|afterwards|left over)\b|剩|其余|余下|另外|再发|后发|之后", re.I
)
_SAYS_NO_TIME = re.compile(
    r"(?:later|afterwards|then|now|first|at once|possible|to come|in stock|ok(?:ay)?|先发?|再发?|后发|现在|现货|之后|可以|能发|挤一挤|吧|就行|没问题)?",
    re.I,
)
_OF_REST = re.compile(
    r"(?:the\s)?(?:rest|others?|remaining(?:\sones)?|remainder)\s(?:(?:comes?|goes|go|will|can|follows?|ships?|leaves?|is|are)\s){0,2}(?P<en>[^,.;]{3,60})|(?:剩下的?|其余的?|余下的?)(?P<zh>[^，,。;；\s\d][^，,。;；]{1,40})",
    re.I,
)

_BROKEN = re.compile(
    r"\b(?P<en>\d{1,7})\s(?:\w{1,16}\s){0,4}?(?:broken|broke|cracked|damaged|defective|faulty|dead|scratched|missing|wrong)\b"
    r"|(?:碎|坏|破|裂|缺|少|瘪|漏)了?(?:有)?(?P<zh>\d{1,7})\s?[个件套条只台]?",
    re.I,
)
_ANEW = re.compile(
    r"\b(?:send|give|replace|ship|resend|add)\s(?:\w{1,16}\s){0,3}?(?P<send>\d{1,7})\s(?:new|again|anew|more|replacements?|spare|extra|free)\b|\b(?P<en>\d{1,7})\s(?:new\s(?:ones|pieces|sets|units)|replacements?|spares?)"
    r"|补(?:发|寄|送|给)?(?:他们?|您|客户)?\s?(?P<zh>\d{1,7})|重[发寄]\s?(?P<zh2>\d{1,7})|换\s?(?P<zh3>\d{1,7})[个件套条只台]?(?:新|好)",
    re.I,
)
_PAID_FOR = re.compile(
    r"(?:refund|money back|pay(?:ment)? back|credit)\s(?:\w{1,16}\s){0,3}?(?P<en>\d{1,7})\s?(?:pieces|pcs|sets|of them|units|ones)|退(?:还|他|给他)?\s?(?P<zh>\d{1,7})\s?[个件套条只台](?:的)?(?:钱|款|货款)",
    re.I,
)
_GIVES_MONEY = re.compile(
    r"\b(?:give|pay|refund|return|send|transfer|offer|credit|compensate)\b[^.;]{0,40}\d|\bback\b|赔|退|补偿|补贴",
    re.I,
)
_MANY = 8
_LONGEST = 60


def find_parts(text: str) -> list[dict[str, Any]]:
    """Returns the numbers of the text that may count pieces. For each, `is_rest` says whether its clause speaks of the
    rest of the order, and `time` holds the time that the clause gives after the number: "in three weeks" in "the other
    15 in three weeks"."""
    ends = [0, *(at for found in _ENDS.finditer(text) for at in found.span()), len(text)]
    clauses = [text[start:end] for start, end in pairwise(ends) if text[start:end].strip(" ,，;；。.!！?？")]
    found: list[dict[str, Any]] = []
    for clause in clauses[:_MANY]:
        number = _NUMBER.search(clause)
        if number is None:
            continue
        after = clause[number.end() :]
        unit = _UNIT.match(after)
        time = _read_time(after[unit.end() if unit else 0 :].strip(" ,，.。:："))
        value = number[0].replace(",", "").strip()
        found.append({"number": value, "is_rest": _REST.search(clause) is not None, "time": time or ""})
    return found


def find_rest_time(text: str) -> str | None:
    """Returns the words that say when the rest of an order comes, if they do not name its quantity:
    剩下的过完年再发."""
    found = _OF_REST.search(text)
    return _read_time((found["en"] or found["zh"]).strip()) if found else None


def _read_time(words: str) -> str | None:
    """Returns the words, shortened, if they name a time; else None."""
    return None if _SAYS_NO_TIME.fullmatch(words) else words[:_LONGEST]


def find_amends(text: str) -> dict[str, Any] | None:
    """Returns what a supplier offers as compensation: how many pieces are `broken`, how many it sends `anew`, for how
    many it gives the price back (`paid_for`), and whether it offers any `money`."""
    patterns = {"broken": _BROKEN, "anew": _ANEW, "paid_for": _PAID_FOR}
    found = {
        name: next(filter(None, said.groups())) for name, pattern in patterns.items() if (said := pattern.search(text))
    }
    gives_money = _GIVES_MONEY.search(text) is not None
    return {**found, "money": gives_money} if found or gives_money else None


_GROSS = re.compile(
    r"(?:毛重|总重)[^\d，,。]{0,4}(?P<zh>\d[\d,]{0,9}(?:\.\d{1,3})?)\s?(?:公斤|千克|kg)|gross(?: weight)?[^\d,.;]{0,6}(?P<en>\d[\d,]{0,9}(?:\.\d{1,3})?)\s?kg"
    r"|(?<![\d,.])(?P<before>\d[\d,]{0,9}(?:\.\d{1,3})?)\s?kgs? gross",
    re.I,
)
_CARTONS = re.compile(r"(?<![\d,.])(?P<number>\d[\d,]{0,9})\s?(?:箱|(?:cartons?|ctns?|boxes)\b)", re.I)
_CLAUSES = re.compile(r"[，,;；。]")
_SUPPOSES = re.compile(r"\bwould (?:be|cost)\b|的话", re.I)
_HESITATES = re.compile(r"^(?:\s|hm+|well|oh|uh|嗯+|那|哦)+[\s,，]*", re.I)


_KEEPS_ONLY = re.compile(
    r"\b(?:only|just) (?:the )?(?P<en>[\w-]+) (?:one|version|variant|type)s?\b|(?:只|就|光)(?:要|报|写|留|发)(?P<zh>[^\s，,。的]{1,8}?)(?:的(?!话)|那[个款种])",
    re.I,
)


def find_kept_variant(text: str) -> str | None:
    """Returns the name of the variant of which alone a text wants to speak: "4000K" for "only the 4000K one"."""
    found = _KEEPS_ONLY.search(text)
    return next(filter(None, found.groups()), None) if found else None


def find_packing_data(text: str) -> dict[str, str] | None:
    """Returns the `gross` weight in kilograms and the number of `cartons` that the words name."""
    gross, cartons = _GROSS.search(text), _CARTONS.search(text)
    found = {
        "gross": next(filter(None, gross.groups())) if gross else "",
        "cartons": cartons["number"] if cartons else "",
    }
    return {name: value.replace(",", "") for name, value in found.items() if value} or None


def find_supposed_price(text: str) -> str | None:
    """Returns the words that name a price of other goods which the writer only supposes: "6500K would be 9.10"."""
    for clause in _CLAUSES.split(text):
        supposes = _SUPPOSES.search(clause)
        if supposes and any(letter.isdecimal() for letter in clause[supposes.end() :]):
            return _HESITATES.sub("", clause).strip()
    return None


_PARTS_OF_DAY = {
    "morning": re.compile(r"上午|早上|早晨|一早|\bmorning\b", re.I),
    "noon": re.compile(r"中午|\bnoon\b", re.I),
    "afternoon": re.compile(r"下午|\bafternoon\b", re.I),
    "evening": re.compile(r"晚上|傍晚|\bevening\b", re.I),
}


def find_part_of_day(text: str) -> str | None:
    """Returns the last part of a day that the words name: `morning`, `noon`, `afternoon` or `evening`."""
    found = {each.end(): name for name, part in _PARTS_OF_DAY.items() for each in part.finditer(text)}
    return found[max(found)] if found else None


_WITH_NEXT = has(
    r"\bwith (?:the|his|their|your) next (?:shipment|order|delivery|lot)\b|[随跟和](?:着)?(?:下一?[批单次]|下次)"
)
FINDERS: dict[str, Finder] = {
    "packing_data": find_packing_data,
    "part_of_day": find_part_of_day,
    "supposes_price": find_supposed_price,
    "keeps_only": find_kept_variant,
    # The words ask which Incoterm a buyer has asked for: "what did they ask for, DAP or FOB?".
    "asks_wanted_terms": has(
        r"\b(?:did|do|does|have|has) (?!i\b|we\b|you\b)[\w .&-]{2,30}? (?:ask(?:ed)? for|want(?:ed)?|request(?:ed)?|need(?:ed)?|say|said|writ(?:e|ten))\b(?! (?:if|whether|me|us|to)\b)"
        r"|(?:他们?|她们?|对方|客户|买家|人家)(?:当时|到底|原来|上面|那边)?(?:要|写|问|说|求购)的?(?:的)?(?:是|啥|什么)"
    ),
    "with_next": _WITH_NEXT,
    "parts": find_parts,
    "rest_time": find_rest_time,
    "amends": find_amends,
}
