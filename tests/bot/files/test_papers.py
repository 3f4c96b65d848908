"""Papers are printed: both languages with embedded fonts, on as many pages as they need, within limits."""

from __future__ import annotations

import io
import json
import re
import sys
from typing import Any

import pytest
from pypdf import PdfReader

from bot.files.papers import printer
from bot.files.papers.canvas import break_lines
from bot.files.papers.page import draw
from bot.files.papers.printer import Printer
from bot.files.papers.sheet import Party, Section, Sheet, read_sheet
from bot.messages.reply import MOST_LINES, read_reply
from foundation.errors import Unreadable


def make_sheet(rows: int = 2, goods: tuple[str, str] = ("Silk scarf", "真丝丝巾")) -> Sheet:
    row = (("1", "1"), goods, ("800 pieces", "800件"), ("USD 8.40", "USD 8.40"), ("USD 6,720.00", "USD 6,720.00"))
    return Sheet(
        title=("Proforma invoice", "形式发票"),
        number="PI-100555-1",
        issued="2026-11-26",
        facts=(
            (("Date", "日期"), ("26 Nov 2026", "2026年11月26日")),
            (("Order", "订单"), ("ORD-100555", "ORD-100555")),
        ),
        parties=(Party(("Seller", "卖方"), (("Łódź Żółw Sp. z o.o.", "罗兹公司"), ("Gdańsk", "格但斯克"))),),
        columns=tuple((name, name) for name in ("No.", "Goods", "Quantity", "Unit price", "Amount")),
        rows=(row,) * rows,
        totals=((("Total", "总额"), ("USD 13,440.00", "USD 13,440.00")),),
        sections=(
            Section(("Pay to", "付至"), ((("Account", "账号"), ("115120340056", "115120340056")),), ("Note", "注")),
        ),
        footer=("Issued by the marketplace", "由平台出具"),
        page=("Page {page} of {pages}", "第{page}页，共{pages}页"),
        producer="Harbour",
    )


def read(content: bytes) -> list[str]:
    return [re.sub(r"[\s\0]+", "", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def test_a_sheet_is_read_as_it_was_written() -> None:
    assert read_sheet(json.loads(make_sheet().as_json())) == make_sheet()


def test_both_languages_are_on_it_with_their_fonts() -> None:
    content = draw(make_sheet())
    (text,) = read(content)
    for words in (
        "Proformainvoice",
        "形式发票",
        "ŁódźŻółwSp.zo.o.",
        "罗兹公司",
        "USD6,720.00",
        "Page1of1",
        "第1页，共1页",
    ):
        assert words in text, words
    page: Any = PdfReader(io.BytesIO(content)).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]
    names = {font["/BaseFont"].partition("+")[2] for font in fonts}
    assert names == {"Lato", "LatoBold", "NotoSansSC"}
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor), "embedded"


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert draw(make_sheet()) == draw(make_sheet())


def test_many_lines_go_on_over_pages_with_their_header() -> None:
    pages = read(draw(make_sheet(rows=60)))
    assert len(pages) > 2
    assert all("Unitprice" in page for page in pages[:-1])
    assert f"Page{len(pages)}of{len(pages)}" in pages[-1]
    assert sum(page.count("真丝丝巾") for page in pages) == 60


def test_every_page_has_the_same_foot() -> None:
    sizes = []
    for page in PdfReader(io.BytesIO(draw(make_sheet(rows=60)))).pages:
        seen: list[float] = []

        def visit(text: str, _cm: Any, _tm: Any, _font: Any, size: float, seen: list[float] = seen) -> None:
            if "Page" in text:
                seen.append(size)

        page.extract_text(visitor_text=visit)
        sizes.append(seen[-1])
    assert set(sizes) == {7.5}


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("two words here", 9, ["two words", "here"]),
        ("真丝丝巾，数码印花", 4, ["真丝丝", "巾，数码", "印花"]),
        ("中文（ABC）后", 5, ["中文", "（ABC）", "后"]),
        ("unbreakably", 4, ["unbr", "eaka", "bly"]),
        ("a\nb", 9, ["a", "b"]),
        ("", 9, [""]),
    ],
)
def test_lines_break_as_both_languages_do(text: str, width: int, lines: list[str]) -> None:
    assert break_lines(text, width, len) == lines


async def test_printing_has_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await Printer(seconds=0.01).print(make_sheet()) is None
    monkeypatch.setattr(printer.sys, "executable", "/bin/false")
    assert await Printer().print(make_sheet()) is None
    monkeypatch.setattr(printer.sys, "executable", sys.executable)


async def test_it_is_printed_in_a_process() -> None:
    assert await Printer().print(make_sheet()) == draw(make_sheet())


PAPER: dict[str, Any] = {
    "name": "x.pdf", "title": "t", "number": "n", "issued": "2026-11-26", "facts": [], "parties": [],
    "columns": ["a", "b"], "rows": [["1", "2"]], "totals": [], "sections": [],
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"rows": [["1"]]},
        {"rows": [["1", "2"]] * (MOST_LINES + 1)},
        {"facts": ["x"]},
        {"parties": [{}]},
        {"sections": [{"fields": []}]},
        {"columns": ["a"], "rows": [["1"]]},
        {"columns": ["a"] * 7, "rows": []},
        {"issued": None},
    ],
)
def test_a_malformed_paper_fails_the_turn(change: dict[str, Any]) -> None:
    read_reply({"response": "r", "files": [{"paper": PAPER}]})
    with pytest.raises(Unreadable):
        read_reply({"response": "r", "files": [{"paper": PAPER | change}]})
