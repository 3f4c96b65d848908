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
from actions.marketplace.goods.search.records import SearchRequest
from actions.replies import certificate, one_after_another, text
from actions.trades.requests.changing_lines import reckon_line
from actions.trades.requests.recipients import change_recipients, name_recipients, say_recipients
from actions.trades.requests.request_lines import add_words, find_lines, pack_lines, read_lines
from actions.trades.requests.requesting import REQUEST, build_requests

_CERTIFICATES_ASKED = "certificates_asked"
"""The name under which the record keeps the certificates that the last question was about, and of which goods."""
_LOOKED_AT, _MOST = 30, 5
_IF_ANY = {"zh": "最好有{}，没有也可以", "en": "{} preferred, not required"}
_GIVEN = ("quantity", "price", "date", "country", "incoterm", "port", "region", "company", "order_number")
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


@in_passing
async def whether_they_are_certified(turn: Turn) -> list[Event] | None:
    """Says which suppliers of the goods of the request hold the certificate that the message asks about. The question
    makes no condition: 砧板有FSC的吗."""
    state, codes = turn.task, turn.entities.certifications
    if state is None or state.name != REQUEST.name or turn.is_pressed or not codes or not turn.cues.is_question:
        return None
    kinds = {kind for clause in turn.asked_of_goods if clause.is_question for kind in clause.kinds}
    things = {thing for clause in turn.asked_of_goods for thing in clause.things}
    only_asks = kinds == {"whether"} and "possible" not in things
    only_asks = only_asks and not (turn.entities.has(*_GIVEN) or turn.numbers or turn.cues.corrects)
    lines = read_lines(state.values)
    if not only_asks or not lines or turn.provisos:
        return None
    asked = [line for line in lines if _is_named(turn.text, line.product)] or lines
    certificates = one_after_another(map(certificate, codes))
    for line in asked:
        wanted = SearchRequest(text=line.product, certifications=codes, limit=_LOOKED_AT, kinds=0)
        page = await turn.market.search.find_listings(wanted)
        names = {each.supplier.slug: each.supplier.name for each in page.listings} if page.match != "near" else {}
        shown = {"goods": line.product, "certificates": certificates, "count": len(names)}
        holders = one_after_another(map(text, [*names.values()][:_MOST]))
        turn.say(
            "utter_request_certified" if names else "utter_request_none_certified", {**shown, "suppliers": holders}
        )
    turn.note(_CERTIFICATES_ASKED, {"codes": list(codes), "goods": [line.product for line in asked]})
    turn.done.append("request_certificates")
    return []


@in_passing
async def certificate_if_there_is_one(turn: Turn) -> list[Event] | None:
    """Notes for the goods just asked about that a certificate is welcome and not required, for 有就写上 没有拉倒 right
    after the answer."""
    state, asked = turn.task, turn.slot(_CERTIFICATES_ASKED)
    if state is None or state.name != REQUEST.name or turn.is_pressed or not isinstance(asked, dict):
        return None
    if "welcome" not in turn.topics or "request_certificates" not in turn.record.last.done or turn.entities:
        return None
    wish = _IF_ANY[turn.context.language].format(", ".join(asked["codes"]))
    lines = read_lines(state.values)
    noted = [add_words(line, [wish]) if line.product in asked["goods"] else line for line in lines]
    whole = len(lines) == 1 and REQUEST.keep is not None
    turn.done.append("inform")
    await fill(turn, REQUEST.keep(turn, state.values, [wish]) if whole and REQUEST.keep else pack_lines(noted))
    return []


def _is_named(said: str, goods: str) -> bool:
    """Returns whether the words name the goods by the end of their name: 砧板 of 竹砧板."""
    short = goods[-2:] if not goods.isascii() else goods.split()[-1].rstrip("s")
    return short.casefold() in said.casefold()


def _is_in(said: str, city: Name) -> bool:
    return city.zh.rstrip("市") in said or city.en.casefold() in said.casefold()
