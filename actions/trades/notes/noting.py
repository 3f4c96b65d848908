"""Declares tasks that end in a note for the staff. Such a task collects the contact's wish in the contact's own words,
keeps what it is about, and leaves the note after a final "yes"."""

from __future__ import annotations

from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.tasks import Slot, Task, confirm_buttons, declare, start
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.notes.records import NewNote
from actions.replies import Value, term
from actions.trades.notes.drafting import compose, quote_words, take_words

ABOUT = "about"
_CONTENT = frozenset(
    ("quantity", "price", "date", "country", "port", "incoterm", "certification", "carrier", "tracking_number", "email")
)
"""Entities of a message that says exactly what the contact wants."""
_LEAVES_WORD = "leave_word"
"""The topic of words that ask to write something down for the staff: "have your accounting call me"."""
_GIVES_WORDS = frozenset((_LEAVES_WORD, "reply_by"))
_FEW_WORDS = 6
_FEW_HAN = 11


def note_task(
    name: str, intent: str, question: str, *, reason: str, own: tuple[str, ...] = (), takes_questions: bool = False
) -> Task:
    """Declares a task that collects the contact's words and leaves them as a note.

    `question` is the response that asks what exactly the contact wants, and `reason` tells the staff in their queue why
    a person is needed. `own` and `takes_questions` are fields of `Task`.
    """

    async def ask(turn: Turn, values: Json, again: bool) -> None:
        turn.say("utter_note_more" if again else question, {ABOUT: _about(values)})

    async def read(turn: Turn, known: Json, asked: str | None) -> Json:
        if turn.topics & _GIVES_WORDS and not turn.asks:
            return take_words(turn, known, asked, turn.intent)
        is_chatter = turn.acts.kind == "chatter" and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
        return {} if is_chatter and not turn.dictation.is_polite else take_words(turn, known, asked, "change_order")

    async def confirm(turn: Turn, values: Json, again: bool) -> None:
        confirm_note(turn, name, values, again)

    async def leave(turn: Turn, values: Json) -> None:
        await leave_note(turn, name, values, reason)

    return declare(
        Task(
            name=name,
            intent=intent,
            slots=(Slot("words", "free", ask),),
            read=read,
            describe=lambda turn, values: [quote_words(values)] if values.get("words") else [],
            confirm=confirm,
            effect=leave,
            refused="utter_note_not_left",
            deeds=frozenset(("register", "request", "order")),
            own=own,
            given_by=_GIVES_WORDS,
            takes_questions=takes_questions,
            about={"order_number": "named", "rfq_number": "named"},
        )
    )


def confirm_note(turn: Turn, name: str, values: Json, again: bool) -> None:
    """Shows the note of the task `name` as the staff will get it (`words`, and what it is `about`), and asks the final
    question."""
    buttons = confirm_buttons(turn, "button.leave_note", "button.do_not_send")
    if again:
        return turn.say("utter_note_confirm_again", buttons=buttons)
    kind = "note.message" if name == "message" else f"task.{name}"
    shown = {"task": term(kind), ABOUT: _about(values), "words": quote_words(values)}
    return turn.say("utter_note_confirm", shown, buttons=buttons)


async def leave_note(turn: Turn, name: str, values: Json, reason: str) -> None:
    """Stores the note, tells the contact so, and puts the contact in the queue for a person."""
    new = NewNote(name, str(values.get("named") or ""), tuple(compose(values)))
    number = await leave_with_staff(turn, new, reason)
    turn.say("utter_note_left", {"number": number, ABOUT: _about(values), "words": quote_words(values)})


async def leave_with_staff(turn: Turn, new: NewNote, reason: str) -> str:
    """Stores the note, only once even if the turn is repeated, puts the contact in the queue for a person, and returns
    the number of the note. The caller tells the contact about the note."""
    key = WriteKey(turn.context.message_id, "leave_note")
    number = await turn.market.notes.leave(turn.context.account, new, key, turn.context.conversation)
    turn.request_effect("handoff", reason=reason)
    turn.done.append("leave_note")
    return number


async def begin_note(
    turn: Turn, task: Task, named: str, about: Value, *, complete: bool = False, words: str = ""
) -> None:
    """Begins a task that leaves a note. `named` tells the staff what the note is about, and `about` tells the contact.
    If the message already says what is wanted, its words become part of the note; with `complete`, the note needs no
    words. `words` were said before; if they are given, they go into the note instead of the message."""
    if words:
        return await start(turn, task, {"named": named, ABOUT: about, "words": [words]})
    said = turn.dictation.words or turn.text.strip()
    first = [said] if said and (complete or says_enough(turn)) else [] if complete else None
    figures = dict(turn.dictation.figures) if first else None
    return await start(turn, task, {"named": named, ABOUT: about, "words": first, "figures": figures})


def says_enough(turn: Turn) -> bool:
    """Returns whether the message already says exactly what the contact wants."""
    if turn.is_pressed or not turn.text.strip():
        return False
    return turn.entities.has(*_CONTENT) or not is_brief(turn.text, _FEW_WORDS, _FEW_HAN)


def _about(values: Json) -> Value:
    about: Value = values.get(ABOUT) or values.get("name") or term("note.about_nothing")
    return about
