"""Goes at random through a marketplace, one step after the other, and says which steps led to a fault."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import func, select

from actions.marketplace import Marketplace, NotAllowed, NotFound
from actions.marketplace.base.records import WriteKey
from actions.marketplace.goods.catalogue.tables import suppliers
from actions.marketplace.integrations.events.events import MOST
from actions.marketplace.integrations.importing.known import add_known
from actions.notices import KINDS, say_notice
from tests.fakes.actions.chat import Chat
from tests.fakes.actions.due import Hands
from tests.fakes.actions.random_trades.acting import ACTORS, BUYERS, SUPPLIERS, Act, Chooser
from tests.fakes.actions.random_trades.watching import NUMBER, WATCHED, Watch

TAIL = 25
"""How many of the last steps a fault is shown with, beside those that were about the same."""
BUTTONS = 60
"""How many of the buttons that it saw last an account may still press, used and overtaken ones among them."""
OPENERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("list_orders", {}), ("list_requests", {}), ("check_quotes", {}), ("view_leads", {}), ("my_quotes", {}), ("daily_tasks", {}),
    ("claim_status", {}), ("sample_status", {}), ("affirm", {}), ("deny", {}),
)  # fmt: skip
STATES = ("accepted", "in_production", "ready_to_ship", "shipped", "delivered", "completed", "cancelled")


@dataclass
class Walk:
    """Goes through the marketplace. `seed` decides everything that happens."""

    market: Marketplace
    hands: Hands
    server: httpx.AsyncClient
    seed: int
    steps: list[str] = field(default_factory=list)
    done: list[tuple[Act, WriteKey, Any]] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    async def go(self, steps: int) -> None:
        """Takes so many steps.

        Raises:
            AssertionError: something happened that must not. The message has the seed and the steps that led to it.
        """
        self.chance = random.Random(self.seed)
        self.chooser = Chooser(self.market, self.hands, self.chance)
        self.watch = Watch(self.market, self.chooser.secrets)
        self.chats = {account: Chat(self.server, account) for account in ACTORS}
        self.buttons: dict[str, list[dict[str, Any]]] = {account: [] for account in ACTORS}
        await self._open()
        for number in range(steps):
            try:
                await self._step(number)
                if number % 500 == 499 or number == steps - 1:
                    await self.watch.check_all(self.first)
            except Exception as error:
                raise AssertionError(
                    f"seed {self.seed}, step {number}: {error}\n{self._tell_tail(str(error))}"
                ) from error

    async def _open(self) -> None:
        await self.market.due.work()
        await self.watch.open()
        await self.chooser.open()
        async with self.market.database.begin() as connection:
            self.first = {}
            for name, table in WATCHED.items():
                self.first[name] = (await connection.execute(select(func.max(table.c.id)))).scalar_one() or 0
            query = select(suppliers.c.slug, suppliers.c.id).where(suppliers.c.slug.in_(SUPPLIERS))
            rows = [(f"S-{row.slug}", row.id, "") for row in await connection.execute(query)]
            await add_known(connection, "suppliers", rows)

    async def _step(self, number: int) -> None:
        kinds: dict[Callable[[int], Awaitable[None]], int] = {
            self._act: 70, self._repeat: 10, self._press: 7, self._say: 4, self._read: 6, self._send_events: 3, self._let_time_pass: 4,
        }  # fmt: skip
        (kind,) = self.chance.choices(list(kinds), list(kinds.values()))
        self.counted[kind.__name__] += 1
        await kind(number)

    # Commands

    async def _act(self, number: int) -> None:
        act = await self.chooser.choose()
        if act is None:
            return
        key = WriteKey(f"walk-{number}", "walk")
        result = await _run(act, key)
        self.steps.append(f"{number} {self.hands.now:%m-%d %H:%M} {act}: {result}")
        changes = await self.watch.check_step(act.actor, by_staff=act.by_staff)
        assert result not in (None, False) or not changes, f"{act} was refused, and changed {changes}"
        if not isinstance(result, str) or NUMBER.match(result):
            self.done.append((act, key, result))
            if act.check is not None:
                await act.check(bool(result))
        if result:
            self.counted[f"done: {act.name.split()[0]}"] += 1

    async def _repeat(self, number: int) -> None:
        """Repeats an act with its key, as a turn that is done again: the same result, and nothing changes."""
        if not self.done:
            return
        act, key, first = self.chance.choice(self.done[-40:])
        before = await self.watch.count_rows()
        again = await _run(act, key)
        self.steps.append(f"{number} again, {act}: {again}")
        assert again == first, f"{act} again gave {again}, not {first}"
        assert (after := await self.watch.count_rows()) == before, f"{act} again changed {before} to {after}"

    # Words and buttons

    async def _press(self, number: int) -> None:
        """Presses a button that somebody has seen at some time, or opens a list with more of them."""
        account = self.chance.choice(ACTORS)
        chat, seen = self.chats[account], self.buttons[account]
        if seen and self.chance.random() < 0.75:
            button = self.chance.choice(seen)
            self.steps.append(f"{number} {account} presses {button['intent']} {button['entities']}")
            answer = await chat.presses(button)
        else:
            intent, entities = self.chance.choice(OPENERS)
            self.steps.append(f"{number} {account} says {intent}")
            answer = await chat.says(intent, **entities)
        await self.watch.check_step(account)
        await self.watch.check_read(account, answer.replies)
        assert answer.replies or answer.effects, f"{account} got no answer"
        seen += [one for reply in answer.replies for one in _find_buttons(reply)]
        del seen[:-BUTTONS]
        self._note_numbers(json.dumps(answer.replies))

    async def _say(self, number: int) -> None:
        """Says something that begins a task, and yes to what it is asked: a quotation, an order like an earlier one, or a
        change of an own listing."""
        supplier, buyer = self.chance.choice(SUPPLIERS), self.chance.choice(BUYERS)
        rfq, order = self.chooser.pick("RFQ"), self.chooser.pick("ORD")
        price = {"amount": str(self.chooser.money().amount), "currency": "USD"}
        sayings: list[tuple[str, str, str, dict[str, Any]]] = [
            (supplier, "change_listing", "把交期改成25天", {"lead_time": {"value": 25, "unit": "day"}}),
        ]
        if rfq is not None:
            days = {"value": 20, "unit": "day"}
            sayings.append(
                (supplier, "submit_quote", "我报这个价", {"rfq_number": rfq, "price": price, "lead_time": days})
            )
        if order is not None:
            sayings.append((buyer, "place_order", "the same again please", {"order_number": order}))
        account, intent, words, entities = self.chance.choice(sayings)
        self.steps.append(f"{number} {account} says {words} {entities}, and yes")
        for said, text, with_it in ((intent, words, entities), ("affirm", "是", {})):
            answer = await self.chats[account].says(said, text, **with_it)
            await self.watch.check_step(account)
            shown = json.dumps(answer.replies, ensure_ascii=False)
            own_words = (str(entities.get(name, "-")) for name in ("rfq_number", "order_number"))
            for number_said in own_words:  # a reply may repeat what somebody has said, even of others
                shown = shown.replace(number_said, "-")
            await self.watch.check_read(account, shown)
            assert answer.replies or answer.effects, f"{account} got no answer"
            self._note_numbers(shown)
        self.counted[f"said {intent}: {answer.names[0] if answer.names else ''}"] += 1

    def _note_numbers(self, shown: str) -> None:
        for number in NUMBER.findall(shown):
            self.chooser.note(number.partition("-")[0], number)

    # What people read

    async def _read(self, number: int) -> None:
        """Reads as somebody what may be theirs or not, and the news of an account."""
        account = self.chance.choice(ACTORS)
        market, kind = self.market, self.chance.choice(("ORD", "RFQ", "QUO", "CLM", "SMP", "QST"))
        named = self.chooser.pick(kind)
        doors = {
            "ORD": market.orders.access_order, "RFQ": market.rfqs.access_rfq, "QUO": market.rfqs.access_quotation,
            "CLM": market.claims.access_claim, "SMP": market.samples.access_sample, "QST": market.questions.access_question,
        }  # fmt: skip
        if named is not None:
            try:
                await self.watch.check_read(account, str(await doors[kind](account, named)))
            except NotFound:
                self.counted["not found"] += 1
        waiting = await market.outbox.list_waiting([account], KINDS)
        for notice in waiting:
            reply = await say_notice(market, notice)
            await self.watch.check_read(account, reply)
            self.buttons[account] += _find_buttons(reply or {})
        await market.outbox.mark_taken([notice.id for notice in waiting])
        self.counted["notices read"] += len(waiting)

    # The marketplace and the clock

    async def _send_events(self, number: int) -> None:
        """Sends what happened in the operator's own system, now and then twice or late."""
        chance, order = self.chance, self.chooser.pick("ORD")
        if order is None:
            return
        later = self.hands.now - timedelta(minutes=chance.choice((0, 0, 0, 5000)))
        kind = chance.choice(("order.state", "payment.put", "shipment.put", *("quotation.put",) * 3))
        event = {"id": f"walk-{number}", "type": kind, "at": later.isoformat(), "data": self._write_data(kind, order)}
        if kind != "quotation.put":
            await self._note_operated(order)
        events = [event] * chance.choice((1, 1, 2))
        results = await self.market.events.take(events[:MOST])
        self.steps.append(f"{number} event {kind} {event['data']}: {[one.outcome for one in results]}")
        self.counted[f"event {kind}: {results[0].outcome}"] += 1
        await self.watch.check_step("marketplace")

    def _write_data(self, kind: str, order: str) -> dict[str, str]:
        chance, today = self.chance, self.hands.now.date().isoformat()
        data = {
            "order.state": {"order_id": order, "state": chance.choice(STATES)},
            "payment.put": {
                "payment_id": f"P-{order}-{chance.randint(1, 2)}", "order_id": order, "amount": "12.50", "paid_at": today,
                "kind": chance.choice(("deposit", "balance")), "state": chance.choice(("due", "paid")),
            },
            "shipment.put": {
                "shipment_id": f"S-{order}", "order_id": order, "carrier": "DHL", "tracking_number": "SF1098837261",
                "shipped_at": today,
            },
            "quotation.put": {
                "quotation_id": f"Q-{chance.randint(1, 400)}", "rfq": self.chooser.pick("RFQ") or "RFQ-10031",
                "supplier_id": f"S-{chance.choice(SUPPLIERS)}", "unit_price": str(self.chooser.money().amount),
                "currency": "USD", "lead_time_days": "20", "incoterm": "FOB",
            },
        }  # fmt: skip
        return data[kind]

    async def _note_operated(self, number: str) -> None:
        orders = WATCHED["orders"]
        async with self.market.database.read() as connection:
            row = await connection.execute(select(orders.c.id).where(orders.c.number == number))
            self.watch.operated.add(row.scalar_one())

    async def _let_time_pass(self, number: int) -> None:
        self.hands.go(minutes=self.chance.choice((1, 30, 240, 240, 720, 1440)))
        done = await self.market.due.work()
        self.steps.append(f"{number} it is {self.hands.now:%Y-%m-%d %H:%M}, {done} due")
        await self.watch.check_step("clock")

    def _tell_tail(self, error: str) -> str:
        """Returns the last steps, and before them those that are about the same."""
        named = set(NUMBER.findall(error)) | set(NUMBER.findall("".join(self.steps[-1:])))
        about = [line for line in self.steps[:-TAIL] if any(number in line for number in named)]
        return "\n".join([*about[-40:], "…", *self.steps[-TAIL:]])


def _find_buttons(reply: Mapping[str, Any]) -> list[dict[str, Any]]:
    cards = [button for card in reply.get("cards", ()) for button in card["buttons"]]
    return [one for one in (*reply.get("choices", ()), *reply.get("buttons", ()), *cards) if "intent" in one]


async def _run(act: Act, key: WriteKey) -> Any:
    try:
        return await act.run(key)
    except (NotFound, NotAllowed, ValueError) as refused:
        return f"{type(refused).__name__}: {refused}"
