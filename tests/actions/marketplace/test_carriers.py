"""Carriers from the known list, and tracking numbers in their shapes: nothing else reaches a buyer in a notice."""

from __future__ import annotations

import pytest

from actions.marketplace.trades.orders.carriers import carrier_names, find_carrier, is_carrier, usual_mode
from actions.marketplace.trades.orders.tracking import read_tracking_number
from trade.carriers import carriers


@pytest.mark.parametrize(
    ("words", "carrier"),
    [
        ("顺丰", "SF Express"),
        ("順豐速運", "SF Express"),
        ("it goes with Nippon Express", "Nippon Express"),
        ("走的中远海运", "COSCO"),
        ("COSCO Shipping Lines Co., Ltd.", "COSCO"),
        ("by DHL please", "DHL"),
        ("DHL Global Forwarding", "DHL Global Forwarding"),
        ("Hamburg Süd", "Hamburg Süd"),
        ("hamburg sud", "Hamburg Süd"),
        ("中欧班列", "China Railway Container Transport"),
        ("one", "ONE"),
        ("the best one", None),
        ("DHL or FedEx", None),
        ("Bob's Trucks", None),
        ("wechat silk8866", None),
        ("BEST PRICE CALL 13800138000", None),
    ],
)
def test_what_is_a_carrier(words: str, carrier: str | None) -> None:
    assert find_carrier(words) == carrier


def test_every_name_that_the_nlu_finds_says_its_carrier() -> None:
    for carrier in carriers():
        assert is_carrier(carrier.name)
        assert carrier_names(carrier.name).zh
        assert usual_mode(carrier.name) in ("express", "road", "sea", "rail", "air")
        for name in carrier.names:
            assert find_carrier(name) == carrier.name, name


@pytest.mark.parametrize(
    "number",
    [
        "1Z5R89390357567127",  # UPS
        "RB123456785GB",  # Universal Postal Union, S10
        "CSQU3054383",  # a container, ISO 6346
        "3318810025",  # DHL Express
        "986578788855",  # FedEx Express
        "125-12345675",  # an air waybill
        "00340434161094015902",  # GS1's SSCC
        "9400 1112 0255 5842 3326 69",  # USPS
        "SF1098837261",
        "sf1234567890123",
        "YT8812345678901",
        "75412345678901",  # ZTO
        "JD0012345678901",
        "DPK364081925507",
        "COSU6389214570",
        "ONEYSHAC2281",
    ],
)
def test_what_is_a_tracking_number(number: str) -> None:
    assert read_tracking_number(number) == number.replace(" ", "").replace("-", "").upper()


@pytest.mark.parametrize(
    "number",
    [
        "1Z5R89390357567128",
        "RB123456784GB",
        "CSQU3054384",
        "3318810024",
        "986578788854",
        "125-12345674",
        "9400111202555842332668",
        "13800138000",
        "8613800138000",
        "SF13800138000",
        "6222021234567890128",
        "YT6222021234567890128",
        "4402233009200123456",
        "DE89370400440532013000",
        "wechatsilk8866",
        "+49 170 1234567",
        "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
        "silk.com",
        "SF１０９８８３７２６１",
        "",
    ],
)
def test_what_is_none(number: str) -> None:
    assert read_tracking_number(number) is None
