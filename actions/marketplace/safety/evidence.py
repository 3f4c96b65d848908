"""Weighs with points whether the name of a messenger or a payment app in a sentence invites the reader to use it.

The name alone is not enough, since it may be printed on goods, or somebody only asks about it. A user name or a number
beside it, words that ask the reader to use it, and words that say whose it is add points. Words about goods take points
away, and so does a sentence that only asks a question.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from actions.marketplace.safety import vocabulary
from actions.marketplace.safety.numbers import Number, numbers

HELD_FROM = 3
"""A text with at least this many points is suspicious and is held until a member of the staff has decided."""
_NAMED, _WEAK, _HANDLE, _CALL, _DIRECTLY, _GOODS, _QUESTION = 2, 1, 2, 1, 1, -3, -2
_SHORTEST = 5
"""The fewest digits that an account or telephone number has."""
_BESIDE = 26
"""A user name or a number belongs to a word if it follows within this many characters."""
_CALLED = re.compile(
    r"\s?(?:id|no|number|name|handle|nick|user(?:name)?|tag|account|号码?|账号|是|is|=)?\s?[:：=]\s?@?[a-z0-9][\w.\-]{3,}|\s(?:id|account|号)\s+@?[a-z0-9][\w.\-]{3,}"
)
_QUOTED = re.compile(r"[\"“「『‘'][^\"”」』’'\n]{0,80}\Z")
_DIRECT = re.compile(
    r"(?:(?:add|contact|call|text|message|msg|reach|find|ping|write|chat|talk|speak|discuss|continue|move|switch|come|go)(?:\s+(?:to|with))?(?:\s+(?:me|us|it|this))?(?:\s+(?:on|via|by|through|in|at|to|over))?(?:\s+(?:my|our|the))?|(?:my|our|your)|(?:you|u|i'?m|i\s+am|we\s+are|we're)\s+(?:on|have|use)|do\s+you\s+(?:have|use))\s+\Z"
    r"|(?:加|换|转到?|到|上|用|走|发到?|拉)(?:一?下)?(?:个|我|你|您|咱)?(?:的)?\s?\Z"
)
_ASKED = re.compile(
    r"(?:add|contact|call|text|message|msg|reach|find|ping|write|chat|talk|continue|switch)\s+(?:to\s+|with\s+)?(?:me|us)?\s*(?:on|via|by|through|in|at|to)?\s*(?:my\s+|our\s+)?\Z|(?<!附)(?:加|换|转|拉)(?:一?下)?(?:个|我|你|您)(?:的)?\s?\Z"
)
_DIRECT_BEHIND = re.compile(
    r"\s+(?:me|us)(?![a-z])|\s?(?:聊|联系|加我|加一下|找我|私|详谈|沟通|同|号|说|发|传|群|吧)|\s?\?\s*$"
)
_END = re.compile(r"[!?。！？\n]|\.(?=\s|$)")
_HERE = re.compile(r"(?<![a-z])(?:on|through|via)\s+(?:caravan|the\s+platform)|平台上|平台能|平台支持")


class Text:
    """Holds a text after `disguises.revealed` (`plain`), the same text in small letters (`small`), its sentences and
    numbers, and the tricks that were undone (`tricks`)."""

    def __init__(self, plain: str, tricks: frozenset[str] = frozenset()) -> None:
        self.plain, self.tricks = plain, tricks
        self.small = "".join(small if len(small := c.lower()) == 1 else c for c in plain)
        ends = [found.end() for found in _END.finditer(self.small)]
        self._starts = [0, *ends]
        self._sentences: dict[int, Sentence] = {}

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return tuple(numbers(self.small))

    @cached_property
    def _handle_starts(self) -> list[int]:
        return [start for start, _ in self.handles]

    @cached_property
    def handles(self) -> tuple[tuple[int, int], ...]:
        """Returns the start and end of each user name, and of each number that may be an account or a telephone
        number."""
        tokens = vocabulary.TOKEN.finditer(self.small)
        named = [found.span() for found in tokens if vocabulary.is_handle(found[0])]
        counted = [
            (one.start, one.end)
            for one in self.numbers
            if len(one.digits) >= _SHORTEST and not one.is_counted and not is_code(one)
        ]
        return tuple(sorted([*named, *counted]))

    def sentence(self, position: int) -> Sentence:
        at = bisect_right(self._starts, position) - 1
        if at not in self._sentences:
            end = self._starts[at + 1] if at + 1 < len(self._starts) else len(self.small)
            self._sentences[at] = Sentence(self.small[self._starts[at] : end])
        return self._sentences[at]

    def sentences(self) -> Iterator[Sentence]:
        return (self.sentence(start) for start in self._starts if start < len(self.small))

    def has_handle_beside(self, start: int, end: int) -> bool:
        """Returns True if a user name or a number follows the word at `start` shortly on the same line, or stands just
        before it."""
        if _CALLED.match(self.small, end):
            return True
        at = bisect_right(self._handle_starts, end - 1)
        behind = self.handles[at] if at < len(self.handles) else None
        if behind and behind[0] - end <= _BESIDE and "\n" not in self.small[end : behind[0]]:
            return True
        before = self.handles[at - 1] if at else None
        return bool(before and before[0] < start and 0 <= start - before[1] <= 12)

    def is_called_to(self, start: int, end: int) -> bool:
        """Returns True if the words just before or after the name at `start` ask the reader to use it, such as "add me
        on" or "聊" ("chat")."""
        before = self.small[max(start - 40, 0) : start]
        return bool(_DIRECT.search(before) or _DIRECT_BEHIND.match(self.small, end))

    def is_asked_to(self, start: int) -> bool:
        """Returns True if a verb before the name at `start` asks the reader to use it. A name that is printed on goods
        does not follow such a verb."""
        return bool(_ASKED.search(self.small[max(start - 40, 0) : start]))

    def is_quoted(self, start: int) -> bool:
        return bool(_QUOTED.search(self.small[max(start - 80, 0) : start]))


class Sentence:
    """Says what kinds of words a sentence contains. Each kind of words is looked for at most once."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def is_about_goods(self) -> bool:
        return bool(vocabulary.GOODS.search(self.text))

    @cached_property
    def is_question(self) -> bool:
        return bool(vocabulary.QUESTION.search(self.text.strip()))

    @cached_property
    def invites(self) -> bool:
        return bool(vocabulary.INVITE.search(self.text))

    @cached_property
    def is_personal(self) -> bool:
        return bool(vocabulary.PERSON.search(self.text))

    @cached_property
    def pays_somebody(self) -> bool:
        return bool(vocabulary.MINE.search(self.text))

    @cached_property
    def is_printed(self) -> bool:
        """Returns True if the sentence is about printing something on goods, and does not ask the reader to go
        anywhere."""
        return bool(vocabulary.PRINTS.search(self.text)) and not vocabulary.GOES.search(self.text)

    @cached_property
    def is_about_files(self) -> bool:
        return bool(vocabulary.FILES.search(self.text))

    @cached_property
    def sends_money(self) -> bool:
        return bool(vocabulary.SENDS_MONEY.search(vocabulary.WALLET.sub(" ", self.text)))

    @cached_property
    def names_receiver(self) -> bool:
        return bool(vocabulary.RECEIVER.search(self.text))

    @cached_property
    def is_about_caravan(self) -> bool:
        return bool(_HERE.search(self.text))


def weigh_messenger(text: Text, start: int, end: int, *, weak: bool) -> int:
    """Returns the points for the messenger's name from `start` to `end`. `weak` says that the name also has other
    meanings ("line").

    The checks that take longest come last, and only run if the result depends on them.
    """
    sentence = text.sentence(start)
    if not weak and sentence.text.strip() == text.small[start:end].strip():
        return HELD_FROM  # the sentence is nothing but the name, which can only be an invitation
    points = (_WEAK if weak else _NAMED) + _CALL * sentence.invites + _CALL * sentence.is_personal
    if points >= HELD_FROM and not sentence.is_about_goods:
        return points
    points += _HANDLE * text.has_handle_beside(start, end) + _DIRECTLY * text.is_called_to(start, end)
    if not sentence.is_about_goods:
        return points
    quoted = text.is_quoted(start)
    return points + (_GOODS * (1 + quoted) if quoted or not text.is_asked_to(start) else 0)


def weigh_wallet(text: Text, start: int, end: int, *, weak: bool) -> int:
    """Returns the points for the name of a payment app or a cryptocurrency from `start` to `end`. `weak` says that the
    name also has other meanings ("wise")."""
    sentence = text.sentence(start)
    handle = text.has_handle_beside(start, end)
    points = (_WEAK if weak else _NAMED) + _HANDLE * handle
    points += _CALL * sentence.sends_money + _CALL * sentence.pays_somebody + _CALL * sentence.names_receiver
    points += _QUESTION * (sentence.is_question and not handle) - sentence.is_about_caravan
    return points + _GOODS * sentence.is_about_goods


def is_code(number: Number) -> bool:
    """Returns True if the letters or words nearest to the number say that it numbers a thing, such as a model, an
    article, a parcel or an invoice."""
    if number.before and not any(calls.fullmatch(number.before) for calls in _CALL_IT):
        return True
    code = number.distance.get("code")
    return (
        code is not None
        and code <= 14
        and all(code <= number.distance.get(kind, code) for kind in ("account", "phone"))
    )


_CALL_IT = (vocabulary.CALLS, vocabulary.ACCOUNT, vocabulary.MESSENGER, vocabulary.WEAK_MESSENGER)
"""Patterns of words that may stand right before a number without being a part of it, as in "tel13800138000"."""
