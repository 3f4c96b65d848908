"""Reads the training dialogues (exchanges) in `nlu/<language>/dialogues/*.yml`: messages, each with its situation and
its acts.

A file is a list of parts. Each part has a `writer`, a `role`, and `talks`, `contrasts` or `moments`:

```yaml
- writer: nora
  role: buyer
  talks:
  - - bot: request ask place            # what the bot did before
    - answer: Apapa port                # what the contact then wrote, under its acts, the main one first
    - bot: confirm
    - correct, inform: no, Tin Can, and by June
  contrasts:
  - words: hamburg                      # the same words in several situations
    answer: request ask place
    correct: request confirm
    correct 2: order_change confirm     # the number only tells the keys apart
  moments:
  - bot: request confirm                # one situation, and what different contacts wrote in it
    said:
    - answer_yes: let it go out
    - correct: thirty fewer
```

A line with the key `bot` says what the bot did. It consists of the following elements, in this order, and an element
that has not changed is left out:

- the task;
- the bot's action: `ask` with the kind of answer that it wants, `confirm`, `list` with what is listed, `detail`,
  `info`, `effect`, `refuse` or `clarify`;
- `listed` with the kinds of things that are listed;
- `about` with the kinds of things that the conversation is about.

The word `none` alone stands for the beginning of a conversation. This module does not import Rasa.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from nlu.understanding.situation.situation import FOCUS, FOCUS_OF_LIST, FOCUS_OF_TASK, LISTED, TASKS, Situation

_PLAIN = ("detail", "info", "effect", "refuse", "clarify")


@dataclass(frozen=True)
class Line:
    """Holds one message of an exchange with everything that the act model learns from."""

    exchange: str
    """The exchange's name, `<language>/<file>/<number>`."""
    language: str
    writer: str
    role: str
    situation: Situation
    text: str
    acts: tuple[str, ...]
    """What the message does, the main act first."""
    previous: str
    """The main act of the contact's previous message in the exchange, or "none" if this is the first message."""
    is_contrast: bool
    """Whether the message is one of the `contrasts`, which have the same words in several situations."""


def read_exchanges(root: Path) -> list[Line]:
    """Returns the messages of all exchanges in all languages. `root` is the folder `nlu`.

    Raises:
        ValueError: a file is not written as described above; the error message names the file.
        yaml.YAMLError: a file is not valid YAML.
    """
    lines: list[Line] = []
    for path in sorted(root.glob("*/dialogues/*.yml")):
        try:
            lines += _read_file(path)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path.parent.parent.name}/{path.name}: {error}") from error
    return lines


def _read_file(path: Path) -> Iterator[Line]:
    # The base loader reads "yes" and "500" as strings, not as a boolean and a number.
    parts = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    language, number = path.parent.parent.name, 0
    for part in parts:
        for talk, is_contrast in _talks(part):
            number += 1
            name = f"{language}/{path.stem}/{number}"
            yield from _read_talk(
                talk, Line(name, language, part["writer"], part["role"], Situation(), "", (), "none", is_contrast)
            )


def _talks(part: dict[str, Any]) -> Iterator[tuple[list[dict[str, str]], bool]]:
    for talk in part.get("talks") or ():
        yield talk, False
    for contrast in part.get("contrasts") or ():
        words = contrast["words"]
        for acts, before in contrast.items():
            if acts != "words":
                yield [{"bot": before}, {acts.rstrip(" 0123456789"): words}], True
    for moment in part.get("moments") or ():
        for said in moment["said"]:
            yield [{"bot": moment["bot"]}, said], False


def _read_talk(talk: Iterable[dict[str, str]], line: Line) -> Iterator[Line]:
    for said in talk:
        ((key, words),) = said.items()
        if key == "bot":
            line = replace(line, situation=advance(line.situation, words))
            continue
        acts = tuple(act.strip() for act in key.split(","))
        line = replace(line, text=words, acts=acts)
        yield line
        line = replace(line, previous=acts[0])


def advance(before: Situation, deed: str) -> Situation:
    """Returns the situation after the bot did `deed`, which is written like a line with the key `bot`.

    Raises:
        ValueError: a word of `deed` is unknown.
        IndexError: no kind of answer follows the word `ask`.
    """
    words = deed.replace(",", " ").split()
    task = words.pop(0) if words and words[0] in TASKS else None
    after = before if task is None else replace(before, task=task, focus=FOCUS_OF_TASK.get(task, before.focus))
    if task is not None and task != before.task:
        after = replace(after, asked="none")
    if task == "none" and words in ([], ["none"]):
        return Situation()
    after = _after_deed(after, words, named=task is not None)
    return _with_things(after, words)


def _after_deed(after: Situation, words: list[str], *, named: bool) -> Situation:
    """Returns the situation after the bot's action with which `words` begin, and removes the words of this action from
    `words`."""
    deed = words.pop(0) if words else ""
    if deed == "ask":
        asked = words.pop(0)
        return replace(after, asked=asked, last="ask_choice" if asked == "choice" else "ask_slot")
    if deed == "confirm":
        return replace(after, asked="yesno", last="ask_confirm")
    if deed == "list":
        return replace(after, last="list")
    if deed == "effect":  # the task has ended, unless the line names one
        return replace(after, asked="none", task=after.task if named else "none", last="effect")
    if deed in _PLAIN or deed == "none":
        return replace(after, last=deed)
    raise ValueError(f"unknown deed {deed!r}")


def _with_things(after: Situation, words: list[str]) -> Situation:
    """Returns the situation with the things that the remaining words of the line name: what is listed, and what the
    conversation is about."""
    about = words[words.index("about") + 1 :] if "about" in words else []
    listed = [word for word in words[: words.index("about")] if about] if about else words
    listed = [word for word in listed if word != "listed"]
    if unknown := {*listed} - {*LISTED} | {*about} - {*FOCUS}:
        raise ValueError(f"unknown {', '.join(sorted(unknown))}")
    if listed:
        focus = FOCUS_OF_LIST[listed[0]] if after.last == "list" or not after.focus else after.focus
        after = replace(after, listed=tuple(listed), focus=focus)
    return replace(after, focus=tuple(about)) if about else after
