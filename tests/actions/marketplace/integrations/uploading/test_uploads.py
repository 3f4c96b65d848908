"""What an admin uploads on the console is looked at first, imported when the admin says so, and takes effect once."""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from actions.marketplace.base.errors import NotFound
from actions.marketplace.integrations.correcting.correcting import Correcting
from actions.marketplace.integrations.importing.problems import BadFile
from actions.marketplace.integrations.uploading.tables import uploads
from actions.marketplace.integrations.uploading.uploads import LARGEST, MOST_WAITING, NewFile
from actions.marketplace.integrations.uploading.working import MOST_TRIES
from tests.fakes.actions.imports import (
    ACCOUNTS,
    NOW,
    ORDERS,
    PRODUCTS,
    SUPPLIERS,
    TABLES,
    kill_in_the_middle,
    many_products,
    rows_of,
)
from tests.fakes.actions.uploads import Uploading, uploading

ROOT = Path(__file__).resolve().parents[5]
ROWS = 7_000


@pytest.fixture
async def market(database_url: str) -> AsyncIterator[Uploading]:
    async with uploading(database_url) as market:
        yield market


def counts(upload: dict[str, Any]) -> dict[str, tuple[int, int, int, int]]:
    return {one["kind"]: (one["new"], one["changed"], one["unchanged"], one["refused"]) for one in upload["tables"]}


async def test_a_look_says_what_would_change_and_changes_nothing(market: Uploading, database_url: str) -> None:
    wrong = PRODUCTS + "P-4,S-9,Lost lamp,灯,Lamps,pcs,1,5,USD,2,,\nP-5,S-1,Odd,怪,Lamps,parsec,1,5,USD,2,,\n"
    upload = await market.look({"products.csv": wrong, "suppliers.csv": SUPPLIERS})
    assert (upload["state"], upload["error_en"], upload["by"]) == ("looked", None, "ada")
    assert counts(upload) == {"suppliers": (2, 0, 0, 0), "products": (3, 0, 0, 2)}
    assert all(one["done"] == 1 for one in upload["tables"])
    products = upload["tables"][1]
    assert products["samples"]["new"][0] == {"id": "P-1", "name": "Brass door hinge", "changes": [], "taken_back": []}
    problems = {one["line"]: one for one in upload["problems"]}
    assert (problems[6]["column"], problems[6]["value"]) == ("unit", "parsec")
    assert problems[6]["reason_en"].startswith("is no unit that is known")
    assert problems[6]["reason_zh"].startswith("不是已知的计量单位")
    assert problems[5]["value"] == "S-9"
    rows = await rows_of(database_url, "products", "suppliers", "imports", "refused_rows")
    assert not any(rows.values())


async def test_it_is_imported_once_and_a_second_upload_changes_nothing(market: Uploading, database_url: str) -> None:
    looked = await market.look(TABLES)
    assert counts(looked)["orders"] == (3, 0, 0, 0)
    applied = await market.apply(looked["id"])
    assert (applied["state"], counts(applied)) == ("applied", counts(looked))
    assert not await market.uploads.apply(looked["id"])
    rows = await rows_of(database_url, "orders", "products", "upload_pieces")
    assert (len(rows["orders"]), len(rows["products"]), rows["upload_pieces"]) == (3, 3, [])
    again = await market.look({"products.csv": PRODUCTS.replace("500,30,USD,6.40", "500,30,USD,6.50")})
    assert counts(again) == {"products": (0, 1, 2, 0)}
    (changed,) = again["tables"][0]["samples"]["changed"]
    assert (changed["id"], changed["name"]) == ("P-3", "Floor tile 60x60")
    assert changed["changes"] == [{"column": "prices", "old": "500=6.4", "new": "500=6.5"}]
    applied = await market.apply(again["id"])
    assert counts(applied) == counts(again)
    assert applied["tables"][0]["samples"] == again["tables"][0]["samples"]
    same = await market.look({"Orders 2026.csv": ORDERS})
    assert counts(await market.apply(same["id"])) == {"orders": (0, 0, 3, 0)}


async def test_what_cannot_be_read_is_said_in_both_languages(market: Uploading) -> None:
    upload = await market.look({"products.csv": "product_id,name\n1,x\n"})
    assert upload["state"] == "failed"
    assert "supplier_id" in upload["error_en"]
    assert "供应商编号" in upload["error_zh"]
    assert not await market.uploads.apply(upload["id"])
    named = await market.look({"list of 2026.csv": SUPPLIERS}, kind="suppliers")
    assert counts(named) == {"suppliers": (2, 0, 0, 0)}


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([], "no_tables"),
        ([NewFile("a.csv", LARGEST), NewFile("b.csv", 1)], "too_large_upload"),
        ([NewFile(f"{number}.csv", 1) for number in range(11)], "too_large_upload"),
        ([NewFile("products.pdf", 9)], "unknown_ending"),
        ([NewFile("products.csv", 0)], "empty_file"),
        ([NewFile("Products.csv", 9), NewFile("products.CSV", 9)], "doubled_file"),
        *(([NewFile(name, 9)], "bad_file_name") for name in ("../p.csv", "a/b.csv", "a\\b.csv", ".csv", "a\0.csv", "", "x" * 300 + ".csv")),
    ],
)  # fmt: skip
async def test_what_an_upload_cannot_hold_is_refused(market: Uploading, files: list[NewFile], code: str) -> None:
    with pytest.raises(BadFile) as refused:
        await market.uploads.begin(files, None, "ada")
    assert refused.value.code == code


async def test_pieces_fit_what_was_announced(market: Uploading) -> None:
    upload_id = await market.uploads.begin([NewFile("suppliers.csv", 6)], None, "ada")
    piece = base64.b64encode(b"abcdef").decode()
    for file, place, content in ((1, 0, piece), (0, 1, piece), (0, 0, piece[:4]), (0, 0, "?"), (0, 0, piece + "AA==")):
        with pytest.raises(NotFound):
            await market.uploads.add_piece(upload_id, file, place, content)
    with pytest.raises(NotFound):
        await market.uploads.complete(upload_id)
    for _ in range(2):
        await market.uploads.add_piece(upload_id, 0, 0, piece)
    await market.uploads.complete(upload_id)
    with pytest.raises(NotFound):
        await market.uploads.add_piece(upload_id, 0, 0, piece)


async def test_uploads_that_nobody_decides_on_go_and_are_bounded(market: Uploading, database_url: str) -> None:
    given_up = await market.look({"suppliers.csv": SUPPLIERS})
    assert await market.uploads.give_up(given_up["id"])
    with pytest.raises(NotFound):
        await market.uploads.access(given_up["id"], 0)
    for _ in range(MOST_WAITING):
        await market.send({"suppliers.csv": SUPPLIERS})
    with pytest.raises(BadFile) as refused:
        await market.send({"suppliers.csv": SUPPLIERS})
    assert refused.value.code == "too_many_uploads"
    async with market.uploads._database.begin() as connection:
        await connection.execute(update(uploads).values(changed_at=NOW - timedelta(days=8)))
    await market.send({"suppliers.csv": SUPPLIERS})
    assert len((await rows_of(database_url, "upload_pieces"))["upload_pieces"]) == 1


def bomb(megabytes: int) -> bytes:
    """Returns a workbook whose one row has one cell of so many megabytes."""
    made = io.BytesIO()
    sheet = b'<worksheet xmlns="x"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="x" xmlns:r="y"><sheets><sheet name="products" r:id="1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="x"><Relationship Id="1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(sheet)
            for _ in range(megabytes):
                part.write(b"x" * 1024 * 1024)
            part.write(b"</t></is></c></row></sheetData></worksheet>")
    return made.getvalue()  # fmt: skip


def start(url: str) -> subprocess.Popen[bytes]:
    """Starts the process in which an action server has uploads worked on."""
    command = [sys.executable, "-m", "actions.marketplace", "take-uploads"]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "MARKETPLACE_DATABASE_URL": url})


@pytest.mark.timeout(300)
async def test_a_workbook_that_unpacks_without_end_is_refused_and_others_go_on(
    market: Uploading, database_url: str
) -> None:
    large = await market.send({"products.xlsx": bomb(600)})
    small = await market.send({"suppliers.csv": SUPPLIERS})
    assert start(database_url).wait(120) == 0
    refused = await market.uploads.access(large, 0)
    assert refused["state"] == "failed"
    assert "is no readable Excel workbook" in refused["error_en"]
    assert counts(await market.uploads.access(small, 0)) == {"suppliers": (2, 0, 0, 0)}


async def test_a_file_that_its_reader_does_not_survive_is_given_up(market: Uploading) -> None:
    upload_id = await market.send({"suppliers.csv": SUPPLIERS})
    for _ in range(MOST_TRIES):
        await market.working._take()  # as a process that is killed before it gets anywhere
    await market.working.work()
    refused = await market.uploads.access(upload_id, 0)
    assert (refused["state"], "more memory" in refused["error_en"]) == ("failed", True)


@pytest.mark.timeout(300)
async def test_a_killed_import_of_an_upload_goes_on(market: Uploading, database_url: str) -> None:
    await market.apply((await market.look({"suppliers.csv": SUPPLIERS}))["id"])
    looked = await market.look({"products.csv": many_products(ROWS, wrong_every=700)})
    assert await market.uploads.apply(looked["id"])
    reached = await kill_in_the_middle(start(database_url), database_url, ROWS)
    assert 0 < reached < ROWS, "the import was not in the middle when it was killed"
    assert start(database_url).wait(200) == 0
    applied = await market.uploads.access(looked["id"], 100)
    assert (applied["state"], counts(applied)) == ("applied", {"products": (ROWS - 10, 0, 0, 10)})
    assert len(applied["problems"]) == len({one["line"] for one in applied["problems"]}) == 10
    rows = await rows_of(database_url, "products", "imports")
    assert len({row["name_en"] for row in rows["products"]}) == len(rows["products"]) == ROWS - 10
    assert all(row["finished_at"] for row in rows["imports"])


async def correct(market: Uploading, what: str, row: int | str, **cells: str) -> None:
    correcting = Correcting(market.database, lambda: NOW)
    corrected = await correcting.correct(what, row, cells, (await correcting.access(what, row)).seen, "ada")
    assert corrected.problems == ()


async def test_a_look_says_which_corrections_it_would_take_back(market: Uploading) -> None:
    await market.apply((await market.look(TABLES))["id"])
    await correct(market, "goods", 1, name_en="Brass hinge", moq="200", prices="200=2.00", stock="900")
    await correct(market, "suppliers", 2, rating="4.1")
    await correct(market, "accounts", "anna", language="zh")
    files = {
        "products.csv": PRODUCTS.replace("1000=1.85,500", "1000=1.85,900").replace("USD,6.40", "USD,6.50"),
        "suppliers.csv": SUPPLIERS.replace("贸易公司,no,", "贸易公司,yes,"),
        "accounts.csv": ACCOUNTS.replace(
            "en,Berg Living GmbH,Germany,Hamburg\nben", "en,Berg Living,Germany,Hamburg\nben"
        ),
    }
    looked = await market.look(files)
    tables = {one["kind"]: one for one in looked["tables"]}
    (goods,) = tables["products"]["taken_back"]
    assert (goods["id"], goods["name"]) == ("P-1", "Brass door hinge")
    assert {one["column"]: (one["old"], one["new"]) for one in goods["changes"]} == {
        "name_en": ("Brass hinge", "Brass door hinge"),
        "moq": ("200", "100"),
        "prices": ("200=2", "100=2.1; 1000=1.85"),
    }
    assert {one["column"]: one["by"] for one in goods["taken_back"]} == dict.fromkeys(
        ("name_en", "moq", "prices"), "ada"
    )
    assert [one["id"] for one in tables["products"]["samples"]["changed"]] == ["P-3"]
    (supplier,) = tables["suppliers"]["taken_back"]
    assert [(one["column"], one["old"], one["new"]) for one in supplier["changes"]] == [
        ("verified", "no", "yes"),
        ("rating", "4.1", ""),
    ]
    assert [one["column"] for one in supplier["taken_back"]] == ["rating"]
    (account,) = tables["accounts"]["taken_back"]
    assert [(one["column"], one["new"]) for one in account["changes"]] == [
        ("name_en", "Berg Living"),
        ("language", "en"),
    ]
    applied = await market.apply(looked["id"])
    assert applied["tables"][0]["taken_back"] == tables["suppliers"]["taken_back"]
    again = await market.look({"products.csv": PRODUCTS})
    assert not any(one["taken_back"] for one in again["tables"])


async def test_what_is_in_two_files_and_in_no_known_sheet_is_said(market: Uploading) -> None:
    twice = PRODUCTS.replace("100=2.10", "100=2.20")
    looked = await market.look({"suppliers.csv": SUPPLIERS, "products.csv": PRODUCTS, "products-2.csv": twice})
    assert sorted(counts({"tables": [one]})["products"] for one in looked["tables"][1:]) == [(0, 1, 2, 0), (3, 0, 0, 0)]
    wrong = {
        "products.csv": "Größe,ß".encode("latin-1"), "orders.csv": "order_id\n1\n", "suppliers.csv": SUPPLIERS
    }  # fmt: skip
    failed = await market.look(wrong)
    for name in ("products.csv", "orders.csv"):
        assert name in failed["error_en"]
        assert name in failed["error_zh"]
