"""Answers a message part by part. The NLU reads each part in the situation that results from the answer to the part
before it.

A message that begins two tasks begins the first one. The words of the other one wait in the state (`later`), and are
answered as soon as no question is open. The contact is told when they wait and when they are taken up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage

from nlu.lean_rasa.current import CurrentTurn, TurnFailed, current_turn
from nlu.turn.answer import Effect, TurnAnswer, read_effect, summarise
from nlu.turn.carried_state import LATER, carry, find_situation, read_later, restore
from nlu.turn.dividing.enumeration import find_items
from nlu.turn.dividing.parts import (
    asks_besides,
    begins_with_no,
    find_divisions,
    find_question_behind_value,
    is_an_answer,
    is_an_opening,
    is_without_wish,
    only_waits,
    says_no,
    skip_leading,
    stands_alone,
    wants_something,
)
from nlu.turn.dividing.sequence import (
    BEGIN_TASKS,
    FILLED,
    MOST_PARTS,
    MOST_PIECES,
    WRITTEN,
    Piece,
    begins_task,
    divide,
    find_end_of_preface,
    find_first_end,
    introduces_items,
    tells_when_it_leaves,
)
from nlu.turn.dividing.stories import MOST_PIECES_OF_A_STORY, as_one_search, is_story, may_be_story, with_goods_of
from nlu.turn.dividing.trades import find_deeds, find_trade_clauses
from nlu.turn.named_orders import NamedOrders, OrdersNamed, Reading, read_named_orders
from nlu.turn.reply import Reply, build_reply
from nlu.turn.request import TurnRequest
from nlu.turn.words.calling import find_called
from nlu.turn.words.conditions.stipulating import VALUES, Stipulated, only_stipulates, set_apart
from nlu.turn.words.cues.asking import is_question
from nlu.turn.words.drafts.instructing import instructs_last, is_remark_of_ones_own
from nlu.turn.words.private import Private, find_private, only_private, with_private
from nlu.turn.words.topics import find_more_topics
from nlu.turn.words.wording import complete
from nlu.understanding.situation.situation import Situation
from nlu.understanding.text.sentences import pieces
from nlu.understanding.text.writing import folded

CHANNEL = "caravan"
_MOST_LATER = 3
_SELLS_OWN = "sells_own"
"""The topic of messages by makers of goods who want to sell here. Such a message names goods that its writer does not
want to buy."""
_LONGEST_LATER = 300
_PUTS_OFF = "save_draft"

Parsed = dict[str, Any]


class CollectedReplies(OutputChannel):
    """Collects everything that the actions of a turn send: replies for the contact, effects for the gateway, and orders
    that the message names."""

    def __init__(self) -> None:
        self.named: NamedOrders | None = None
        self.replies: list[Reply] = []
        self.effects: list[Effect] = []

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        if "reply" in message:
            self.replies.append(message["reply"])
            return
        if (named := read_named_orders(message.get("custom"))) is not None:
            self.named = named
            return
        try:
            self.effects.append(read_effect(message.get("custom")))
        except ValueError as error:
            raise TurnFailed("turn_failed", str(error)) from error


@dataclass(frozen=True)
class Part:
    """Holds a part of a text: its words, their parse, the place where they begin, and the place where the rest of the
    text begins, or None if there is no rest."""

    text: str
    parsed: Parsed
    start: int
    next_start: int | None
    kept_later: str = ""
    """The words to keep when the part has to wait, if they are not its text."""


@dataclass
class Parting:
    """Answers one request (`answer_all`), in as many parts as its message has."""

    agent: Agent
    request: TurnRequest
    turn: CurrentTurn
    named: NamedOrders | None = None
    """The orders that the message names by the operator's own numbers, once the action server has told them."""
    later: list[str] = field(default_factory=list)
    asks: bool = False
    """Whether the answers so far end with the open question of a task."""
    divides_trades: bool = False
    """Whether each clause of the message that speaks of another trade becomes a part of its own."""
    wished: dict[str, Any] | None = None
    """The proposal with which the bot has answered a part: a "yes" carries out what that part wants."""
    is_enumerated: bool = False
    """Whether the rest of the message continues an enumeration."""
    parses: dict[str, Parsed] = field(default_factory=dict)
    """The parses in the present situation, by the words."""
    private: Private | None = None
    """What the message says for its writer alone. The part beside which it stood gets it."""

    @property
    def situation(self) -> Situation:
        """Returns the situation in which the next part is understood."""
        return Situation.read(find_situation(self.turn.before))

    @property
    def _metadata(self) -> dict[str, Any]:
        """Returns the metadata of the request, and the whole text of a typed message if the action server has not yet
        told which orders it names."""
        asks = self.named is None and self.request.intent is None
        text = self.request.text
        return self.request.metadata | ({"said": text, "called": find_called(text)} if asks else {})

    @property
    def _task(self) -> str:
        """Returns the name that the actions have for the task under way. The situation has one name for several tasks."""
        return str((_record(carry(self.turn.before)).get("task") or {}).get("name") or "")

    async def answer_all(self) -> TurnAnswer:
        """Returns the answer to the whole message.

        Raises:
            OrdersNamed: nothing was answered; the turn has to begin again with these orders as `named`.
        """
        self.later = read_later(self.request.state)
        if self.request.intent is None and not self.request.files:
            self.private = find_private(self.request.text)
        rest, start, answer = self.private.main if self.private else self.request.text, 0, None
        for _ in range(MOST_PARTS):
            part = self._with_private(await self._take_part(rest), start)
            if answer is not None and self._has_to_wait(part, answer):
                self._keep_for_later(answer, part.kept_later or part.text)
            else:
                answer = self._join(answer, _shift(await self._handle(part.text, part.parsed), start + part.start))
                if begins_task(part.parsed):
                    self.wished = self._find_proposal(answer)
            if part.next_start is None:
                break
            start, rest = start + part.next_start, rest[part.next_start :]
        else:
            self._keep_for_later(answer, rest)
        assert answer is not None
        return await self._take_up_later(answer)

    def _with_private(self, part: Part, start: int) -> Part:
        """Returns the part, which begins at `start` in the message, with what the message says beside it for its writer
        alone."""
        private = self.private
        if private is None or (part.next_start is not None and private.at >= start + part.next_start):
            return part
        self.private = None
        return replace(part, parsed=with_private(part.parsed, private), kept_later=f"{part.text}, {private.said}")

    async def _take_part(self, text: str) -> Part:
        """Returns the first part of the text, in the situation after the last answer."""
        self._go_on()
        with self.turn.spends_on("nlu"):
            if self.request.intent is not None or self.request.files:
                return Part(text, await self._understand(text), 0, None)
            situation, dictation = self.situation, (await self._understand(text)).get("dictation") or {}
            adds_words = dictation.get("adds") and situation.is_in_task  # "lemme also know whether …" does not say yes
            edits_words = bool(dictation.get("steps")) and situation.task in WRITTEN and self._task not in FILLED
            if dictation.get("is_instead") or adds_words or edits_words:  # "no, say: …" does not mean "no"
                return Part(text, await self._understand(text), 0, None)
            if situation.asked == "yesno" and (opening := await self._find_end_of_opening(text, situation)):
                part = await self._take_part(text[opening:])
                then = part.next_start
                return replace(part, start=opening + part.start, next_start=None if then is None else opening + then)
            if situation.asked == "yesno" and (answer := await self._take_answer(text, situation)):
                return answer
            if not situation.is_in_task and instructs_last(folded(text)):
                return Part(text, await self._understand(text), 0, None)  # the last words are about all before them
            if dictation.get("is_message"):  # all words after this are for the reader of the message
                return Part(text, await self._understand(text), 0, None)
            if self.request.role == "visitor" and _SELLS_OWN in find_more_topics(folded(text)):
                return Part(text, await self._understand(text), 0, None)
            if item := await self._take_item(text, situation):
                return item
            if self._task == "new_order":  # the situation has one name for it and for words that others read
                situation = replace(situation, task="request")
            cut = await self._cut(text, situation)
            tells_story = may_be_story(text, situation, self.request.role) and is_story(cut)
            self.divides_trades |= situation.task not in WRITTEN
            end = find_first_end(
                as_one_search(cut) if tells_story else cut, situation, divides_trades=self.divides_trades
            )
            whole = text[:end].rstrip()
            part = Part(whole, await self._understand(whole), 0, end)
            if tells_story:
                return replace(part, parsed=with_goods_of(part.parsed, cut, len(whole)))
            if situation.is_in_task or not is_without_wish(part.parsed):
                return part
            return await self._skip_preface(part, find_end_of_preface(cut)) or part

    async def _cut(self, text: str, situation: Situation) -> list[Piece]:
        """Returns the pieces of the text that could each be sent as a message; [] if it has only one."""
        role = self.request.role
        trades = {each.start: each.name for each in find_trade_clauses(text, role)}
        most = MOST_PIECES_OF_A_STORY if may_be_story(text, situation, role) else MOST_PIECES
        questions = find_question_behind_value(text) if situation.is_in_task and self._is_filled(situation) else []
        spans = divide(text, pieces(text), [*trades, *find_deeds(text, role), *questions])[:most]
        understood = [(start, text[start:end], await self._understand(text[start:end])) for start, end in spans]
        return [Piece(start, words, parsed, trades.get(start)) for start, words, parsed in understood]

    async def _find_end_of_opening(self, text: str, situation: Situation) -> int:
        """If the text begins with words such as "ok" that only open a new wish, returns the place where that wish
        begins: "ok, where is my other order?" agrees to nothing. Otherwise returns 0."""
        for division in find_divisions(text):
            asks = is_question(division.rest) or any(map(str.isdigit, division.rest))
            if only_waits(division.head) and asks and not begins_with_no(division.rest):
                return division.start  # "hold on. could I take less? like 100"
            if is_an_opening(division.head):
                rest = await self._understand(division.rest)
                alone = stands_alone(rest, situation.task, begins_anew=division.begins_anew)
                return division.start if alone else 0
        return 0

    async def _take_answer(self, text: str, situation: Situation) -> Part | None:
        """Returns the yes or the no with which the text begins; None when it does not begin with one, or when the rest
        changes what the yes agrees to."""
        for division in find_divisions(text):
            parsed = await self._understand(division.head)
            if not is_an_answer(parsed):
                continue
            rest, says_yes = await self._understand(division.rest), not says_no(parsed)
            if says_yes and division.ends_sentence and is_remark_of_ones_own(division.rest):
                return Part(division.head, parsed, 0, None)  # the remark is for nobody
            if says_yes and division.ends_sentence and asks_besides(rest, situation.task):
                return Part(division.head, parsed, 0, division.start)
            if stands_alone(rest, situation.task, begins_anew=division.begins_anew, answers_no=says_no(parsed)):
                return Part(division.head, parsed, 0, division.start)
        return None

    async def _take_item(self, text: str, situation: Situation) -> Part | None:
        """Returns the first item of an enumeration of several wishes: "(1) where is my order (2) change the scarves to
        900". Introductory words are skipped, unless they name the thing that the items are about. Returns None for any
        other text."""
        items = find_items(text, goes_on=self.is_enumerated)
        if not items or situation.task in WRITTEN:
            return None
        head = text[: items[0].mark].strip()
        start = items[0].start if not head or introduces_items(await self._understand(head)) else 0
        spans = [(start, items[0].end), *((each.start, each.end) for each in items[1:])]
        cut = [Piece(begin, text[begin:end], await self._understand(text[begin:end])) for begin, end in spans]
        end = find_first_end(cut, situation, are_items=True)
        if end is None and not self.is_enumerated:
            return None
        self.is_enumerated = True
        next_start = next((each.mark for each in items if each.start == end), None)
        words = text[start:next_start].rstrip(" \n,;，；、")
        return Part(words, await self._understand(words), start, next_start)

    async def _skip_preface(self, part: Part, end: int) -> Part | None:
        """Returns the part without the thanks or the "not yet" at its beginning, which stand before `end`; None when
        the words after them want nothing."""
        if not 0 < end < len(part.text):
            return None
        leading = skip_leading(part.text[end:])
        start = end + leading
        parsed = await self._understand(part.text[start:])
        wants = wants_something(parsed, begins_anew=leading > 0)
        return Part(part.text[start:], parsed, start, part.next_start) if wants else None

    def _has_to_wait(self, part: Part, answer: TurnAnswer) -> bool:
        """Returns whether the part has to wait because it wants something done while a question is open: a question of
        a task, or the question whether to carry out an earlier part."""
        if self.situation.asked == "choice":
            return True
        is_open = _record(answer["state"]).get("task") is not None
        is_wished = self.wished is not None and self.wished == self._find_proposal(answer)
        if is_wished and self._is_to_accept and _names_price(part.parsed):
            return False  # "the yuan one. tell them 6.10 and we can talk" accepts nothing
        if is_wished and self.wished and self.wished["intent"] == "confirm_order" and tells_when_it_leaves(part.parsed):
            return False
        return (is_open or is_wished) and (begins_task(part.parsed) or self._reports(part))

    @property
    def _is_to_accept(self) -> bool:
        return self.wished is not None and self.wished["intent"] == "accept_quote"

    def _find_proposal(self, answer: TurnAnswer) -> dict[str, Any] | None:
        """Returns the proposal that a "yes" would accept, if the answers to this message ask for one."""
        proposal: dict[str, Any] = _record(answer["state"]).get("proposal") or {}
        is_of_this = proposal.get("message_id") == self.request.message_id and proposal.get("asked", True)
        return proposal if is_of_this and proposal.get("intent") in BEGIN_TASKS else None

    def _reports(self, part: Part) -> bool:
        """Returns whether the part names a trade and tells something about it, without asking anything."""
        asks = any(clause["kinds"] or clause["is_question"] for clause in part.parsed.get("asked") or [])
        return not asks and bool(find_trade_clauses(part.text, self.request.role))

    def _keep_for_later(self, answer: TurnAnswer | None, words: str) -> None:
        """Keeps the words until no question is open any more, and tells the contact so in front of the open
        question."""
        words = words.strip(" \n,，;；、")[:_LONGEST_LATER]
        if answer is None or not words or len(self.later) >= _MOST_LATER:
            return
        self.later.append(words)
        told = build_reply("utter_wish_later", {"words": words}, {}, [], [])
        answer["replies"][-1:-1] = [told]

    async def _take_up_later(self, answer: TurnAnswer) -> TurnAnswer:
        """Answers the words that wait, until a question is open again."""
        acts = answer["understood"]["acts"]
        is_put_off = bool(acts) and acts[0]["act"] == _PUTS_OFF
        while self.later and not is_put_off and not _is_open(answer):
            words = self.later.pop(0)
            self._go_on()
            told = build_reply("utter_wish_now", {"words": words}, {}, [], [])
            with self.turn.spends_on("nlu"):
                parsed = await self._parse_waiting(words)
            told_first: TurnAnswer = {**answer, "replies": [*answer["replies"], told]}
            answer = self._join(told_first, await self._handle(str(parsed["text"]), parsed))
        if self.later:
            answer["state"] = {**answer["state"], LATER: self.later}
        return answer

    def _join(self, first: TurnAnswer | None, second: TurnAnswer) -> TurnAnswer:
        """Returns the answers to two parts as one. The open question comes last, and a question of a task that both
        answers ask appears once."""
        before = _record(self.request.state if first is None else first["state"])
        after = _record(second["state"])
        asked, is_again = self.asks, _asks_again(before, after)
        self.asks = "task" in after and (is_again or before.get("task") != after["task"])
        if first is None:
            return second
        replies = [*first["replies"], *second["replies"]]
        if "task" in after:
            replies = _join_replies(first["replies"], second["replies"])
        if self._is_to_accept and "task" in after and "task" not in before:
            after.pop("proposal", None)  # the rest of the message wants something else than to accept
            replies = [*first["replies"][:-1], *second["replies"]]
        elif asked and is_again:  # both ask: the full question stays, the short one goes
            replies = [*first["replies"][:-1], *second["replies"][:-1], first["replies"][-1]]
        elif (proposal := self._find_proposal(first)) is not None:
            then = self._find_proposal(second)
            if then == proposal:
                replies = [*first["replies"][:-1], *second["replies"], first["replies"][-1]]
            elif then and _is_about_the_same(proposal, then):  # the second answer asks again, with more values
                replies = [*first["replies"][:-1], *second["replies"]]
        return {**second, "replies": replies, "effects": [*first["effects"], *second["effects"]]}

    def _go_on(self) -> None:
        """Continues with the dialogue that the last answer has left, if there is one."""
        if self.turn.after is not None:
            before = restore(carry(self.turn.after), self.request.conversation, self.agent.domain)
            self.turn, self.parses = CurrentTurn(before, seconds=self.turn.seconds), {}

    async def _handle(self, text: str, parsed: Parsed) -> TurnAnswer:
        """Has the actions answer one part."""
        collected = CollectedReplies()
        message = UserMessage(
            text=text,
            output_channel=collected,
            sender_id=self.request.conversation,
            parse_data=parsed,
            input_channel=CHANNEL,
            message_id=self.request.message_id,
            metadata=self._metadata,
        )
        token = current_turn.set(self.turn)
        try:
            # The agent would take a lock for the conversation. None is needed, since the gateway sends one message of a
            # conversation at a time; so the processor is called directly.
            await self.agent.processor.handle_message(message)
        finally:
            current_turn.reset(token)
        if collected.named is not None and self.named is None:
            raise OrdersNamed(collected.named)
        if self.turn.after is None:
            raise TurnFailed("turn_failed", "Rasa did not save the dialogue")
        return {
            "state": carry(self.turn.after),
            "replies": collected.replies,
            "effects": collected.effects,
            "understood": summarise(parsed),
            "started_anew": False,
        }

    async def _understand(self, text: str) -> Parsed:
        """Returns the parse of the words. For a pressed button the request contains the intent and the entities; words
        are parsed by the NLU."""
        request = self.request
        if request.intent is not None:
            intent = {"name": request.intent, "confidence": 1.0}
            entities = [{"entity": name, "value": value} for name, value in request.entities.items()]
            return {"text": text, "intent": intent, "intent_ranking": [intent], "entities": entities}
        typed = text.strip()
        if not typed and request.text.strip():
            return only_private()  # the rest of a message of which only a private price is left
        if typed not in self.parses:
            self.parses[typed] = await self._parse(typed)
        return self.parses[typed]

    async def _parse(self, typed: str) -> Parsed:
        # Rasa takes a text that begins with a slash for the name of an intent. When a person types one, it is just text.
        words = typed.lstrip("/").lstrip()
        situation = self.situation
        reading = Reading(words, self.named or {})
        message = UserMessage(
            text=reading.text,
            sender_id=self.request.conversation,
            metadata={
                "role": self.request.role,
                "language": self.request.language,
                "expecting": situation.asked if situation.is_in_task else None,
                "situation": situation.as_json(),
            },
        )
        parsed = reading.give_back(await self.agent.processor.parse_message(message, self.turn.before))
        if (found := self._set_apart(typed, words, parsed)) is not None:
            return await self._parse_stipulated(typed, found)
        stripped = len(typed) - len(words)
        for entity in parsed["entities"]:
            entity["start"] += stripped
            entity["end"] += stripped
        return complete({**parsed, "text": typed}, self.request.role, focus=situation.focus)

    async def _parse_waiting(self, words: str) -> Parsed:
        """Returns the parse of words that have waited, whatever the answer before was about."""
        private = find_private(words)
        if private is None:
            return await self._parse(words)
        return with_private(await self._parse(private.main) if private.main else only_private(), private)

    def _is_filled(self, situation: Situation) -> bool:
        """Returns whether the task under way collects values, and not words that somebody else will read."""
        return situation.task not in (*WRITTEN, "search") or self._task in FILLED

    def _set_apart(self, typed: str, words: str, parsed: Parsed) -> Stipulated | None:
        """Returns the message divided into its conditions and the other words, or None if it has no conditions. Returns
        None also while no task collects values: in words that somebody else will read, conditions stay in the text."""
        situation, plain = self.situation, folded(words).replace("’", "'")
        if not situation.is_in_task or not self._is_filled(situation) or len(plain) != len(words) or words != typed:
            return None
        named = [(each["start"], each["end"]) for each in parsed["entities"] if each["entity"] in VALUES]
        return set_apart(words, plain, named)

    async def _parse_stipulated(self, typed: str, found: Stipulated) -> Parsed:
        """Returns the parse of a message without its conditions, which become its `provisos`. A message that consists
        of nothing but a condition holds no value."""
        parsed = await self._parse(found.main) if found.main else only_stipulates(typed)
        return {**parsed, "provisos": list(found.provisos)}


def _names_price(parsed: Parsed) -> bool:
    """Returns whether the words name a sum of money, or a number with decimals that may be one."""
    return any(
        each["kind"] == "money" or (each["kind"] == "bare" and Decimal(each["value"]) % 1)
        for each in parsed.get("figures") or ()
    )


def _record(state: object) -> dict[str, Any]:
    """Returns the record in a state; an empty one if there is none."""
    record = state.get("record") if isinstance(state, Mapping) else None
    return record if isinstance(record, dict) else {}


def _is_about_the_same(first: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
    """Returns whether two proposals would do the same with the same thing."""
    about = [(each["intent"], (each.get("entities") or {}).get("order_number")) for each in (first, then)]
    return about[0] == about[1]


def _join_replies(first: Sequence[Reply], second: Sequence[Reply]) -> list[Reply]:
    """Returns the replies to two parts. If both end with the same replies, such as the summary of a task, these appear
    once."""
    same = 0
    while same < min(len(first), len(second)) and first[-1 - same] == second[-1 - same]:
        same += 1
    return [*first[: len(first) - same], *second]


def _is_open(answer: TurnAnswer) -> bool:
    """Returns whether a question is open after the answer."""
    record = _record(answer["state"])
    return "task" in record or Situation.read(record.get("situation")).asked != "none"


def _shift(answer: TurnAnswer, start: int) -> TurnAnswer:
    """Returns the answer with the places of its entities counted from the beginning of the whole message."""
    for entity in answer["understood"]["entities"]:
        entity |= {name: entity[name] + start for name in ("start", "end") if name in entity}
    return answer


def _asks_again(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Returns whether the second record has the same open question of the same task as the first, asked once more."""
    first, then = (record.get("task") or {} for record in (before, after))
    is_same = bool(first) and all(first.get(name) == then.get(name) for name in ("name", "id", "asked", "revision"))
    return is_same and then.get("times", 0) > first.get("times", 0)
