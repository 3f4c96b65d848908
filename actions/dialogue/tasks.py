"""Declares tasks, such as a request for quotation, and leads a contact through them: asks for missing values, stores
the values in a message and repeats them, asks for a final "yes", and then carries the task out.

Each task is declared in the package that it belongs to. The same rules apply to all tasks (docs/dialogue.md).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.dialogue.discourse import Json, TaskState
from actions.dialogue.said.entities import read_amount
from actions.dialogue.saying_back import Compare, say_changes
from actions.dialogue.turn import Turn
from actions.replies import Button, Value, button, one_after_another, several, term

CONFIRMED = "confirmed"
"""The name under which the final question counts as a slot."""

PASSED_ON = "passed_on"
"""The name under which the record keeps the words that the last task has passed on when it was carried out. It is
marked `is_old` once another task begins: a contact who then repeats the wish wants it done once more."""

REFUSED = "refused"
"""The name under which the record keeps the ids of the latest tasks whose final question was answered with no."""
_MOST_REFUSED = 3

_ASKS_WHERE = 0.3
"""The least confidence that a message asks to go on with something, at which the reply also names the tasks that were
put aside."""
_LONGEST = 40
"""The number of characters that are kept of the message with which a task was carried out."""

Ask = Callable[[Turn, Json, bool], Awaitable[None]]
"""A function that asks a question, given the values so far. The flag says whether the question was asked before and may
be shorter now."""
Read = Callable[[Turn, Json, "str | None"], Awaitable[Json]]
"""A function that returns the values in a message by the names of their slots, given the values so far and the slot
that was asked for."""
Effect = Callable[[Turn, Json], Awaitable[None]]
"""A function that carries the task out, once, and says what happened."""
Describe = Callable[[Turn, Json], list[Value]]
"""A function that returns the values that it gets in words, to be repeated to the contact."""


@dataclass(frozen=True)
class Slot:
    """Declares a value that a task needs. `kind` is the kind of answer that the question for it wants
    (`nlu.understanding.situation.situation.ASKED`). An `optional` value may be left open."""

    name: str
    kind: str
    ask: Ask
    optional: bool = False
    is_moot: Callable[[Json], bool] | None = None
    """Returns whether the values so far make this one unnecessary, as "EXW" does a destination."""


@dataclass(frozen=True)
class Task:
    """Declares a task. `name` is one of `nlu.understanding.situation.situation.TASKS`, and `intent` the intent that
    begins it.

    Without `confirm`, the task is carried out (`effect`) right after the last answer. `is_there` returns whether the
    thing that the task is about, such as an order, still exists for this contact, and tells the contact when it does
    not. `refused` is the response after a "no" to the final question.
    """

    name: str
    intent: str
    slots: tuple[Slot, ...]
    read: Read
    effect: Effect
    describe: Describe
    compare: Compare | None = None
    """Compares those of the values that say something only together, such as the lines of a request."""
    confirm: Ask | None = None
    is_there: Callable[[Turn, Json], Awaitable[bool]] | None = None
    refused: str = "utter_task_dropped"
    stands: Effect | None = None
    """Says what stays as it was after the task is refused or dropped, such as the quotation that it would replace."""
    own: tuple[str, ...] = ()
    """Intents that ask for something else at other times, but give values to this task while it is under way."""
    given_by: frozenset[str] = frozenset()
    """Topics of words that give a value to this task while it is under way, such as `with_freight`."""
    takes_questions: bool = False
    """Whether the contact's answer may itself be a question, because the task passes questions on to somebody else,
    such as a supplier."""
    answers: Mapping[str, Effect] = field(default_factory=dict)
    """The functions that answer questions about the task itself, by the topic of the words, such as `recipients`."""
    answers_alone: Mapping[str, Effect] = field(default_factory=dict)
    """The functions that answer a question about the task only if the message gives no value besides, by the topic."""
    saved: Effect | None = None
    """Says what else matters when the task is put aside for later, such as until when it can be sent."""
    states: frozenset[str] = frozenset()
    """The things that the final question states, by the names that they have in questions
    (nlu/understanding/asked/questions.yml)."""
    keep: Callable[[Turn, Json, Sequence[str]], Json] | None = None
    """Returns the values that change when the task keeps words of the contact that fit no value, such as a condition,
    for the other side."""
    keep_private: Callable[[Turn, Json], Awaitable[Json]] | None = None
    """A function that returns the values to change so that the task keeps `turn.private`, the limit of its writer.
    These values must not appear in anything that the other side reads. None if the task cannot keep a limit."""
    describes_goods: bool = False
    """Whether the task is about goods that are yet to be made or sent, so that other words of a message may say more
    about them."""
    is_change: bool = False
    """Whether the task changes something that exists, instead of beginning something new."""
    undo: Callable[[Turn], Awaitable[None]] | None = None
    """Begins to take the effect back, when the contact says "undo" afterwards. If it is None, the bot says that the
    effect cannot be taken back."""
    deeds: frozenset[str] = frozenset()
    """The names of the deeds that a yes to the final question may name: "ok, register it"
    (nlu/turn/words/cues/agreement.yml)."""
    find_deeds: Callable[[Json], frozenset[str]] | None = None
    """Returns more such names, which depend on the values: "yes pause"."""
    about: Mapping[str, str] = field(default_factory=dict)
    """Maps the entity (`order_number` or `rfq_number`) of the order or request that the task is about to the name of
    the value that holds its number."""

    def find_open(self, state: TaskState) -> Slot | None:
        """Returns the first slot that has no value, needs one, and was not left open on purpose. Slots that the contact
        wants to fill later come last."""
        missing = [slot for slot in self.list_missing(state.values) if slot.name not in state.skipped]
        return min(missing, key=lambda slot: slot.name in state.later, default=None)

    def list_missing(self, values: Json) -> list[Slot]:
        """Returns the slots that have no value, except those that the values so far make unnecessary."""
        missing = (slot for slot in self.slots if values.get(slot.name) is None)
        return [slot for slot in missing if not (slot.is_moot and slot.is_moot(values))]

    def list_deeds(self, values: Json) -> frozenset[str]:
        """Returns the names of the deeds that a yes to the final question may name."""
        return self.deeds | (self.find_deeds(values) if self.find_deeds else frozenset())

    def find_slot(self, name: str | None) -> Slot | None:
        return next((slot for slot in self.slots if slot.name == name), None)


def asks(response: str) -> Ask:
    """Returns a function that asks a question with `response`. To repeat the question after something else in between,
    it uses the shorter form, whose name ends in `_again`."""

    async def ask(turn: Turn, values: Json, again: bool) -> None:
        turn.say(f"{response}_again" if again else response)

    return ask


TASKS: dict[str, Task] = {}
"""Every task by its name."""


def declare(task: Task) -> Task:
    """Registers a task."""
    TASKS[task.name] = task
    return task


def find_task(turn: Turn) -> Task | None:
    """Returns the declaration of the task under way, or None."""
    return TASKS.get(turn.task.name) if turn.task else None


def answers_alone(turn: Turn) -> bool:
    """Returns whether the message asks something that the task under way answers itself."""
    task = find_task(turn)
    return task is not None and turn.asks and bool(turn.topics & set(task.answers_alone))


def find_asked(turn: Turn) -> str:
    """Returns the kind of answer that the task's open question wants; "none" when nothing is asked."""
    task, state = find_task(turn), turn.task
    if task is None or state is None or state.asked is None:
        return "none"
    slot = task.find_slot(state.asked)
    return slot.kind if slot else "yesno"


async def start(turn: Turn, task: Task, values: Json, presumed: Collection[str] = ()) -> None:
    """Begins a task with the values that are known already, and asks for the missing ones. Says back which values it
    has noted, except those of the slots `presumed`, which the contact has not given.

    Another task that is under way is put aside. If the same task is under way already, it begins anew with these
    values; without any, it continues.
    """
    if turn.task is not None and turn.task.name != task.name and turn.task.values:
        turn.say("utter_task_aside", {"task": name_task(turn.task)})
        turn.record.put_aside()
    if isinstance(passed_on := turn.slot(PASSED_ON), dict):
        turn.note(PASSED_ON, {**passed_on, "is_old": True})
    known = {name: value for name, value in values.items() if value is not None}
    if turn.private and task.keep_private:
        known |= await task.keep_private(turn, known)
    if turn.task is not None and turn.task.name == task.name and not known:
        return await read_out(turn)  # the same wish again adds nothing to what is under way
    if turn.task is None and _is_put_aside(turn, task, known) and (earlier := turn.record.take_up(task.name)):
        turn.say("utter_task_taken_up", {"task": name_task(earlier)})
        more = {name: [*(earlier.values.get(name) or []), *value] for name, value in known.items() if name == "words"}
        return await fill(turn, known | more)  # earlier values count, unless the message gives new ones
    turn.record.task = state = TaskState(task.name, turn.context.message_id, known)
    given = {name: value for name, value in known.items() if name not in presumed}
    if not turn.is_pressed and task.find_open(state) is not None and (words := task.describe(turn, given)):
        turn.say("utter_task_taken", {"values": one_after_another(words)})
    return await go_on(turn)


def _is_put_aside(turn: Turn, task: Task, known: Json) -> bool:
    """Returns whether the task about the same order or request was put aside, and the contact has typed this message
    instead of pressing a button."""
    numbers = [name for name in task.about.values() if known.get(name)]
    earlier = next((state for state in turn.record.aside if state.name == task.name), None)
    same = earlier is not None and all(earlier.values.get(name) == known[name] for name in numbers)
    return bool(numbers) and same and not turn.is_pressed


async def go_on(turn: Turn) -> None:
    """Asks the next question of the task. When no value is missing, asks for the final "yes", or carries the task out
    if it needs none."""
    task, state = find_task(turn), turn.task
    if task is None or state is None:
        return
    if await _is_over(turn, task, state):
        return
    slot = task.find_open(state)
    if slot is None and task.confirm is None:
        turn.record.task = None
        await task.effect(turn, state.values)
        return
    name, ask = (slot.name, slot.ask) if slot else (CONFIRMED, task.confirm)
    again = state.asked == name and state.times > 0
    state.times = state.times + 1 if state.asked == name else 1
    state.asked = name
    turn.record.proposal = None
    assert ask is not None
    await ask(turn, state.values, again)
    turn.questions.append(turn.dispatcher.messages[-1])


def store(turn: Turn, values: Json) -> None:
    """Stores values in the task. The next question is asked in full again, and buttons that were shown before have no
    effect any more."""
    state = turn.task
    if state is None:
        return
    state.values.update(values)
    state.skipped = [name for name in state.skipped if name not in values]
    state.later = [name for name in state.later if name not in values]
    state.revision += 1
    state.times = 0


async def fill(turn: Turn, values: Json, *, say_back: bool = True) -> None:
    """Stores values in the task and asks the next question. With `say_back`, first repeats the values that the message
    has changed, from old to new, and which values it has given beside the one that was asked for, such as a quantity
    that is computed from its words ("120 for each of six classes"). New values are not repeated when the final question
    is asked for the first time, because it shows all of them."""
    task, state = find_task(turn), turn.task
    if task is None or state is None:
        return
    before, asked = dict(state.values), state.asked
    store(turn, values)
    if say_back:
        _say_taken(turn, task, before, asked)
    await go_on(turn)


def _say_taken(turn: Turn, task: Task, before: Json, asked: str | None) -> None:
    """Says how the values of the task differ from `before`, the values at the time when the slot `asked` was asked
    for."""
    state = turn.task
    if state is None or task.takes_questions:
        return  # the whole message is shown again
    taken = {name: value for name, value in state.values.items() if before.get(name) != value}
    words, has_changed = say_changes(lambda given: task.describe(turn, given), before, state.values, task.compare)
    is_more = bool(state.later) or any(name != asked or _is_computed(turn, value) for name, value in taken.items())
    is_shown = task.find_open(state) is None and asked != CONFIRMED
    if words and (has_changed or (is_more and not is_shown)):
        turn.say("utter_task_taken", {"values": one_after_another(words)})


def _is_computed(turn: Turn, value: Any) -> bool:
    """Returns whether the value is a quantity whose number the message does not contain."""
    if turn.complaint.is_reckoned and value == str(turn.complaint.total):
        return True  # "about 60, no, 64"
    amount = read_amount(value) if isinstance(value, Mapping) and "value" in value else None
    return amount is not None and len(turn.numbers) > 1 and amount.value not in turn.numbers


async def conclude(turn: Turn) -> None:
    """Carries the task out, after the final "yes"."""
    task, state = find_task(turn), turn.task
    if task is None or state is None:
        return
    if await _is_over(turn, task, state):
        return
    turn.record.task = None
    words = [*_name_subject(task, state), *task.describe(turn, state.values)]
    done = {
        "task": task.name,
        "intent": task.intent,
        "message_id": turn.context.message_id,
        "said": turn.text[:_LONGEST],
    }
    turn.note(PASSED_ON, {**done, "values": one_after_another(words)} if words else None)
    await task.effect(turn, state.values)
    if turn.task is None:
        _offer_aside(turn)


def tell_passed_on(turn: Turn, words: list[Value]) -> None:
    """Keeps the words that a task passes on, for a later "what did you send them?". A task calls this if its message
    says more than its values do."""
    if isinstance(done := turn.slot(PASSED_ON), dict):
        turn.note(PASSED_ON, {**done, "values": one_after_another(words)})


def _name_subject(task: Task, state: TaskState) -> list[Value]:
    """Returns the number of the order or request that the task is about, in a list; an empty list without one."""
    number = next((state.values[name] for name in task.about.values() if state.values.get(name)), None)
    return [str(number)] if number else []


async def refuse(turn: Turn) -> None:
    """Answers a "no" to the final question: the task is put aside with its values, and can be taken up again."""
    task, state = find_task(turn), turn.task
    if task is None or state is None:
        return
    state.asked = None
    turn.note(REFUSED, [*(turn.slot(REFUSED) or []), state.id][-_MOST_REFUSED:])
    turn.record.put_aside()
    turn.say(task.refused, {"task": name_task(state)}, buttons=[resume_button(state)])
    if task.stands is not None:
        await task.stands(turn, state.values)


_ALL_OF_IT = "all_of_it"


async def drop(turn: Turn) -> None:
    """Gives the task up and forgets its values; with "forget all of it", 就当我没说过, also those that were put aside."""
    state = turn.task
    if state is None:
        return
    dropped = [state, *(turn.record.aside if _ALL_OF_IT in turn.topics else [])]
    turn.record.task = None
    turn.record.aside = [each for each in turn.record.aside if each not in dropped]
    refused = turn.slot(REFUSED) or []  # what was declined before is no news
    names = [name_task(each) for each in dropped if each is state or each.id not in refused]
    said: dict[str, Value] = {"task": several(names) if len(names) > 1 else names[0]}
    number = _find_order(dropped) if len(dropped) > 1 else None
    turn.say("utter_tasks_dropped_of_order" if number else "utter_task_dropped", said | {"number": number or ""})
    if (task := TASKS.get(state.name)) is not None and task.stands is not None:
        await task.stands(turn, state.values)
    _offer_aside(turn)


def _find_order(states: Sequence[TaskState]) -> str | None:
    """Returns the number of the order that all of these tasks are about, or None."""
    kept = [TASKS[each.name].about.get("order_number", "") for each in states if each.name in TASKS]
    numbers = {each.values.get(name) for each, name in zip(states, kept, strict=False)}
    number = numbers.pop() if len(numbers) == 1 and len(kept) == len(states) else None
    return str(number) if number else None


async def save(turn: Turn) -> None:
    """Puts the task aside for later, and says which values are kept."""
    task, state = find_task(turn), turn.task
    if task is None or state is None:
        return
    words = task.describe(turn, state.values)
    turn.record.put_aside()
    values: dict[str, Value] = {"task": name_task(state), "values": one_after_another(words)}
    response = "utter_task_saved" if words else "utter_task_saved_empty"
    if task.saved:
        await task.saved(turn, state.values)
    turn.say(response, values, buttons=[resume_button(state)])


async def read_out(turn: Turn) -> None:
    """Says which values have been given so far and which are missing, and asks the open question again."""
    say_so_far(turn)
    await go_on(turn)


def say_so_far(turn: Turn) -> None:
    """Says which values have been given so far and which are missing. If none is missing, the final question, which is
    asked in full again, says so."""
    task, state = find_task(turn), turn.task
    if task is None or state is None:
        return
    missing = [term(f"slot.{slot.name}") for slot in task.list_missing(state.values) if slot.name not in state.skipped]
    words = task.describe(turn, state.values)
    values: dict[str, Value] = {"task": name_task(state), "values": one_after_another(words)}
    if missing and words:
        turn.say("utter_task_so_far", {**values, "missing": one_after_another(missing)})
    elif missing:
        turn.say("utter_task_missing", {**values, "missing": one_after_another(missing)})
    elif "missing" in turn.topics and task.confirm is not None:
        turn.say("utter_task_complete", values)
    if turn.record.aside and turn.acts.find("resume") >= _ASKS_WHERE:
        others = [name_task(other) for other in turn.record.aside]
        turn.say("utter_tasks_aside", {"tasks": one_after_another(others)})
    state.times = 0


async def resume(turn: Turn, name: str | None = None) -> bool:
    """Takes up the latest task that was put aside, or the latest one of that name. Returns whether a task is under way
    now."""
    if turn.task is not None and name not in (None, turn.task.name):
        turn.record.put_aside()
    if turn.task is None and turn.record.take_up(name) is None:
        return False
    await read_out(turn)
    return True


async def skip(turn: Turn) -> None:
    """Leaves open the value that was asked for. If the task needs that value, says so and asks for it again."""
    task, state = find_task(turn), turn.task
    slot = task.find_slot(state.asked) if task and state else None
    if slot is None or state is None or task is None:
        return
    others = [each for each in task.list_missing(state.values) if each.name not in (slot.name, *state.skipped)]
    if slot.optional:
        state.skipped.append(slot.name)
    elif others:
        state.later.append(slot.name)
    response = "utter_task_skipped" if slot.optional else "utter_task_later" if others else "utter_task_needs"
    turn.say(response, {"value": term(f"slot.{slot.name}")})
    await go_on(turn)


def name_task(state: TaskState) -> Value:
    return term(f"task.{state.name}")


def resume_button(state: TaskState) -> Button:
    return button("button.resume", "resume_task", single_use=True, task=state.name)


def confirm_buttons(turn: Turn, yes: str, no: str) -> list[Button]:
    """Returns the two buttons of the final question. The buttons work only as long as the values of the task are those
    that were shown with them."""
    state = turn.task
    shown = f"{state.id}:{state.revision}" if state else ""
    return [
        button(yes, "affirm", single_use=True, task=shown),
        button(no, "deny", single_use=True, task=shown),
    ]


def value_button(turn: Turn, label: str | Value, slot: str, value: str) -> Button:
    """Returns a button that gives a value to the task under way. It works as long as that task is under way."""
    state = turn.task
    return button(label, "inform", task=state.id if state else "", slot=slot, value=value)


async def _is_over(turn: Turn, task: Task, state: TaskState) -> bool:
    """Returns whether the thing that the task is about is gone. If so, ends the task; the contact has been told."""
    if task.is_there is None or await task.is_there(turn, state.values):
        return False
    turn.record.task = None
    return True


def _offer_aside(turn: Turn) -> None:
    """Reminds the contact of the latest task that was put aside, and offers to continue it. Called when the task that
    came in between is over."""
    state = next(iter(turn.record.aside), None)
    if state is not None:
        turn.say("utter_task_waits", {"task": name_task(state)}, buttons=[resume_button(state)])
        turn.apply([turn.propose("resume_task", task=state.name)])
