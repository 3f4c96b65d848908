"""Shows what an act of the staff would change, and carries it out once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from actions.desk.acts import Act, Asked, Change, Field, Option, Problem, read_values
from actions.desk.rows import is_for
from actions.desk.subjects import ACTS
from actions.marketplace.base.errors import NotAllowed, NotFound
from actions.marketplace.base.records import Role
from actions.marketplace.trades.staff_acts.records import NewAct, StaffAct
from actions.own_numbers import show_own_numbers
from actions.replies import Value, term
from actions.world import World

LONGEST_REASON = 300


class FormField(TypedDict):
    name: str
    kind: str
    label: Value
    value: str
    options: Sequence[Option]
    required: bool
    longest: int


class ShownChange(TypedDict):
    label: Value
    old: Value | None
    new: Value | None


class Form(TypedDict):
    """Holds the form of an act as the gateway shows it: the number of its row as people read it (`shown`), in whose
    name it is done (None: the marketplace decides), its fields, and, once they are filled in, what changes. `seen` is a
    digest of the row's state and the changes that the form shows: the act is refused if either differs by then.
    `problem` says what is wrong in the form."""

    act: str
    label: Value
    number: str
    shown: Value
    title: Value
    state: Value
    side: Role | None
    fields: list[FormField]
    changes: list[ShownChange]
    seen: str
    problem: Value | None


@dataclass(frozen=True, slots=True)
class Wish:
    """Holds what a member of the staff wants to do: an act about the row `number` of the account, the values of its
    fields as they were typed, and the reason."""

    account: str
    act: str
    number: str
    values: Mapping[str, str]
    reason: str


async def preview(world: World, wish: Wish, *, is_filled: bool) -> Form:
    """Returns the form of the act. With `is_filled`, the form also holds what the act would change, or the problem.

    Raises:
        NotFound: there is no such act, or the account has no row with this number.
    """
    subject, act, row = await _find(world, wish)
    number = subject.get_number(row)
    form: Form = {
        "act": act.name,
        "label": term(f"desk.act.{act.name}"),
        "number": number,
        "shown": await show_own_numbers(world.market, wish.account, subject.show(row)),
        "title": subject.get_title(row),
        "state": subject.get_state(row),
        "side": act.side,
        "fields": [],
        "changes": [],
        "seen": "",
        "problem": None,
    }
    if not act.is_possible(row):
        return {**form, "problem": term("desk.problem.not_possible")}
    about = await act.load(world.market, wish.account, row)
    form["fields"] = [_write_field(one) for one in act.list_fields(about)]
    if not is_filled:
        return form
    try:
        changes = _find_changes(world, wish, act, about)
    except Problem as problem:
        return {**form, "problem": term(f"desk.problem.{problem.code}")}
    shown: list[ShownChange] = [{"label": term(label), "old": old, "new": new} for label, old, new in changes]
    return {**form, "changes": shown, "seen": _hash([form["state"], shown])}


async def do(world: World, wish: Wish, key: str, by: str, seen: str) -> Value | None:
    """Carries the act out for the member of the staff `by`, once for each `key`, if it still changes what its form
    showed (`seen`). Returns None if it was carried out, or else the reason why not.

    Raises:
        NotFound: there is no such act, or the account has no row with this number.
    """
    done = await world.market.staff_acts.find_done(key)
    if done is not None:
        return None if _is_same(done, wish, by) else term("desk.problem.changed")
    form = await preview(world, wish, is_filled=True)
    if form["problem"] is not None:
        return form["problem"]
    if form["seen"] != seen:
        return term("desk.problem.changed")
    _, act, row = await _find(world, wish)
    asked = _ask(world, wish, act, await act.load(world.market, wish.account, row))
    number = None if act.makes else form["number"]
    new = NewAct(key, wish.account, number, act.name, act.side, asked.reason, by)
    try:
        is_done = await act.do(asked, world.market.staff_acts.make_key(new))
    except Problem as problem:
        return term(f"desk.problem.{problem.code}")
    except NotAllowed:
        return term("desk.problem.not_possible")
    except ValueError:
        return term("desk.problem.suspicious")
    return None if is_done else term("desk.problem.changed")


def _is_same(done: StaffAct, wish: Wish, by: str) -> bool:
    """Returns whether the form with this key was for the same act. What an act makes has a number of its own."""
    makes = wish.act in ACTS and ACTS[wish.act][1].makes
    return (done.act, done.by) == (wish.act, by) and (makes or done.number == wish.number)


async def _find(world: World, wish: Wish) -> tuple[Any, Act, Any]:
    if wish.act not in ACTS:
        raise NotFound(wish.act)
    subject, act = ACTS[wish.act]
    if not is_for(act, await world.market.staff_acts.find_role(wish.account)):
        raise NotFound(wish.act)
    return subject, act, await subject.access(world.market, wish.account, wish.number)


def _find_changes(world: World, wish: Wish, act: Act, about: Any) -> Sequence[Change]:
    asked = _ask(world, wish, act, about)
    if not asked.reason:
        raise Problem("no_reason")
    if len(asked.reason) > LONGEST_REASON:
        raise Problem("too_long")
    if world.market.staff_acts.is_suspicious(asked.reason):
        raise Problem("suspicious")
    return act.find_changes(asked)


def _ask(world: World, wish: Wish, act: Act, about: Any) -> Asked:
    values = read_values(act.list_fields(about), wish.values)
    return Asked(world.market, wish.account, about, values, wish.reason.strip(), world.clock().date())


def _write_field(one: Field) -> FormField:
    return {
        "name": one.name,
        "kind": one.kind,
        "label": term(one.label),
        "value": one.value,
        "options": one.options,
        "required": one.is_required,
        "longest": one.longest,
    }


def _hash(shown: object) -> str:
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
