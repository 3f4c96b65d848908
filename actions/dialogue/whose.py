"""Decides whether a message that is typed while a task is under way belongs to the task, or expresses another wish,
which is then answered instead.

This is decided once for each message, before any value is read from it. Two kinds of evidence are weighed against each
other: what the words mean by themselves (the ranking of intents), and what they do in this conversation (the acts).
Where the task asks for free words, the acts take almost anything for an answer, so the meaning of the words has to
confirm it.
"""

from __future__ import annotations

from actions.dialogue.discourse import TaskState
from actions.dialogue.tasks import CONFIRMED, Task
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.search.records import SearchRequest

OF_THE_MARKETPLACE = frozenset(
    ("faq_fees", "faq_business_hours", "faq_about_platform", "faq_data_privacy", "faq_become_supplier")
)
"""Intents of questions about the marketplace itself, which no record of a trade and no other company answers."""
_ONLY_FOR_THE_BOT = OF_THE_MARKETPLACE | {
    "list_orders",
    "list_requests",
    "check_quotes",
    "view_leads",
    "my_quotes",
    "own_products",
    "own_figures",
    "daily_tasks",
    "claim_status",
    "sample_status",
    "link_account",
    "goodbye",
    "help",
}
"""Intents of wishes that only the bot can fulfil, and no other company."""
_OF_GOODS = frozenset(
    ("find_supplier", "place_order", "request_quote", "ask_price", "ask_moq", "ask_lead_time", "request_sample")
)
_NO_WISHES = frozenset(("inform", "affirm", "deny", "cancel", "out_of_scope", "nlu_fallback", "thank", "greet"))
_TAKES = ("value", "correct", "condition", "yes", "no", "give_up", "go_on")
_TOLD = frozenset(("contact_supplier", "report_problem", "change_order"))
"""Intents of words that tell somebody something, as the words of a note do."""
_BY_OPENING, _BY_OTHER_GOODS, _BY_QUESTION, _BY_VALUE = 0.3, 0.5, 0.2, 0.5
"""The weights of four facts about the words: they begin like an answer to the bot ("ok, …"); they name goods that the
company of the task does not have; they ask something; and they hold a value of the kind that is asked for."""
_LEAST = 0.3
"""The least weight at which a message expresses another wish."""
_NO_DOUBT, _BORNE_OUT = 0.9, 0.3
_VALUES = {
    "quantity": ("quantity",),
    "price": ("price",),
    "place": ("country", "port", "region"),
    "date": ("date",),
    "carrier": ("carrier",),
    "number": ("tracking_number",),
}
"""By the kind of question, the entities that can hold its answer."""


def is_for_another(turn: Turn, task: Task, state: TaskState, *, has_other_goods: bool) -> bool:
    """Returns whether the message expresses another wish. `has_other_goods` says that it names goods that the company
    of the task does not have."""
    if not turn.acts.are_situated or turn.dictation.edits(turn.text) or turn.dictation.is_to_them:
        return False
    if turn.topics & (task.given_by | set(task.answers)):
        return False  # the task itself answers or uses these words
    if "holds" in turn.topics:
        return False  # "don't send it yet, what do you charge first?" is for the task as well
    slot = task.find_slot(state.asked)
    is_free = slot is not None and slot.kind == "free"
    opens = turn.cues.acknowledges_first and state.asked != CONFIRMED
    is_of_bot = opens or has_other_goods  # other questions may be for the other side
    others = _find_others(turn, task, is_free=is_free, is_of_bot=is_of_bot)
    wish = max((share for name, share in turn.ranking if name in others), default=0.0)
    holds_value = slot is not None and turn.entities.has(*_VALUES.get(slot.kind, ()))
    weight = wish + _BY_OPENING * opens + _BY_OTHER_GOODS * has_other_goods + _BY_QUESTION * turn.cues.is_question
    return wish > 0 and weight - turn.acts.share(*_TAKES) - _BY_VALUE * holds_value >= _LEAST


def asks_of_the_marketplace(turn: Turn) -> bool:
    """Returns whether the words surely ask about the marketplace itself, or for the meaning of an Incoterm that they
    name."""
    if turn.dictation.edits(turn.text) or turn.confidence < _NO_DOUBT:
        return False
    if turn.intent == "faq_incoterms" and len(set(turn.entities.words("incoterm"))) > 1 and not turn.denied:
        return True  # "how do FOB and DAP differ?" is no answer to any question
    if turn.acts.find(turn.intent) < _BORNE_OUT:
        return False
    explains = turn.intent == "faq_incoterms" and turn.entities.has("incoterm") and turn.acts.kind == "wish"
    return turn.intent in OF_THE_MARKETPLACE or explains


def _find_others(turn: Turn, task: Task, *, is_free: bool, is_of_bot: bool) -> frozenset[str]:
    """Returns the intents that the task does not carry out. Questions that another company could answer count only if
    the message is surely for the bot. Where the task asks for a value, only intents whose words never give one
    count."""
    names = {name for name, _ in turn.ranking} - _NO_WISHES - {task.intent, *task.own}
    if task.takes_questions:
        return frozenset(names - _TOLD if is_of_bot else names & _ONLY_FOR_THE_BOT)
    if is_free:
        return frozenset(names - _TOLD)
    return frozenset(name for name in names if name in _ONLY_FOR_THE_BOT or name.startswith("faq_"))


async def names_other_goods(turn: Turn, state: TaskState) -> bool:
    """Returns whether the message wants goods that the marketplace has, but not the company that the task is about."""
    goods = turn.entities.word("product")
    if goods is None or turn.is_pressed or turn.intent not in _OF_GOODS:
        return False
    slug = await _find_company(turn, state)
    if slug is None:
        return False
    here = await turn.market.search.find_listings(SearchRequest(text=goods, limit=1, kinds=0))
    theirs = await turn.market.search.find_listings(SearchRequest(text=goods, supplier=slug, limit=1, kinds=0))
    return here.match == "exact" and bool(here.listings) and not (theirs.match == "exact" and theirs.listings)


async def _find_company(turn: Turn, state: TaskState) -> str | None:
    """Returns the supplier that the task is about, or None."""
    if not turn.is_signed_in:
        return None
    if turn.is_supplier:
        return turn.account
    if (slug := state.values.get("supplier_id")) is not None:
        return str(slug)
    number = state.values.get("order_number")
    try:
        return (await turn.market.orders.access_order(turn.account, str(number))).supplier.account if number else None
    except NotFound:
        return None
