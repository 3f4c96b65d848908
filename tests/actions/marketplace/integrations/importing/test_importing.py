"""An operator's tables become the marketplace's rows, on either database: once, whole, and again only where they changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path

import pytest

from actions.marketplace import Marketplace
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.base.records import Name
from actions.marketplace.goods.catalogue.records import PriceTier
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.integrations.importing.importer import only_one
from actions.marketplace.integrations.importing.known import digest_of
from actions.marketplace.integrations.importing.problems import BadFile
from actions.marketplace.integrations.importing.records import NewProduct
from actions.marketplace.schema.migrations import migrate
from tests.fakes.actions.imports import (
    NOW,
    ORDERS,
    PRODUCTS,
    SUPPLIERS,
    TABLES,
    many_products,
    read_report,
    rows_of,
    run_import,
    write_tables,
)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write_tables(tmp_path)


def of(outcomes: list, kind: str) -> tuple[int, int, int, int]:
    counts = next(one.counts for one in outcomes if one.kind == kind)
    return counts.new, counts.changed, counts.unchanged, counts.refused


async def test_a_rate_holds_for_its_day_or_for_the_day_of_the_import(database_url: str, tmp_path: Path) -> None:
    for told, days in (
        ("currency,per_usd,as_of\nBRL,5.40,2026-11-20\nPLN,3.64,\n", ("2026-11-20", "2026-11-25")),
        ("货币,汇率,汇率日期\nBRL,5.45,2026年11月23日\n", ("2026-11-23", "2026-11-25")),
        ("currency,per_usd\nPLN,3.70\n", ("2026-11-23", "2026-11-25")),
    ):
        await run_import(database_url, write_tables(tmp_path, {"rates.csv": told}))
        rates = {row["currency"]: row for row in (await rows_of(database_url, "exchange_rates"))["exchange_rates"]}
        assert (rates["BRL"]["as_of"].isoformat(), rates["PLN"]["as_of"].isoformat()) == days


async def test_all_tables_are_imported_and_found(database_url: str, files: list[Path], tmp_path: Path) -> None:
    outcomes, _ = await run_import(database_url, files)
    assert {one.kind: one.counts.new for one in outcomes} == {
        "suppliers": 2, "products": 3, "certificates": 2, "accounts": 3, "orders": 3, "payments": 2, "shipments": 1,
    }  # fmt: skip
    assert not any(one.counts.refused for one in outcomes)
    market = await Marketplace.open(database_url, tmp_path / "index", lambda: NOW)
    try:
        page = await market.search.find_listings(SearchRequest(text="门铰链"))
        (hinge,) = page.listings
        assert (hinge.product.en, hinge.supplier.place.city.en if hinge.supplier.place.city else None) == (
            "Brass door hinge",
            "Ningbo",
        )
        assert [(tier.minimum, tier.unit_price) for tier in hinge.tiers] == [
            (100, Decimal("2.10")),
            (1000, Decimal("1.85")),
        ]
        assert (hinge.certificates, hinge.stock and hinge.stock.value) == (("ISO 9001",), 500)
        bolt = (await market.search.find_listings(SearchRequest(text="steel bolt"))).listings[0]
        assert (bolt.unit_price.currency, bolt.moq.unit) == ("CNY", "kilogram")
        order = await market.orders.access_order("anna", "ORD-500001")
        assert (order.state, order.total.amount, order.paid.amount, len(order.lines)) == (
            "in_production",
            Decimal("1310.00"),
            Decimal("393.00"),
            2,
        )
        assert (order.destination.country, order.destination.city.zh) == ("DE", "汉堡")
        assert (await market.orders.access_order("ben", "ORD-500001")).number == "ORD-500001"
        theirs = await market.orders.list_orders("lianhe")
        assert theirs.total == 2
        shipped = next(one for one in theirs.orders if one.state == "shipped")
        (shipment,) = (await market.orders.access_order("anna", shipped.number)).shipments
        assert (shipment.carrier, shipment.origin.en, shipment.destination.en, shipment.mode) == (
            "COSCO", "Ningbo", "Hamburg", "sea",
        )  # fmt: skip
    finally:
        await market.close()


async def test_a_second_import_changes_nothing(database_url: str, files: list[Path]) -> None:
    await run_import(database_url, files)
    before = await rows_of(database_url)
    outcomes, _ = await run_import(database_url, files)
    assert not any(one.counts.new or one.counts.changed or one.counts.refused for one in outcomes)
    assert await rows_of(database_url) == before


async def test_a_changed_row_is_updated_and_told_to_the_index(
    database_url: str, files: list[Path], tmp_path: Path
) -> None:
    await run_import(database_url, files)
    before = await rows_of(database_url)
    changed = write_tables(
        tmp_path,
        {
            "products.csv": PRODUCTS.replace("1000=1.85", "1000=1.70").replace("Steel bolt", "Steel bolt M8"),
            "orders.csv": ORDERS.replace("in_production", "ready_to_ship"),
        },
    )
    outcomes, _ = await run_import(database_url, changed)
    assert (of(outcomes, "products"), of(outcomes, "orders")) == ((0, 2, 1, 0), (0, 1, 2, 0))
    after = await rows_of(database_url)
    assert after["catalogue"][0]["revision"] > before["catalogue"][0]["revision"]
    assert [row["unit_price"] for row in after["price_tiers"] if row["minimum"] == 1000] == [Decimal("1.70")]
    assert [row["id"] for row in after["products"]] == [row["id"] for row in before["products"]]
    assert [row["state"] for row in after["orders"]].count("ready_to_ship") == 1
    assert len(after["order_lines"]) == len(before["order_lines"])


async def test_a_paused_product_is_no_longer_offered(database_url: str, files: list[Path], tmp_path: Path) -> None:
    await run_import(database_url, files)
    head, *rows = PRODUCTS.splitlines()
    paused = "\n".join([f"{head},paused", f"{rows[0]},yes", *(f"{row}," for row in rows[1:])])
    await run_import(database_url, write_tables(tmp_path, {"products.csv": paused}))
    market = await Marketplace.open(database_url, tmp_path / "index", lambda: NOW)
    found = await market.search.find_listings(SearchRequest(text="brass door hinge"))
    await market.close()
    assert "Brass door hinge" not in [one.product.en for one in found.listings]


async def test_a_dry_run_says_what_would_change_and_changes_nothing(database_url: str, files: list[Path]) -> None:
    outcomes, said = await run_import(database_url, files, dry=True)
    assert {one.kind: one.counts.new for one in outcomes}["orders"] == 3
    assert not any(one.counts.refused for one in outcomes)
    assert all("Nothing was written" in line for line in said)
    assert not any((await rows_of(database_url)).values())


async def test_bad_rows_are_refused_whole_and_said_in_plain_words(database_url: str, tmp_path: Path) -> None:
    head, *rows = PRODUCTS.splitlines()
    bad = {
        "the price": rows[0].replace("100=2.10", "100:2.10").replace("P-1", "P-10"),
        "the unit": rows[1].replace("kg", "bucket").replace("P-2", "P-11"),
        "the supplier": rows[2].replace("S-2", "S-9").replace("P-3", "P-12"),
        "the currency": rows[2].replace("USD", "BRL").replace("P-3", "P-13"),
        "two": rows[2].replace("500,30", "none,-1").replace("P-3", "P-14"),
        "again": rows[0],
    }
    tables = {
        "suppliers.csv": SUPPLIERS,
        "products.csv": "\n".join([head, *rows, *bad.values(), "P-15,S-1" + "," * 40 + "x"]),
    }
    outcomes, said = await run_import(database_url, write_tables(tmp_path, tables))
    assert of(outcomes, "products") == (3, 0, 0, 7)
    report = [(row["line"], row["column"], row["value"]) for row in read_report(tmp_path / "products.report.csv")]
    assert report == [
        ("5", "prices", "100:2.10; 1000=1.85"),
        ("6", "unit", "bucket"),
        ("7", "supplier_id", "S-9"),
        ("8", "currency", "BRL"),
        ("9", "moq", "none"),
        ("9", "lead_time_days", "-1"),
        ("10", "product_id", "P-1"),
        ("11", "", ""),
    ]
    reasons = [row["reason"] for row in read_report(tmp_path / "products.report.csv")]
    assert "100=3.20; 500=2.95" in reasons[0]
    assert "import suppliers first" in reasons[2]
    assert reasons[6] == "stands in line 2 already"
    assert len((await rows_of(database_url, "products"))["products"]) == 3
    assert "products.report.csv" in said[-1]


async def test_an_order_with_a_bad_line_is_refused_whole(database_url: str, tmp_path: Path) -> None:
    tables = TABLES | {"orders.csv": ORDERS.replace("P-2,200,1.30", "P-2,200,much").replace("SO-2,,B-1", "SO-2,,B-9")}
    outcomes, _ = await run_import(database_url, write_tables(tmp_path, tables), language="zh")
    assert of(outcomes, "orders") == (1, 0, 0, 2)
    first, second, *_ = read_report(tmp_path / "orders.report.csv")
    assert (first["行"], first["列"], first["值"]) == ("3", "unit_price", "much")
    assert (second["值"], second["原因"]) == ("B-9", "对应的买家尚未导入，请先导入“账号”，或修改其中被拒绝的那一行")
    assert of(outcomes, "payments")[3] == 2


async def test_given_numbers_are_not_given_again(database_url: str, files: list[Path], tmp_path: Path) -> None:
    await run_import(database_url, files)
    more = (
        ORDERS.splitlines()[0]
        + "\nSO-7,ORD-500001,B-1,S-1,accepted,2026-11-21,USD,FOB,,,P-1,1,1\nSO-8,,B-1,S-1,accepted,2026-11-21,USD,FOB,,,P-1,1,1\n"
    )
    outcomes, _ = await run_import(database_url, write_tables(tmp_path, {"orders.csv": more}))
    assert of(outcomes, "orders") == (1, 0, 0, 1)
    numbers = [row["number"] for row in (await rows_of(database_url, "orders"))["orders"]]
    assert len(set(numbers)) == len(numbers)


async def test_an_account_of_the_other_role_is_refused(database_url: str, files: list[Path], tmp_path: Path) -> None:
    await run_import(database_url, files)
    taken = "account_id,role,company_id,country,city,name_en\nlianhe,buyer,B-2,DE,Berlin,Other GmbH\n"
    outcomes, _ = await run_import(database_url, write_tables(tmp_path, {"accounts.csv": taken}))
    assert of(outcomes, "accounts") == (0, 0, 0, 1)
    accounts = (await rows_of(database_url, "accounts"))["accounts"]
    assert [row["role"] for row in accounts if row["slug"] == "lianhe"] == ["supplier"]


async def test_two_imports_at_once_are_refused(database_url: str, files: list[Path]) -> None:
    await migrate(database_url)
    database = open_database(database_url)
    async with only_one(database):
        with pytest.raises(BadFile, match="running"):
            await run_import(database_url, files)
    await database.close()
    outcomes, _ = await run_import(database_url, files)
    assert of(outcomes, "suppliers")[0] == 2


async def test_an_interrupted_import_goes_on_where_it_was(database_url: str, tmp_path: Path) -> None:
    """The import ends by an error of its caller in the middle, as one that was killed does: no end is recorded."""
    tables = {"suppliers.csv": SUPPLIERS, "products.csv": many_products(250, wrong_every=40)}
    suppliers, products = reversed(write_tables(tmp_path, tables))
    await run_import(database_url, [suppliers])
    with pytest.raises(asyncio.CancelledError):
        await interrupted(database_url, products, after=3)
    (run,) = [one for one in (await rows_of(database_url, "imports"))["imports"] if one["kind"] == "products"]
    assert (run["line"], run["finished_at"]) == (151, None)
    outcomes, said = await run_import(database_url, [products], batch=50)
    assert said[0].startswith("products.csv: goes on after line 151")
    assert of(outcomes, "products") == (244, 0, 0, 6)
    assert [row["line"] for row in read_report(tmp_path / "products.report.csv")] == [
        "41",
        "81",
        "121",
        "161",
        "201",
        "241",
    ]
    assert len((await rows_of(database_url, "products"))["products"]) == 244


async def interrupted(url: str, path: Path, after: int) -> None:
    from actions.marketplace.integrations.importing import importer

    taken = importer._Run._take
    batches = 0

    async def take(self, items, seen):  # type: ignore[no-untyped-def]
        nonlocal batches
        await taken(self, items, seen)
        batches += 1
        if batches == after:
            raise asyncio.CancelledError

    importer._Run._take = take  # type: ignore[method-assign]
    try:
        await run_import(url, [path], batch=50)
    finally:
        importer._Run._take = taken  # type: ignore[method-assign]


def with_pictures(heading: str, *named: str) -> str:
    head, *rows = PRODUCTS.splitlines()
    return "\n".join([f"{head},{heading}", *(f"{row},{name}" for row, name in zip(rows, named, strict=True)), ""])


@pytest.mark.parametrize("heading", ["picture", "图片"])
async def test_products_name_pictures(database_url: str, tmp_path: Path, heading: str) -> None:
    named = with_pictures(heading, "Hinge 1.JPG", "", "茶 砖.png")
    outcomes, _ = await run_import(database_url, write_tables(tmp_path, TABLES | {"products.csv": named}))
    assert of(outcomes, "products") == (3, 0, 0, 0)
    rows = (await rows_of(database_url, "products"))["products"]
    assert [row["picture"] for row in rows] == ["hinge 1.jpg", None, "茶 砖.png"]
    other = with_pictures(heading, "other.jpg", "", "茶 砖.png")
    outcomes, _ = await run_import(database_url, write_tables(tmp_path, {"products.csv": other}))
    assert of(outcomes, "products") == (0, 1, 2, 0)


@pytest.mark.of_words
@pytest.mark.parametrize("name", ["../x.jpg", "a/b.jpg", "c:\\x.jpg", "x.svg", "x", ".jpg", "x" * 120 + ".jpg"])
async def test_what_names_no_picture_is_refused(database_url: str, tmp_path: Path, name: str) -> None:
    tables = {"suppliers.csv": SUPPLIERS, "products.csv": with_pictures("picture", name, "", "a.jpg")}
    outcomes, _ = await run_import(database_url, write_tables(tmp_path, tables))
    assert of(outcomes, "products") == (2, 0, 0, 1)
    (refused,) = read_report(tmp_path / "products.report.csv")
    assert (refused["column"], refused["reason"].partition(":")[0]) == ("picture", "is no name of a picture")


async def test_pictures_that_are_not_in_the_folder_are_told(database_url: str, tmp_path: Path) -> None:
    tables = {"suppliers.csv": SUPPLIERS, "products.csv": with_pictures("图片", "here.jpg", "gone.jpg", "")}
    paths = write_tables(tmp_path, tables)
    outcomes, _ = await run_import(database_url, paths, pictures=frozenset({"here.jpg"}), language="zh")
    assert of(outcomes, "products") == (2, 0, 0, 1)
    (refused,) = read_report(tmp_path / "products.report.csv")
    assert (refused["值"], refused["原因"]) == ("gone.jpg", "不在图片文件夹中")


def test_a_column_that_came_later_makes_no_earlier_row_a_changed_one() -> None:
    """The digest is that of a version without pictures."""
    product = NewProduct(
        "P-1", "S-1", Name("Bolt", "螺栓"), (), Name("Hardware", "五金"), "piece", Decimal(100), 7, "USD",
        (PriceTier(Decimal(100), Decimal("0.5")),), None, None, False,
    )  # fmt: skip
    before = {name: value for name, value in asdict(product).items() if name != "picture"}
    written = json.dumps(before, ensure_ascii=False, sort_keys=True, default=str)
    assert digest_of(product) == hashlib.sha256(written.encode()).hexdigest()[:32]
    assert digest_of(replace(product, picture="a.jpg")) != digest_of(product)
