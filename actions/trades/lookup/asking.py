"""Finds out whether a message asks something about the account's own things, and which question it is. Completes the
NLU's reading of the question with the question before it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from actions.dialogue.brief import is_brief
from actions.dialogue.referring import find_at_hand, follows_a_list, points_at_goods
from actions.dialogue.said.asked import FACTS_OF_MONEY, Asked, asks_for, load_asked
from actions.dialogue.tasks import find_task
from actions.dialogue.turn import Turn
from actions.trades.lookup.dictating import goes_on
from actions.trades.lookup.naming import find_endings
from actions.trades.lookup.records import ENTITIES

_HINTS, _ASKS, _ACTS = 0.25, 0.4, 0.5
"""How sure the NLU must be that a message without words of a question asks about the thing at hand: `_HINTS` outside a
task, `_ASKS` in any case. `_ACTS` is how sure it must be that a message wants something done, so that it does not count
as a question."""
_SOME_WORDS, _SOME_HAN = 5, 8
"""The most words and Chinese characters of a message that chooses a thing in the last list, or that only names a fact
and the number of a thing."""
_FEW_WORDS, _FEW_HAN = 3, 4
"""The most words and Chinese characters of a message that asks one more question about the same thing."""
LAST = "asked"
"""The name under which the record keeps the last question."""
_ELSEWHERE = frozenset(
    (
        *("payee", "new_account", "sent", "leave_word", "missing", "rivals", "sales", "listing", "bill_to"),
        *("nudges", "report", "what_if", "came_only", "converts", "adds"),
    )
)
"""Topics of messages that other functions answer."""
_PLAIN = frozenset(("payee", "new_account", "converts", "rivals", "nudges", "leave_word", "sent"))
"""Those of them whose words are so plain that they outweigh a fact that the NLU has read: "which bank account is on
it?" does not ask how the order is paid."""
_ANSWERS = frozenset(("confirm", "answer"))
_DOES = frozenset(
    (
        *("accept_quote", "negotiate_price", "decline_quote", "contact_supplier", "contact_team", "human_handoff"),
        *("cancel_request", "change_request", "place_order", "request_quote", "cancel_order", "change_order"),
        *("report_problem", "request_refund", "confirm_order", "decline_order", "ship_order", "report_production"),
        *("submit_quote", "withdraw_quote", "change_listing", "request_sample", "report_arrival", "answer_question"),
    )
)
"""Intents of messages that want something done, instead of asking."""
TELLS = frozenset(("report_problem", "request_refund", "ship_order", "report_production"))
"""Intents among `_DOES` that the NLU often gives to questions about an order: 茶杯是谁送的货."""
_TALKS = frozenset(("contact_supplier", "contact_team"))
"""Intents among `_DOES` whose messages may contain questions to somebody else."""
_GENERAL = 0.85
_LISTS = frozenset(("list_orders", "list_requests", "daily_tasks"))
_STATES = frozenset(("order_status", "payment_status", "check_quotes"))
"""Intents of messages that ask for the state of a thing, whatever their words."""
_GIVES = ("yes", "no", "give_up", "value", "correct", "chatter")
_OF_FREIGHT = "faq_shipping_cost"
"""The intent of questions whether a price includes the freight to a place: "is that incl. shipping to Hamburg?"."""
_WHAT = frozenset(("which", "how_many"))
"""Kinds of questions that ask for things, not for a fact about a thing."""
_UNCLEAR = frozenset(("which", "how", "why"))
"""Kinds of questions that are unclear unless they name a thing."""
_HOW_MANY = frozenset(("how_much", "how_many"))
_COUNTED = frozenset(("total", "quantity", "rest", "goods", "money", "owe", "pay", "balance", "deposit"))
"""What a question how much was sent does not ask for, although it seems to name it."""
_WHOLE = frozenset(("state", "contents", "next_step"))
"""Facts that sum up a whole thing. A question for them may as well be about something else: "any news?"."""
_SUPPOSED = (frozenset(("supposes", "what_then")), frozenset(("supposes", "effect")))
"""Topics of questions what would be if something happened: "when the ship is late, what can I do?". No record tells."""
_POSSIBLE = frozenset(("may_change", "may_cancel"))
"""Facts which say whether something can still be done."""
_PAYS = frozenset(("pay",))
"""What "who pays that?" names, besides the thing that the answer before was about."""
_DETAILS = frozenset(("tracking", "carrier", "vessel", "destination", "incoterm"))
"""Facts that a message names only if it asks about one thing, and not if it wants a list."""
BY_FORM = frozenset(("whether", ""))
"""The kinds of questions that have no question word: "did it leave?", "and the carrier?"."""
_Clauses = tuple[Asked, ...]


@dataclass(frozen=True)
class _Form:
    """Says in which form a message asks. `is_worded`: with a question word. `is_put`: with a question word, or for a
    fact that the NLU has read. `is_by_form`: one of its clauses is a question and names what it asks about."""

    is_worded: bool
    is_put: bool
    is_by_form: bool

    @property
    def puts(self) -> bool:
        return self.is_put or self.is_by_form


def _read_form(asked: _Clauses) -> _Form:
    questions = {kind for clause in asked for kind in clause.questions}
    is_worded, reads_fact = bool(questions - BY_FORM), any(clause.fact for clause in asked)
    is_by_form = any(clause.is_question and clause.things for clause in asked)
    return _Form(is_worded, is_worded or reads_fact, is_by_form)


def find_asked(turn: Turn) -> _Clauses:
    """Returns the questions in the message. A message that only names a thing, such as "and the scarves?", repeats the
    questions of the message before it."""
    asked = turn.asked if _may_ask_for_a_fact(turn) else tuple(replace(clause, fact="") for clause in turn.asked)
    asked = _of_one_thing(turn, asked)
    if _asks_by_whom(turn):
        asked = tuple(replace(clause, things=frozenset()) for clause in asked)
    if turn.entities.certifications and turn.owning:  # "did we ask for LFGB?" asks for the certificates
        return tuple(replace(clause, things=clause.things or frozenset(("certificate",))) for clause in asked)
    if any(clause.fact or clause.things for clause in asked):
        return asked
    asks_who = any("who" in clause.kinds for clause in asked)  # "who pays duty with FOB?"
    if (
        turn.entities.has("incoterm") and not asks_who and find_at_hand(turn, "request")
    ):  # "is that FOB?" asks for the Incoterm
        return tuple(replace(clause, things=frozenset(("incoterm",))) for clause in asked if clause.is_question)
    return _complete(turn, asked) if turn.has_just_done("own_fact") else asked


def _may_ask_for_a_fact(turn: Turn) -> bool:
    """Returns whether the message may ask for the fact that the NLU has found in it. Returns False if it is a general
    question ("what do the customs want?") or wants something done ("the tracking number is wrong, take this one", "can
    we still make it 1000?")."""
    if turn.intent.startswith("faq_") and turn.confidence >= _GENERAL:
        return False
    gives = turn.acts.share("value", "correct") >= _HINTS
    if turn.task is not None and turn.entities.has("quantity", "price") and gives:
        return False  # 这次3吨吧 价格一样不, amid an order, gives a value
    if _asks_by_whom(turn):
        return False
    if "postpones" in turn.topics or any(supposed <= turn.topics for supposed in _SUPPOSED):
        return False
    return not (turn.intent in _DOES and _wants_it_done(turn))


def _wants_it_done(turn: Turn) -> bool:
    """Returns whether the message more likely wants its intent carried out than asks for a fact. A question whether
    something is still possible sounds like a wish: it is one only if the NLU is sure of that, or if it gives the new
    value ("can we still make it 1000?")."""
    if not asks_for(turn.asked, *_POSSIBLE):
        return turn.acts.name == turn.intent
    gives_value = asks_for(turn.asked, "may_change") and bool(turn.entities or turn.numbers)
    return gives_value or turn.acts.find(turn.intent) >= _ACTS


def _asks_by_whom(turn: Turn) -> bool:
    """Returns whether the message only asks who does what was just told: "by whom", after "is it insured?"."""
    has_told = turn.has_just_done("own_fact") or turn.has_just_done("request_fact")
    names_nothing = not any(clause.things - _PAYS for clause in turn.asked)
    return has_told and names_nothing and "by_whom" in turn.topics and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)


def _of_one_thing(turn: Turn, asked: _Clauses) -> _Clauses:
    """Returns the clauses without what they only seem to ask for, as their words together show: "what did they promise
    to pay" does not ask for a promised day, and 总共发了多少 还差 多少 does not ask for money, as 尾款多少 发货前付吗 does."""
    if any({"promise", "pay"} <= clause.things for clause in asked):
        return tuple(_without(clause, frozenset(("promise",)), of_money=False) for clause in asked)
    counts = any("ship" in clause.things and _HOW_MANY & set(clause.kinds) for clause in asked)
    if not counts or "to_pay" in turn.topics:
        return asked
    left = [
        _without(clause, _COUNTED, of_money=True) if "ship" in clause.things or not clause.fact else clause
        for clause in asked
    ]
    return tuple(clause for clause in left if clause.things or clause.fact)


def _without(clause: Asked, things: frozenset[str], *, of_money: bool) -> Asked:
    """Returns the clause without these things, and without its fact if that is one of money or, with `of_money` false,
    none of money."""
    is_meant = (clause.fact in FACTS_OF_MONEY) != of_money
    return replace(clause, things=clause.things - things, fact=clause.fact if is_meant else "")


def _complete(turn: Turn, asked: _Clauses) -> _Clauses:
    """Returns the questions in the message, about the subject of the questions before it: "by when" after "do I owe
    them something?"."""
    kept = load_asked(turn.record.kept.get(LAST))
    if not asked:
        return kept if turn.cues.asks_alike or chooses_one(turn) else ()
    is_more = is_brief(turn.text, _FEW_WORDS, _FEW_HAN) and not turn.entities and turn.acts.find("ask_about") >= _ASKS
    is_clear = "until" not in turn.topics and not any(set(clause.kinds) & _UNCLEAR for clause in asked)
    if not (is_more and is_clear):
        return asked
    things = frozenset(thing for clause in kept for thing in clause.things)
    return tuple(replace(clause, things=things) for clause in asked)


def chooses_one(turn: Turn) -> bool:
    """Returns whether the message only chooses a thing in the list that was just shown: 1200条的, "the bigger one"."""
    if (
        turn.is_pressed
        or turn.task is not None
        or not follows_a_list(turn)
        or not is_brief(turn.text, _SOME_WORDS, _SOME_HAN)
    ):
        return False
    if turn.asked or turn.entities.has("price", *ENTITIES.values()):
        return False
    return bool(turn.pointing or turn.numbers or turn.cues.calls_by_state) or turn.entities.has("product", "company")


def is_taken(turn: Turn) -> bool:
    """Returns whether the message belongs to the task under way, or has words to be passed on to somebody."""
    task = find_task(turn)
    told = turn.dictation
    calls_goods = told.whom.casefold() in {
        each.casefold() for each in turn.entities.products
    }  # "speakers: have they come" addresses nobody
    if told.is_to_them or told.is_message or (told.told and not calls_goods) or told.reminds:
        return True
    if task is None:
        return False
    return bool(turn.topics & set(task.answers)) or task.name == "new_order"


def may_ask(turn: Turn, asked: _Clauses) -> bool:
    """Returns whether the message asks something, and neither seeks a supplier nor wants something done."""
    form = _read_form(asked)
    if asked and chooses_one(turn):
        return True
    if turn.is_supplier and turn.intent == "daily_tasks" and not turn.entities:
        return False  # 还剩哪些没做 asks for all that is to be done
    if turn.cues.seeks_supplier or turn.entities.has("tracking_number") or turn.papers or goes_on(turn):
        return False
    asks = turn.acts.find("ask_about")
    if _asks_for_one_fact(turn, asked):
        return True
    if _is_elsewhere(turn, asked, form) or _lists(turn, asked, form) or _does(turn, form):
        return False
    is_clear = turn.asks or form.puts or _names_detail(turn, asked) or asks >= _ASKS
    is_clear = is_clear or _names_number(turn, asked)
    asks_for_state = not _STATES.isdisjoint((turn.intent, turn.acts.name))
    return is_clear or (turn.task is None and (asks >= _HINTS or asks_for_state))


def _asks_for_one_fact(turn: Turn, asked: _Clauses) -> bool:
    """Returns whether the message surely asks for a single fact."""
    is_asking = turn.acts.find("ask_about") >= _HINTS and not turn.topics & _PLAIN
    return is_asking and any(clause.fact and clause.fact not in _WHOLE for clause in asked)


def _is_elsewhere(turn: Turn, asked: _Clauses, form: _Form) -> bool:
    """Returns whether other functions answer the message. Four topics do not always count: the NLU also finds `listing`
    in 目标价, a target price; only suppliers have `rivals`; it wrongly finds `adds` in a question such as 他们还有几天;
    and a question with "who" does not ask which value of a task is `missing`."""
    of_target = any("target" in clause.things for clause in asked)
    asks_who = any("who" in clause.kinds for clause in asked)
    no_matter = {
        name
        for name, is_none in (
            ("listing", of_target),
            ("rivals", not turn.is_supplier),
            ("adds", form.puts or turn.cues.is_question),
            ("missing", asks_who),
        )
        if is_none
    }
    if turn.is_supplier and turn.entities.has("carrier"):
        return True  # a supplier who names the carrier reports a shipment
    if is_of_draft(turn, asked):
        return True
    asks_of_answer = any("answer" in clause.things for clause in asked)
    if "until" in turn.topics and turn.record.is_about("claim") and not asks_of_answer:
        return True  # the order, not the claim, says until when more can be reported
    late = "late" in turn.reports or any("late" in clause.things for clause in asked)
    if late and {"supposes", "what_then"} <= turn.topics:
        return True  # "when the ship is late, what can I do?"
    if {"supposes", "effect"} <= turn.topics:
        return True  # no record answers "if I pay today, do they ship sooner?"
    if "postpones" in turn.topics and any(clause.is_about_money for clause in asked):
        return True  # "can I push the deposit to Friday?"
    if turn.cues.asks_of_own_profile or points_at_goods(turn):
        return True  # 我们的评分多少; and "the second one, minimum?" if the list is one of goods
    if turn.intent == _OF_FREIGHT and not form.is_put:
        return True  # "is that incl. shipping to Hamburg?"
    return bool(turn.topics & (_ELSEWHERE - no_matter))


def is_of_draft(turn: Turn, asked: _Clauses) -> bool:
    """Returns whether the message asks for the other side's answer to a message that is not sent yet: "did they
    accept?"."""
    task = find_task(turn)
    things = {thing for clause in asked for thing in clause.things}
    return bool(task and task.takes_questions and things and things <= _ANSWERS and not turn.entities)


def _lists(turn: Turn, asked: _Clauses, form: _Form) -> bool:
    """Returns whether the message wants a list of several things: "orders not shipped yet", "and the delivered ones?",
    "what's left now"."""
    of_the_day = turn.intent == "daily_tasks" and turn.confidence >= _ACTS and not turn.entities
    if of_the_day and all(set(clause.kinds) <= _WHAT for clause in asked):
        return True
    names_fact = form.puts or _names_detail(turn, asked) or _asks_whether(asked)
    if turn.intent in _LISTS and turn.confidence >= _ACTS and not names_fact:
        return True
    listed = turn.record.latest_list
    is_shown = listed is not None and listed.kind == "order" and not turn.record.focus
    return is_shown and not form.is_put and turn.cues.asks_for_some


def _asks_whether(asked: _Clauses) -> bool:
    """Returns whether a clause asks whether something is so with a thing that it names: 我是不是已经欠着了."""
    return any("whether" in clause.kinds and clause.things for clause in asked)


def _does(turn: Turn, form: _Form) -> bool:
    """Returns whether the message wants something done, or gives a value, instead of asking."""
    if "supposes" in turn.topics and (turn.intent in _DOES or turn.acts.kind in _GIVES):
        return True
    if "was_before" in turn.topics and len(turn.numbers) > 1 and not form.is_put:
        return True  # "it was 800 pieces, please 1000 now"
    acts = turn.intent in _DOES and turn.acts.find(turn.intent) >= _ACTS
    if acts and turn.intent in _TALKS:
        return True  # "we must ask them first: gold rim or plain?"
    asks_how_it_stands = turn.cues.is_question or turn.cues.asks_of_an_order
    if acts and not (form.is_by_form or (form.is_put and (turn.intent in TELLS or asks_how_it_stands))):
        return True
    gives = turn.acts.kind in _GIVES and turn.acts.share(*_GIVES) >= _ACTS and not turn.cues.is_question
    return gives and not (form.is_put and turn.acts.kind == "chatter")


def _names_number(turn: Turn, asked: _Clauses) -> bool:
    """Returns whether a short message only names a fact and a number that may be the end of an own thing's number: "pay
    info for 555"."""
    names = any(clause.things for clause in asked) and turn.task is None
    return names and bool(find_endings(turn)) and is_brief(turn.text, _SOME_WORDS, _SOME_HAN)


def _names_detail(turn: Turn, asked: tuple[Asked, ...]) -> bool:
    """Returns whether the message names a detail of the one thing that was talked about: 单号给我."""
    return bool(turn.record.focus) and any(clause.things & _DETAILS for clause in asked)
