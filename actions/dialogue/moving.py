"""Lets unfinished tasks move between the conversations of a contact. A conversation takes up a task that was left in
another one, forgets a task that goes on elsewhere, and asks after one that has been left for long.

A task moves with all its values, including those that only its contact may know, and is in one conversation at a time
(docs/decisions/0047-drafts-move.md).
"""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.tasks import REFUSED, TASKS, name_task, read_out, resume_button
from actions.dialogue.turn import Turn
from actions.replies import one_after_another

MOVED = "moved"
"""The `reason` with which the gateway itself reports that a task goes on in another conversation; the name under which
the record keeps the id and the name of the tasks that did."""
EVERY = "every"
"""Stands for every task in the place of a task's id."""
ASKED_AFTER = "asked_after"
"""The `reason` with which the gateway itself wants the contact asked after what is unfinished; the name under which the
record keeps the ids of the tasks that they were asked after."""
_MOST = 3


async def move_here(turn: Turn, name: str | None = None) -> bool:
    """Takes up the latest task of the other conversation, or the latest one of that name. Returns False if there is
    none."""
    elsewhere = turn.context.elsewhere
    known = (task for task in (elsewhere.tasks if elsewhere else ()) if task.name in TASKS)
    found = next((task for task in known if name in (None, task.name)), None)
    if elsewhere is None or found is None:
        return False
    turn.record.put_aside()
    turn.record.task = found
    turn.say("utter_task_moved_here", {"task": name_task(found)})
    turn.request_effect("draft_moved", conversation=elsewhere.conversation, task=found.id, seen=elsewhere.seen)
    await read_out(turn)
    return True


def offer_to_move(turn: Turn) -> list[Event]:
    """Offers, in the first answer of a conversation, to go on with what was left unfinished in another one."""
    elsewhere = turn.context.elsewhere
    if elsewhere is None or turn.record.last.message_id or elsewhere.tasks[0].name not in TASKS:
        return []
    task = elsewhere.tasks[0]
    turn.say("utter_task_elsewhere", {"task": name_task(task)}, buttons=[resume_button(task)])
    return [turn.propose("resume_task", task=task.name)]


def forget_moved(turn: Turn, task_id: str | None) -> None:
    """Forgets the task with this id, or `EVERY` task, because it goes on in another conversation, and says so."""
    record = turn.record
    left = [task for task in (record.task, *record.aside) if task is not None]
    for found in (task for task in left if task_id in (task.id, EVERY)):
        record.task = None if record.task is found else record.task
        record.aside = [task for task in record.aside if task is not found]
        if record.proposal and record.proposal["intent"] == "resume_task":
            record.proposal = None
        turn.note(MOVED, [*(turn.slot(MOVED) or []), [found.id, found.name]][-_MOST:])
        turn.say("utter_task_moved_away", {"task": name_task(found)})


def has_moved(turn: Turn) -> bool:
    """Returns whether the pressed button belongs to a task that goes on in another conversation."""
    pressed = turn.entities.word("task") or ""
    return any(pressed in (id_, name) or pressed.startswith(f"{id_}:") for id_, name in turn.slot(MOVED) or [])


def ask_after(turn: Turn) -> None:
    """Asks the contact whether to go on with the unfinished tasks, once for each task and not for those that they have
    said no to. A task under way is put aside first: a "yes" then takes it up again instead of carrying it out."""
    record, asked = turn.record, turn.slot(ASKED_AFTER) or []
    refused = turn.slot(REFUSED) or []
    left = [task for task in (record.task, *record.aside) if task is not None and task.values and task.name in TASKS]
    if not left or left[0].id in (*asked, *refused):
        return
    task = left[0]
    words = TASKS[task.name].describe(turn, task.values)
    record.put_aside()
    turn.note(ASKED_AFTER, [*asked, task.id][-_MOST:])
    values = {"task": name_task(task), "values": one_after_another(words)}
    response = "utter_task_asked_after" if words else "utter_task_asked_after_empty"
    turn.say(response, values, buttons=[resume_button(task)])
    turn.apply([turn.propose("resume_task", task=task.name)])
