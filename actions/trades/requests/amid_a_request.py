"""Takes what is said of suppliers while a request is under way: "only from lumen and jingguang", "only to the ones in
Nantong". Such words choose the suppliers of the request or change nothing; they are no message about an older order for
the same goods."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.registry import in_passing
from actions.dialogue.tasks import CONFIRMED, fill, store
from actions.dialogue.turn import Turn
from actions.dialogue.unplaced import find_properties
from actions.marketplace.base.records import Name
from actions.trades.requests.changing_lines import reckon_line
from actions.trades.requests.recipients import change_recipients, name_recipients, say_recipients
from actions.trades.requests.request_lines import find_lines, read_lines
from actions.trades.requests.requesting import REQUEST, build_requests

_NAMES_WHOM = ("company", "order_number", "rfq_number", "quotation", "supplier_id", "question")


@in_passing
async def recipients_of_the_request(turn: Turn) -> list[Event] | None:
    """Chooses, adds or leaves out the suppliers of the request that the message names, and takes its other values:
    "lagos, cif. only from lumen please", "take them out again", 昭明也发一份."""
    state = turn.task
    if state is None or state.name != REQUEST.name or turn.is_pressed or not turn.recipients or turn.provisos:
        return None
    if not await change_recipients(turn, state.values):
        return None
    values = await REQUEST.read(turn, dict(state.values), state.asked)
    now = {**state.values, **values}
    if REQUEST.list_missing(now):  # else the final question names the suppliers
        turn.say("utter_request_goes_to", {"suppliers": await name_recipients(turn, now)})
    turn.done.append("inform")
    await fill(turn, values)
    return []


@in_passing
async def lines_of_the_request(turn: Turn) -> list[Event] | None:
    """Takes one of several goods out of the request, or reckons its quantity, whatever the words alone would mean: "skip
    the face towels", "half the hand towels though", "the bath ones are for 12 hotels, 200 each"."""
    state = turn.task
    if state is None or state.name != REQUEST.name or turn.is_pressed or turn.provisos:
        return None
    lines = read_lines(state.values)
    gone = {index for words in turn.removals for index in find_lines(lines, words)}
    reckoned = reckon_line(turn, state.values)
    drops = 0 < len(gone) < len(lines) and not turn.cues.is_question
    if not (drops or reckoned):
        return None
    values = reckoned or await REQUEST.read(turn, dict(state.values), state.asked)
    if reckoned and REQUEST.keep and (more := find_properties(turn, state.values, {**state.values, **reckoned})):
        values |= REQUEST.keep(turn, {**state.values, **values}, more)  # "all white. and the bath ones …"
    turn.done.append("inform")
    await fill(turn, values)
    return []


@in_passing
async def suppliers_of_the_request(turn: Turn) -> list[Event] | None:
    """Sends the request only to those of its suppliers that are in a city which the message names. If none is, says who
    would get the request. The final question follows again."""
    state = turn.task
    if state is None or state.name != REQUEST.name or state.asked != CONFIRMED or turn.is_pressed:
        return None
    of_suppliers = turn.intent == "contact_supplier"  # else the words must say so: "only send it to the Nantong ones"
    if (
        not (of_suppliers or "suppliers_there" in turn.topics)
        or turn.entities.has(*_NAMES_WHOM)
        or turn.dictation.is_to_them
    ):
        return None
    if (turn.asks and turn.acts.kind == "ask") or turn.cues.sends_among:
        return None
    requests = build_requests(turn, state.values)
    of_each = [await turn.market.rfqs.find_recipients(new) for new in requests]
    slugs = dict.fromkeys(slug for recipients in of_each for slug in recipients)
    found = [(await turn.market.suppliers.access_supplier(slug)).summary for slug in slugs]
    chosen = [each.slug for each in found if each.place.city and _is_in(turn.text, each.place.city)]
    if chosen:
        store(turn, {"supplier": None, "suppliers": chosen, "extra": None})
    elif not of_suppliers:
        return None
    else:
        await say_recipients(turn, requests)
    turn.done.append("inform")
    return []


def _is_in(text: str, city: Name) -> bool:
    return city.zh.rstrip("市") in text or city.en.casefold() in text.casefold()
