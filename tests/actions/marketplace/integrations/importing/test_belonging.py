"""What a row names belongs together, and a refusal repeats what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.actions.imports import (
    ACCOUNTS,
    CERTIFICATES,
    ORDERS,
    PRODUCTS,
    SUPPLIERS,
    TABLES,
    read_report,
    run_import,
    write_tables,
)

Said = tuple[str, str, str]


async def refusals(url: str, tmp_path: Path, changed: dict[str, str], dry: bool, language: str = "en") -> list[Said]:
    """Imports the marketplace of the tests with these tables changed. Returns column, value and reason of refused rows."""
    table = next(iter(changed))
    await run_import(url, write_tables(tmp_path, TABLES | changed), dry=dry, language=language)
    report = read_report(tmp_path / f"{Path(table).stem}.report.csv")
    return [tuple(row.values())[1:4] for row in report]  # type: ignore[misc]


@pytest.mark.parametrize("dry", [True, False])
async def test_goods_of_another_supplier_are_refused(database_url: str, tmp_path: Path, dry: bool) -> None:
    orders = ORDERS.replace("FOB,,,P-3", "FOB,,,P-1")
    (order,) = await refusals(database_url, tmp_path, {"orders.csv": orders}, dry)
    assert order == ("product_id", "P-1", "belongs to another supplier: S-1")
    certificates = CERTIFICATES.replace("C-2,S-2,P-3", "C-9,S-2,P-1")
    (one,) = await refusals(database_url, tmp_path, {"certificates.csv": certificates}, dry, "zh")
    assert one == ("product_id", "P-1", "属于另一家供应商：S-1")


@pytest.mark.parametrize("dry", [True, False])
async def test_an_account_in_place_of_its_company_is_told_the_company(
    database_url: str, tmp_path: Path, dry: bool
) -> None:
    orders = ORDERS.replace("SO-3,,B-1", "SO-3,,anna").replace("SO-2,,B-1", "SO-2,,lianhe")
    supplier, buyer, *_ = await refusals(database_url, tmp_path, {"orders.csv": orders}, dry)
    assert buyer == ("buyer_id", "anna", "names an account; write its company_id, B-1")
    assert supplier[2].startswith("names a buyer that is not here")
    _, buyer, *_ = await refusals(database_url, tmp_path, {"orders.csv": orders}, dry, "zh")
    assert buyer[2] == "填的是账号，请填该账号的公司编号：B-1"


async def test_dates_of_an_order_fit_together_and_to_the_clock(database_url: str, tmp_path: Path) -> None:
    orders = ORDERS.replace("FOB,2026-12-20", "FOB,2026-10-20").replace("2026-11-20,USD", "2027-01-20,USD")
    before, future, *_ = await refusals(database_url, tmp_path, {"orders.csv": orders}, dry=False)
    assert before == ("expected_on", "2026-10-20", "lies before placed_at")
    assert future == ("placed_at", "2027-01-20", "lies in the future")
    before, *_ = await refusals(database_url, tmp_path, {"orders.csv": orders}, dry=False, language="zh")
    assert before[2] == "早于下单时间"


@pytest.mark.parametrize(
    ("moq", "prices", "english", "chinese"),
    [
        ("100", "500=4.00; 1000=3.50", "has no price for 100, the minimum order: it begins at 500", "起订量100没有价格：最低一档从500起"),
        ("100", "100=4.00; 500=6.20", "asks more for each from 500 on than from 100 on", "数量500的单价高于数量100的单价"),
        ("200", "100=4.00", "begins below the minimum order of 200", "起订数量低于最小起订量200"),
    ],
)  # fmt: skip
async def test_prices_begin_at_the_minimum_order_and_fall(
    database_url: str, tmp_path: Path, moq: str, prices: str, english: str, chinese: str
) -> None:
    products = PRODUCTS.replace("pcs,100,15,USD,,100=2.10; 1000=1.85", f"pcs,{moq},15,USD,,{prices}")
    for language, reason in (("en", english), ("zh", chinese)):
        one, *_ = await refusals(database_url, tmp_path, {"products.csv": products}, dry=False, language=language)
        assert one == ("prices", prices, reason)


async def test_a_refused_city_is_named(database_url: str, tmp_path: Path) -> None:
    suppliers = SUPPLIERS.replace("佛山粤达陶瓷,佛山", "佛山粤达陶瓷,Berlin")
    ((column, value, reason),) = await refusals(database_url, tmp_path, {"suppliers.csv": suppliers}, dry=True)
    assert (column, value, "province" in reason) == ("city", "Berlin", True)


async def test_a_cell_too_many_is_one_reason(database_url: str, tmp_path: Path) -> None:
    split = ORDERS.splitlines()[0] + "\nSO-9,,B-1,S-1,shipped,Nov 2, 2026,USD,FOB,,,P-1,5,2.10\n"
    rest = "account_id,role,company_id,language,name_en,country,city\ncarl,buyer,B-2,en,Carl, Sons,DE,\n"
    ((column, _, reason),) = await refusals(database_url, tmp_path, {"orders.csv": split}, dry=True)
    assert (column, "more cells than there are headings" in reason) == ("", True)
    (one,) = await refusals(database_url, tmp_path, {"accounts.csv": rest}, dry=True, language="zh")
    assert "单元格多于表头" in one[2]
    padded = "\n".join(f"{line},," if place else line for place, line in enumerate(ACCOUNTS.splitlines()))
    outcomes, _ = await run_import(database_url, write_tables(tmp_path, TABLES | {"accounts.csv": padded}))
    assert not any(one.counts.refused for one in outcomes if one.kind == "accounts")
