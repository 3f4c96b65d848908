"""Finds the words by which a message says which of several orders it means, without a number of an order: "the 1200 ones",
"the 20.860 one", "the newer one", "the one not yet in production", 800条那单. Imports nothing of Rasa.

Only the action server knows the orders. It answers with their numbers, and the message is read with these in the place
of the words (`nlu.turn.named_orders`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlu.turn.words.cues.trades.orders import find_states
from nlu.understanding.text.writing import folded

_LONGEST = 300
_FIGURE = r"(?P<n>\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
_ORDER = r"(?:ones?|orders?|batch|lot|shipment)"
_COUNTED = r"(?:pcs|pieces?|sets?|units?|pairs?|tonnes?|tons?|mt|kgs?)"
_HAN_ORDER = r"[那这][单單批票笔筆个]"
_NO_PART = r"(?<!\bof )(?<!\bto )(?<!\binto )(?<!\bfrom )(?<!\bthan )(?<!\bbut )(?<!\bby )"
_BY_FIGURE = (
    re.compile(rf"{_NO_PART}\b(?P<words>(?:the|that|those) {_FIGURE}(?: ?{_COUNTED})? ?{_ORDER})\b"),
    re.compile(rf"{_NO_PART}\b(?P<words>(?:the|those) {_FIGURE}(?: ?{_COUNTED})?)(?=\s*(?:$|[,.;:?!](?!\d)|\bthe way\b|\bas (?:it|they) (?:is|are)\b))"),
    re.compile(rf"(?P<words>{_FIGURE} ?[条套件个只台吨噸床张双盒桶]? ?(?:的)? ?{_HAN_ORDER})"),
)  # fmt: skip
_NEWER = re.compile(
    rf"\b(?:the|that) (?:newer|newest|later|more recent|latest) {_ORDER}\b|\b(?:the )?{_ORDER} (?:we|i) (?:placed|ordered|made) (?:later|last|after(?:wards)?)\b|(?:新|后下|后面下|晚下)的?{_HAN_ORDER}"
)
_OLDER = re.compile(
    rf"\b(?:the|that) (?:older|oldest|earlier|earliest) {_ORDER}\b|(?:旧|老|先下|早下|早先)的?{_HAN_ORDER}"
)
_STATE = (
    re.compile(
        rf"\b(?P<words>(?:the|those) {_ORDER} (?:(?:which|that)(?:'s| is| are| has| have)? )?(?P<state>(?:(?:still|already|just|now) )*"
        r"(?:ready|not [a-z ]{3,28}|in production|being made|confirmed|accepted|shipped|on the way|at sea|delivered|cancelled|canceled|waiting for confirmation)(?: yet)?))(?=\s*(?:$|[,.;:?!]|\band\b|\bwhen\b|\bplease\b))"
    ),
    re.compile(
        rf"\b(?P<words>the (?P<state>ready|unconfirmed|confirmed|shipped|delivered|cancelled|canceled) {_ORDER})\b"
    ),
    re.compile(
        rf"(?P<words>(?P<state>还没投产|还没生产|没开始做|没投产|没确认|待确认|做好|备好货|备好|已发货|在路上|已取消|取消)了?的?{_HAN_ORDER})"
    ),
)
_READY = re.compile(r"\bready\b|做好|备好")
_NOT_MADE = re.compile(r"\bnot (?:yet )?(?:in production|started|being made|made)|没(?:投产|生产|开始做)")


def find_called(text: str) -> list[dict[str, Any]]:
    """Returns the words of the raw text that call an order, each as the text writes them (`words`), with what they call
    it by: a `figure`, `age` ("newer" or "older"), or `states`."""
    plain = folded(text).replace("’", "'")
    if len(plain) > _LONGEST or len(plain) != len(text):
        return []
    found = []
    for start, end, by in _find(plain):
        if all(end <= other["start"] or other["end"] <= start for other in found):
            found.append({"words": text[start:end], "start": start, "end": end, **by})
    return [{name: value for name, value in each.items() if name not in ("start", "end")} for each in found]


def _find(plain: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
    for pattern in _BY_FIGURE:
        for found in pattern.finditer(plain):
            yield *found.span("words"), {"figures": read_figure(found["n"])}
    for pattern, age in ((_NEWER, "newer"), (_OLDER, "older")):
        for found in pattern.finditer(plain):
            yield *found.span(), {"age": age}
    for pattern in _STATE:
        for found in pattern.finditer(plain):
            if states := _read_states(found["state"]):
                yield *found.span("words"), {"states": states}


def _read_states(said: str) -> list[str]:
    if _READY.search(said):
        return ["ready_to_ship"]
    if _NOT_MADE.search(said):
        return ["awaiting_confirmation", "accepted"]
    return find_states(said)


def read_figure(said: str) -> list[str]:
    """Returns the numbers that the figure may be, as decimal strings. A point or a comma before three digits parts the
    thousands: "20.860", "1,200"; before two it begins the cents."""
    bare = said.replace(" ", "").replace("'", "")
    whole = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", bare).replace(",", ".")
    return [whole]
