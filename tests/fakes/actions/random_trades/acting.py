"""Chooses what somebody does next, at random: an action of the trade with values that often fit and sometimes do not."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import Marketplace, NotFound
from actions.marketplace.base.records import Destination, Money, Name, Quantity, Role, WriteKey
from actions.marketplace.goods.catalogue.tables import products, suppliers
from actions.marketplace.integrations.correcting.own_listings import ListingChange
from actions.marketplace.trades.claims.records import NewClaim
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.orders.lifecycle import find_step
from actions.marketplace.trades.orders.placing import OrderFromListing
from actions.marketplace.trades.orders.records import AddedLine, Proposal, Terms
from actions.marketplace.trades.questions.records import NewQuestion
from actions.marketplace.trades.requests.lifecycle import MOVES
from actions.marketplace.trades.requests.records import NewQuotation, NewRfq, RfqChanges
from actions.marketplace.trades.samples.records import NewSample
from actions.marketplace.trades.samples.samples import Given
from actions.marketplace.trades.staff_acts.records import NewAct
from tests.fakes.actions.due import Hands

BUYERS, SUPPLIERS = ("nordmarkt", "lagos-home"), ("jingdezhen-ceramics", "chengdu-silk")
ACTORS = (*BUYERS, *SUPPLIERS)
PLACES = (Destination("NG", Name("Lagos", "拉各斯")), Destination("DE", Name("Hamburg", "汉堡")))
RECENT = 5
Run = Callable[[WriteKey], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Act:
    """Is what `actor` does, about the thing with this number. `check` judges the result when it was carried out."""

    actor: str
    name: str
    about: str
    run: Run
    check: Callable[[bool], Awaitable[None]] | None = None
    by_staff: bool = False

    def __str__(self) -> str:
        return f"{'the staff for ' if self.by_staff else ''}{self.actor} {self.name} {self.about}"


@dataclass
class Chooser:
    """Chooses acts. `known` are the numbers of what there is, by kind, the newest last; `secrets` what each account has
    told in confidence."""

    market: Marketplace
    hands: Hands
    chance: random.Random
    known: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    secrets: dict[str, set[str]] = field(default_factory=lambda: {account: set() for account in ACTORS})
    listings: list[tuple[int, str]] = field(default_factory=list)
    parties: dict[str, frozenset[str]] = field(default_factory=dict)

    async def open(self) -> None:
        query = select(products.c.id, suppliers.c.slug).join(suppliers).where(suppliers.c.slug.in_(SUPPLIERS))
        async with self.market.database.read() as connection:
            rows = await connection.execute(query.order_by(products.c.id))
            self.listings = [(row.id, row.slug) for row in rows]

    async def choose(self) -> Act | None:
        """Returns an act, or None when there is nothing yet that it could be about."""
        makers: dict[Callable[[], Awaitable[Act | None]], int] = {
            self._ask: 5, self._quote: 12, self._bargain: 24, self._change_request: 3, self._sell: 26, self._buy: 10,
            self._claim: 12, self._sample: 5, self._question: 3, self._place: 4, self._change_listing: 2, self._act_as_staff: 6,
        }  # fmt: skip
        (maker,) = self.chance.choices(list(makers), list(makers.values()))
        return await maker()

    # What acts are about

    def pick(self, kind: str) -> str | None:
        numbers = self.known[kind]
        if not numbers:
            return None
        return self.chance.choice(numbers if self.chance.random() < 0.1 else numbers[-RECENT:])

    def who(self, role: tuple[str, ...], about: str | None = None) -> str:
        """Returns an account of the role whose affair it is, and now and then any other."""
        if self.chance.random() < 0.1:
            return self.chance.choice(ACTORS)
        own = [account for account in role if account in self.parties.get(about or "", role)]
        return self.chance.choice(own or role)

    def note(self, kind: str, number: object, parties: Iterable[str] = ()) -> None:
        """Remembers the number of something new, and whose affair it is."""
        if isinstance(number, str) and number not in self.known[kind]:
            self.known[kind].append(number)
            self.parties[number] = frozenset(parties)

    def money(self, low: int = 100, high: int = 2000) -> Money:
        return Money(Decimal(self.chance.randint(low, high)) / 100, self.chance.choice(("USD", "USD", "USD", "CNY")))

    def day(self, low: int, high: int) -> date:
        return self.hands.now.date() + timedelta(days=self.chance.randint(low, high))

    def secret(self, account: str) -> Decimal:
        """Returns a limit that no price or quantity looks like."""
        limit = Decimal(self.chance.randint(700_001, 799_999)) / 10_000
        self.secrets[account].add(str(limit))
        return limit

    # Requests and quotations

    async def _ask(self) -> Act:
        buyer = self.who(BUYERS)
        several = self.chance.random() < 0.5
        wish = NewRfq(
            self.chance.choice(("tea sets", "silk scarves")),
            Quantity(Decimal(self.chance.randint(1, 50) * 10), "set"),
            self.chance.choice(PLACES),
            "FOB",
            suppliers=SUPPLIERS if several else (self.chance.choice(SUPPLIERS),),
            due_on=self.chance.choice((None, self.day(1, 9))),
            note=self.chance.choice((None, "with our logo")),
        )

        async def run(key: WriteKey) -> bool:
            self.note("RFQ", (await self.market.rfqs.create_rfq(buyer, wish, key)).number, (buyer, *wish.suppliers))
            return True

        return Act(buyer, "asks", "", run)

    async def _quote(self) -> Act | None:
        rfq = self.pick("RFQ")
        if rfq is None:
            return None
        supplier = self.who(SUPPLIERS, rfq)
        if self.chance.random() < 0.2:
            reason = self.chance.choice((None, "no clay left"))
            decline = self.market.quoting.decline_request
            return Act(supplier, "does not quote", rfq, lambda key: decline(supplier, rfq, reason, key))
        new = NewQuotation(self.money(), self.chance.randint(5, 40), "FOB", self.chance.choice((None, self.day(1, 20))))

        async def run(key: WriteKey) -> str | None:
            number = await self.market.quoting.submit_quotation(supplier, rfq, new, key)
            self.note("QUO", number, {supplier, *(self.parties[rfq] & set(BUYERS))})
            return number

        return Act(supplier, "quotes", rfq, run)

    async def _bargain(self) -> Act | None:
        number = self.pick("QUO")
        if number is None:
            return None
        account = self.who(ACTORS, number)
        act = self.chance.choice(("counter", "counter", "accept_counter", "decline_counter", "decline", "withdraw"))
        if self.chance.random() < 0.3:
            return await self._accept(account, number)
        price, amount, round_ = self.money(), Decimal(self.chance.randint(1, 500)), self.chance.randint(1, 4)
        limit = self.secret(account) if self.chance.random() < 0.3 else None
        bargaining = self.market.bargaining
        runs: dict[str, Run] = {
            "counter": lambda key: bargaining.counter(account, number, price, amount, key, limit),
            "accept_counter": lambda key: bargaining.accept_counter(account, number, round_, key),
            "decline_counter": lambda key: bargaining.decline_counter(account, number, round_, key),
            "decline": lambda key: bargaining.decline(account, number, key),
            "withdraw": lambda key: bargaining.withdraw(account, number, key),
        }
        return Act(account, act, number, runs[act], await self._check_move(account, number, act))

    async def _accept(self, account: str, number: str) -> Act:
        shown = self.chance.choice((None, "0000", ""))

        async def run(key: WriteKey) -> str | None:
            order = await self.market.quoting.accept_quotation(account, number, key, shown)
            self.note("ORD", order, self.parties[number])
            return order

        return Act(
            account, f"accepts (terms {shown!r})", number, run, await self._check_move(account, number, "accept")
        )

    async def _check_move(self, account: str, number: str, act: str) -> Callable[[bool], Awaitable[None]]:
        before = await self._find_standing(account, number)
        role = "buyer" if account in BUYERS else "supplier"

        async def check(moved: bool) -> None:
            after, move = await self._find_standing(account, number), MOVES.get((before, act, role))  # type: ignore[call-overload]
            if moved:
                assert move is not None, f"{act} of a quotation that is {before}"
                assert after == move.to, (before, act, after)
            else:
                assert after == before, (before, act, after)

        return check

    async def _find_standing(self, account: str, number: str) -> str | None:
        try:
            return (await self.market.rfqs.access_quotation(account, number)).standing
        except NotFound:
            return None

    async def _change_request(self) -> Act | None:
        rfq = self.pick("RFQ")
        if rfq is None:
            return None
        buyer = self.who(BUYERS, rfq)
        if self.chance.random() < 0.2:
            return Act(
                buyer,
                "withdraws",
                rfq,
                lambda key: self._outcome(self.market.request_changes.withdraw(buyer, rfq, key)),
            )
        unit = self.chance.choice(("set", "set", "piece"))
        changes = RfqChanges(
            Quantity(Decimal(self.chance.randint(1, 500)), unit),
            due_on=self.chance.choice((None, self.day(1, 9))),
            note=self.chance.choice((None, "no plastic")),
        )
        changed = self.market.request_changes.change
        return Act(
            buyer, f"changes {changes.quantity}", rfq, lambda key: self._outcome(changed(buyer, rfq, changes, key))
        )

    @staticmethod
    async def _outcome(done: Awaitable[str]) -> bool:
        return await done == "done"

    # Orders

    async def _sell(self) -> Act | None:
        order = self.pick("ORD")
        if order is None:
            return None
        supplier = self.who(SUPPLIERS, order)
        ful, row = self.market.fulfilment, await self._read_order(order)
        part, day = self.chance.choice((None, Decimal(self.chance.randint(1, 300)))), self.day(0, 30)
        right, terms = Decimal(self.chance.randint(1, 300)), Proposal(self.money(), self.chance.choice((None, day)))
        change, shipment, late = row["change"], row["shipment"], self.chance.random() < 0.3
        runs: dict[str, Run] = {
            "confirm": lambda key: ful.confirm_order(supplier, order, key),
            "decline": lambda key: ful.decline_order(supplier, order, "no clay left", key),
            "start": lambda key: ful.start_production(supplier, order, key),
            "progress": lambda key: ful.report_progress(supplier, order, key, step="firing"),
            "finish": lambda key: ful.finish_production(supplier, order, key),
            "set_ship_day": lambda key: ful.set_ship_day(supplier, order, day, key, late=late),
            "ship": lambda key: ful.ship_order(supplier, order, "DHL", "SF1098837261", key, part),
            "correct_tracking": lambda key: ful.correct_tracking(supplier, order, shipment, "3318810025", key, "DHL"),
            "arrive_late": lambda key: ful.expect_later(supplier, order, shipment, day, key, "a storm"),
            "correct_part": lambda key: ful.correct_quantity(supplier, order, shipment, right, key),
            "propose_change": lambda key: ful.propose_change(supplier, order, change, terms, key),
            "agree": lambda key: ful.answer_change(supplier, order, change, True, key),
            "refuse": lambda key: ful.answer_change(supplier, order, change, False, key),
        }
        often = ("confirm", "confirm", "start", "finish", "ship", "ship", "agree", "refuse")
        event = self.chance.choice((*often, *runs))
        name = f"ship {part}" if event == "ship" else event
        return Act(supplier, name, order, runs[event], self._check_step(event, row["state"]))

    async def _buy(self) -> Act | None:
        order = self.pick("ORD")
        if order is None:
            return None
        buyer = self.who(BUYERS, order)
        buying, row = self.market.purchases, await self._read_order(order)
        wanted = Terms(
            self.chance.choice((None, Quantity(Decimal(self.chance.randint(1, 500)), "set"))),
            self.chance.choice((None, *PLACES)),
            self.chance.choice((None, self.day(10, 90))),
            lines=self.chance.choice(((), (), (self._line(),))),
        )
        shipment = self.chance.choice((None, row["shipment"]))
        runs: dict[str, Run] = {
            "cancel": lambda key: buying.cancel_order(buyer, order, None, key),
            "ask_cancel": lambda key: buying.ask_to_cancel(buyer, order, "plans have changed", key),
            "change": lambda key: buying.change_order(buyer, order, wanted, key),
            "ask_change": lambda key: buying.ask_to_change(buyer, order, wanted, key),
            "take_proposal": lambda key: buying.answer_proposal(buyer, order, row["change"], True, key),
            "leave_proposal": lambda key: buying.answer_proposal(buyer, order, row["change"], False, key),
            "receive_part": lambda key: buying.report_arrival(buyer, order, shipment, key),
        }
        event = self.chance.choice((*runs, "receive_part", "receive_part"))
        return Act(buyer, event, order, runs[event], self._check_step(event, row["state"]))

    @staticmethod
    def _check_step(event: str, state: str) -> Callable[[bool], Awaitable[None]]:
        events = {"agree": ("agree_cancel", "agree_change"), "refuse": ("refuse_cancel", "refuse_change")}

        async def check(taken: bool) -> None:
            possible = [one for one in events.get(event, (event,)) if find_step(one, state)]  # type: ignore[arg-type]
            assert possible or not taken, f"{event} of an order that is {state}"

        return check

    async def _read_order(self, number: str) -> dict[str, Any]:
        """Returns the order's state, and the ids of a change and of a shipment, mostly its own."""
        orders, changes, shipments = orders_tables.orders, orders_tables.order_changes, orders_tables.shipments
        async with self.market.database.read() as connection:
            row = (await connection.execute(select(orders).where(orders.c.number == number))).one()
            change = await self._pick_id(connection, changes, row)
            return {"state": row.state, "change": change, "shipment": await self._pick_id(connection, shipments, row)}

    async def _pick_id(self, connection: AsyncConnection, table: Any, order: Row[Any]) -> int:
        ids = select(table.c.id).where(table.c.order_id == order.id).order_by(table.c.id.desc())
        own = list((await connection.execute(ids)).scalars())
        if self.chance.random() < 0.1:
            own = list((await connection.execute(select(table.c.id))).scalars())
        return self.chance.choice(own[:2]) if own else 1

    def _line(self) -> AddedLine:
        listing, _ = self.chance.choice(self.listings)
        return AddedLine(listing, Name("teapot", "茶壶"), Quantity(Decimal(50), "piece"), Money(Decimal("2.50"), "USD"))

    # Listings and the staff

    async def _place(self) -> Act:
        """Places an order from a listing, sometimes of goods that the buyer has ordered before, at its present price."""
        buyer = self.who(BUYERS)
        listing, supplier = self.chance.choice(self.listings)
        shown = await self.market.suppliers.access_listing(listing)
        few = self.chance.random() < 0.1
        amount = Quantity(shown.moq.value / 2 if few else shown.moq.value, shown.moq.unit)
        wish = OrderFromListing(listing, amount, shown.unit_price, self.chance.choice(PLACES))

        async def run(key: WriteKey) -> str | None:
            order = await self.market.placing.place(buyer, wish, key)
            self.note("ORD", order, (buyer, supplier))
            return order

        return Act(buyer, f"places {amount.value:f}", str(listing), run)

    async def _change_listing(self) -> Act | None:
        supplier = self.chance.choice(SUPPLIERS)
        own = [listing for listing, slug in self.listings if slug == supplier]
        listing = self.chance.choice(own if self.chance.random() < 0.9 else [one for one, _ in self.listings])
        change = ListingChange(lead_time_days=self.chance.randint(5, 60), stock=Decimal(self.chance.randint(0, 900)))
        try:
            seen = (await self.market.own_listings.access(supplier, listing)).seen
        except NotFound:
            seen = ""

        async def run(key: WriteKey) -> bool:
            return await self.market.own_listings.change(supplier, listing, change, seen, key) == "changed"

        return Act(supplier, "changes its listing", str(listing), run)

    async def _act_as_staff(self) -> Act | None:
        """Lets the staff act in a customer's name, or decide a claim."""
        of_customers = (
            self._sell, self._buy, self._sell, self._buy, self._quote, self._bargain, self._ask, self._change_request,
            self._claim, self._sample, self._question, self._place,
        )  # fmt: skip
        act = await self._decide() if self.chance.random() < 0.3 else await self.chance.choice(of_customers)()
        if act is None:
            return None
        side: Role = "buyer" if act.actor in BUYERS else "supplier"

        async def run(key: WriteKey) -> Any:
            about = act.about if "-" in act.about else None
            new = NewAct(key.message_id, act.actor, about, f"walk.{act.name}"[:40], side, "They telephoned.", "alice")
            return await act.run(self.market.staff_acts.make_key(new))

        return Act(act.actor, act.name, act.about, run, act.check, by_staff=True)

    async def _decide(self) -> Act | None:
        number = self.pick("CLM")
        if number is None:
            return None
        buyer = self.who(BUYERS, number)
        step = self.chance.choice(("settle", "dismiss"))
        amount = self.money(100, 9000).amount

        async def run(key: WriteKey) -> bool:
            take = self.market.claims.take_step
            return (await take(buyer, number, step, key, "v1", amount=amount)).is_changed  # type: ignore[arg-type]

        return Act(buyer, f"{step} {amount}", number, run)

    # Claims, samples and questions

    async def _claim(self) -> Act | None:
        if self.chance.random() < 0.3:
            return self._open_claim()
        number = self.pick("CLM")
        if number is None:
            return self._open_claim()
        account = self.who(ACTORS, number)
        step = self.chance.choice(("accept", "offer", "replace", "refuse", "decline", "escalate", "withdraw"))
        amount, take = self.money(100, 90_000).amount, self.market.claims.take_step
        pieces, words = Decimal(self.chance.randint(1, 400)), "as the photos show"

        async def run(key: WriteKey) -> bool:
            done = await take(account, number, step, key, "v1", amount=amount, pieces=pieces, words=words)  # type: ignore[arg-type]
            return done.is_changed

        return Act(account, f"{step} {amount}", number, run)

    def _open_claim(self) -> Act | None:
        order = self.pick("ORD")
        if order is None:
            return None
        buyer = self.who(BUYERS, order)
        affected = self.chance.choice((None, Decimal(self.chance.randint(1, 400))))
        wish = self.chance.choice(("refund", "part_refund", "replacement"))
        new = NewClaim(order, self.chance.choice(("damaged", "late")), affected, wish, "some came in pieces")  # type: ignore[arg-type]

        async def run(key: WriteKey) -> bool:
            opened = await self.market.claims.open_claim(buyer, new, key, "v1")
            self.note("CLM", opened and opened.number, self.parties[order])
            return opened is not None

        return Act(buyer, f"claims ({affected}, {wish})", order, run)

    async def _sample(self) -> Act:
        number = self.pick("SMP")
        if number is None or self.chance.random() < 0.25:
            return self._ask_for_sample()
        account = self.who(ACTORS, number)
        step = self.chance.choice(("accept", "quote", "decline", "agree", "cancel", "ship", "receive"))
        given = Given(self.money(), "", "DHL", "SF1098837261")

        async def run(key: WriteKey) -> bool:
            return (await self.market.samples.take_step(account, number, step, given, key, "v1")).is_taken  # type: ignore[arg-type]

        return Act(account, step, number, run)

    def _ask_for_sample(self) -> Act:
        buyer = self.who(BUYERS)
        listing, supplier = self.chance.choice(self.listings)
        new = NewSample(listing, Quantity(Decimal(2), "piece"), PLACES[0], "12 Marina Road")

        async def run(key: WriteKey) -> bool:
            requested = await self.market.samples.request(buyer, new, key, "v1")
            self.note("SMP", requested and requested.number, (buyer, supplier))
            return requested is not None

        return Act(buyer, "asks for a sample", "", run)

    async def _question(self) -> Act:
        number = self.pick("QST")
        if number is not None and self.chance.random() < 0.6:
            supplier = self.who(SUPPLIERS, number)

            async def answer(key: WriteKey) -> bool:
                return (await self.market.questions.answer(supplier, number, "yes, all of them", key, "v1")).is_taken

            return Act(supplier, "answers", number, answer)
        buyer, subject = self.who(BUYERS), self.chance.choice(("company", "order", "quotation"))
        about = {"order": self.pick("ORD"), "quotation": self.pick("QUO")}.get(subject) or ""
        supplier = self.chance.choice(SUPPLIERS)
        new = NewQuestion(supplier, subject if about else "company", about, "are the lids glazed?")  # type: ignore[arg-type]

        async def ask(key: WriteKey) -> bool:
            asked = await self.market.questions.ask(buyer, new, key, "v1")
            self.note("QST", asked and asked.number, (buyer, supplier))
            return asked is not None

        return Act(buyer, "asks about", about, ask)
