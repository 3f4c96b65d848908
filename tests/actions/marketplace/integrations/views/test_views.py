"""An operator's own database, connected by views alone: what `check` says of wrong ones, and what passes read, tell, refuse and
take away, on either database of ours."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from actions.marketplace.base.database.engine import open_database
from actions.marketplace.commands.cli import app
from actions.marketplace.integrations.importing.problems import BadFile
from actions.marketplace.integrations.views.passes import Asked, Passes
from actions.marketplace.integrations.views.reading import Source
from actions.marketplace.integrations.views.records import Pass
from actions.marketplace.schema.migrations import migrate
from tests.fakes.actions.imports import NOW, rows_of
from tests.fakes.foreign_shop import build_shop, run_sql
from tests.fakes.postgres import PostgresServer, run_apart


@pytest.fixture
def shop(postgres: PostgresServer) -> Iterator[str]:
    """Returns the URL of the database of a foreign shop with its views."""
    url = postgres.borrow()
    run_apart(lambda: build_shop(url))
    yield url
    run_apart(lambda: run_sql(url, "DROP SCHEMA IF EXISTS caravan CASCADE"))
    postgres.give_back(url)


async def read(url: str, shop: str, now: object = NOW, **asked: bool) -> dict[str, Pass]:
    """Makes a pass, and returns what became of each view, by its kind."""
    await migrate(url)
    database, source = open_database(url), Source(shop)
    try:
        return {one.kind: one for one in await Passes(database, source, lambda: now).run(Asked(**asked))}  # type: ignore[arg-type, return-value]
    finally:
        await database.close()
        await source.close()


def counts(done: Pass) -> tuple[int, int, int, int, int]:
    return done.counts.new, done.counts.changed, done.counts.unchanged, done.counts.refused, done.gone


def run(shop: str, *arguments: str) -> tuple[int, list[str]]:
    result = CliRunner().invoke(app, list(arguments), env={"OPERATOR_DATABASE_URL": shop})
    return result.exit_code, result.output.splitlines()


async def test_views_are_read_once_and_then_where_they_changed(database_url: str, shop: str) -> None:
    first = await read(database_url, shop)
    assert {kind: counts(one) for kind, one in first.items()} == {
        "rates": (1, 0, 0, 0, 0), "suppliers": (2, 0, 0, 0, 0), "products": (4, 0, 0, 0, 0),
        "accounts": (3, 0, 0, 0, 0), "orders": (2, 0, 0, 0, 0), "payments": (2, 0, 0, 0, 0), "shipments": (1, 0, 0, 0, 0),
    }  # fmt: skip
    assert not (await rows_of(database_url, "outbox"))["outbox"]  # what was so already is told to nobody
    again = await read(database_url, shop)
    assert "rates" not in again  # it has no updated_at: its time comes in five minutes
    assert not any(one.counts.new or one.counts.changed for one in again.values())
    await run_sql(
        shop,
        "UPDATE ps_product SET price = 8, date_upd = '2026-11-20' WHERE id_product = 102;"
        "UPDATE ps_product SET price = 1 WHERE id_product = 103;"  # which updated_at does not tell
        "UPDATE ps_orders SET current_state = 4, date_upd = '2026-11-20' WHERE id_order = 9001",
    )
    changed = await read(database_url, shop)
    assert (counts(changed["products"])[:3], counts(changed["orders"])[:3]) == ((0, 1, 1), (0, 1, 0))
    told = {(row["account"], row["kind"]) for row in (await rows_of(database_url, "outbox"))["outbox"]}
    assert told == {("compras@casaipanema.example", "order_state"), ("supplier-1", "order_state")}
    full = await read(database_url, shop, full=True)
    assert counts(full["products"]) == (0, 1, 3, 0, 0)


async def test_what_is_gone_is_taken_away_and_comes_back(database_url: str, shop: str) -> None:
    await read(database_url, shop)
    await run_sql(
        shop,
        "UPDATE ps_customer SET deleted = 1; DELETE FROM ps_product_lang WHERE id_product = 101; DELETE FROM ps_order_carrier",
    )
    gone = await read(database_url, shop, full=True)
    assert (gone["products"].gone, gone["accounts"].gone, gone["shipments"].gone) == (1, 1, 0)
    rows = await rows_of(database_url, "products", "accounts", "shipments", "catalogue")
    assert {row["name_en"] for row in rows["products"] if row["paused"]} == {"Celadon teapot 800 ml", "Garlic press"}
    assert "compras@casaipanema.example" not in {row["slug"] for row in rows["accounts"]}
    assert len(rows["shipments"]) == 1
    assert (await read(database_url, shop, full=True))["products"].gone == 0
    await run_sql(shop, "INSERT INTO ps_product_lang VALUES (101, 1, 'Celadon teapot 800 ml', '25 days')")
    assert counts((await read(database_url, shop, full=True))["products"]) == (0, 1, 3, 0, 0)


async def test_many_that_are_gone_are_doubted_and_a_view_that_is_gone_takes_nothing(
    database_url: str, shop: str
) -> None:
    many = (
        "INSERT INTO ps_product SELECT n, 1, 3, 'N', 'pcs', 1, 2, 1, '2026-11-01' FROM generate_series(1000, 1030) n;"
    )
    many += "INSERT INTO ps_product_lang SELECT n, 1, 'Saucer ' || n, '' FROM generate_series(1000, 1030) n"
    await run_sql(shop, many)
    await read(database_url, shop)
    await run_sql(shop, "DELETE FROM ps_product WHERE id_product >= 1000")
    held = (await read(database_url, shop, full=True))["products"]
    assert (held.gone, held.held_back, held.there) == (0, 31, 35)
    assert (await read(database_url, shop, full=True, take_away=True))["products"].gone == 31
    await run_sql(shop, "DROP VIEW caravan.products")
    missing = (await read(database_url, shop))["products"]
    assert missing.error is not None
    assert missing.error.code == "view_gone"
    rows = (await rows_of(database_url, "products"))["products"]
    assert sum(not row["paused"] for row in rows) == 3
    passes = {row["kind"]: row for row in (await rows_of(database_url, "view_passes"))["view_passes"]}
    assert "no longer there" in passes["products"]["error_en"]
    assert passes["orders"]["error_en"] is None


async def test_refused_rows_are_kept_and_tried_again(database_url: str, shop: str) -> None:
    await run_sql(shop, "UPDATE ps_product SET unity = 'Stück' WHERE id_product IN (101, 103)")
    done = await read(database_url, shop)
    assert counts(done["products"])[:4] == (2, 0, 0, 2)
    assert counts(done["orders"])[:4] == (1, 0, 0, 1)
    kept = (await rows_of(database_url, "refused_rows"))["refused_rows"]
    assert {(row["source"], row["operator_id"], row["column"]) for row in kept} == {
        ("caravan.products", "101", "unit"), ("caravan.products", "103", "unit"), ("caravan.orders", "9001", "product_id"),
        ("caravan.payments", "PAID-9001", "order_id"),
    }  # fmt: skip
    await run_sql(shop, "UPDATE ps_product SET unity = 'pcs'")  # without a word in date_upd
    mended = await read(database_url, shop)
    assert (counts(mended["products"])[0], counts(mended["orders"])[0], counts(mended["payments"])[0]) == (2, 1, 1)
    assert not (await rows_of(database_url, "refused_rows"))["refused_rows"]


async def test_a_view_that_has_an_id_twice_brings_it_once_and_says_so(database_url: str, shop: str) -> None:
    await run_sql(shop, "INSERT INTO ps_product_lang VALUES (101, 1, 'Celadon teapot, as joined once more', '25 days')")
    for full in (False, False, True):
        done = (await read(database_url, shop, full=full))["products"]
        assert done.counts.refused == 1
        products = (await rows_of(database_url, "products"))["products"]
        assert (len(products), len({row["name_en"] for row in products})) == (4, 4)
    [kept] = (await rows_of(database_url, "refused_rows"))["refused_rows"]
    assert (kept["operator_id"], kept["column"]) == ("101", "product_id")
    assert "already" in kept["reason_en"]
    assert "重复" in kept["reason_zh"]
    await run_sql(shop, "DELETE FROM ps_product_lang WHERE name LIKE '%joined%'")
    assert (await read(database_url, shop))["products"].counts.refused == 0


@pytest.mark.usefixtures("shop")
def test_check_names_what_is_wrong_in_one_line_each(shop: str) -> None:
    assert run(shop, "check")[0] == 0
    run_apart(
        lambda: run_sql(
            shop,
            "DROP VIEW caravan.orders; DROP VIEW caravan.products; DROP VIEW caravan.shipments;"
            "CREATE VIEW caravan.orders AS SELECT id_order AS order_id, current_state AS state, id_customer AS buyer_id,"
            " 1 AS supplier_id, date_add AS placed_at, id_currency AS currency, 'FOB' AS incoterm, 5 AS quantity,"
            " 5 AS unit_price, reference FROM ps_orders;"
            "CREATE VIEW caravan.products AS SELECT id_product AS product_id, id_supplier AS supplier_id, 'x' AS name_en,"
            " 'pound' AS unit, minimal_quantity AS moq, 1 AS lead_time_days, 'BRL' AS currency FROM ps_product;"
            "CREATE VIEW caravan.shipments AS SELECT 1/0 AS shipment_id, 1 AS order_id, 'COSCO' AS carrier, 'COSU6341180190' AS tracking_number,"
            " now() AS shipped_at",
        )
    )
    status, said = run(shop, "check")
    assert status == 1
    assert (
        "caravan.orders.state is integer, of which no value can be read; it holds values such as 'in_production'"
        in "\n".join(said)
    )
    assert any(line.startswith("caravan.orders.currency is integer") for line in said)
    assert "caravan.orders: these columns are not used: reference" in said
    assert any(re.match(r"caravan\.products\.unit: 'pound' \(product_id 101\) is no unit", line) for line in said)
    assert "caravan.shipments cannot be read: division by zero" in said
    assert "caravan.certificates is not there: nothing of this kind is read" in said
    said_in_chinese = run(shop, "check", "--language", "zh")[1]
    assert any("caravan.orders.state的类型为integer" in line for line in said_in_chinese)
    run_apart(lambda: run_sql(shop, "DROP VIEW caravan.orders; CREATE VIEW caravan.orders AS SELECT 1 AS order_id"))
    assert "caravan.orders lacks the column incoterm, such as 'FOB'" in run(shop, "check")[1]


def test_wrong_databases_get_one_line(shop: str, tmp_path: object) -> None:
    assert run("sqlite:///shop.db", "check") == (
        1,
        ["Set OPERATOR_DATABASE_URL to your own database: postgresql://reader:password@host/name."],
    )
    status, (said,) = run("postgresql://reader@127.0.0.1:1/shop", "check")
    assert (status, said.startswith("The database of OPERATOR_DATABASE_URL cannot be reached:")) == (1, True)
    run_apart(lambda: run_sql(shop, "DROP SCHEMA caravan CASCADE"))
    assert "has no view in the schema" in run(shop, "check")[1][0]


async def test_nothing_is_ever_written_to_it(shop: str) -> None:
    source = Source(shop)
    try:
        async with source.snapshot() as snapshot:
            with pytest.raises(Exception, match="read-only transaction"):
                await snapshot._connection.execute(text("DELETE FROM ps_orders"))
    finally:
        await source.close()


async def test_one_pass_at_a_time(database_url: str, shop: str) -> None:
    done = await asyncio.gather(read(database_url, shop), read(database_url, shop), return_exceptions=True)
    assert sum(isinstance(one, BadFile) for one in done) <= 1
    assert len((await rows_of(database_url, "products"))["products"]) == 4
