"""Makes one message of several notices: a list of what happened, and a card with its buttons for each thing that it
happened to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from bot.messages.reply import Button, Card, Reply, term
from foundation.json_text import write_json

MOST_TOGETHER = 10
"""The most notices in one message."""


def gather(replies: Sequence[Reply]) -> Reply:
    """Returns one reply that says what each of the replies says, in their order. A thing that several of them are about
    has one card, with the buttons of all of them."""
    if len(replies) == 1:
        return replies[0]
    lines = [term("notices.line", what=_say(reply)) for reply in replies]
    gathered: Reply = {
        "response": "notices.several",
        "values": {"count": len(replies), "lines": {"type": "lines", "items": lines}},
        "cards": _gather_cards(replies),
        "files": [file for reply in replies for file in reply.get("files") or ()],
    }
    return gathered


def _say(reply: Reply) -> Any:
    return term(reply["response"], **(reply.get("values") or {}))


def _gather_cards(replies: Sequence[Reply]) -> list[Card]:
    found: dict[str, Card] = {}
    for card in (card for reply in replies for card in _list_cards(reply)):
        about = write_json([card["kind"], card["title"]])
        before = found[about].get("buttons") if about in found else None
        buttons = [*(before or ()), *(card.get("buttons") or ())]
        found[about] = {**card, "buttons": _without_repeated(buttons)}
    return list(found.values())


def _list_cards(reply: Reply) -> Iterator[Card]:
    """Yields the cards of a reply, the first with the reply's own buttons. If there are buttons and no card, they stand
    on a card with the sentence."""
    cards, buttons = list(reply.get("cards") or ()), list(reply.get("buttons") or ())
    if cards:
        yield {**cards[0], "buttons": [*(cards[0].get("buttons") or ()), *buttons]}
    elif buttons:
        yield {"kind": "notice", "title": _say(reply), "fields": [], "buttons": buttons}
    yield from cards[1:]


def _without_repeated(buttons: Sequence[Button]) -> list[Button]:
    return list({write_json(cast(Any, button)): button for button in buttons}.values())
