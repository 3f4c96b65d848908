"""Lists the rows that the staff see beside a conversation: first those that the conversation names, then the open
ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from actions.desk.acts import Act, Subject
from actions.desk.listings import LISTINGS, find_numbers_of_goods
from actions.desk.subjects import SUBJECTS, find_subject
from actions.marketplace import Marketplace, NotFound
from actions.marketplace.base.records import Role
from actions.marketplace.trades.staff_acts.records import StaffAct
from actions.own_numbers import show_own_numbers
from actions.replies import Field, Value, date, lines, term

MOST_NAMED = 20


class PossibleAct(TypedDict):
    name: str
    label: Value


class Row(TypedDict):
    """Holds a row in the form that the gateway reads (bot/marketplace/staff/desk.py). `number` is Caravan's number, by
    which the gateway asks for the row, and `shown` the number that people read."""

    number: str
    shown: Value
    kind: str
    state: Value
    title: Value
    fields: list[Field]
    acts: list[PossibleAct]
    named: bool


async def list_rows(market: Marketplace, account: str, named: Sequence[str], goods: str = "") -> list[Row]:
    """Returns the account's rows: first those with the numbers `named`, in that order and in any state, then all that
    are under way, and last the listings among those named. Numbers that belong to other accounts are ignored. With
    `goods`, a buyer's rows begin with the listings that are found by these words.

    Raises:
        NotFound: there is no such account.
    """
    role = await market.staff_acts.find_role(account)
    wanted = await find_numbers_of_goods(market, goods) if goods and role == "buyer" else []
    searched = await _list_named(market, account, wanted)
    found = await _list_named(market, account, [number for number in named if number not in wanted])
    own = [one for one in found if one[0] is not LISTINGS]
    shown_goods = [one for one in found if one[0] is LISTINGS]
    known = {subject.get_number(row) for subject, row in own}
    under_way = [(subject, row) for subject in SUBJECTS for row in await subject.list_open(market, account)]
    others = [(subject, row) for subject, row in under_way if subject.get_number(row) not in known]
    first, last = [*searched, *own], [*others, *shown_goods]
    acts = await market.staff_acts.list_acts([subject.get_number(row) for subject, row in (*first, *last)])
    rows = [_write(subject, row, role, acts, named=True) for subject, row in first]
    rows += [_write(subject, row, role, acts, named=False) for subject, row in last]
    shown = await show_own_numbers(market, account, rows)
    return [{**one, "number": row["number"]} for one, row in zip(shown, rows, strict=True)]


async def _list_named(market: Marketplace, account: str, named: Sequence[str]) -> list[tuple[Subject, Any]]:
    found = []
    for number in named[:MOST_NAMED]:
        subject = find_subject(number)
        if subject is None:
            continue
        try:
            found.append((subject, await subject.access(market, account, number)))
        except NotFound:
            continue
    return found


def is_for(act: Act, role: Role) -> bool:
    """Returns whether the act is done in the name of this side, or as the marketplace's own decision."""
    return act.side in (None, role)


def _write(subject: Subject, row: Any, role: Role, done: Sequence[StaffAct], *, named: bool) -> Row:
    number = subject.get_number(row)
    fields = [one for one in subject.build_card(row)["fields"] if one["label"] != term("field.state")]
    if lines_of_staff := [_staff_line(one) for one in done if one.number == number]:
        fields.append({"label": term("field.by_support"), "value": lines(lines_of_staff)})
    return {
        "number": number,
        "shown": subject.show(row),
        "kind": subject.name,
        "state": subject.get_state(row),
        "title": subject.get_title(row),
        "fields": fields,
        "acts": [
            {"name": act.name, "label": term(f"desk.act.{act.name}")}
            for act in subject.acts
            if is_for(act, role) and act.is_possible(row)
        ],
        "named": named,
    }


def _staff_line(done: StaffAct) -> Value:
    what, at = term(f"desk.act.{done.act}"), date(done.at.date())
    return term("desk.staff_line", at=at, act=what, by=done.by, reason=done.reason)
