"""Runs the storm and judges what the people saw."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, text

from actions.marketplace.trades.requests.tables import rfqs
from bot.database.engine import open_database
from tests.chaos.people import Talker, TelegramPerson, WebPerson
from tests.chaos.script import Script, Step
from tests.chaos.sites import Site

ACCOUNTS = ("nordmarkt", "lagos-home")


@dataclass
class Findings:
    """Counts what the people saw. `faults` are broken promises, one line each."""

    messages: int = 0
    lost: int = 0
    doubled_on_web: int = 0
    doubled_on_telegram: int = 0
    doubled_unmarked: int = 0
    out_of_order: int = 0
    effects: int = 0
    effects_not_once: int = 0
    turn_done_again: int = 0
    reconnections: int = 0
    hurt: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        hurt = ", ".join(f"{part} {count}" for part, count in sorted(self.hurt.items()))
        lines = [
            f"{self.messages} messages in {self.seconds:.0f} s; hurt {self.hurt.total()} times: {hurt}",
            f"lost {self.lost}, doubled on web chat {self.doubled_on_web}, out of order {self.out_of_order}",
            f"doubled on Telegram {self.doubled_on_telegram}, of them not marked {self.doubled_unmarked}",
            f"effects {self.effects}, not exactly once {self.effects_not_once}",
            f"web chats connected again {self.reconnections} times, received turn_done again {self.turn_done_again} times",
        ]
        return "\n".join([*lines, *self.faults[:40]])


def gather_people(
    site: Site, scripts: Sequence[Script], on_telegram: int, chance: random.Random
) -> list[WebPerson | TelegramPerson]:
    """Makes one person for each script. The last `on_telegram` of them write on Telegram."""
    people: list[WebPerson | TelegramPerson] = []
    for number, script in enumerate(scripts):
        account = ACCOUNTS[number % len(ACCOUNTS)]
        if number >= len(scripts) - on_telegram:
            people.append(TelegramPerson(7000 + number, site.addresses, site.telegram, account, script))
        else:
            own = random.Random(chance.random())
            people.append(WebPerson(f"web {number}", site.addresses, account, script, own))
    return people


async def storm(
    site: Site,
    people: Sequence[WebPerson | TelegramPerson],
    hurts: Sequence[str],
    seconds: float,
    *,
    tell: bool = False,
) -> Findings:
    """Lets all people write, hurts the parts in `hurts` one after the other meanwhile, and returns the judgement.

    The hurts are spread evenly over the answers. After `seconds` whoever still waits is stopped.
    """
    began, findings = time.monotonic(), Findings()
    hurting = asyncio.create_task(_hurt(site, people, hurts, findings, tell))
    talking = [asyncio.create_task(person.talk(), name=person.name) for person in people]
    _, late = await asyncio.wait(talking, timeout=seconds)
    if not late:
        await hurting
    for task in [*talking, hurting]:
        task.cancel()
    ends = await asyncio.gather(*talking, hurting, return_exceptions=True)
    findings.seconds = time.monotonic() - began
    findings.faults += [repr(end) for end in ends if isinstance(end, Exception)]
    await asyncio.sleep(3)  # a message that is delivered twice would come now
    marked = await _read_marked(site.database_url)
    for person in people:
        _judge(person, findings, marked)
    if site.marketplace_url:
        await _judge_effects(site.marketplace_url, people, findings)
    return findings


async def _hurt(site: Site, people: Sequence[Talker], hurts: Sequence[str], findings: Findings, tell: bool) -> None:
    total = sum(len(person.script.steps) for person in people)
    for number, part in enumerate(hurts, 1):
        while sum(person.answered for person in people) < total * number / (len(hurts) + 1):  # noqa: ASYNC110
            await asyncio.sleep(0.2)  # no event tells of an answer
        if tell:
            answered = sum(person.answered for person in people)
            print(f"{time.strftime('%H:%M:%S')} {answered} of {total} answered; hurting {part}", flush=True)
        await site.hurts[part]()
        findings.hurt[part.split()[0]] += 1


def _judge(person: WebPerson | TelegramPerson, findings: Findings, marked: Sequence[str]) -> None:
    answers = person.answers
    places = [
        [place for place, text in enumerate(answers) if step.is_answered_by(text)] for step in person.script.steps
    ]
    findings.messages += len(places)
    for step, found in zip(person.script.steps, places, strict=True):
        if not found:
            findings.lost += 1
            findings.faults.append(f"{person.name}: no answer to {step.text!r}")
        elif len(found) > 1:
            _note_doubled(person, step, len(found) - 1, findings, marked)
    firsts = [found[0] for found in places if found]
    disordered = sum(one > other for one, other in itertools.pairwise(firsts))
    findings.out_of_order += disordered
    if disordered:
        findings.faults.append(f"{person.name}: answers not in order")
    findings.faults += [f"{person.name}: {complaint}" for complaint in person.complaints]
    if isinstance(person, WebPerson):
        findings.reconnections += person.connections - 1
        findings.turn_done_again += person.turns_done.total() - len(person.turns_done)


def _note_doubled(
    person: WebPerson | TelegramPerson, step: Step, times: int, findings: Findings, marked: Sequence[str]
) -> None:
    if isinstance(person, WebPerson):
        findings.doubled_on_web += times
        findings.faults.append(f"{person.name}: {times + 1} answers to {step.text!r}")
        return
    findings.doubled_on_telegram += times
    word = step.has[0].replace(",", "")
    if not any(word in reply.replace(",", "") for reply in marked):
        findings.doubled_unmarked += times
        findings.faults.append(f"{person.name}: {times + 1} answers to {step.text!r}, not marked")


async def _read_marked(database_url: str) -> list[str]:
    """Returns the replies that the console shows as sent a second time or as not confirmed."""
    query = (
        "SELECT messages.reply FROM deliveries JOIN messages ON messages.conversation_id = deliveries.conversation_id"
        " AND messages.id = deliveries.message_id WHERE deliveries.reason IN ('resent', 'unknown')"
    )
    database = open_database(database_url)
    try:
        async with database.read() as connection:
            return [json.dumps(row.reply) for row in await connection.execute(text(query))]
    finally:
        await database.close()


async def _judge_effects(url: str, people: Sequence[Talker], findings: Findings) -> None:
    """Checks that each RFQ that was placed is in the marketplace exactly once."""
    wanted = [quantity for person in people for quantity in person.script.quantities]
    database = open_database(url)
    try:
        async with database.read() as connection:
            stored = Counter(int(row.quantity) for row in await connection.execute(select(rfqs.c.quantity)))
    finally:
        await database.close()
    findings.effects = len(wanted)
    for quantity in wanted:
        if stored[quantity] != 1:
            findings.effects_not_once += 1
            findings.faults.append(f"the RFQ for {quantity} is stored {stored[quantity]} times")
