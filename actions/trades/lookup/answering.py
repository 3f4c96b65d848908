"""Answers questions about the account's own things from their records: which port, which carrier, when it was
confirmed, how much is left to pay. By their words alone, many of these messages would be read as searches of the
catalogue, new wishes or general questions."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import points_at_goods
from actions.dialogue.registry import HANDLERS, in_passing, reading
from actions.dialogue.said.asked import Asked
from actions.dialogue.tasks import answers_alone
from actions.dialogue.turn import Turn
from actions.reading.facts import Fact, find_facts
from actions.replies import lines
from actions.sourcing.evaluating.asking import read_question
from actions.trades.lookup.asking import BY_FORM, LAST, TELLS, chooses_one, find_asked, is_taken, may_ask
from actions.trades.lookup.dictating import is_dictating
from actions.trades.lookup.naming import find_endings, goes_where_said
from actions.trades.lookup.records import ENTITIES, SUBJECTS, Kind, Own, Subject, list_own, show_button
from actions.trades.lookup.referring import Meant, choose_kind, find_kind_at_hand, find_meant, find_named

_FEW_WORDS, _FEW_HAN = 4, 5
"""The most words and Chinese characters of a message that only names goods or a number."""
_SOME_WORDS, _SOME_HAN = 6, 8
"""The most words and Chinese characters of a message that can mean one of the things in the last list."""
_ANSWERED = 3
"""If at most so many things fit, the reply states the facts of each. Otherwise it asks which one is meant."""
_MOST, _FACTS = 6, 3
_OF_TRADES = frozenset(
    (
        "order_status",
        "payment_status",
        "list_orders",
        "check_quotes",
        "list_requests",
        "claim_status",
        "sample_status",
        "view_leads",
    )
)
_TRADES = ("order", "request", "lead")
_ASKED_OF_ORDERS = ("payment_status", "request_invoice", "order_status")
_DEALS = frozenset(("accept_quote", "decline_quote", "negotiate_price"))
_MORE_THAN_A_NAME = (
    *("order_number", "rfq_number", "claim_number", "sample_number", "quotation"),
    *("company", "price"),
)
"""Entities that show that a message does more than to name goods."""
_ASKS = 0.4
_LOOKED_AT = 20
"""How many messages to and from the other side are looked at."""
_OF_GOODS = ("region", "excluded_region")


@in_passing
async def fact_of_own(turn: Turn) -> list[Event] | None:
    """Answers a question about something that the account has ordered, sold, requested or claimed."""
    if turn.is_pressed or not turn.is_signed_in or is_dictating(turn) or is_taken(turn) or answers_alone(turn):
        return None
    if read_question(turn) is not None and not turn.cues.names_orders:
        return None  # "what certificates do they have?" is about the listings on the screen
    if points_at_goods(turn):
        return None  # "the first of the planters" means goods, even after a list of orders
    asked = find_asked(turn)
    if not may_ask(turn, asked):
        return await _show_numbered(turn, asked)
    for subjects in _group_subjects(turn, asked):
        wanted: dict[str, list[Fact]] = {
            each.kind: facts for each in subjects if (facts := find_facts(each.facts, asked))
        }
        if wanted and (said := await _answer(turn, wanted, asked)) is not None:
            return said
        if kind := await _find_missing_kind(turn, wanted, asked):
            return await HANDLERS[SUBJECTS[kind].shows](turn)
    return await _show_numbered(turn, asked)


async def _show_numbered(turn: Turn, asked: tuple[Asked, ...]) -> list[Event] | None:
    """Shows a single thing if the message gives the end of its number and no question about it: "what about 841"."""
    says_more = any(clause.things for clause in asked)
    if says_more or not turn.cues.asks_alike or not is_brief(turn.text, _FEW_WORDS, _FEW_HAN):
        return None
    endings = tuple(find_endings(turn))
    named = [each for each in await list_own(turn) if endings and each.number.endswith(endings)]
    if len(named) != 1:
        return None
    about = {ENTITIES[named[0].kind]: named[0].number}
    return await HANDLERS[SUBJECTS[named[0].kind].shows](turn.with_entities(**about))


@reading
async def the_same_of_another(turn: Turn) -> list[Event] | None:
    """Repeats the last question for another order or request, for "and the scarves?" and 被子呢. By its words alone,
    such a message asks for goods that are on offer. After a list, it may also choose one of the list: 1200条的."""
    at_hand, chooses = find_kind_at_hand(turn), chooses_one(turn)
    if not turn.is_signed_in or turn.is_pressed or turn.task is not None or at_hand not in _TRADES:
        return None
    if turn.open_choice and not turn.cues.is_question:
        return None  # the message answers the question which one is meant
    if _deals(turn):
        return None  # "accept the ruichun one", "and offer yuyao 24"
    alike = turn.cues.asks_alike or turn.acts.find("ask_about") >= _ASKS or turn.intent == "order_status"
    alike = alike or (turn.slot("search") is None and is_brief(turn.text, _FEW_WORDS, _FEW_HAN))
    if not chooses and (not alike or turn.entities.has(*_MORE_THAN_A_NAME)):
        return None
    if not is_brief(turn.text, _SOME_WORDS, _SOME_HAN):
        return None
    meant = await find_meant(turn, _TRADES)
    by_name = meant.things if chooses else await find_named(turn, _TRADES)
    if not meant.is_named or not by_name or not _are_of_that_quantity(turn, by_name):
        return None
    things = choose_kind(turn, by_name)
    kind = things[0].kind
    if chooses and len(things) > 1:
        return None  # "only shenzhen lumen" wants a shorter list
    open_ones = [each for each in things if each.is_open] or things
    named = {ENTITIES[kind]: open_ones[0].number} if len(open_ones) == 1 else {}
    if kind == "order":
        last = turn.record.last.intent
        return await HANDLERS[last if last in _ASKED_OF_ORDERS else "order_status"](turn.with_entities(**named))
    return await HANDLERS["check_quotes" if kind == "request" else "view_leads"](turn.with_entities(**named))


def _deals(turn: Turn) -> bool:
    """Returns whether the message accepts, declines or bargains about something, instead of asking for its state."""
    offers = "counters" in turn.topics or any("offer" in clause.things for clause in turn.asked)
    names_price = any(number % 1 for number in turn.numbers) and turn.entities.quantity is None  # "yibei at 2.5 then"
    return turn.intent in _DEALS or turn.acts.name in _DEALS or offers or names_price


def _are_of_that_quantity(turn: Turn, things: Sequence[Own]) -> bool:
    """Returns whether the message names no quantity, or the quantity of each of the things. With another quantity, it
    asks for goods: "and 50 of the scarves?"."""
    amount = turn.entities.quantity
    return amount is None or all(own.quantity.value == amount.value for own in things)


async def _find_missing_kind(turn: Turn, wanted: dict[str, list[Fact]], asked: tuple[Asked, ...]) -> Kind | None:
    """Returns the kind of thing that the message asks about by name, if the account has no thing of this kind: "any
    samples on the way?" is not about orders."""
    if any(clause.fact for clause in asked):
        return None
    kinds = [each.kind for each in SUBJECTS.values() if each.kind in wanted and each.is_called_so]
    has_question = any("whether" in clause.questions for clause in asked)
    is_own = all(not fact.is_shared for kind in kinds for fact in wanted[kind])
    return kinds[0] if kinds and has_question and is_own and not await list_own(turn, kinds) else None


async def _answer(turn: Turn, wanted: dict[str, list[Fact]], asked: tuple[Asked, ...]) -> list[Event] | None:
    """States the wanted facts of the things that the message means, if it means any and can be a question about
    them."""
    meant = await find_meant(turn, list(wanted))
    things = _choose_kind(turn, meant, wanted)
    facts = [fact for each in things for fact in wanted[each.kind]]
    is_whole = any(fact.is_whole for fact in facts)
    if is_whole and (turn.intent in TELLS | {"claim_status"} or await _waits_for_news(turn, meant)):
        return None  # 拉各斯说货有问题 啥情况 tells a problem
    if not things or not _is_of_own(turn, meant, facts) or _is_about_a_place(turn, things, asked):
        return None
    if len(things) > (1 if any(fact.is_whole for fact in facts) else _ANSWERED):
        return _ask_which(turn, things, asked) if meant.is_named or _is_of_the_list(turn) else None
    return await _say_facts(turn, things, wanted, asked)


async def _waits_for_news(turn: Turn, meant: Meant) -> bool:
    """Returns whether the message asks for the answer to a message that the contact has sent: "any news?" after it was
    sent, or about a thing at hand about which it was."""
    if find_kind_at_hand(turn) == "question":
        return True
    if "news" not in turn.topics or meant.is_named:
        return False
    questions = await turn.market.questions.list_questions(turn.account, limit=_LOOKED_AT)
    last = next((question for question in questions if question.is_own), None)
    return last is not None and last.about in {each.number for each in meant.things}


def _group_subjects(turn: Turn, asked: tuple[Asked, ...]) -> tuple[list[Subject], list[Subject]]:
    """Returns the subjects that the message may be about: first the subjects that it names ("the sample"), then the
    others."""
    said = frozenset(thing for clause in asked for thing in clause.things)
    speaks_of_leads = "request" in turn.topics or ("wants" in turn.topics and find_kind_at_hand(turn) != "order")
    no_order = turn.is_supplier and speaks_of_leads and not turn.entities.has("order_number")
    may = [
        each for each in SUBJECTS.values() if turn.context.role in each.roles and (each.kind != "order" or not no_order)
    ]
    called = [each for each in may if said & each.is_called_so or turn.entities.has(ENTITIES[each.kind])]
    others = [each for each in may if not each.is_called_so or find_kind_at_hand(turn) == each.kind]
    return called, [each for each in others if each not in called]


def _is_of_the_list(turn: Turn) -> bool:
    """Returns whether the message names nothing, so that it can only mean a thing in the last list."""
    names = turn.entities or "latest" in turn.topics or any(sign.isdigit() for sign in turn.text)
    return not names and is_brief(turn.text, _SOME_WORDS, _SOME_HAN)


def _choose_kind(turn: Turn, meant: Meant, wanted: dict[str, list[Fact]]) -> list[Own]:
    """Returns the things of the kind for which the message asks for the most facts. Things that are over count only if
    no open one fits."""
    things = list(meant.things)
    if meant.is_named and len({each.kind for each in things}) > 1:
        most = max(len(wanted[each.kind]) for each in things)
        things = choose_kind(turn, [each for each in things if len(wanted[each.kind]) == most])
    return [each for each in things if each.is_open] or things


def _is_about_a_place(turn: Turn, things: list[Own], asked: tuple[Asked, ...]) -> bool:
    """Returns whether the message asks about a place that is the destination of none of the things: "can it go to
    Jiaxing once it is here?"."""
    by_form = all(kind in BY_FORM for clause in asked for kind in clause.questions)
    return (
        by_form
        and turn.entities.destination is not None
        and not any(goes_where_said(turn, own.place) for own in things)
    )


def _is_of_own(turn: Turn, meant: Meant, facts: list[Fact]) -> bool:
    """Returns whether the question is about own things. A question that could as well be about goods on sale counts
    only if it is about a thing at hand, the past, or something that the contact calls its own."""
    if not all(fact.is_shared for fact in facts):
        return True
    if turn.entities.has(*_OF_GOODS) and not turn.owning and find_kind_at_hand(turn) not in ENTITIES:
        return False
    if not meant.is_named:
        return turn.task is None or not turn.task.goods
    is_own = "past" in turn.owning or turn.cues.names_orders or bool(turn.owning and not turn.is_supplier)
    return is_own or find_kind_at_hand(turn) in ENTITIES or turn.intent in _OF_TRADES


async def _say_facts(
    turn: Turn, things: list[Own], wanted: dict[str, list[Fact]], asked: tuple[Asked, ...]
) -> list[Event] | None:
    said = 0
    for own in things:
        record = await SUBJECTS[own.kind].access(turn, own.number)
        said += sum(fact.tell(turn, record) for fact in wanted[own.kind][:_FACTS])
    if not said:
        return None
    turn.done.append("own_fact")
    turn.note(LAST, [clause.dump() for clause in asked])
    if len(things) == 1:
        return [SlotSet(ENTITIES[things[0].kind], things[0].number)]
    turn.show_list(ENTITIES[things[0].kind], [own.number for own in things])
    return [SlotSet(ENTITIES[things[0].kind], None)]  # a later "when is that payable?" means all of these


def _ask_which(turn: Turn, things: list[Own], asked: tuple[Asked, ...]) -> list[Event]:
    """Asks which of several things is meant, with a button for each."""
    kind = things[0].kind
    shown = things[:_MOST]
    turn.say(
        "utter_which_own", {"things": lines(own.line for own in shown)}, buttons=[show_button(own) for own in shown]
    )
    turn.give_choice(SUBJECTS[kind].shows, ENTITIES[kind], [own.number for own in shown])
    turn.note(LAST, [clause.dump() for clause in asked])
    turn.done.append("own_fact")
    return []
