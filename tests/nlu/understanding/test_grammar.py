"""The trade grammar: what it finds, how it normalises it, and that nothing makes it stumble."""

from __future__ import annotations

from datetime import date

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.understanding.grammar import codes, quantities
from nlu.understanding.grammar.changes.differences import find_differences
from nlu.understanding.grammar.numerals import value_of
from nlu.understanding.grammar.reading import read
from nlu.understanding.text.writing import folded
from trade.incoterms import incoterms
from trade.units import units

WEDNESDAY = date(2026, 11, 25)


def sure(text: str) -> list[tuple[str, str, object]]:
    return [(found.entity, text[found.start : found.end], found.value) for found in read(text, WEDNESDAY) if found.sure]


@pytest.mark.parametrize(
    ("text", "span", "value", "unit"),
    [
        ("I need 5k pcs of it", "5k pcs", 5000, "piece"),
        ("要三千件", "三千件", 3000, "piece"),
        ("五十吨白糖", "五十吨", 50, "tonne"),
        ("50 MT sugar", "50 MT", 50, "tonne"),
        ("5,000 sets please", "5,000 sets", 5000, "set"),
        ("10.000 pcs", "10.000 pcs", 10000, "piece"),
        ("1.5 tons", "1.5 tons", 1.5, "tonne"),
        ("2 lakh pieces", "2 lakh pieces", 200000, "piece"),
        ("twenty five cartons", "twenty five cartons", 25, "carton"),
        ("twenty-five cartons", "twenty-five cartons", 25, "carton"),
        ("two-hundred pcs", "two-hundred pcs", 200, "piece"),
        ("two-three pcs", "two-three pcs", 3, "piece"),
        ("a hundred pieces", "a hundred pieces", 100, "piece"),
        ("one thousand two hundred units", "one thousand two hundred units", 1200, "piece"),
        ("2万5千双", "2万5千双", 25000, "pair"),
        ("1.5万条", "1.5万条", 15000, "piece"),
        ("三百来套餐椅", "三百来套", 300, "set"),
        ("20多箱", "20多箱", 20, "carton"),
        ("两个40尺柜", "两个40尺柜", 2, "container_40ft"),
        ("订一个小柜", "一个小柜", 1, "container_20ft"),
        ("freight for a 20ft to Tema", "a 20ft", 1, "container_20ft"),
        ("3 x 40' HQ", "3 x 40' HQ", 3, "container_40hq"),
        ("我那兩個櫃到了沒", "兩個櫃", 2, "container"),
        ("２００箱", "２００箱", 200, "carton"),
        ("800斤花椒", "800斤", 400, "kilogram"),
        ("三吨半", "三吨半", 3.5, "tonne"),
        ("300平方米地板", "300平方米", 300, "square_metre"),
        ("500-600 pcs", "500-600 pcs", 600, "piece"),
        ("三到五吨", "三到五吨", 5, "tonne"),
        ("a container of tomato paste", "a container", 1, "container"),
        ("one roll", "one roll", 1, "piece"),
        ("5w pcs", "5w pcs", 50000, "piece"),
    ],
)
def test_quantities(text: str, span: str, value: float, unit: str) -> None:
    assert ("quantity", span, {"value": value, "unit": unit}) in sure(text)


@pytest.mark.parametrize(
    "text",
    [
        "一个月能做好吗",
        "我有两个问题",
        "第3件",
        "三个人去看厂",
        "7 or 8 percent",
        "四件套",
        "25 days",
        "ship a container",
        "24-7",
        "in a box",
    ],
)
def test_what_counts_no_goods(text: str) -> None:
    assert [found for found in sure(text) if found[0] == "quantity"] == []


@pytest.mark.parametrize(
    ("text", "span", "amount", "currency"),
    [
        ("3.20 usd each", "3.20 usd", "3.20", "USD"),
        ("it was $5", "$5", "5", "USD"),
        ("$5 was too much", "$5", "5", "USD"),
        ("$5.6 with logo", "$5.6", "5.60", "USD"),
        ("预算$1.5w", "$1.5w", "15000", "USD"),
        ("the small one $19", "$19", "19", "USD"),
        ("EUR 12,400 was paid", "EUR 12,400", "12400", "EUR"),
        ("phone cases under a dollar", "under a dollar", "1", "USD"),
        ("drop anything over a buck", "over a buck", "1", "USD"),
        ("PKR 900 each", "PKR 900", "900", "PKR"),
        ("we pay 14 zł each", "14 zł", "14", "PLN"),
        ("under 8 dollars per piece", "under 8 dollars", "8", "USD"),
        ("USD 1,240 per MT", "USD 1,240", "1240", "USD"),
        ("€12.5", "€12.5", "12.50", "EUR"),
        ("80 cents", "80 cents", "0.80", "USD"),
        ("15块", "15块", "15", "CNY"),
        ("3块8", "3块8", "3.80", "CNY"),
        ("九块五行不行", "九块五", "9.50", "CNY"),
        ("三毛五", "三毛五", "0.35", "CNY"),
        ("2万元", "2万元", "20000", "CNY"),
        ("我們報7塊5", "7塊5", "7.50", "CNY"),
        ("单价3块以内", "3块以内", "3", "CNY"),
        ("不超过20美金", "不超过20美金", "20", "USD"),
        ("38块一公斤", "38块", "38", "CNY"),
        ("人民币2万元", "人民币2万元", "20000", "CNY"),
        ("3刀5", "3刀5", "3.50", "USD"),
        ("￥99", "￥99", "99", "CNY"),
    ],
)
def test_prices(text: str, span: str, amount: str, currency: str) -> None:
    assert ("price", span, {"amount": amount, "currency": currency}) in sure(text)


def test_to_try_is_no_money() -> None:
    assert [found for found in sure("let's try 500") if found[0] == "price"] == []
    assert ("price", "500 try", {"amount": "500", "currency": "TRY"}) in sure("500 try each")


def test_what_follows_a_price_for_one_is_no_quantity() -> None:
    for text in ("18块一件", "1150美金一吨", "900 usd per ton", "12 dollars a carton"):
        assert [found[0] for found in sure(text)] == ["price"], text


@pytest.mark.parametrize(
    ("text", "entity", "span", "value"),
    [
        ("订单ORD-100234发货了吗", "order_number", "ORD-100234", "ORD-100234"),
        ("ORD-102218箱单发票都要", "order_number", "ORD-102218", "ORD-102218"),
        ("ord100234 when", "order_number", "ord100234", "ORD-100234"),
        ("where is order 100234", "order_number", "100234", "ORD-100234"),
        ("ord 100 377", "order_number", "ord 100 377", "ORD-100377"),
        ("order nr 204511?", "order_number", "204511", "ORD-204511"),
        ("orders 100234 and 100235", "order_number", "100235", "ORD-100235"),
        ("查一下訂單100725", "order_number", "100725", "ORD-100725"),
        ("100725那单发了没", "order_number", "100725", "ORD-100725"),
        ("rfq10190 best price", "rfq_number", "rfq10190", "RFQ-10190"),
        ("帮我提交到RFQ-10157", "rfq_number", "RFQ-10157", "RFQ-10157"),
        ("查下顺丰SF2087716345", "tracking_number", "SF2087716345", "SF2087716345"),
        ("UPS 1Z89A4E20391775512", "tracking_number", "1Z89A4E20391775512", "1Z89A4E20391775512"),
        ("AWB 176-40912288", "tracking_number", "176-40912288", "176-40912288"),
        ("ship了，FedEx781200345566", "tracking_number", "781200345566", "781200345566"),
        ("追踪UPS1Z88R2210399", "tracking_number", "1Z88R2210399", "1Z88R2210399"),
        ("vessel ONE, ONEYSHAC2281", "tracking_number", "ONEYSHAC2281", "ONEYSHAC2281"),
        ("请问100725到哪了", "order_number", "100725", "ORD-100725"),
        ("where is 100234", "order_number", "100234", "ORD-100234"),
        ("RFQ-10355個報價", "rfq_number", "RFQ-10355", "RFQ-10355"),
        ("CIF鹿特丹", "incoterm", "CIF", "CIF"),
        ("到岸价多少", "incoterm", "到岸价", "CIF"),
        ("ex works price", "incoterm", "ex works", "EXW"),
        ("发到Caiwu@JinHeng.cn。", "email", "Caiwu@JinHeng.cn", "caiwu@jinheng.cn"),
    ],
)
def test_codes(text: str, entity: str, span: str, value: str) -> None:
    assert (entity, span, value) in sure(text)


@pytest.mark.parametrize(
    "text",
    ["i want to order 102400 masks", "order 300000 masks", "order 120 000 masks", "订单100000个", "order 100234 pcs"],
)
def test_how_many_are_ordered_is_no_order_number(text: str) -> None:
    assert [found for found in sure(text) if found[0] == "order_number"] == []


def test_a_tax_number_is_no_parcel() -> None:
    assert sure("my VAT number is DE298174410") == []
    assert [found[0] for found in sure("tracking DE298174410")] == ["tracking_number"]


def test_a_quantity_after_rfq_is_no_rfq_number() -> None:
    assert [found[0] for found in sure("RFQ 20000 pcs")] == ["quantity"]


@pytest.mark.parametrize(
    ("text", "span", "day"),
    [
        ("ship it tmrw", "tmrw", "2026-11-26"),
        ("3 days ago", "3 days ago", "2026-11-22"),
        ("by next Friday", "next Friday", "2026-12-04"),
        ("before 15 March", "15 March", "2027-03-15"),
        ("Dec 3rd", "Dec 3rd", "2026-12-03"),
        ("on 2026-12-15", "2026-12-15", "2026-12-15"),
        ("下个月15号前", "下个月15号", "2026-12-15"),
        ("12月20号发货", "12月20号", "2026-12-20"),
        ("上周五打的款", "上周五", "2026-11-20"),
        ("下週三之前", "下週三", "2026-12-02"),
        ("后天", "后天", "2026-11-27"),
        ("说好上周五到的", "上周五", "2026-11-20"),
        ("31号前", "31号", "2026-12-31"),
        ("25/12", "25/12", "2026-12-25"),
        ("ship it mon", "mon", "2026-11-30"),
        ("mon morning", "mon", "2026-11-30"),
    ],
)
def test_dates(text: str, span: str, day: str) -> None:
    assert ("date", span, day) in sure(text)


@pytest.mark.parametrize(
    "text",
    ["next week", "30 days", "下个月", "3 months", "may i ask", "24/7", "1/2 inch", "周一到周五", "mon fournisseur"],
)
def test_weeks_months_and_durations_are_no_dates(text: str) -> None:
    assert [found for found in sure(text) if found[0] == "date"] == []


@pytest.mark.parametrize("text", ["预算1亿二", "三块五亿两40hq", "零十十一件", "千十一"])
def test_numerals_that_nobody_can_read_are_no_number(text: str) -> None:
    assert all(found.value["value"] for found in read(text, WEDNESDAY) if found.entity == "quantity")


@given(
    st.text(alphabet=st.characters(codec="utf-8"), max_size=200)
    | st.text("零〇一二两三十廿百千万亿点半多w5.件块号 ", max_size=30)
)
def test_finds_lie_in_the_text_in_order_and_apart(text: str) -> None:
    end = 0
    for found in read(text, WEDNESDAY):
        assert end <= found.start < found.end <= len(text)
        assert text[found.start : found.end].strip() == text[found.start : found.end]
        end = found.end


@given(st.integers(min_value=1, max_value=99_999_999))
def test_a_number_is_read_as_it_was_written(number: int) -> None:
    assert value_of(str(number)) == number
    assert value_of(f"{number:,}") == number
    assert value_of(cn2an.an2cn(str(number))) == number


@given(st.integers(min_value=2, max_value=9_999_999), st.sampled_from(["请报价{}箱", "need {} cartons asap"]))
def test_a_quantity_is_found_wherever_it_stands(number: int, sentence: str) -> None:
    text = sentence.format(number)
    assert ("quantity", {"value": number, "unit": "carton"}) in [(entity, value) for entity, _, value in sure(text)]


def test_every_unit_of_the_trade_is_read_and_no_other() -> None:
    assert quantities._UNITS.keys() == units().keys()


@pytest.mark.parametrize(
    ("name", "code"), [(name, term.code) for term in incoterms().values() for name in (term.code, *term.names)]
)
def test_every_name_of_an_incoterm_is_read(name: str, code: str) -> None:
    text = folded(f"{name} please")
    assert [(find.value, find.start, find.end) for find in codes.find(text)] == [(code, 0, len(name))]


def test_watts_are_no_quantity() -> None:
    """In Chinese a "w" after a number is ten thousand; before English words it is watts."""
    assert [found for found in read("550w solar panels", date(2026, 11, 25)) if found.entity == "quantity"] == []
    [found] = read("5w pcs", date(2026, 11, 25))
    assert found.value == {"value": 50_000, "unit": "piece"}


@pytest.mark.parametrize(
    ("text", "total", "unit"),
    [
        ("120 sets per class, six classes", 720, "set"),
        ("50 pcs for each shop, 12 shops", 600, "piece"),
        ("一个班120套，六个班", 720, "set"),
        ("每个店30件 8个店", 240, "piece"),
    ],
)
def test_so_many_for_each_of_several(text: str, total: int, unit: str) -> None:
    (found,) = [find.value for find in read(text, WEDNESDAY) if find.entity == "quantity"]
    assert found == {"value": total, "unit": unit}


@pytest.mark.parametrize(
    ("text", "by"),
    [("leave out the 20 spare", [-20]), ("不要那20套备用了", [-20]), ("再加20套", [20]), ("not the 20 days", [])],
)
def test_differences(text: str, by: list[int]) -> None:
    assert find_differences(text) == by
