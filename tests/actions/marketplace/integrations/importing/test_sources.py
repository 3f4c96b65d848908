"""Tables are read as offices write them, and what cannot be read is refused in one clear line."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from actions.marketplace.integrations.importing.kinds import KINDS, find_kind
from actions.marketplace.integrations.importing.problems import SENTENCES, BadFile, say
from actions.marketplace.integrations.importing.sources import open_tables
from actions.marketplace.integrations.importing.templates import write_template
from tests.fakes.files.workbooks import make_workbook

TABLE = "supplier_id,name_en,city\nS-1,Müller 景德镇瓷厂,Ningbo\n"
CHINESE = "供应商编号,公司名称,所在城市,企业类型\nS-1,景德镇瑞麟陶瓷有限公司,景德镇,工厂\nS-2,广州市白云区镕鑫皮具厂,广州,贸易商\n"


def cells(path: Path, kind: str | None = None, sheet: str | None = None) -> list[dict[str, str]]:
    with open_tables(path, kind, sheet) as tables:
        return [dict(row.cells) for table in tables for row in table.rows]


def refused(path: Path, kind: str | None = None, sheet: str | None = None) -> tuple[str, str]:
    """Returns why the file is refused, in both languages."""
    with pytest.raises(BadFile) as caught:
        cells(path, kind, sheet)
    values = caught.value.values
    return say(caught.value.code, "en", **values), say(caught.value.code, "zh", **values)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "suppliers.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read(file: Path, encoding: str) -> None:
    file.write_text(TABLE, encoding=encoding)
    assert cells(file) == [{"supplier_id": "S-1", "name_en": "Müller 景德镇瓷厂", "city": "Ningbo"}]


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8", "utf-8-sig"])
def test_chinese_encodings_are_told_apart(file: Path, encoding: str) -> None:
    file.write_text(CHINESE, encoding=encoding)
    assert [row["name_zh"] for row in cells(file)] == ["景德镇瑞麟陶瓷有限公司", "广州市白云区镕鑫皮具厂"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "supplier_id,name_en,city\nS-1,Müller Möbel Großhandel für Küchen,Ningbo\n"),
        ("big5", "供應商編號,公司名稱,城市\nS-1,臺灣陶瓷股份有限公司,鶯歌鎮\n"),
        ("shift_jis", "supplier_id,name_en,city\nS-1,株式会社やまだ製作所,Ningbo\n"),
    ],
)
def test_other_encodings_are_refused(file: Path, encoding: str, text: str) -> None:
    file.write_text(text, encoding=encoding)
    english, chinese = refused(file)
    assert "neither UTF-8 nor GB18030" in english
    assert "GB18030" in chinese


def test_a_half_character_at_the_end_is_refused(file: Path) -> None:
    file.write_bytes(TABLE.encode() + "瓷".encode()[:2])
    assert "neither UTF-8" in refused(file)[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_delimiters_and_line_ends(file: Path, delimiter: str, line_end: str) -> None:
    file.write_bytes(TABLE.replace(",", delimiter).replace("\n", line_end).encode())
    assert len(cells(file)) == 1


def test_the_delimiter_that_excel_names(file: Path) -> None:
    file.write_text("sep=|\n" + TABLE.replace(",", "|"))
    assert cells(file)[0]["city"] == "Ningbo"


def test_a_title_above_the_heading_and_empty_rows_are_passed_over(file: Path) -> None:
    file.write_text("2026年供应商名录,,,\n,,,\n" + CHINESE + ",,,\n", encoding="gb18030")
    assert len(cells(file)) == 2


def test_a_heading_may_say_more(file: Path) -> None:
    file.write_text("Supplier ID*,名称（必填）,City (in China)\nS-1,瓷厂,景德镇\n")
    assert cells(file) == [{"supplier_id": "S-1", "name_zh": "瓷厂", "city": "景德镇"}]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("suppliers.csv", "", "is empty"),
        ("suppliers.csv", "supplier_id,name_en\nS-1,Tea\n", "lacks the column(s) city, which suppliers need"),
        ("suppliers.csv", "supplier_id,city,City\nS-1,a,b\n", "has the column City twice"),
        ("suppliers.csv", 'supplier_id,city\nS-1,"Ningbo\n', "no readable table: line 2"),
        ("things.csv", "a,b\n1,2\n", "does not say what it holds"),
        ("suppliers.pdf", "x", "is no table that can be read: save it as .csv"),
        ("suppliers.xlsx", "no archive", "no readable Excel workbook"),
        ("suppliers.jsonl", "", "is empty"),
    ],
)
def test_what_is_no_table_is_refused_in_one_line(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content)
    english, chinese = refused(tmp_path / name)
    assert said in english
    assert "\n" not in english
    assert any(character >= "\u4e00" for character in chinese)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "suppliers.csv")[0].startswith("There is no file")
    assert refused(tmp_path / "suppliers.xlsx")[0].startswith("There is no file")


def test_a_row_with_too_many_cells_is_alone_refused(file: Path) -> None:
    file.write_text(TABLE + "S-2,Tea,Ningbo,more\nS-3,Tea,Ningbo,\n")
    with open_tables(file, None, None) as tables:
        (table,) = tables
        rows = list(table.rows)
    assert [row.problem for row in rows] == [None, "too_many_cells", None]


def test_lines_of_json(tmp_path: Path) -> None:
    order = {
        "order_id": "SO-1",
        "buyer_id": 77,
        "supplier_id": "S-1",
        "state": "shipped",
        "placed_at": "2026-11-01",
        "currency": "USD",
        "incoterm": "FOB",
        "lines": [
            {"product_id": "P-1", "quantity": 100, "unit_price": 3.20},
            {"goods_en": "Mould", "quantity": 1, "unit": "piece", "unit_price": 250},
        ],
    }
    path = tmp_path / "orders.jsonl"
    path.write_text(json.dumps(order) + "\n\n[1]\n{broken\n" + json.dumps(order | {"order_id": "SO-2"}) + "\n")
    with open_tables(path, None, None) as tables:
        (table,) = tables
        rows = list(table.rows)
    assert [(row.line, row.problem) for row in rows] == [
        (1, None), (1, None), (3, "bad_json"), (4, "bad_json"), (5, None), (5, None),
    ]  # fmt: skip
    assert rows[0].cells["buyer_id"] == "77"
    assert (rows[0].cells["unit_price"], rows[1].cells["unit"]) == ("3.2", "piece")


def test_prices_in_json_are_a_list(tmp_path: Path) -> None:
    path = tmp_path / "products.jsonl"
    prices = [{"minimum": 100, "unit_price": 3.2}, {"minimum": 500, "unit_price": 2.95}]
    path.write_text(json.dumps({"product_id": "P-1", "prices": prices, "other_names_en": ["cup", "mug"]}))
    assert cells(path)[0] == {"product_id": "P-1", "prices": "100=3.2; 500=2.95", "other_names_en": "cup; mug"}


def test_a_workbook_holds_several_tables(tmp_path: Path) -> None:
    suppliers = [["供应商编号", "名称", "城市", "已认证", "成立年份"], ["S-1", "瓷厂 & Co <1>", "景德镇", True, 1998]]
    certificates = [
        ["证书编号", "供应商编号", "证书名称", "证书号码", "发证机构", "有效期至"],
        [7, "S-1", "ISO 9001", "Q-1", "SGS", dt.date(2028, 3, 31)],
        [None, None, None, None, None, None],
        [8, "S-1", "BSCI", 3.2000000000000002, "SGS", dt.date(2027, 1, 1)],
    ]
    path = tmp_path / "导出.xlsx"
    path.write_bytes(make_workbook({"证书": certificates, "说明": [["Read me"]], "供应商": suppliers}))
    with open_tables(path, None, None) as tables:
        found = [(table.kind.name, [dict(row.cells) for row in table.rows]) for table in tables]
    assert [name for name, _ in found] == ["suppliers", "certificates"]
    assert found[0][1] == [
        {"supplier_id": "S-1", "name_zh": "瓷厂 & Co <1>", "city": "景德镇", "verified": "yes", "founded_year": "1998"}
    ]
    assert [(row["certificate_id"], row["number"], row["valid_until"]) for row in found[1][1]] == [
        ("7", "Q-1", "2028-03-31"),
        ("8", "3.2", "2027-01-01"),
    ]
    assert len(cells(path, sheet="供应商")) == 1
    assert "has no sheet 产品" in refused(path, sheet="产品")[0]


def test_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "suppliers.xlsx"
    path.write_bytes(make_workbook({"suppliers": [["supplier_id", "name", "city"], ["S-1", "Tea", "Ningbo"]]}))
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb">]><sst><si><t>&b;</t></si></sst>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/styles2.xml", bomb)
    assert len(cells(path)) == 1
    other = tmp_path / "more-suppliers.xlsx"
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(other, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, bomb if name == "xl/sharedStrings.xml" else good.read(name))
    assert "no readable Excel workbook" in refused(other)[0]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_a_template_is_itself_a_table_without_problems(tmp_path: Path, kind: str, language: str, ending: str) -> None:
    from actions.marketplace.integrations.importing.grouping import read_items

    path = tmp_path / f"{kind}.{ending}"
    write_template(path, "zh" if language == "zh" else "en")
    with open_tables(path, None, None) as tables:
        (table,) = tables
        assert not table.unused
        items = list(read_items(table.kind, table.rows))
    assert items
    assert not [item.problems for item in items if item.problems]
    with pytest.raises(BadFile, match="exists"):
        write_template(path, "en")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("2026 products (final)", "products"),
        ("产品表", "products"),
        ("付款", "payments"),
        ("exchange_rates", "rates"),
        ("x", None),
    ],
)
def test_a_name_says_the_kind(name: str, kind: str | None) -> None:
    found = find_kind(name)
    assert (found and found.name) == kind


def test_every_sentence_is_there_in_both_languages_with_the_same_values() -> None:
    from string import Formatter

    for code, (english, chinese) in SENTENCES.items():
        names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (english, chinese)]
        assert names[0] == names[1], code
        assert any(character >= "\u4e00" for character in chinese), code
