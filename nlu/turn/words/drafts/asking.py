"""Turns an indirect question into a direct one for its reader: "Is the plug of the EU type?" for "if the plug is of the
EU type". Imports nothing of Rasa."""

from __future__ import annotations

import re

_INDIRECT = re.compile(
    r"(?:(?:please|pls|kindly|also|too)\s)*(?:whether|if)(?:\sor\snot)?\s(?P<said>\S.*)", re.I | re.S
)
_MORE = re.compile(r"\s(?:and|or)\s(?:also\s)?(?:whether|if)\s", re.I)
_BEHIND = re.compile(r"[,;.!?]\s+")
_BE = r"(?:is|are|was|were|can|could|will|would|should|may|must|has|have)"
_SUBJECT = r"(?P<subject>(?!(?:not|it's)\b)[\w'’%-]+(?:\s[\w'’%/-]+){0,5}?)"
_VERB = re.compile(rf"{_SUBJECT}\s(?P<verb>{_BE})\s(?P<rest>\S.*)", re.I | re.S)
_OWNS = re.compile(r"(?P<subject>they|you|we|i)\s(?P<verb>have|need|make|sell|ship|offer|accept|provide|send|give|want|use|include|deliver|support|produce|take|do|know|charge|pack)\s(?P<rest>\S.*)", re.I | re.S)  # fmt: skip
_THIRD = {
    "comes": "come",
    "has": "have",
    "needs": "need",
    "includes": "include",
    "fits": "fit",
    "works": "work",
    "holds": "hold",
    "contains": "contain",
    "supports": "support",
    "leaves": "leave",
    "ships": "ship",
    "arrives": "arrive",
}
_DOES = re.compile(rf"{_SUBJECT}\s(?P<verb>{'|'.join(_THIRD)})(?:\s(?P<rest>\S.*))?", re.I | re.S)
_NO_SUBJECT = re.compile(rf"\b(?:that|which|who|whose|when|where|if|because|{_BE})\b", re.I)
_OF_TWO = re.compile(r"(?:[\w'’%-]+\s){0,4}?[\w'’%-]+\sor\s[\w'’%-]+(?:\s[\w'’%-]+)?", re.I)
"""Matches two things to choose from: "4000K or 6500K", "frame white or silver"."""
_JOINED = re.compile(rf"(?:(?:and|also|plus)[\s,]+)+(?:(?:if|whether)\s)?(?P<en>{_OF_TWO.pattern})[\s?.!]*", re.I)
_JOINED_ZH = re.compile(
    r"(?:还有|還有|另外|以及|再有|然后)[\s,，]*(?P<zh>[^\s,，。；;？?！!]{1,12}还是[^\s,，。；;？?！!]{1,8}?)(?:呢|啊|吗)?[？?。！!\s]*"
)
_SAID_BY_WRITER = re.compile(r"\b(?:i|i'm|we|you|it|they|that|this|not|more|less|so|two|three)\b", re.I)
_LONGEST = 240


def put_as_question(words: str) -> str:
    """Returns the words with an indirect question at their beginning turned into a direct one: "Are the cups dishwasher
    safe?" for "if the cups are dishwasher safe". Returns them unchanged if they begin with no indirect question, or
    with one that cannot be turned with certainty."""
    found = _INDIRECT.fullmatch(words.strip()) if len(words) <= _LONGEST else None
    if found is None:
        return words
    end = _BEHIND.search(found["said"])
    said, rest = (found["said"][: end.start()], found["said"][end.end() :]) if end else (found["said"], "")
    if not rest and _OF_TWO.fullmatch(bare := said.strip(" .?!")) and _invert(bare) is None:
        return f"{bare[:1].upper()}{bare[1:]}?"
    asked = [_invert(each.strip(" .?!")) for each in _MORE.split(said)]
    if not all(asked):
        return words
    question = " and ".join(filter(None, asked)) + "?"
    behind = f" {rest[:1].upper()}{rest[1:]}" if rest else ""
    return f"{question[:1].upper()}{question[1:]}{behind}"


def find_joined_question(text: str) -> str:
    """Returns the question that a text joins to the one before it by naming two things to choose from: "Frame white or
    silver?" for "and frame white or silver". Returns "" if the text does not."""
    found = _JOINED.fullmatch(text) or _JOINED_ZH.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None or _SAID_BY_WRITER.search(said := found[1]):
        return ""
    return f"{said}？" if found.re is _JOINED_ZH else f"{said[:1].upper()}{said[1:]}?"


def _invert(clause: str) -> str | None:
    """Returns the clause with its verb before its subject, or None if these are not found with certainty."""
    if owns := _OWNS.fullmatch(clause):
        return f"do {_address(owns['subject'])} {owns['verb']} {_of_reader(owns['subject'], owns['rest'])}"
    does, verb = _DOES.fullmatch(clause), _VERB.fullmatch(clause)
    if does and not _NO_SUBJECT.search(does["subject"]) and not (verb and len(verb["subject"]) < len(does["subject"])):
        rest = f" {does['rest']}" if does["rest"] else ""
        if does["verb"] != "has" or not re.match(r"\s(?:been|already|got)\b", rest):
            return f"does {_address(does['subject'])} {_THIRD[does['verb'].lower()]}{rest}"
    if verb is None or _NO_SUBJECT.search(verb["subject"]):
        return None
    subject = _address(verb["subject"])
    return f"{verb['verb'].lower()} {subject} {_of_reader(verb['subject'], verb['rest'])}"


def _address(subject: str) -> str:
    return "you" if subject.casefold() == "they" else subject


def _of_reader(subject: str, rest: str) -> str:
    return re.sub(r"\btheir\b", "your", rest) if subject.casefold() == "they" else rest
