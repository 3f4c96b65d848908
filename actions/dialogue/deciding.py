"""Decides what a message does to the task under way, in one place, and before any part of the message can become a
value of the task or words that it collects.

`decide` yields the moves that a message may be, the likeliest first. A later move counts only if the earlier ones have
no effect, for example because a message that should give values holds no new value. The moves follow `RULES`, each of
which asks one question about what the NLU makes of the message: the shares of its acts, its intent, what it finds in
the words, and how it reads them as dictation. Nothing is read out of the message here; `actions.dialogue.hearing`
carries the moves out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto

from actions.dialogue.agreement import agrees_clearly, agrees_to, has_content
from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import TaskState
from actions.dialogue.other_wishes import (
    is_wish_of_its_own,
    moves_on,
    names_another,
    wants_another,
)
from actions.dialogue.said.entities import Entities
from actions.dialogue.tasks import CONFIRMED, TASKS, Slot, Task
from actions.dialogue.turn import Turn
from actions.dialogue.whose import is_for_another


class Move(Enum):
    """Lists the moves: the things that a message can do to the task under way."""

    IS_ELSEWHERE = auto()
    """Another wish, or a question that is not about the task. It is answered, and then the open question is asked
    again."""
    ASKS_OF_TOPIC = auto()
    """A question that the task answers itself, such as who gets a request."""
    ASKS_OF_IT = auto()
    """A question about the task: which values it has, or which are missing."""
    ASKS_TO_TRANSLATE = auto()
    ASKS_TO_REWORD = auto()
    """A wish to have the dictated words put better, which only the contact can do."""
    EDITS = auto()
    """An instruction to change the collected words: leave this out, put that instead, make it kinder. The words of the
    instruction itself are never collected."""
    GIVES = auto()
    """Values that are asked for, corrected or added, or more words for somebody."""
    IS_UNCLEAR_EDIT = auto()
    """A change of the collected words that the bot does not understand. The bot shows them again, and says how they can
    be changed."""
    PRAISES = auto()
    """Praise of an answer that the bot has given in passing, or thanks for it. The open question is asked again,
    because its answer must be meant for it."""
    AGREES_TO_ANOTHER = auto()
    """A yes that names the deed of a task that was put aside. That task is taken up again, and asks its final
    question."""
    CONFIRMS = auto()
    ADDS_TO_YES = auto()
    """A yes that says more. The bot shows again in full what the yes would do, and asks once more."""
    ASKS_IN_FULL = auto()
    """Words that leave the task as it is. The bot shows again in full what a yes would do."""
    REFUSES = auto()
    HOLDS = auto()
    """A wish to wait with the final answer: "not yet"."""
    SKIPS = auto()
    PRESSES_ON = auto()
    """A "send it" before the task has all that it needs."""
    PUTS_OFF = auto()
    GIVES_UP = auto()
    GOES_ON = auto()
    """A wish to go on with the task."""
    STAYS = auto()
    """Something about the task that no other move names: a value that cannot be read, chatter."""


@dataclass(frozen=True)
class Said:
    """Holds a message and the task under way, and answers the questions of `RULES`."""

    turn: Turn
    task: Task
    state: TaskState
    has_other_goods: bool = False
    """Whether the message names goods that the company which the task is about does not have."""

    @property
    def is_for_another(self) -> bool:
        return is_for_another(self.turn, self.task, self.state, has_other_goods=self.has_other_goods)

    @property
    def is_at_end(self) -> bool:
        """Whether the final question is open."""
        return self.state.asked == CONFIRMED

    @property
    def slot(self) -> Slot | None:
        return self.task.find_slot(self.state.asked)

    @property
    def is_draft(self) -> bool:
        """Whether the task collects words for somebody else to read, and has collected some."""
        return self.task.find_slot("words") is not None and bool(self.state.values.get("words"))

    @property
    def collects_words(self) -> bool:
        """Whether the task asks for words that the other side will read, or has such words already."""
        is_asked = self.slot is not None and self.slot.name == "words"
        return self.task.takes_questions and (is_asked or self.is_draft)

    @property
    def agreed_aside(self) -> str | None:
        """The name of the task that was put aside and whose deed a yes to the final question names: "ok, register it",
        when the bot asks whether to send a message that came in between. None if there is no such task."""
        deeds = set(self.turn.cues.deeds)
        if not (self.is_at_end and _half_agrees(self)) or self.deeds & deeds:
            return None
        return next((state.name for state in self.turn.record.aside if _list_deeds(state) & deeds), None)

    @property
    def deeds(self) -> frozenset[str]:
        """Returns the names of the deeds that a yes to the task may name."""
        return self.task.list_deeds(self.state.values)

    @property
    def names_another_deed(self) -> bool:
        """Returns whether the message surely names a deed other than that of the task: "yes change it" when the bot
        asks whether to send a message, or "all down" when prices are to be raised."""
        deeds, others = self.deeds, set(self.turn.cues.deeds) - self.deeds
        return bool(others & _OWN_DEEDS) or any(_OPPOSITES.get(deed) in deeds for deed in others)

    @property
    def is_own_wish(self) -> bool:
        return self.is_for_another or is_wish_of_its_own(self.turn, self.task)


Test = Callable[[Said], bool]
_OWN_DEEDS = frozenset(("change", "cancel", "withdraw", "pause", "resume"))
"""Deeds that only a task which does them lets a yes name. In other tasks, they are another wish."""
_OPPOSITES = {"raise": "lower", "lower": "raise", "pause": "resume", "resume": "pause", "accept": "decline"}
_NEVER_OF_A_TASK = frozenset(["change_language", "human_handoff", "bot_challenge"])
"""Intents that are about the conversation as a whole and never about the task under way."""
_COURTESIES = frozenset(["thank", "greet"])
_REFUSALS = frozenset(["cancel", "deny", "cancel_order", "cancel_request"])
"""Intents that speak against the task under way, unless it is about cancelling."""
_CARRIES_VALUES = frozenset(["inform", "affirm", "deny"])
_OF_THE_TASK = frozenset(["sent", "missing", "draft"])
"""Topics that ask about the task under way itself."""
_MORE_PIECES = "more_pieces"
"""The topic of words that add pieces to those already counted in a complaint, even if they ask: "what of the cracked
ones, 15 more?"."""
_AS_SAID = frozenset(("own_words", "stays"))
"""Topics of words that refer to what the contact has said before, or want it left so."""
_ANYTHING = frozenset(["free", "choice", "carrier", "number", "place"])
"""Kinds of answers that may consist of any words."""
_LIKELY, _SURE, _QUITE_SURE, _VERY_SURE = 0.35, 0.5, 0.6, 0.75
_LEAVES = 0.7
_FEW_WORDS, _FEW_HAN = 8, 16
_BY_INTENT, _BY_FIT, _BY_QUESTION = 0.3, 0.5, 0.3
"""The weights of three facts: the intent may carry values, the words fit the open question, and the words ask
something."""


def _asks_of_topic(said: Said) -> bool:
    turn, task = said.turn, said.task
    named = set(turn.entities.mapping)
    content = replace(turn, entities=Entities()) if named <= {"date"} else turn  # "tonight": photos follow then
    is_alone = not (has_content(content) or turn.cues.sends_among)
    told = turn.complaint.account or turn.complaint.evidence  # "have 6 pics and a video"
    is_remark = is_brief(turn.text, _FEW_WORDS, _FEW_HAN) and not told  # "photos later"
    if _leaves_for_later(said):
        return False
    asks = turn.asks and not turn.complaint.evidence
    asks_alone = (asks or is_remark or _gives_up(said)) and is_alone and turn.topics & set(task.answers_alone)
    return bool(asks_alone or turn.topics & set(task.answers))


def _asks_to_translate(said: Said) -> bool:
    turn = said.turn
    is_wish = turn.intent == "change_language" and (
        "translates" in turn.topics or turn.acts.kind in ("value", "correct")
    )
    is_meant = turn.cues.asks_to_translate or is_wish
    return said.task.takes_questions and said.is_draft and is_meant


def _is_of_conversation(said: Said) -> bool:
    """Returns whether the message is about the conversation as a whole. "Write it to them in English" is not: its words are for
    the other side."""
    turn = said.turn
    is_dictated = said.task.takes_questions and turn.intent == "change_language"
    gives = turn.acts.share("value", "correct") >= _SURE
    is_for_them = gives and (is_dictated or (said.is_draft and (turn.dictation.adds or turn.dictation.changes_words)))
    if said.collects_words and turn.intent == "human_handoff" and "calls_person" not in turn.topics:
        return False  # 人工费谁出 has a word for staff in it, but is for the other side
    return turn.intent in _NEVER_OF_A_TASK and turn.confidence >= _SURE and not is_for_them


def _cancels_as_asked(said: Said) -> bool:
    """Returns whether the message is the "cancel it" that says yes to "shall I have it cancelled?"."""
    turn = said.turn
    is_cancelling = said.task.name == "cancel_order" and turn.intent in ("cancel_order", "cancel")
    if not (said.is_at_end and is_cancelling) or turn.topics & {"keeps", "stays", "holds"}:
        return False
    names_it = any("cancelling" in clause.things for clause in turn.asked)
    says_yes = turn.intent == "cancel_order" or turn.acts.share("yes") >= _SURE
    points_away = bool(turn.pointing) and not _points_at_its_order(said)
    other = turn.asks or turn.numbers or points_away or names_another(turn, said.task)
    is_clear = names_it and says_yes and not other
    return is_clear or (turn.intent == "cancel_order" and turn.cues.stops)


def _points_at_its_order(said: Said) -> bool:
    """Returns whether the message points by its place in the list that was shown last, "the first", at the order that the
    task is about."""
    listed = said.turn.record.latest_list
    ids = listed.ids if listed is not None and listed.kind == "order" else []
    chosen = {ids[index] for index in said.turn.cues.find_ordinals(len(ids))}
    return chosen == {said.state.values.get("order_number")}


def _skips(said: Said) -> bool:
    turn = said.turn
    return turn.acts.name == "skip" and not (said.is_at_end or turn.entities or turn.cues.is_question)


def _presses_on(said: Said) -> bool:
    """Returns whether the message says "send it", or nothing but yes where words are asked for."""
    is_free = said.slot is not None and said.slot.kind in ("free", "choice") and said.state.asked != "wish"
    only_agrees = said.turn.intent == "affirm" and is_free and said.turn.cues.assents
    turn, deeds = said.turn, said.deeds & set(said.turn.cues.deeds)
    names_deed = bool(deeds or turn.cues.sends_among) and agrees_to(turn, said.deeds)
    return not said.is_at_end and (turn.cues.sends or only_agrees or names_deed)


def _is_courtesy(said: Said) -> bool:
    """Returns whether the message only thanks or greets the bot."""
    turn = said.turn
    says_nothing = not turn.entities and not turn.cues.sends and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    return turn.intent in _COURTESIES and turn.confidence >= _VERY_SURE and says_nothing


def _praises_answer(said: Said) -> bool:
    """Returns whether the message may be praise of the answer that the bot has just given in passing, and neither a yes
    to the final question nor the words for which the bot has asked again after it."""
    is_free = said.slot is not None and said.slot.kind == "free"
    is_after_answer = said.state.times > 1 and len(said.turn.record.last.said) > 1
    return (said.is_at_end or is_free) and is_after_answer and said.turn.cues.praises


def _asks_of_it(said: Said) -> bool:
    turn = said.turn
    is_about_it = turn.acts.kind in ("ask", "go_on", "yes", "give_up") and not turn.entities
    return bool(turn.topics & _OF_THE_TASK or asks_whether_sent(said)) and is_about_it


def asks_whether_sent(said: Said) -> bool:
    """Returns whether the message asks if something has left, while the thing that the task is about is no order, so
    that only the task itself can be meant: 发出去了没, amid a quotation."""
    asks = any(clause.fact == "shipped" for clause in said.turn.asked)
    return asks and said.is_at_end and bool(said.task.about) and "order_number" not in said.task.about


def _stipulates(said: Said) -> bool:
    """Returns whether the message answers the task only under a condition: "yes, if they pay the freight" is no yes."""
    return bool(said.turn.provisos) and not said.task.takes_questions and not names_another(said.turn, said.task)


def _only_supposes(said: Said) -> bool:
    """Returns whether the message asks what holds under a condition that it only supposes: "if I later take 5000, what
    is the lead time?". The numbers in it are no values of the task."""
    turn = said.turn
    asks = turn.asks or turn.intent in ("ask_price", "ask_moq", "ask_lead_time")
    puts = any(each.asks_more_than_whether for each in (*turn.asked, *turn.asked_of_goods))
    return "supposes" in turn.topics and asks and puts and not (said.task.takes_questions or turn.cues.corrects)


def _edits(said: Said) -> bool:
    """Returns whether the message asks to change the collected words: leave the price out, write Monday instead of
    Friday, make it kinder."""
    dictation = said.turn.dictation
    is_kinder = dictation.is_polite and is_brief(said.turn.text, _FEW_WORDS, _FEW_HAN)
    gives = said.turn.acts.share("value", "correct", "no") >= _LIKELY
    is_named = dictation.swap or dictation.gone or dictation.place or dictation.insertion or dictation.steps
    names_it = is_named or (dictation.anew and gives)
    changes = bool(names_it or dictation.is_instead or dictation.begins_again)
    is_of_it = said.is_draft and not names_another(said.turn, said.task)
    return is_of_it and (changes or is_kinder or _takes_out(said))


def _takes_out(said: Said) -> bool:
    """Returns whether the message wants something taken out, which both its words and its act have to say: "cut the
    apology"."""
    return bool(said.turn.removals) and said.turn.acts.share("correct", "no", "give_up") >= _LIKELY


def _asks_to_reword(said: Said) -> bool:
    is_brief_wish = is_brief(said.turn.text, 2 * _FEW_WORDS, 2 * _FEW_HAN) and not said.turn.dictation.adds
    return said.is_draft and said.turn.dictation.rewords and is_brief_wish


def _adds_words(said: Said) -> bool:
    return said.turn.dictation.adds and not names_another(said.turn, said.task)


def _confirms(said: Said) -> bool:
    """Returns whether the message is the "yes" to the final question and says nothing else. Anything else would be
    risky, because a sent message cannot be taken back."""
    turn = said.turn
    if not said.is_at_end or turn.provisos:
        return False
    if turn.cues.sends or (turn.cues.sends_among and _leaves_evidence(turn)):
        return True
    if turn.cues.refuses_to_confirm or "holds" in turn.topics or said.names_another_deed:
        return False  # "don't confirm yet. ask them if that is ok" is no yes to what is shown
    other = bool(turn.entities) and wants_another(turn, said.task)
    return not other and not _is_refusal(said) and agrees_clearly(turn) and (_half_agrees(said) or _goes_ahead(said))


def _leaves_evidence(turn: Turn) -> bool:
    """Returns whether the message, apart from its "send it", only says that photos follow: 照片等会儿传 先提交."""
    return "evidence" in turn.topics and not (turn.numbers or turn.removals or turn.choices.get("claim_wish"))


def _list_deeds(state: TaskState) -> frozenset[str]:
    """Returns the names of the deeds that a yes to the task may name."""
    task = TASKS.get(state.name)
    return task.list_deeds(state.values) if task else frozenset()


def _agrees_in_so_many_words(said: Said) -> bool:
    """Returns whether the words say yes to the final question, or name its deed, and nothing else: "yes sir", "all up.
    confirm", 地址也不变。ok下单. Judged by its words alone, such a message could be another wish. If the task changes
    something, words about what stays as it is do not count as a yes: they may be about the value that it changes."""
    turn = said.turn
    if not said.is_at_end or turn.provisos or not agrees_to(turn, said.deeds):
        return False
    if turn.kept and said.task.is_change:
        return False
    is_meant = turn.cues.assents or turn.cues.sends_among or turn.intent in (said.task.intent, *said.task.own)
    return is_meant or _half_agrees(said)


def _goes_ahead(said: Said) -> bool:
    """Returns whether the message is surely a yes in this situation, although its words alone sound like giving up:
    "shoot it out", "off it goes"."""
    return said.turn.acts.share("yes") >= _QUITE_SURE and not said.turn.cues.stops and said.turn.intent != "deny"


def _half_agrees(said: Said) -> bool:
    """Returns whether the message agrees, even if it also says something else. If all its words agree, it is enough
    that a yes is the likeliest act."""
    acts = said.turn.acts
    is_yes = acts.kind == "yes" and (acts.share("yes") >= _SURE or said.turn.cues.assents)
    return said.turn.intent == "affirm" or is_yes


def _is_refusal(said: Said) -> bool:
    task, turn = said.task, said.turn
    against = frozenset(["deny"]) if task.intent in _REFUSALS else _REFUSALS - {task.intent, *task.own}
    return turn.intent in against and turn.confidence >= _SURE and not _goes_ahead(said)


def _insists(said: Said) -> bool:
    """Returns whether the message only says again a number that the task holds already: "no, keep it, 80 as I said", or
    "so the 600, ask them" when the bot asks whether to ask for 600."""
    turn = said.turn
    says_again = turn.cues.puts_value_to_them or bool(turn.topics & _AS_SAID)
    is_change = said.is_at_end and said.task.is_change and not said.task.takes_questions
    others = turn.asks or turn.cues.stops or names_another(turn, said.task)
    held = list(_list_numbers(said.state.values))
    return is_change and says_again and not others and bool(turn.numbers) and all(n in held for n in turn.numbers)


def _list_numbers(values: object) -> Iterator[Decimal]:
    """Yields the numbers among the values of a task."""
    if isinstance(values, Mapping):
        for each in values.values():
            yield from _list_numbers(each)
    elif isinstance(values, str) and values.replace(".", "", 1).isdigit():
        yield Decimal(values)


def _acknowledges(said: Said) -> bool:
    cues = said.turn.cues
    agrees = cues.acknowledges and cues.assents  # "I see" and 知道了 agree to nothing
    return said.is_at_end and agrees and not cues.refuses_to_confirm


def _keeps_what_is_there(said: Said) -> bool:
    """Returns whether the message takes a cancellation back: "ok, don't cancel"."""
    is_cancelling = said.task.intent in ("cancel_order", "cancel_request")
    return said.is_at_end and is_cancelling and "keeps" in said.turn.topics and not said.turn.asks


def _only_asked(said: Said) -> bool:
    """Returns whether the message only says that nothing else was meant by a question before it, or that the order is
    not to be cancelled, while the task does something else: 不取消 随便问问, amid a change."""
    turn, task = said.turn, said.task
    is_cancelling = task.intent in ("cancel_order", "cancel_request")
    says_so = "only_asking" in turn.topics or (said.is_at_end and "keeps" in turn.topics and not is_cancelling)
    gives = turn.entities or turn.numbers or turn.asks or turn.cues.sends
    return says_so and not (gives or task.takes_questions or (is_cancelling and "keeps" in turn.topics))


def _gives_up_another_price(said: Said) -> bool:
    """Returns whether the message gives up a wish about the price, which the task does not change: 不用那么麻烦 就按原价,
    after "can the price come down, too?". The change itself still waits for its yes."""
    turn = said.turn
    refuses = turn.intent in ("deny", "cancel") or turn.acts.share("no", "give_up") >= _SURE
    is_of_price = "price" in turn.cues.kept_values and not any("price" in name for name in said.state.values)
    return said.is_at_end and said.task.is_change and refuses and is_of_price and not turn.cues.stops


def _refuses(said: Said) -> bool:
    turn = said.turn
    is_no = turn.intent == "deny" or (turn.acts.kind == "no" and turn.acts.share("no") >= _SURE)
    return said.is_at_end and is_no and not turn.cues.refuses_to_confirm


def _keeps_a_value(said: Said) -> bool:
    """Returns whether the message only wants one value left as it is, and does not speak against the rest: "no need,
    at the same price"."""
    is_of_it = said.is_at_end and not said.task.takes_questions
    return is_of_it and bool(said.turn.cues.kept_values) and not said.turn.cues.stops


def _adds_to_yes(said: Said) -> bool:
    says_more = _half_agrees(said) and not said.turn.cues.refuses_to_confirm
    return said.is_at_end and says_more and not said.is_own_wish


def _holds(said: Said) -> bool:
    """Returns whether the message only says "not yet". "Wait, it is 600" corrects a value, and a "no" with a reason,
    when the bot asks whether to cancel an order, takes the cancellation back."""
    is_correction = said.turn.acts.share("value", "correct") >= _SURE
    if said.task.intent == "cancel_order" and said.turn.acts.share("no") >= _SURE and said.turn.reasons:
        return False  # 等等 客户又说要
    return said.is_at_end and "holds" in said.turn.topics and not is_correction and not said.turn.cues.sends


def _gives_up(said: Said) -> bool:
    turn = said.turn
    if turn.intent in ("cancel", "cancel_order") and names_another(turn, said.task):
        return False
    if turn.dictation.gone and not turn.cues.stops:
        return False  # "leave the warranty out" gives up only a part
    if turn.shifts and "deadline" in turn.topics:
        return False  # "closing date a week later" moves a day
    if turn.intent == "cancel" and turn.confidence >= _SURE:
        others = ("ask", "yes", "go_on", "correct")  # "never mind the armrests" does not give the task up
        return turn.cues.stops or not (turn.acts.are_situated and turn.acts.kind in others)
    if turn.intent in ("cancel_order", "deny", "cancel") and turn.cues.stops:
        return True
    gives = turn.numbers or turn.acts.share("value", "correct") >= _SURE or turn.acts.kind == "wish"
    if turn.cues.stops_among and not gives and turn.intent != "deny" and turn.acts.share("yes") < _SURE:
        return True  # 那算了 到上海我自己拉 gives the task up
    if turn.intent == "goodbye" and not turn.dictation.edits(turn.text):
        puts_off = turn.acts.name in ("skip", "save_draft", "drop") and turn.confidence >= _SURE
        return puts_off or turn.confidence >= _LEAVES
    return turn.acts.kind == "give_up" and turn.acts.share("give_up") >= _SURE


def _puts_off(said: Said) -> bool:
    acts = said.turn.acts
    is_for_now = "for_now" in said.turn.topics and not said.turn.cues.stops
    keeps = said.turn.intent == "goodbye" or is_for_now or acts.find("save_draft") > acts.find("drop", "cancel")
    return keeps and _gives_up(said)


def _gives_up_a_part(said: Said) -> bool:
    """Returns whether the message may give up a value instead of the task: "forget the target price", "no pens"."""
    return bool(said.turn.mentions or said.turn.removals) and _gives_up(said)


def _leaves_for_later(said: Said) -> bool:
    """Returns whether the message leaves a task that is ready to be sent for a day that it names: "leave it, I make the
    pictures first. tomorrow", 先放着 明天再弄."""
    turn = said.turn
    coming = [day for day in turn.entities.days if day > turn.today]
    leaves = turn.cues.stops_among and not (turn.asks or turn.numbers)
    return said.is_at_end and leaves and bool(coming) and turn.acts.share("give_up", "no") >= _QUITE_SURE


def _puts_off_at_end(said: Said) -> bool:
    """Returns whether a short message puts the task off to another time: 不发了 明天再说."""
    says_so = "another_time" in said.turn.topics and is_brief(said.turn.text, _FEW_WORDS, _FEW_HAN)
    return says_so and said.turn.acts.kind in ("no", "give_up", "go_on", "chatter")


def _gives(said: Said) -> bool:
    """Returns whether the message may give values or words to the task, instead of only mentioning them while it asks
    for something else."""
    turn, task = said.turn, said.task
    if turn.topics & task.given_by and (not turn.asks or _MORE_PIECES in turn.topics):
        return True
    if "same_as" in turn.topics and turn.entities.rfq_number and turn.mentions and not turn.asks:
        return True  # "the same quantity as RFQ-10040"
    if turn.cues.corrects and not names_another(turn, task):
        return True
    if task.describes_goods and turn.remarks and not (turn.asks or _tells_them(turn) or names_another(turn, task)):
        return True  # "sample fee 80 dollars, refunded with the order" may look like a general question about samples
    if _sets_a_value(turn) and not (task.takes_questions or names_another(turn, task)):
        return True  # "hmm no wait. freight went up. make it 9.6"
    if turn.removals or "own_place" in turn.topics:
        return True  # the message takes something out, or means the usual place ("the same address")
    if names_another(turn, task) or said.is_own_wish:
        return False
    if _refuses(said) and has_content(turn) and not (turn.cues.stops or task.takes_questions):
        return True  # "no, replace them"
    if turn.acts.kind == "correct" and turn.entities.has("quantity") and said.is_at_end and not task.takes_questions:
        return True  # 这次3吨吧 价格一样不
    if turn.shifts and said.is_at_end and not _puts_question(turn):
        return True  # "could it be three days earlier?"
    return _dictates(said) if task.takes_questions else not _only_asks(turn) and _gives_values(said)


def _sets_a_value(turn: Turn) -> bool:
    """Returns whether the message sets a value to a number, rather than asking about it: "make it 9.6", 改成8.6."""
    return not turn.asks and any(each.name == "set" and each.stance == "said" for each in turn.figures)


def _only_asks(turn: Turn) -> bool:
    """Returns whether the message only asks something, so that it gives no value: "which certificates do they need in
    Nigeria?" gives no place."""
    return turn.cues.is_question and turn.acts.kind == "ask" and _puts_question(turn)


def _puts_question(turn: Turn) -> bool:
    return turn.cues.asks_which or any(each.asks_more_than_whether for each in turn.asked)


def _dictates(said: Said) -> bool:
    """Returns whether the words are for the other side. After the summary, only words that say something new are."""
    turn = said.turn
    if "goes_on" in turn.topics:
        return True
    if _half_agrees(said) and not turn.dictation.is_to_them and said.is_at_end:
        return False
    return turn.acts.share("chatter", "go_on", "give_up") < _SURE


def _gives_values(said: Said) -> bool:
    turn, task = said.turn, said.task
    of_task = turn.acts.find(task.intent, *task.own)
    gives = turn.acts.share("value", "correct", "condition", "yes", "no") + of_task
    others = turn.acts.share("ask", "go_on", "chatter") + turn.acts.share("wish") - of_task
    if turn.intent in _CARRIES_VALUES or turn.intent in (task.intent, *task.own):
        gives += _BY_INTENT
    if _fits(said) and is_brief(turn.text, _FEW_WORDS, _FEW_HAN):
        gives += _BY_FIT
    if turn.cues.is_question:
        others += _BY_QUESTION
    return gives >= others


def _fits(said: Said) -> bool:
    """Returns whether the words hold something of the kind that is asked for."""
    slot = said.slot
    holds_value = has_content(said.turn) or bool(said.turn.numbers)
    return slot is not None and (slot.kind in _ANYTHING or holds_value)


def _names_a_part(said: Said) -> bool:
    """Returns whether the message names the part of the collected words that is to be left out. Such a message never
    gives up all of them."""
    return said.is_draft and bool(said.turn.dictation.gone or said.turn.dictation.place)


def _tells_them(turn: Turn) -> bool:
    """Returns whether the message wants the other side asked or told something, or wants nothing done yet:
    帮我问问他要哪种包装 先别报."""
    return turn.intent == "contact_supplier" or turn.dictation.is_to_them or "holds" in turn.topics


def _is_unclear_edit(said: Said) -> bool:
    """Returns whether the message surely asks to change the collected words: it names a part that is to be left out or
    replaced."""
    dictation, turn = said.turn.dictation, said.turn
    takes_out = bool(turn.removals) and turn.acts.share("correct") >= _SURE
    names_it = dictation.swap or dictation.gone or dictation.place or dictation.insertion or dictation.steps
    changes = bool(names_it) or takes_out
    return said.is_draft and said.is_at_end and changes


def _only_directs(said: Said) -> bool:
    """Returns whether the message only says how the collected words are to be sent: "both questions in one message"."""
    return said.is_draft and "of_draft" in said.turn.topics


def _leaves_as_before(said: Said) -> bool:
    """Returns whether the message only says that everything stays as in the order that is repeated: 和上次一样, "same
    address as last time"."""
    repeats = bool(said.state.values.get("again")) and said.is_at_end
    changes = said.turn.entities or said.turn.cues.written or said.turn.shifts or said.turn.shares
    return repeats and "as_before" in said.turn.topics and not changes


def _goes_on(said: Said) -> bool:
    """Returns whether the message wants to go on with the task, or to see words that wait to be sent. Such words may
    sound like another wish, of which the NLU is then not sure: "show me what goes out"."""
    acts = said.turn.acts
    sees_draft = said.is_draft and said.is_at_end and not said.turn.entities
    is_unsure = acts.share("go_on") >= _LIKELY and acts.share("wish") < _SURE
    return acts.kind == "go_on" or (sees_draft and is_unsure)


def _stays(said: Said) -> bool:
    return said.turn.acts.are_situated and not said.is_own_wish


RULES: tuple[tuple[Move, Test], ...] = (
    (Move.STAYS, lambda said: "jests" in said.turn.topics and not said.task.takes_questions),
    (Move.ASKS_OF_TOPIC, _asks_of_topic),
    (Move.PUTS_OFF, _leaves_for_later),
    (Move.REFUSES, _keeps_what_is_there),
    (Move.ASKS_IN_FULL, _only_asked),
    (Move.ASKS_TO_TRANSLATE, _asks_to_translate),
    (Move.ASKS_TO_REWORD, _asks_to_reword),
    (Move.IS_ELSEWHERE, _is_of_conversation),
    (Move.CONFIRMS, _cancels_as_asked),
    (Move.SKIPS, _skips),
    (Move.PRESSES_ON, _presses_on),
    (Move.IS_ELSEWHERE, _is_courtesy),
    (Move.PRAISES, _praises_answer),
    (Move.ASKS_OF_IT, _asks_of_it),
    (Move.CONFIRMS, _agrees_in_so_many_words),
    (Move.IS_ELSEWHERE, lambda said: said.is_for_another and said.turn.intent != "goodbye"),
    (Move.IS_ELSEWHERE, _only_supposes),
    (Move.GIVES, _stipulates),
    (Move.GIVES, lambda said: said.task.is_change and said.turn.cues.puts_value_to_them),
    (Move.ASKS_IN_FULL, _insists),
    (Move.IS_ELSEWHERE, lambda said: said.is_draft and said.is_at_end and moves_on(said.turn, said.task)),
    (Move.EDITS, _edits),
    (Move.GIVES, lambda said: _adds_words(said) and not _only_directs(said)),
    (Move.AGREES_TO_ANOTHER, lambda said: said.agreed_aside is not None),
    (Move.CONFIRMS, _confirms),
    (Move.GIVES, _leaves_as_before),
    (Move.GOES_ON, lambda said: _only_directs(said) or _leaves_as_before(said)),
    (Move.HOLDS, lambda said: _holds(said) and "thinks_over" in said.turn.topics),
    (Move.GIVES, lambda said: _holds(said) and not said.task.takes_questions and _gives(said)),
    (Move.HOLDS, _holds),
    (Move.GIVES, _keeps_a_value),
    (Move.ASKS_IN_FULL, _gives_up_another_price),
    (Move.PUTS_OFF, _puts_off_at_end),
    (Move.GIVES, _gives_up_a_part),
    (Move.IS_UNCLEAR_EDIT, _names_a_part),
    (Move.GOES_ON, _keeps_a_value),
    (Move.PUTS_OFF, _puts_off),
    (Move.GIVES_UP, _gives_up),
    (Move.IS_UNCLEAR_EDIT, _is_unclear_edit),
    (Move.GIVES, _gives),
    (Move.REFUSES, _refuses),
    (Move.CONFIRMS, _acknowledges),
    (Move.ADDS_TO_YES, _adds_to_yes),
    (Move.GOES_ON, _goes_on),
    (Move.STAYS, _stays),
    (Move.IS_ELSEWHERE, lambda said: True),
)
"""The moves in the order in which they are tried, each with the test that a message has to pass."""


def decide(said: Said) -> Iterator[Move]:
    """Yields the moves that the message may be, the likeliest first. The last one is always `IS_ELSEWHERE`."""
    yield from (move for move, is_it in RULES if is_it(said))
