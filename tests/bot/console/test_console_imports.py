"""An admin uploads tables, reads what would change, decides, and uploads pictures; nobody else does, and all is logged."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.files.pictures.tables import pictures
from bot.staff.store.tables import audit_log
from tests.fakes.files import bad, good
from tests.fakes.gateway.support_desk import Browser, SupportDesk, support_desk, token_of
from tests.fakes.gateway.uploads import PROBLEMS, TABLE, FakeUploads

PAGE = "/console/imports"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


def uploads_of(desk: SupportDesk) -> FakeUploads:
    assert isinstance(desk.deps.uploads, FakeUploads)
    return desk.deps.uploads


async def send(
    browser: Browser, field: str, files: Mapping[str, bytes], path: str = PAGE, **fields: str
) -> httpx.Response:
    """Sends the form of the page with these files, as a browser does."""
    form = {"csrf": token_of(await browser.get("/console/account")), **fields}
    parts = [(field, (name, content, "application/octet-stream")) for name, content in files.items()]
    return await browser.client.post(path, data=form, files=parts)


async def read_log(desk: SupportDesk) -> dict[str, dict[str, Any]]:
    async with desk.database.read() as connection:
        rows = await connection.execute(select(audit_log).order_by(audit_log.c.id))
        return {row.action: {"target": row.target, **row.details} for row in rows if row.outcome == "done"}


async def test_what_would_change_is_shown_before_an_admin_decides(desk: SupportDesk) -> None:
    uploads = uploads_of(desk)
    async with desk.signed_in("admin") as admin:
        answer = await send(admin, "files", {"products.csv": b"x" * 2_500_000, "产品表.csv": b"y"}, kind="products")
        assert answer.status_code == 303
        assert (uploads.sent["products.csv"], uploads.sent["产品表.csv"]) == (b"x" * 2_500_000, b"y")
        where = answer.headers["location"]
        waiting = (await admin.get(where)).text
        assert "Being looked at" in waiting
        assert f"{where}/apply" not in waiting
        assert "every 2s" in waiting
        part = await admin.get(f"{where}/progress")
        assert ("progress-title" in part.text, "hx-refresh" in part.headers) == (True, False)
        uploads.work("looked", is_beside_demo=True)
        part = await admin.get(f"{where}/progress")
        assert (part.text, part.headers["hx-refresh"]) == ("", "true")
        shown = (await admin.get(where)).text
        assert "every 2s" not in shown
        for words in (
            "1,240",
            "Import 1,243 rows",
            "is no unit that is known",
            "2 of the pictures",
            "hinge.jpg",
            "still holds the demo",
            "products.csv takes back corrections",
            "Name in English: Floor tile → –",
            "takes back what ada corrected",
            "Minimum order: 100 → &lt;b&gt;200",
            'data-label="Reason"',
        ):
            assert words in shown, words
        for tag in ("<b>hinge", "<i>Colour", "cmd<b>"):
            assert tag not in shown
        assert (await admin.post(f"{where}/apply")).headers["location"] == where
        assert uploads.known[where[-32:]].state == "to_apply"
        assert "Being imported" in (await admin.get(where)).text
        await admin.post(f"{where}/apply")
        uploads.work("applied")
        shown = (await admin.get(where)).text
        assert "What has changed" in shown
        assert "/apply" not in shown
        assert "products.csv, 产品表.csv" in (await admin.get(PAGE)).text
        assert (await admin.post(f"{where}/discard")).headers["location"] == PAGE
        assert (await admin.get(where)).status_code == 404
    logged = await read_log(desk)
    assert logged["imports.upload"] == {"target": None, "files": ["products.csv", "产品表.csv"], "upload": where[-32:]}
    assert logged["imports.apply"]["target"] == f"import:{where[-32:]}"
    assert logged["imports.apply"]["decided"] is False
    assert logged["imports.apply"]["counts"] == {"new": 1240, "changed": 3, "refused": 2}
    assert "imports.discard" in logged


async def test_all_is_said_in_chinese_and_refused_rows_can_be_downloaded(desk: SupportDesk) -> None:
    uploads = uploads_of(desk)
    async with desk.signed_in("admin") as admin:
        await admin.post("/console/language", language="zh")
        where = (await send(admin, "files", {"产品表.csv": b"y"})).headers["location"]
        uploads.work("looked")
        shown = (await admin.get(where)).text
        for words in (
            "将发生的变化",
            "导入1,243行",
            "会撤销在此处所作的更正",
            "将撤销ada的更正",
            "最小起订量: 100",
            "不是已知的计量单位",
            "单元格过多",
        ):
            assert words in shown, words
        assert "is no unit that is known" not in shown
        table = await admin.get(f"{where}/refused.csv")
        assert "attachment" in table.headers["content-disposition"]
        rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
        assert rows[0] == ["文件", "行", "列", "值", "原因"]
        assert rows[1] == ["products.csv", "7", "单位", "'=cmd<b>", "不是已知的计量单位"]
        assert len(rows) == 1 + len(PROBLEMS)
        refused = await send(admin, "files", {"x.pdf": b"y"})
        assert (refused.status_code, "这不是表格" in refused.text) == (422, True)
        uploads.work("looked")
        where = (await send(admin, "files", {"orders.csv": b"y"})).headers["location"]
        uploads.work("failed", tables=[], problems=[], error={"en": "no <b>table", "zh": "无法<b>读取"})
        shown = (await admin.get(where)).text
        assert "无法&lt;b&gt;读取" in shown
        assert "refused.csv" not in shown


@pytest.mark.parametrize(("language", "named"), [("en", "Products"), ("zh", "产品")])
async def test_the_page_offers_empty_tables_in_the_language(desk: SupportDesk, language: str, named: str) -> None:
    async with desk.signed_in("admin") as admin:
        await admin.post("/console/language", language=language)
        assert f'href="{PAGE}/templates/products" download>{named}' in (await admin.get(PAGE)).text
        answer = await admin.get(f"{PAGE}/templates/products")
        assert answer.content == f"products {language}".encode()
        assert answer.headers["content-disposition"] == 'attachment; filename="products.xlsx"'
        assert (await admin.get(f"{PAGE}/templates/clouds")).status_code == 404


async def test_nothing_to_import_has_no_button(desk: SupportDesk) -> None:
    async with desk.signed_in("admin") as admin:
        where = (await send(admin, "files", {"products.csv": b"y"})).headers["location"]
        uploads_of(desk).work("looked", tables=[TABLE | {"new": 0, "changed": 0}], problems=[])
        shown = (await admin.get(where)).text
        assert "There is nothing to import" in shown
        assert f"{where}/apply" not in shown


async def test_nobody_else_imports_and_no_other_site_does(desk: SupportDesk) -> None:
    async with desk.signed_in("admin") as admin:
        where = (await send(admin, "files", {"products.csv": b"y"})).headers["location"]
        uploads_of(desk).work("looked")
        for path, field in ((PAGE, "files"), (f"{PAGE}/pictures", "pictures")):
            forged = await admin.client.post(path, data={"csrf": "guessed"}, files=[(field, ("a.csv", b"x"))])
            assert forged.status_code == 403
        for step in ("apply", "discard"):
            assert (await admin.client.post(f"{where}/{step}", data={"csrf": "guessed"})).status_code == 403
        for odd in ("x", "0" * 31, "0" * 32, "..%2f..", "A" * 32):
            for end in ("", "/progress", "/refused.csv"):
                assert (await admin.get(f"{PAGE}/{odd}{end}")).status_code == 404
        many = await send(admin, "files", {f"{number}.csv": b"x" for number in range(11)})
        assert (many.status_code, "more files, or larger ones" in many.text) == (409, True)
    for username in ("alice", "meilin"):
        async with desk.signed_in(username) as browser:
            for path in (PAGE, where, f"{where}/progress", f"{where}/refused.csv"):
                assert (await browser.get(path)).status_code == 404
            for path in (PAGE, f"{PAGE}/pictures", f"{where}/apply", f"{where}/discard"):
                assert (await browser.post(path)).status_code == 404
            assert PAGE not in (await browser.get("/console/hours")).text
    assert uploads_of(desk).known[where[-32:]].state == "looked"


def zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def as_chinese_windows_does(name: str, content: bytes) -> bytes:
    """Returns an archive whose one name is in GBK and does not say so."""
    stand_in = "x" * len(name.encode("gbk"))
    return zipped({stand_in: content}).replace(stand_in.encode(), name.encode("gbk"))


async def stored(desk: SupportDesk) -> set[str]:
    async with desk.database.read() as connection:
        return set((await connection.execute(select(pictures.c.name))).scalars())


async def test_pictures_come_one_by_one_and_in_archives(desk: SupportDesk) -> None:
    archive = zipped(
        {
            "photos/Cup.JPG": good.picture(),
            "photos/torn.png": good.picture(400, 300, "PNG")[:300],
            "notes.txt": b"x",
            "__MACOSX/photos/._Cup.JPG": b"x",
            ".DS_Store": b"x",
        }
    )
    chinese = as_chinese_windows_does("茶壶.png", good.picture(picture_format="PNG"))
    given = {
        "Kettle.png": good.picture(picture_format="PNG"),
        "all.zip": archive,
        "two.zip": chinese,
        "cup.jpg": good.picture(90),
    }
    async with desk.signed_in("admin") as admin:
        answer = await send(admin, "pictures", given, f"{PAGE}/pictures")
        assert answer.status_code == 200
        assert "3 new, 0 as they were, 3 refused" in answer.text
        for words in (
            "photos/torn.png",
            "damaged or incomplete",
            "notes.txt",
            "no name of a picture",
            "was there before",
        ):
            assert words in answer.text, words
        assert "DS_Store" not in answer.text
        assert await stored(desk) == {"kettle.png", "cup.jpg", "茶壶.png"}
        again = await send(admin, "pictures", {"two.zip": chinese}, f"{PAGE}/pictures")
        assert "0 new, 1 as they were, 0 refused" in again.text
        where = (await send(admin, "files", {"products.csv": b"y"})).headers["location"]
        uploads_of(desk).work("looked", tables=[TABLE | {"pictures": ["cup.jpg", "lid.jpg"]}])
        assert "1 of the pictures that products name are not here yet: lid.jpg" in (await admin.get(where)).text
    assert (await read_log(desk))["imports.pictures"]["counts"] == {"new": 0, "unchanged": 1, "refused": 0}


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("bomb.zip", bad.zip_bomb, "damaged, unpacks to too much"),
        ("lies.zip", bad.zip_that_lies, "damaged"),
        ("overlapping.zip", bad.overlapping_zip, "damaged"),
        ("many.zip", lambda: zipped({f"{number}.jpg": b"x" for number in range(101)}), "At most 100 pictures"),
        ("very-many.zip", lambda: zipped({f"{number}.jpg": b"" for number in range(3_000)}), "damaged"),
        ("page.zip", lambda: b"<!doctype html>", "no ZIP archive"),
        ("empty.zip", lambda: b"", "no ZIP archive"),
        ("bomb.png", lambda: bad.png_of_size(40_000, 40_000), "0 new, 0 as they were, 1 refused"),
        ("../../up.png", lambda: b"x", "0 new, 0 as they were, 1 refused"),
    ],
)
async def test_hostile_archives_and_pictures_are_refused_with_a_reason(
    desk: SupportDesk, name: str, make: Callable[[], bytes], words: str
) -> None:
    async with desk.signed_in("admin") as admin:
        answer = await send(admin, "pictures", {name: make()}, f"{PAGE}/pictures")
        assert answer.status_code in (200, 409)
        assert words in answer.text
        assert await stored(desk) == set()
