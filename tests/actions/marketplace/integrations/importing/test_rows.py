"""Whatever stands in a row, it becomes a whole record or a list of problems, each of which can be said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.marketplace.integrations.importing.columns import Kind
from actions.marketplace.integrations.importing.grouping import read_items
from actions.marketplace.integrations.importing.kinds import KINDS
from actions.marketplace.integrations.importing.problems import BadValue, say
from actions.marketplace.integrations.importing.sources import RawRow
from actions.marketplace.integrations.importing.values import (
    read_currency,
    read_day,
    read_moment,
    read_number,
    read_tiers,
    read_unit,
    read_yes,
)

TEXTS = st.text(max_size=40) | st.sampled_from(
    ["1", "0", "-1", "1,5", "1,500", "1e9", "9" * 30, "NaN", "USD", "人民币", "pcs", "件", "2026-02-30", "2026年3月1日", "是", "DE",
     "100=3; 500=2", "=1=2", "景德镇", "\x00", "\ud800", " ", "ISO 9001", "FOB", "ORD-100001", "COSCO", "buyer", "paid"]
)  # fmt: skip
CELLS = TEXTS | st.none() | st.lists(st.integers(), max_size=2)


def rows_of(kind: Kind) -> st.SearchStrategy[list[dict[str, Any]]]:
    names = [column.name for column in kind.columns]
    good = {column.name: column.examples[0] for column in kind.columns}
    row = st.dictionaries(st.sampled_from(names), CELLS, max_size=6).map(lambda changes: good | changes)
    return st.lists(row, min_size=1, max_size=4)


@pytest.mark.parametrize("name", list(KINDS))
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_row_is_read_whole_or_refused_with_reasons(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]
    rows = data.draw(rows_of(kind))
    items = list(read_items(kind, [RawRow(line, cells, 0.5) for line, cells in enumerate(rows, start=2)]))
    assert sum(len(item.lines) for item in items) == len(rows)
    for item in items:
        assert (item.record is None) == bool(item.problems)
        for line, problem in item.problems:
            assert line in item.lines
            assert problem.column is None or any(column.name == problem.column for column in kind.columns)
            for language in ("en", "zh"):
                assert "{" not in say(problem.code, language, **problem.values).replace(problem.value, "")  # type: ignore[arg-type]
        if item.record is not None:
            assert item.record.operator_id if hasattr(item.record, "operator_id") else True
            assert "\x00" not in repr(item.record).replace("\\x00", "\x00")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_numbers_are_read_as_they_are_written(value: Decimal) -> None:
    for written in (f"{value:f}", f"{value:,f}", f" {value:f}".strip()):
        assert read_number(written) == value


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("1,234.5", "1234.5"),
        ("１２３４．５", "1234.5"),
        ("1 000", "1000"),
        ("1.5e3", "1500"),
        ("1,000", "1000"),
        ("+7", "7"),
    ],
)
def test_numbers(said: str, means: str) -> None:
    assert read_number(said) == Decimal(means)


@pytest.mark.parametrize(("said", "code"), [("1,5", "unclear_number"), ("1.234,50", "not_a_number"), ("12,34,56", "not_a_number"), ("", "not_a_number"), ("NaN", "not_a_number"), ("1e999", "not_a_number")])  # fmt: skip
def test_what_is_no_clear_number(said: str, code: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_number(said)
    assert caught.value.code == code


def test_other_values() -> None:
    assert (read_unit("PCS"), read_unit("公斤"), read_unit("Square Metres")) == ("piece", "kilogram", "square_metre")
    assert (read_currency("rmb"), read_currency("美元"), read_currency("eur")) == ("CNY", "USD", "EUR")
    assert (read_day("2026/1/5").isoformat(), read_day("2026年12月31日").isoformat()) == ("2026-01-05", "2026-12-31")
    assert read_moment("2026-11-25T16:30:00+08:00").isoformat() == "2026-11-25T08:30:00+00:00"
    assert (read_yes("是"), read_yes("N")) == (True, False)
    assert [(tier.minimum, tier.unit_price) for tier in read_tiers("500=2.95；100＝3.20")] == [
        (Decimal(100), Decimal("3.2")),
        (Decimal(500), Decimal("2.95")),
    ]


@pytest.mark.parametrize("written", ["1.000", "12.500", "250.250"])
def test_a_quantity_whose_dot_may_divide_thousands_is_refused(written: str) -> None:
    readers = (
        KINDS["products"].column("moq").read,
        KINDS["products"].column("stock").read,
        KINDS["products"].column("lead_time_days").read,
        KINDS["orders"].column("quantity").read,
        lambda said: read_tiers(f"{said}=3"),
    )
    for read in readers:
        with pytest.raises(BadValue) as refused:
            read(written)
        assert refused.value.code == "unclear_number"
        assert refused.value.values["thousands"] == written.replace(".", "")


@pytest.mark.parametrize(
    ("written", "value"), [("1.125", "1.125"), ("0.500", "0.5"), ("1,000", "1000"), ("1000.50", "1000.5")]
)
def test_a_quantity_that_means_one_number_is_read(written: str, value: str) -> None:
    assert KINDS["products"].column("moq").read(written) == Decimal(value)
    assert KINDS["products"].column("price").read("1.250") == Decimal("1.25"), "a price may be written so"


def test_a_refused_unit_names_those_that_chinese_traders_write() -> None:
    with pytest.raises(BadValue) as refused:
        read_unit("bucket")
    assert str(refused.value.values["choices"][1]).startswith("件、套、双、打、箱、千克、吨、米、平方米、升、")
