"""Finds the conditions on which a message makes its wish depend, and the things that it demands in return: "but only if
they pay the freight", 账期30天行的话加到2500个. Figures in such words are no values yet. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nlu.understanding.text.writing import folded

_IF = r"(?:if|as long as|so long as|provided(?:\sthat)?|providing(?:\sthat)?|on (?:the )?condition(?:\sthat)?|unless|assuming(?:\sthat)?|subject to)"
_NO_IF = r"(?!\s(?:possible|necessary|needed|any|so|not|in doubt|you (?:can|could|want|like|need|prefer|don'?t mind|have)|(?:that|it|this)(?:'s| is) (?:ok|okay|fine|possible|alright|easier)|i (?:can|may|could)|need be)(?![a-z]))"
_ASKED = r"(?<!ask )(?<!check )(?<!see )(?<!know )(?<!wonder )(?<!wondering )(?<!sure )(?<!them )(?<!him )(?<!tell me )(?<!even )(?<!as )(?<!what )"
_CONDITION = re.compile(rf"(?<![a-z]){_ASKED}{_IF}{_NO_IF}\s(?=\S)")
_IS_ASKED = re.compile(r"(?<![a-z])(?:ask|asking|check with|find out from|see with)\s[^,;:]*$")
"""Matches words before a question that is to be passed on to somebody: "ask the first ones if …"."""
_SENTENCE = re.compile(r"(?:[^.;!?\n]|(?<=\d)\.(?=\d)|\.(?=[a-z]))+[.;!?]*")
_LED = re.compile(
    r"(?:^|[,;:]\s*|\s)(?:(?:but|and|though|however|ok|okay|yes|well|-+)[\s,]+)*(?:only\s)?$|(?:^|\s)only\s$"
)
"""Matches the end of the words before a condition that belongs to the whole wish: ", but only"."""
_PART = re.compile(r"[,;:]\s+|\s(?:and|but)\s")
_FILLER = re.compile(
    r"^(?:不过|但是?|可是|只是)[\s,，]*|^(?:(?:yes|yeah|ok|okay|sure|fine|no|but|and|also|then|so|well|wait|hang on|hold on|sorry|please|pls|though|however)[\s,.]+)+"
)
_STIPULATES = re.compile(
    r"(?:^|[,;.]\s*|\s)(?:but|though|however|as long as)\s(?=(?:they|he|she|the (?:supplier|factory|seller|buyer|customer|freight|shipping|postage|duty|cost)s?|it|freight|shipping|you)\s)"
    r"(?P<words>[^.;!?]*?(?<![a-z])(?:must|have to|has to|need to|needs to|should|(?:is|are|goes) on (?:them|him|her)|pays?|covers?|bears?|will pay|got to|can'?t|cannot|mustn'?t)(?![a-z])[^.;!?]*)"
)
_SENTENCE_ZH = re.compile(r"[^。；;！!？?\n]+[。；;！!？?]?")
_CLAUSE_ZH = re.compile(r"[^，,、\s]+(?:\s(?![\u4e00-\u9fff])[^，,、\s]+)*")
_CONDITION_ZH = re.compile(
    r"(?:如果|要是|若是|假如|倘若|只要|除非|(?:前提|条件|條件)(?:是|就是)|(?<=[^\s])(?:的话|嘅話|嘅话)|(?:才行|才可以|才要|先得|才得)$)"
)
_NO_CONDITION_ZH = re.compile(
    r"(?:方便|可以|可能|有|行|没问题|不麻烦|有需要|必要|没有|不行|需要)(?:的话|嘅話)|(?:如果|要是)(?:可以|可能|方便|有|能|行)(?:的话)?$"
    r"|[^\s，,行肯能意以降包给有要来没不是超低高出付做受应认免到够]{1,6}(?:的话|嘅話)"
)
_BUT_ZH = re.compile(r"^(?:不过|但是?|可是|只是|唯一)")
_DEMANDS_ZH = re.compile(r"必须|得|要|需要?|应该|由|出|付|包|承担|负责|不能|不可以")
_CHANGES_ZH = re.compile(
    r"改|换|加|减|去掉|删|语气|客气|先别|等|晚|早"
    r"|(?:交期|工期|货期|交货期?|单价|价格|有效期?)[^\d，,。]{0,4}(?>\d[\d.]*\s?(?:天|日|周|个?月|块|美金|美元)?)(?!之?[以内前])"
)
"""Matches demands that give a value, and so are no conditions: 不过交期要25天."""
_ASKS = re.compile(
    r"[?？]\s*$|(?<![a-z])(?:(?:tell|show) (?:me|us)|let (?:me|us) know|explain|what if|what (?:will |would |does )?happens?|would it|will it|can they|could they|is it)(?![a-z])|吗|告诉我|告訴我|先说说|怎么办|怎样|会怎|会不会|能不能|可不可以|呢\s*$|如何|(?:能|可以|会|行)[^，,。;；]{0,6}(?:不|哇|么)\s*$|(?<![砍讨征步])伐\s*$|(?<![a-z])(?:can|could|may|should) (?:i|we)(?![a-z])"
)
_PUTS_LAST = re.compile(
    r"(?:^|[,;.]\s*)(?:(?:and|then|so)\s)?(?:what|how|when|where|which|who)(?:'s|s)?\s(?:is|are|was|were|will|would|do|does|did|can|could|much|many|long|soon|far|price|date|day)(?![a-z])[^,;.]*[\s.]*$"
    r"|(?:几多|多少|多久|几天|几号|几时|什么时候|啥时候|什么价|啥价|怎么算|点计)[^，,。；;]*$"
)
"""Matches a question after a condition, even without a question mark: "if I take 200, what is the price each"."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_EDGES = " \t\n,，.。;；:：、-"
_TAIL = re.compile(r"(?:[\s,，;；:：、-]|(?<![a-z])(?:but|and|only|though|with)(?![a-z])|不过|但是?)+$")

VALUES = frozenset(
    ("quantity", "price", "date", "country", "region", "city", "incoterm", "product", "carrier", "tracking_number")
)
"""The entities that make a demand a value instead of a condition: "but they must deliver to Hamburg"."""


@dataclass(frozen=True)
class Stipulated:
    """Holds a text without its conditions (`main`, "" if nothing else is left), and the conditions as written (`provisos`)."""

    main: str
    provisos: tuple[str, ...]


def set_apart(text: str, plain: str, values: Sequence[tuple[int, int]] = ()) -> Stipulated | None:
    """Divides the raw text, whose folded form is `plain`, into its conditions and the other words. Returns None if the
    text has no conditions or asks something. `values` are the spans of the values in the text: a demand that contains
    one of them gives a value and is no condition."""
    if _ASKS.search(plain) or _PUTS_LAST.search(plain):
        return None
    find = _find_chinese if len(_HAN.findall(plain)) * 2 > len(plain) / 2 else _find_english
    spans = find(plain, values)
    if not spans:
        return None
    provisos = tuple(_without_filler(text[start:end], plain[start:end]) for start, end in spans)
    rest, at = "", 0
    for start, end in spans:
        rest += text[at:start] if not rest else f" {text[at:start].lstrip(_EDGES)}"
        at = end
    rest = _TAIL.sub("", rest) + (f", {tail}" if (tail := text[at:].strip(_EDGES)) and rest.strip(_EDGES) else tail)
    return Stipulated(rest.strip(_EDGES), tuple(words for words in provisos if words))


def holds_condition(text: str) -> bool:
    """Returns whether the text makes something depend on a condition: "and if I later take 200", 以后要是拿500个."""
    plain = folded(text)
    if _CONDITION.search(plain):
        return True
    return any(_is_condition(clause[0]) for clause in _CLAUSE_ZH.finditer(plain))


def _without_filler(words: str, plain: str) -> str:
    filler = _FILLER.match(plain)
    return words[filler.end() if filler else 0 :].strip(_EDGES)


def _find_english(plain: str, values: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for sentence in _SENTENCE.finditer(plain):
        condition = _CONDITION.search(plain, sentence.start(), sentence.end())
        if condition is not None and not _IS_ASKED.search(plain, sentence.start(), condition.start()):
            found.append((_find_start(plain, sentence.start(), condition.start()), sentence.end()))
        elif (demand := _STIPULATES.search(plain, sentence.start(), sentence.end())) and not _holds(
            demand.span("words"), values
        ):
            found.append(demand.span("words"))
    return found


def _find_start(plain: str, start: int, condition: int) -> int:
    """Returns where the words to cut out begin: the words that depend on the condition at `condition`, or the condition
    itself if it belongs to the whole wish ("CIF, but only if …")."""
    before = plain[start:condition]
    led = _LED.search(before)
    separated = led is not None and (led.start() == 0 or led[0].strip(" ") != "")
    if separated and led is not None:
        only = led[0].rfind("only ")
        return condition - (len(led[0]) - only if only >= 0 else 0)
    parts = list(_PART.finditer(before))
    return start + (parts[-1].end() if parts else 0)


def _find_chinese(plain: str, values: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for sentence in _SENTENCE_ZH.finditer(plain):
        for clause in _CLAUSE_ZH.finditer(plain, sentence.start(), sentence.end()):
            if _is_condition(clause[0]):
                found.append((clause.start(), sentence.end()))
                break
            if _demands(clause[0]) and not _holds(clause.span(), values):
                found.append(clause.span())
    return found


def _is_condition(clause: str) -> bool:
    return _CONDITION_ZH.search(clause) is not None and _NO_CONDITION_ZH.match(clause) is None


def _demands(clause: str) -> bool:
    demands = _BUT_ZH.match(clause) and _DEMANDS_ZH.search(clause)
    return bool(demands) and _CHANGES_ZH.search(clause) is None


def _holds(span: tuple[int, int], values: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] <= start < span[1] for start, _ in values)


def only_stipulates(text: str) -> dict[str, Any]:
    """Returns the parse of a message that is nothing but a condition: a piece of information without values."""
    intent = {"name": "inform", "confidence": 0.9}
    acts = [{"act": "inform", "kind": "value", "confidence": 0.9}]
    return {"text": text, "intent": intent, "intent_ranking": [intent], "entities": [], "acts": acts}
