"""Finds a yes beside words that add nothing to it: the name of the deed that is agreed to ("yes pause", 就这么改), a
form of address ("yes sir"), or that the rest stays as it is and nothing more is wanted (地址也不变。ok下单). Imports
nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from foundation.yaml_text import read_yaml
from nlu.turn.words.cues.asides import without_asides
from nlu.turn.words.cues.asking import is_question
from nlu.turn.words.cues.assenting import is_assent, is_praise
from nlu.turn.words.cues.finder import Finder, when_short

_TABLE = read_yaml(Path(__file__).with_name("agreement.yml"))
_CLAUSES = re.compile(r"[.,;!?，。；！？、\n]+\s*|(?<=[㐀-鿿])\s+|\s+(?=and\b|then\b)", re.I)
_THING = r"(?!(?:it|this|that|nothing|not|no)\b)[a-z][a-z ]{1,24}?"
_THING_ZH = r"(?:(?!不|没|別|别|多|少|改)[一-鿿]){1,7}?"
_STAYS = re.compile(
    rf"(?:and |but |so |ok |yes )?(?:(?:the|my|our|all|everything|every) )?{_THING} (?:also |too |all |just )?(?:(?:stays?|remains?|is|are|keeps?|can stay)(?: (?:as (?:it|they) (?:is|are)|as is|the same|unchanged|like that|so|as (?:before|agreed|shown|planned)))?(?<!is)(?<!are)|unchanged|as (?:before|agreed|shown|is|planned)|no change|same)"
    rf"|(?:and |so |ok |with |at |for )?(?:the )?(?:same|old|original|current|agreed|listed|usual) {_THING}(?: as (?:before|now|agreed|last time))?"
    rf"|(?:and |but |so |ok |just )?(?:keep|leave) (?:the|my|our) {_THING}(?: as (?:it is|is|before|agreed)| unchanged| the same| alone)?"
    rf"|(?:那|就|还是|仍然?|也|都)*{_THING_ZH}(?:就|还|也|都|仍|先|依然|还是|保持|维持)*(?:不变|不動|不动|照旧|照舊|不用改|唔使改|不改|原样|(?:跟|和|同|按|照)(?:上次|之前|原来|原來|以前|头先)(?:的|那样|一样|一樣)*|一样|一樣)"
    r"|(?:那|就|还是|仍|也|都)*(?:按|照|用|依)(?:着)?原(?:来|來|先|定|有)?的?(?:价格?|单价|價|数量|日期|地址|交期|计划|条件|条款|样子?)?(?:来|走|做|算|就行|就好|即可)?"
)
"""Matches a clause which says that something stays as it is."""
_NO_MORE = re.compile(
    r"(?:and |so |no )?(?:nothing (?:else|more|further)(?: (?:to add|from me|needed|to change|for now))?|that'?s (?:all|it)|that is (?:all|it)|no (?:more|other|further) (?:changes?|requests?|requirements?|wishes|questions?|remarks?|points?|things?|comments?)|no changes?|the rest (?:is (?:ok|fine|good|the same)|stays|as before))"
    r"|(?:我|我们|这边|也|那)*(?:没有?|冇|無|无)(?:什么|啥|甚么)?(?:别|其他|其它|其他|另外|更多|特别)?的?(?:要求|问题|需要|补充|改动|变化|修改|意见|事|嘢|要改的|要补充的|要加的)?(?:了|啦)?"
    r"|(?:其他|其它|其余|别的|其餘)的?(?:都|就|也|全)*(?:不变|不用了?|照旧|不用改|不改|没了|没有了?|一样|不要了?)|就这些|就这样|就咁多"
)
"""Matches a clause which says that nothing more is wanted."""
_FIRST_CLAUSE = re.compile(r"[.;!。；！,，]\s*|(?<=[㐀-鿿])\s+")
_HESITATES = re.compile(
    r"\b(?:maybe|perhaps|probably|guess|think|suppose|not sure|hopefully|might|hmm+|well|fine i guess)\b|可能|也许|大概|估计|考虑|想想|看看|好像|应该|應該|吗|不太|怎么",
    re.I,
)
_NOT = re.compile(
    r"\b(?:not?|never|don'?t|won'?t|cannot|can'?t)\b(?! problem| worries| issue)|[别別甭勿]|不(?:要|用|能|行|是|可)|没|唔",
    re.I,
)


_OWN = re.compile(r"\b(?:my|our|the|his|her|a)\s*$|[我问問跟和]\s*$")


class _Phrases:
    """Finds the words of a list in a text. Latin ones are found only as whole words. Longer ones are preferred."""

    def __init__(self, words: Iterable[object]) -> None:
        ordered = sorted(map(str, words), key=len, reverse=True)
        latin = "|".join(re.escape(each) for each in ordered if each.isascii())
        han = "|".join(re.escape(each) for each in ordered if not each.isascii())
        self._found = re.compile("|".join(filter(None, (latin and rf"(?<![a-z'])(?:{latin})(?![a-z'])", han))), re.I)

    def find_last(self, text: str) -> int | None:
        """Returns where the word begins with which the text ends, or None if it ends with none of the words."""
        plain = text.rstrip()
        return next((each.start() for each in self._found.finditer(plain) if each.end() == len(plain)), None)

    def without(self, text: str) -> str:
        return self._found.sub(" ", text)

    def occur(self, text: str) -> bool:
        return self._found.search(text) is not None


_ADDRESSED, _LITTLE = _Phrases(_TABLE["addressed"]), _Phrases(_TABLE["little"])
_DEEDS = {name: _Phrases(words) for name, words in _TABLE["deeds"].items()}
_ANY_DEED = _Phrases(word for words in _TABLE["deeds"].values() for word in words)


def only_leaves(text: str) -> bool:
    """Returns whether the text only says that something stays as it is, or that nothing more is wanted."""
    clauses = _divide(text)
    return bool(clauses) and all(map(_leaves, clauses))


def find_deeds(text: str) -> list[str]:
    """Returns the names of the deeds that the text names: "ok, register it" names `register`. Returns [] if the text
    says anything else than yes."""
    return _read(text)[1]


_TURNS_BACK = re.compile(
    r"[别別不但先等慢未]|\b(?:but|not|wait|hold|stop|before|until|first|except|only)\b|n['’]?t\b", re.I
)
"""Matches words after a first "yes" that may take it back or put it off: 行，但是先别发."""


def agrees(text: str) -> bool:
    """Returns whether the text says yes, or names a deed that may be agreed to, and adds nothing."""
    return _read(text)[0]


def agrees_first(text: str) -> bool:
    """Returns whether the text begins with a clause that agrees, or names a deed, and goes on with something that does
    not take it back: 停吧。一级的改成1吨."""
    first, *rest = _FIRST_CLAUSE.split(text.strip(), maxsplit=1)
    return bool(rest and rest[0].strip()) and not _TURNS_BACK.search(rest[0]) and _read(first)[0]


def _read(text: str) -> tuple[bool, list[str]]:
    """Returns whether the text agrees, and the deeds that it names."""
    if is_question(text) or any(sign.isdigit() for sign in text) or _HESITATES.search(text):
        return False, []
    text = without_asides(text) or text
    said = [clause for clause in _divide(text) if not _leaves(clause)]
    rest = [_without_address(clause) for clause in said]
    only_praises = len(said) == len(_divide(text)) and all(map(is_praise, filter(None, rest)))
    if only_praises or any(map(_NOT.search, rest)):
        return False, []
    plain = [_ANY_DEED.without(each).strip() for each in rest]
    named = [name for name, words in _DEEDS.items() if any(map(words.occur, rest))]
    agreed = [each for each in plain if is_assent(each, strictly=True)]
    is_more = any(_LITTLE.without(each).strip() for each in plain if each not in agreed and not is_praise(each))
    return (bool(agreed or named) and not is_more), named if not is_more else []


def _divide(text: str) -> list[str]:
    return [clause.strip() for clause in _CLAUSES.split(text.casefold().replace("’", "'")) if clause.strip()]


def _without_address(clause: str) -> str:
    """Returns the clause without a form of address at its end. "My boss" is none."""
    found = _ADDRESSED.find_last(clause)
    is_somebody = found is not None and _OWN.search(clause[:found])
    return clause if found is None or is_somebody else clause[:found].strip()


def _leaves(clause: str) -> bool:
    return bool(_STAYS.fullmatch(clause) or _NO_MORE.fullmatch(clause))


_OBJECTS = {"request": r"(?:request|rfq|enquiry|inquiry)", "order": "order", "quotation": r"(?:quotation|quote|offer)"}
_OBJECTS_ZH = {"request": "询价单?|询盘|求购", "order": "订单|单子", "quotation": "报价单?"}
_OF = [
    (
        name,
        re.compile(
            rf"(?:yes|yeah|yep|ok|okay|sure|right|correct|exactly)[\s,.!]+(?:(?:withdraw|cancel|pull|accept|only|just|please|it'?s|i mean)\s)*(?:the|that|my|our)\s{said}"
            rf"[\s,.;!]+(?:and |but )?(?:not|leave|keep) (?:the|my|our) (?:{'|'.join(other for key, other in _OBJECTS.items() if key != name)})[\s.!]*"
            rf"|(?:对|是|好|嗯|行)的?[\s，,。]*(?:撤|取消|接受)?(?:的?是|那个|的)?(?:{_OBJECTS_ZH[name]})[\s，,。]*(?:不是|别动|不动|不要动|别撤|别取消)(?:那个)?"
            rf"(?:{'|'.join(other for key, other in _OBJECTS_ZH.items() if key != name)})[\s，,。！!]*",
            re.I,
        ),
    )
    for name, said in _OBJECTS.items()
]
"""Matches a yes that names the thing which it is about, and another thing that it is not about."""


def find_agreed(text: str) -> str | None:
    """Returns what a yes is about that also says what it is not about: `request` for "yes the request, not the
    order!!"."""
    return next((name for name, said in _OF if said.fullmatch(text.strip())), None)


_LAST_SENTENCE = re.compile(r"(?<=[.!;。！；])\s*(?P<last>[^.!;。！；]+)[.!。！]*$")
_YES = re.compile(r"(?:yes|yeah|yep|ok|okay)\b|[好行对]的?|可以|是的", re.I)


def find_deeds_at_last(text: str) -> list[str]:
    """Returns the deeds that the last sentence of the text names, if it says yes to them and nothing else: `accept` for
    "no leave it, yuan is ok. yes accept"."""
    last = _LAST_SENTENCE.search(text.strip())
    return find_deeds(last["last"]) if last and _YES.match(last["last"]) else []


FINDERS: dict[str, Finder] = {
    "deeds_at_last": when_short(find_deeds_at_last),
    "agrees_of": when_short(find_agreed),
    "agrees": when_short(agrees),
    "deeds": when_short(find_deeds),
    "agrees_first": when_short(agrees_first),
    "only_leaves": when_short(only_leaves),
}
