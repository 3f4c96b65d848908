"""The demo data is what docs/contract.md promises, believable, and the same every time."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import Table, func, select

from actions.marketplace import Marketplace, demo
from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.demo.catalogue import build_catalogue
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.catalogue.version import catalogue_version
from actions.marketplace.schema import tables as schema_tables
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.orders.records import Order
from actions.marketplace.trades.requests import tables as requests_tables
from tests.fakes.actions.marketplace import NOW

TODAY = NOW.date()

ACCOUNTS = {
    "nordmarkt": ("buyer", "en"),
    "lagos-home": ("buyer", "en"),
    "huaxia-trade": ("buyer", "zh"),
    "chengdu-silk": ("supplier", "zh"),
    "xinjiang-tomato": ("supplier", "zh"),
    "jingdezhen-ceramics": ("supplier", "zh"),
    "shenzhen-lumen": ("supplier", "en"),
}

# number, buyer, supplier, quantity, unit, words of the goods, state
ORDERS = [
    ("ORD-100234", "nordmarkt", "jingdezhen-ceramics", 2000, "set", "porcelain tea set", "shipped"),
    ("ORD-100555", "nordmarkt", "chengdu-silk", 800, "piece", "silk scarf", "accepted"),
    ("ORD-100301", "nordmarkt", "xinjiang-tomato", 10, "tonne", "tomato paste", "cancelled"),
    ("ORD-100188", "nordmarkt", "shenzhen-lumen", 120, "piece", "bluetooth speaker", "delivered"),
    ("ORD-100817", "lagos-home", "shenzhen-lumen", 500, "piece", "led floodlight", "in_production"),
    ("ORD-100410", "lagos-home", "chengdu-silk", 300, "set", "silk bedding set", "awaiting_confirmation"),
    ("ORD-100420", "nordmarkt", "shenzhen-lumen", 60, "piece", "24-inch ips monitor", "awaiting_confirmation"),
    ("ORD-100666", "huaxia-trade", "jingdezhen-ceramics", 200, "piece", "porcelain cup", "delivered"),
    ("ORD-100712", "huaxia-trade", "chengdu-silk", 400, "piece", "silk quilt", "accepted"),
    ("ORD-100725", "huaxia-trade", "xinjiang-tomato", 5, "tonne", "walnut kernels", "shipped"),
    ("ORD-100841", "nordmarkt", "chengdu-silk", 1200, "piece", "silk scarf", "ready_to_ship"),
    ("ORD-100846", "huaxia-trade", "jingdezhen-ceramics", 600, "set", "dinner set", "in_production"),
    ("ORD-100852", "lagos-home", "xinjiang-tomato", 12, "tonne", "tomato paste", "accepted"),
    ("ORD-100859", "lagos-home", "jingdezhen-ceramics", 500, "piece", "porcelain cup", "delivered"),
]

# number, buyer, quantity, unit, product, city, quotations
RFQS = [
    ("RFQ-10023", "nordmarkt", 5000, "piece", "stainless steel bottles", "Hamburg", 3),
    ("RFQ-10031", "lagos-home", 20, "tonne", "tomato paste", "Lagos", 0),
    ("RFQ-10032", "nordmarkt", 2000, "piece", "LED panel lights", "Hamburg", 0),
    ("RFQ-10036", "nordmarkt", 3000, "piece", "tea cups", "Hamburg", 2),
    ("RFQ-10040", "huaxia-trade", 3000, "piece", "cotton towels", "Shanghai", 2),
]


def paid_share(order: Order) -> Decimal:
    return (order.paid.amount / order.total.amount).quantize(Decimal("0.01"))


def days_since(order: Order, kind: str) -> int:
    event = next(event for event in order.events if event.kind == kind)
    return (NOW - event.at).days


async def test_the_accounts_are_exactly_those_of_the_contract(market: Marketplace) -> None:
    async with market.database.read() as connection:
        rows = await connection.execute(select(marketplace_tables.accounts))
        assert {row.slug: (row.role, row.language) for row in rows} == ACCOUNTS


async def test_money_goes_to_the_name_that_is_on_the_papers(market: Marketplace) -> None:
    suppliers, beneficiaries = catalogue_tables.suppliers, requests_tables.beneficiaries
    query = select(suppliers.c.name_en, beneficiaries.c.holder).join_from(beneficiaries, suppliers)
    async with market.database.read() as connection:
        found = (await connection.execute(query)).all()
    assert len(found) == 4
    assert all(name == holder for name, holder in found)


async def test_the_orders_are_exactly_those_of_the_contract(market: Marketplace) -> None:
    for account, (role, _) in ACCOUNTS.items():
        column = 1 if role == "buyer" else 2
        page = await market.orders.list_orders(account, limit=50)
        assert {order.number for order in page.orders} == {row[0] for row in ORDERS if row[column] == account}
    for number, buyer, supplier, quantity, unit, goods, state in ORDERS:
        order = await market.orders.access_order(buyer, number)
        assert (order.state, order.buyer.account, order.supplier.account) == (state, buyer, supplier)
        assert (order.lines[0].quantity.value, order.lines[0].quantity.unit) == (quantity, unit)
        assert goods in order.lines[0].product.en.lower()


async def test_what_the_contract_says_of_single_orders(market: Marketplace) -> None:
    orders = {row[0]: await market.orders.access_order(row[1], row[0]) for row in ORDERS}
    tea = orders["ORD-100234"]
    shipment = tea.shipments[0]
    assert (shipment.mode, shipment.origin.en, shipment.destination.en) == ("sea", "Shanghai", "Hamburg")
    assert (days_since(tea, "shipped"), shipment.eta) == (12, TODAY + timedelta(days=20))
    scarves = orders["ORD-100555"]
    assert scarves.changeable
    assert paid_share(scarves) == Decimal("0.30")
    cancelled = orders["ORD-100301"]
    assert [(payment.kind, payment.state) for payment in cancelled.payments] == [
        ("deposit", "paid"),
        ("refund", "pending"),
    ]
    assert cancelled.payments[0].amount == cancelled.payments[1].amount
    for number, days in (("ORD-100188", 6), ("ORD-100666", 5)):
        claim_until = orders[number].claim_until
        assert claim_until is not None
        assert claim_until > NOW
        assert days_since(orders[number], "delivered") == days
    assert paid_share(orders["ORD-100817"]) == Decimal("0.50")
    assert orders["ORD-100712"].changeable
    rail = orders["ORD-100725"].shipments[0]
    assert (rail.mode, rail.destination.en, days_since(orders["ORD-100725"], "shipped")) == ("rail", "Shanghai", 2)
    ready = orders["ORD-100841"]
    assert (ready.outstanding.amount, ready.left_to_ship.value) == (0, 1200)
    made = orders["ORD-100846"]
    assert [(payment.state, payment.due_on) for payment in made.payments] == [
        ("paid", None),
        ("due", TODAY + timedelta(days=16)),
    ]
    deposit = orders["ORD-100852"].payments[0]
    assert (deposit.kind, deposit.state, deposit.due_on) == ("deposit", "due", TODAY - timedelta(days=3))
    ending = orders["ORD-100859"]
    assert ending.claim_until is not None
    assert (days_since(ending, "delivered"), (ending.claim_until - NOW).days) == (28, 1)
    waiting = await market.orders.list_orders("chengdu-silk", states=["awaiting_confirmation"])
    assert [order.number for order in waiting.orders] == ["ORD-100410"]


async def test_the_buying_requests_are_those_of_the_contract(market: Marketplace) -> None:
    for number, buyer, quantity, unit, product, city, quotations in RFQS:
        rfq = await market.rfqs.access_rfq(buyer, number)
        assert (rfq.state, rfq.quantity.value, rfq.quantity.unit, rfq.product.en) == ("open", quantity, unit, product)
        assert rfq.destination is not None
        assert rfq.destination.city.en == city
        assert len(rfq.quotations) == quotations
        assert all(rfq.created_at < quotation.created_at < NOW for quotation in rfq.quotations)
        assert all(quotation.valid_until > TODAY for quotation in rfq.quotations)
    cups = (await market.rfqs.access_rfq("nordmarkt", "RFQ-10036")).quotations
    currencies = {quotation.supplier.slug: quotation.unit_price.currency for quotation in cups}
    assert currencies.pop("jingdezhen-ceramics") == "CNY"
    assert list(currencies.values()) == ["USD"]
    for supplier, number, city in (
        ("jingdezhen-ceramics", "RFQ-10025", "Porto"),
        ("chengdu-silk", "RFQ-10027", "Lyon"),
    ):
        lead = await market.rfqs.access_rfq(supplier, number)
        assert (lead.state, lead.quotations) == ("open", ())
        assert lead.destination is not None
        assert lead.destination.city.en == city
    leads = await market.rfqs.list_open_leads("xinjiang-tomato")
    assert leads[0].number == "RFQ-10031"
    assert "RFQ-10032" in {lead.number for lead in await market.rfqs.list_open_leads("shenzhen-lumen")}
    for account, numbers in (("nordmarkt", {"RFQ-10023", "RFQ-10032", "RFQ-10036"}), ("lagos-home", {"RFQ-10031"})):
        assert {rfq.number for rfq in await market.rfqs.list_rfqs(account)} == numbers


async def test_every_state_of_an_order_occurs_with_a_credible_course(market: Marketplace) -> None:
    async with market.database.read() as connection:
        states = set((await connection.execute(select(orders_tables.orders.c.state).distinct())).scalars())
        events = (await connection.execute(select(orders_tables.order_events))).all()
        orders = {row.id: row for row in await connection.execute(select(orders_tables.orders))}
    assert states == {
        "awaiting_confirmation", "accepted", "in_production", "ready_to_ship", "shipped", "delivered", "completed",
        "disputed", "cancelled",
    }  # fmt: skip
    assert all(event.at <= NOW for event in events)
    assert all((NOW - event.at).seconds < 3600 for event in events), "none slips into the day before its own"
    assert all(event.at >= orders[event.order_id].placed_at for event in events)


async def test_the_catalogue_is_large_and_bilingual(market: Marketplace) -> None:
    async with market.database.read() as connection:
        counts = {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (catalogue_tables.suppliers, catalogue_tables.products)
        }
        products = (await connection.execute(select(catalogue_tables.products))).all()
        tiers = (await connection.execute(select(catalogue_tables.price_tiers))).all()
    assert counts["suppliers"] >= 200
    assert counts["products"] >= 2000
    assert all(any("\u4e00" <= c <= "\u9fff" for c in product.name_zh) for product in products)
    assert not any(any("\u4e00" <= c <= "\u9fff" for c in product.name_en) for product in products)
    assert not any("{" in product.name_en + product.name_zh for product in products)
    assert all(tier.unit_price > 0 for tier in tiers)
    first = {product.id: product.moq for product in products}
    assert {tier.product_id for tier in tiers if tier.minimum == first[tier.product_id]} == set(first)


def test_the_same_moment_gives_the_same_data() -> None:
    first, second = build_catalogue(TODAY), build_catalogue(TODAY)
    assert first.products == second.products
    assert first.certificates == second.certificates
    slugs = [supplier["slug"] for supplier in first.suppliers]
    names = [supplier["name_zh"] for supplier in first.suppliers]
    assert len(set(slugs)) == len(slugs)
    assert len(set(names)) == len(names)


async def test_seeding_leaves_a_filled_database_alone_and_reset_restores_it(own_market: Marketplace) -> None:
    async with own_market.database.begin() as connection:
        await connection.execute(orders_tables.orders.update().values(state="completed"))
    assert await demo.seed(own_market.database, NOW) is False
    assert (await own_market.orders.access_order("nordmarkt", "ORD-100234")).state == "completed"
    await demo.reset(own_market.database, NOW)
    assert (await own_market.orders.access_order("nordmarkt", "ORD-100234")).state == "shipped"


async def test_a_reset_of_the_trades_leaves_the_catalogue_and_its_index(own_market: Marketplace) -> None:
    async with own_market.database.begin() as connection:
        await connection.execute(orders_tables.orders.update().values(state="completed"))
        await connection.execute(requests_tables.rfqs.update().values(state="closed"))
        await connection.execute(catalogue_tables.suppliers.update().values(rating=1.0))
        before = await catalogue_version(connection)
    await demo.reset_trades(own_market.database, NOW)
    assert (await own_market.orders.access_order("nordmarkt", "ORD-100234")).state == "shipped"
    assert (await own_market.rfqs.access_rfq("nordmarkt", "RFQ-10023")).state == "open"
    async with own_market.database.read() as connection:
        assert await catalogue_version(connection) == before
        ratings = set((await connection.execute(select(catalogue_tables.suppliers.c.rating))).scalars())
    assert ratings == {1.0}


async def test_a_reset_of_the_trades_leaves_nothing_that_people_did(own_market: Marketplace) -> None:
    """Of every table that is not the catalogue's: what is added later is emptied, too."""
    kept = {table.name for table in vars(catalogue_tables).values() if isinstance(table, Table)}
    own = [table for table in schema_tables.metadata.sorted_tables if table.name not in kept]
    assert {"orders", "rfqs", "outbox", "idempotency"} <= {table.name for table in own}
    before = await count_rows(own_market, own)
    async with own_market.database.begin() as connection:
        notice = {"account": "nordmarkt", "kind": "x", "payload": {}, "created_at": NOW}
        await connection.execute(marketplace_tables.outbox.insert().values(notice))
    assert await count_rows(own_market, own) != before
    await demo.reset_trades(own_market.database, NOW)
    assert await count_rows(own_market, own) == before


async def count_rows(market: Marketplace, tables: list[Table]) -> dict[str, int]:
    async with market.database.read() as connection:
        return {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in tables
        }


async def test_money_adds_up(market: Marketplace) -> None:
    for number, buyer, *_, state in ORDERS:
        order = await market.orders.access_order(buyer, number)
        asked = sum(payment.amount.amount for payment in order.payments if payment.kind != "refund")
        if state != "cancelled":
            assert abs(asked - order.total.amount) <= Decimal("0.01")
            assert order.paid.amount + order.outstanding.amount == order.total.amount
