"""Finds whether words ask, and how. Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.turn.words.cues.finder import Finder, has, is_short

_QUESTION = re.compile(
    r"[?？]$|^(?:(?:and|so|but|ok|or),? )?(when|where|what|why|how|who|which|has|have|is|are|was|were|did|does|do(?!\s+(?:it|that|this|so|them|both|all)\b)|can|could)\b"
    r"|(?:没错|对|是|没问题|(?<![算行好以])了)吧$|(吗|嗎|呢|么|(?<![砍讨征步])伐|没有?|了没|㗎|咩|[\u4e00-\u9fff]{2}(?<![要也都就行好成以])不)$|[做整搞成家][点點][样樣]?[呀啊喇啦㗎]?$|有冇|係咪|系咪|得唔得|边[个間间]|邊[個間]|乜嘢|點樣|幾多|幾耐|(?:是|要|走|用)[^，,。;；\d]{1,10}(?:还是|還是)[^，,。;；\d]|什么|什麼|怎么|怎麼|哪[里裡儿]|几时|幾時|几号|幾號|哪[天日]|哪一天|啥时候|何时|邊日|啥意思|点解|谁(?!都)|多久|多少|为什么",
    re.I,
)
_ASKS_LAST = re.compile(
    r"^(?!.*\b(?:know|sure|say|said|tell|told|decided?|clear|remember|see|idea|check|understand|matter|asked|forgot)\b)"
    r".*\w[ ,]+(?:when|where|why|who|which one|how (?:much|many|long|soon|far))[\s.!]*$",
    re.I,
)
"""Matches questions whose question word comes last, as many people write English: "you can ship when"."""
_ALIKE = re.compile(
    r"^(?:and|what about|how about|and what about)\b[^?]{0,30}\?$|^(?:and |so )?what about (?:order |the )?\d{3,6}$|^[^，,。？?]{1,8}呢[?？]?$",
    re.I,
)


def is_question(text: str) -> bool:
    plain = text.strip(" \t\n,，、;；")
    return any(asks.search(plain) for asks in (_QUESTION, _ASKS_LAST))


def asks_alike(text: str) -> bool:
    """Returns whether the words ask the same about something else: "and for suppliers?", 那供应商呢."""
    return _ALIKE.search(text.strip()) is not None


_ASKS_FIRST = re.compile(
    r"^[^,，。.;；?？]{2,24}(?:吗|嗎|么|(?<![砍讨征步])伐|不能|呢|得唔得|行不行|可以不)[\s,，。;；]|^[^,，。;；]{0,6}(?:能不能|可不可以|能否|可否|得唔得)[^?？]{2,30}[,，]|^[^?？]{4,60}[?？]\s*\S|^(?:can|could|is|are|do|does|will|would)\s(?:i|we|you|they|it|he|she|the|this|that|these|there|one)\s[^?]{3,40},\s",
    re.I,
)
"""Matches a question before other words: 能做蓝色吗，上次那个白的."""


def asks_first(text: str) -> bool:
    """Returns whether the words begin with a question, and other words follow."""
    return _ASKS_FIRST.search(text.strip()) is not None


FINDERS: dict[str, Finder] = {
    # The words begin with a question, and other words follow: 能做蓝色吗，上次那个白的.
    "asks_first": asks_first,
    "is_short": is_short,
    "is_question": is_question,
    "asks_alike": asks_alike,
    # The words ask which of several things is meant or is best: "which one is faster?", 哪家便宜.
    "asks_which": has(r"\b(?:which|who|whose|whats?|what'?s|what is) |哪[个個家款种種間间]|边间|邊間|邊個|谁家"),
}
