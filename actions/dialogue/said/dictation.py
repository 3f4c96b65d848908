"""Edits a message that a contact has written for somebody, as the NLU understands the editing: "change Friday to Monday",
"more polite", "add that …"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_TIMES = "天周月年日"
HAN_NUMBERS = "一二两三四五六七八九十半"
_LEAST_HAN, _LEAST_LETTERS = 2, 4
_QUOTES = '"“”「」'
_KINDS = {
    "day": frozenset(("date", "day", "delivery date", "deadline", "日期", "日子", "时间", "交期")),
    "number": frozenset(("number", "quantity", "amount", "figure", "数量", "数字", "件数")),
    "code": frozenset(("tracking number", "order number", "po number", "code", "单号", "订单号", "运单号", "快递单号")),
}
"""The words with which people refer to something that a message contains, such as "the date", by the kind of thing."""
_PREPOSITIONS = frozenset(
    ("on", "in", "at", "with", "without", "for", "by", "from", "including", "before", "after", "until", "per")
)
_LEAST_WORDS = 3
"""The fewest words that a sentence must keep when a phrase is cut from it."""
_SUMS = frozenset(("amount", "amounts", "sum", "figure", "money", "金额", "数额", "钱数", "具体金额", "数目"))
_CURRENCIES = ("US$", "CN¥", "HK$", "$", "¥", "€", "£")
_PARTS_OF_DAY = ("上午", "下午", "早上", "中午", "晚上", " morning", " afternoon", " evening")
_LEAST_DIGITS = 5
"""The fewest digits of a word that counts as a code, such as a tracking number."""


@dataclass(frozen=True)
class Dictation:
    """Holds how a contact's message writes or edits a message for somebody else. `words` are to be written, without an
    introduction such as "tell them that". `adds` says that they follow what is written already, `begins_again` that
    they replace the last of it, and `is_instead` that they replace all of it. `swap` holds words to replace and their
    replacement. `is_polite` asks for a kinder tone, and `is_to_them` says that the contact names the reader.
    `is_message` says that the words are to be sent as they stand, and `reminds` that the contact wants somebody
    reminded. `whom` holds words that may be the name of the reader, and `told` the words after them. `figures` has the
    `day` and the `number` in the message, as written, if there is only one of each, and what the number `counts`
    (`count`, `money`, `time`, `size` …), if the words say so. `gone` names the part to leave out,
    `place` says which sentence to leave out ("first" or "last"), and `then` holds the words that take its place. `anew`
    holds words that replace something similar, which the contact does not name ("say three pallets"). `rewords` asks
    for another wording: shorter, clearer. `insertion` holds the words to put in, where to put them ("before", "after",
    "first" or "last"), and the words beside which they go. A message that wants several things done has a dictation for
    each of them in `steps`, with the text of that step as its `said`."""

    words: str = ""
    adds: bool = False
    swap: tuple[str, str] | None = None
    is_polite: bool = False
    is_to_them: bool = False
    begins_again: bool = False
    is_instead: bool = False
    is_message: bool = False
    reminds: bool = False
    figures: Mapping[str, str] = field(default_factory=dict)
    whom: str = ""
    told: str = ""
    gone: tuple[str, ...] = ()
    place: str = ""
    then: str = ""
    anew: str = ""
    rewords: bool = False
    insertion: tuple[str, str, str] | None = None
    steps: tuple[Dictation, ...] = ()
    said: str = ""
    agrees: bool = False
    """Whether the words to be written say nothing but yes: "yes, tell them"."""
    question: str = ""
    """The question that the message joins to the one before it: "Frame white or silver?" for "and frame white or silver"."""
    qualifies: str = ""
    """The words that limit the sentence written before: "but only 50 of them"."""
    proposal: str = ""
    """The proposal to the other side that the message only thinks of: "Could we offer you 27 inch?" for "what if we offer
    27 inch"."""

    def edits(self, text: str) -> bool:
        """Returns whether the contact's message, whose whole text is `text`, surely writes or edits a message for
        somebody else."""
        return self.adds or self.changes_words or self.is_polite or self.words != text.strip() or bool(self.steps)

    @property
    def changes_words(self) -> bool:
        """Returns whether the contact surely wants words that are written already left out, exchanged or worded
        otherwise."""
        names_it = self.swap or self.gone or self.place or self.insertion or self.steps
        return bool(names_it) or self.rewords or self.is_instead


def read_dictation(given: object) -> Dictation:
    """Returns the dictation in the NLU's output `given`. The dictation is empty if the NLU has found none."""
    if not isinstance(given, Mapping):
        return Dictation()
    swap = [str(word) for word in given.get("swap") or ()]
    insertion = [str(word) for word in given.get("insertion") or ()]
    figures: Mapping[str, Any] = given.get("figures") or {}
    return Dictation(
        str(given.get("words") or ""),
        given.get("adds") is True,
        (swap[0], swap[1]) if len(swap) == 2 else None,
        given.get("is_polite") is True,
        given.get("is_to_them") is True,
        given.get("begins_again") is True,
        given.get("is_instead") is True,
        given.get("is_message") is True,
        given.get("reminds") is True,
        {str(name): str(words) for name, words in figures.items()},
        str(given.get("whom") or ""),
        str(given.get("told") or ""),
        tuple(str(name) for name in given.get("gone") or ()),
        str(given.get("place") or ""),
        str(given.get("then") or ""),
        str(given.get("anew") or ""),
        given.get("rewords") is True,
        (insertion[0], insertion[1], insertion[2]) if len(insertion) == 3 else None,
        tuple(map(read_dictation, given.get("steps") or ())),
        str(given.get("said") or ""),
        given.get("agrees") is True,
        str(given.get("question") or ""),
        str(given.get("qualifies") or ""),
        str(given.get("proposal") or ""),
    )


def swap_words(said: Sequence[str], old: str, new: str) -> list[str] | None:
    """Returns the sentences with the last `old` replaced by `new`, or None if no sentence has `old`. If `new` repeats
    the words that follow `old`, they are not doubled: replacing the 5 in "5 January" with "8 January" gives "8 January", and the 3
    in "3m cable" with "5m" gives "5m cable"."""
    for at in reversed(range(len(said))):
        start = said[at].casefold().rfind(old.casefold())
        if start >= 0:
            rest = _without_part_of_day(said[at][start + len(old) :], new)
            tails = (new[begin:] for begin in range(1, len(new)))
            tail = next((tail for tail in tails if rest.casefold().startswith(tail.casefold())), "")
            rest = rest[len(tail) :]
            return [*said[:at], said[at][:start] + new + rest, *said[at + 1 :]]
    return None


def _without_part_of_day(rest: str, new: str) -> str:
    """Returns the words that follow what is replaced, without the part of a day with which they begin, if `new` names
    one: 周五上午 takes the place of 周四下午 where only 周四 is named."""
    if not any(part in new.casefold() for part in _PARTS_OF_DAY):
        return rest
    return next((rest[len(part) :] for part in _PARTS_OF_DAY if rest.casefold().startswith(part)), rest)


def is_money(name: str) -> bool:
    """Returns whether a part of a message is called by a word for a sum of money: "the amount", 金额."""
    return (name.casefold().split() or [""])[-1] in _SUMS


def cut_money(sentence: str) -> str:
    """Returns the sentence without its sums of money: without "of US$1,892.50" in "the balance of US$1,892.50 is due"."""
    for sign in _CURRENCIES:
        while (start := sentence.find(sign)) >= 0:
            end = start + len(sign)
            while end < len(sentence) and (sentence[end].isdigit() or sentence[end : end + 1] in ",."):
                end += 1
            end -= len(sentence[start:end]) - len(sentence[start:end].rstrip(",."))
            if end <= start + len(sign):
                return sentence
            before = sentence[:start]
            before = before.removesuffix(" of ") if before.endswith(" of ") else before.removesuffix(" ")
            sentence = before + sentence[end:]
    return sentence


def swap_nearest(said: Sequence[str], number: str) -> list[str] | None:
    """Returns the sentences with `number` in the place of the number nearest to it: 320 in the place of 300 in "300 of
    500 done". Returns None if no number is near, or if two are equally near."""
    if not number.isdecimal():
        return None
    written = [word for word in _split("\n".join(said)) if word.isdecimal() and word != number]
    near = sorted({word for word in written if int(number) <= 2 * int(word) <= 4 * int(number)}, key=_gap(number))
    if not near or (len(near) > 1 and _gap(number)(near[0]) == _gap(number)(near[1])):
        return None
    return swap_words(said, near[0], number)


def _gap(number: str) -> Callable[[str], int]:
    return lambda other: abs(int(other) - int(number))


def find_meant(said: Sequence[str], name: str, figures: Mapping[str, str]) -> str | None:
    """Returns the part of the sentences that the name means: the name itself if the sentences contain it, else the day,
    the number or the code that a word such as "the date" refers to, else the longest beginning of the name that they
    contain: 绍兴 for 绍兴市里. Returns None if the name refers to nothing in them."""
    text = "\n".join(said)
    if (start := text.casefold().rfind(name.casefold())) >= 0:
        return text[start : start + len(name)]
    kind = next((kind for kind, names in _KINDS.items() if name.casefold() in names), None)
    if kind == "code":
        return next((word for word in _split(text) if sum(map(str.isdigit, word)) >= _LEAST_DIGITS), None)
    meant = figures.get(kind or "")
    if kind is not None:
        return meant if meant and meant in text else None
    return _find_beginning(text, name)


def _find_beginning(text: str, name: str) -> str | None:
    """Returns the longest beginning of the name that the text contains: at least half of it, whole words in Latin letters."""
    parts = list(name) if _is_han(name[:1]) else name.split()
    gap = "" if _is_han(name[:1]) else " "
    for end in range(len(parts) - 1, (len(parts) - 1) // 2, -1):
        beginning = gap.join(parts[:end])
        start = text.casefold().rfind(beginning.casefold())
        if start >= 0 and (len(beginning) >= _LEAST_HAN if gap == "" else len(beginning) >= _LEAST_LETTERS):
            return text[start : start + len(beginning)]
    return None


def _split(text: str) -> list[str]:
    """Returns the words of ASCII letters, digits and hyphens in the text."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign == "-") else " " for sign in text).split()


def insert_words(said: Sequence[str], insertion: tuple[str, str, str], figures: Mapping[str, str]) -> list[str] | None:
    """Returns the sentences with the words of `insertion` put in, or None if the sentences lack the words beside which
    they are to go."""
    words, how, beside = insertion
    if how in ("first", "last"):
        return [words, *said] if how == "first" else [*said, words]
    meant = find_meant(said, beside, figures)
    if not meant:
        return None
    gap = "" if _is_han(words[-1]) or _is_han(meant[0]) else " "
    return swap_words(said, meant, f"{words}{gap}{meant}" if how == "before" else f"{meant}{gap}{words}")


def exchange_alike(said: Sequence[str], words: str) -> list[str] | None:
    """Returns the sentences with the part that begins or ends like `words` replaced by them, or None if there is no
    such part: "three pallets" takes the place of "two pallets", 牛津布袋 the place of 无纺布袋, and 往后两周 the place
    of 往后."""
    if any(sign in words for sign in _QUOTES):
        return None  # words with quotation marks are about the message, and no part of it
    new = _cut(words)
    for at in reversed(range(len(said))):
        old = _cut(said[at])
        if span := _find_alike([token.casefold() for token in old], [token.casefold() for token in new]):
            start, end = span
            before, after = "".join(old[:start]), "".join(old[end:])
            return [
                *said[:at],
                f"{before}{words}{' ' if after[:1].isalnum() and after.isascii() else ''}{after}",
                *said[at + 1 :],
            ]
    return None


def _cut(text: str) -> list[str]:
    """Returns the text in pieces. Each piece is a Chinese character, a word, or the signs between two words."""
    pieces: list[str] = []
    for sign in text:
        joins = (
            pieces and pieces[-1][-1:].isalnum() == sign.isalnum() and not _is_han(sign) and not _is_han(pieces[-1][-1])
        )
        pieces[-1:] = [pieces[-1] + sign] if joins else [*pieces[-1:], sign]
    return pieces


def _is_han(sign: str) -> bool:
    return "\u3400" <= sign <= "\u9fff"


def _find_alike(old: Sequence[str], new: Sequence[str]) -> tuple[int, int] | None:
    """Returns the range of pieces in `old` that `new` replaces: from the first piece that begins like `new` to the last
    one that ends like it; or else as many pieces as `new` has, which end like `new`."""
    heads = [
        (at, length) for at in range(len(old)) if (length := _count_alike(old[at:], new)) and _is_enough(new[:length])
    ]
    tails = [
        (end, length)
        for end in range(1, len(old) + 1)
        if (length := _count_alike(old[:end][::-1], new[::-1])) and _is_enough(new[len(new) - length :])
    ]
    if span := _find_other_number(old, new):
        return span
    if heads:
        start, length = max(heads, key=lambda each: each[1])
        ends = [end for end, tail in tails if end >= start + length and end - start <= 2 * len(new)]
        rest = length if _is_han(new[0][0]) else len(new)  # words replace the same number of words
        return start, min(ends[0] if ends else start + rest, len(old))
    if not tails:
        return None
    end, _ = max(tails, key=lambda each: each[1])
    return max(end - len(new), 0), end


def _find_other_number(old: Sequence[str], new: Sequence[str]) -> tuple[int, int] | None:
    """Returns the range of pieces in `old` that differ from `new` only in a number with its unit of time: 加5天 for
    加3天, 晚五天 for 晚一周."""
    at = next((at for at, piece in enumerate(new) if _is_number(piece)), 0)
    if not at or len(new) != at + 2 or new[-1] not in _TIMES:
        return None
    ends = (end for end in range(len(old), at + 1, -1) if old[end - 1] in _TIMES and _is_number(old[end - 2]))
    return next(((end - at - 2, end) for end in ends if old[end - at - 2 : end - 2] == list(new[:at])), None)


def _is_number(piece: str) -> bool:
    return piece.isdecimal() or piece in HAN_NUMBERS


def _count_alike(some: Sequence[str], others: Sequence[str]) -> int:
    """Returns how many pieces at the beginning of both are the same."""
    return next(
        (at for at, (one, other) in enumerate(zip(some, others, strict=False)) if one != other),
        min(len(some), len(others)),
    )


def _is_enough(pieces: Sequence[str]) -> bool:
    """Returns whether the pieces are long enough to find a place by them: two Chinese characters or a word of some
    length."""
    letters = "".join(piece for piece in pieces if piece[:1].isalnum())
    return sum(map(_is_han, letters)) >= _LEAST_HAN or (letters.isascii() and len(letters) >= _LEAST_LETTERS)


def cut_phrase(sentence: str, names: Sequence[str]) -> str:
    """Returns the sentence without a phrase at its end that consists of a preposition and one of the names: "both
    sides" in "label them NM-77 on both sides of the carton". Returns "" if it has no such phrase, or is too short
    without it."""
    words = sentence.split(" ")
    plain = [word.casefold().strip(",.;:") for word in words]
    for name in (name.casefold().split() for name in names):
        at = next((at for at in range(len(plain)) if plain[at : at + len(name)] == name), 0)
        leads = next((at - back for back in (1, 2) if at >= back and plain[at - back] in _PREPOSITIONS), 0)
        if leads >= _LEAST_WORDS:
            return " ".join(words[:leads])
    return ""


def correct_figure(said: Sequence[str], before: Mapping[str, str], now: Mapping[str, str]) -> list[str] | None:
    """Returns the sentences with their day (or else their number) replaced by the day or number of the new message.
    Returns None if the sentences or the new message have none, or if the two numbers count different things: "only 50
    of them" is no other size for "27 inch"."""
    for name in ("day", "number"):
        if name in now and name in before:
            counted = {figures.get("counts") for figures in (before, now)} - {None, ""}
            return swap_words(said, before[name], now[name]) if name == "day" or len(counted) < 2 else None
    return None
