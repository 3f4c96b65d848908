"""Nothing that tells who somebody is gets through; what a message is about does."""

from __future__ import annotations

import pytest

from bot.understanding.redaction import redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call me at +49 170 1234567 pls", "call me at <phone> pls"),
        ("my number is (555) 123-4567", "my number is <phone>"),
        ("电话13800138000，谢谢", "电话<phone>，谢谢"),
        ("手机 138 0013 8000", "手机 <phone>"),
        ("whatsapp +2348012345678", "whatsapp <phone>"),
        ("打给我010-62345678", "打给我<phone>"),
        ("mail anna.b+x@shop.example.de now", "mail <email> now"),
        ("邮箱是anna@qq.com你发一下", "邮箱是<email>你发一下"),
        ("anna (at) shop.de", "<email>"),
        ("anna at shop dot com", "<email>"),
        ("account 6222021234567890123", "account <number>"),
        ("卡号6222 0212 3456 7890 123", "卡号<phone>"),
        ("IBAN DE89 3704 0044 0532 0130 00 thanks", "IBAN <number> thanks"),
        ("身份证11010119900307001X", "身份证<number>"),
        ("tracking SF1098837261", "tracking <number>"),
        ("see https://a.example/x?y=1 and www.b.cn/z", "see <link> and <link>"),
        ("看这个https://a.example/产品", "看这个<link>产品"),
        ("like on mybrand.com/mugs", "like on <link>"),
        ("my wechat: anna_88", "my wechat: <handle>"),
        ("加我微信anna88x", "加我微信<handle>"),
        ("ping @annab please", "ping @<handle> please"),
        ("key sk_live_abcdefghij0123456789", "key <number>"),
        ("/start th-GSVvcNClzTXuWn1eB8g", "/start <number>"),
        ("我的链接码是qWertYuioPasDfgHjkLzXc，打不开", "我的链接码是<number>，打不开"),
        ("１３８００１３８０００", "<number>"),
        ("555-0123 is mine", "<phone> is mine"),
    ],
)
def test_what_is_taken_out(text: str, expected: str) -> None:
    assert redact(text).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "where is ORD-100234 and RFQ-10023",
        "订单ord100234到哪了",
        "5,000,000 pieces by 2026-12-15",
        "500-1000 pcs, 3.20 usd",
        "10000-50000 pcs",
        "3 - 4 weeks, 40 x 60 cm",
        "ISO 9001:2015 and CE",
        "wechat please",
        "do you take visa",
        "2 containers 40HQ in 20 days",
        "我要三千件",
        "SUPERCALIFRAGILISTICEXP counterrevolutionaries",
    ],
)
def test_what_stays(text: str) -> None:
    assert redact(text).text == text


def test_entities_keep_their_spans_and_go_with_what_is_taken_out() -> None:
    text = "mail a@b.de the price of mugs to a@b.de"
    found = [
        {"entity": "email", "value": "a@b.de", "start": 5, "end": 11},
        {"entity": "product", "value": "mugs", "start": 25, "end": 29},
        {"entity": "reason", "value": "from a button"},
    ]
    redacted = redact(text, found)
    assert redacted.text == "mail <email> the price of mugs to <email>"
    (entity,) = redacted.entities
    assert entity["entity"] == "product"
    assert redacted.text[entity["start"] : entity["end"]] == "mugs"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hi this is Peter Smith from Hamburg", "hi this is <name> from Hamburg"),
        ("my name is anna and I need mugs", "my name is <name> and I need mugs"),
        ("need a quote. Kind regards, Anna Schmidt", "need a quote. Kind regards, <name>"),
        ("我叫李明，想问报价", "我叫<name>，想问报价"),
        ("我是采购部的张伟，货到了吗", "我是采购部的<name>，货到了吗"),
        ("this is urgent", "this is urgent"),
        ("I am in Lagos", "I am in Lagos"),
        ("我是买家", "我是买家"),
    ],
)
def test_who_somebody_says_to_be(text: str, expected: str) -> None:
    assert redact(text).text == expected


def test_known_names_and_companies_that_the_nlu_read() -> None:
    text = "NORDMARKT wants what Chengdu Silk Road sold to Anna: scarves, not annas"
    company = "Chengdu Silk Road"
    found = [
        {
            "entity": "company",
            "value": company,
            "start": text.index(company),
            "end": text.index(company) + len(company),
        },
        {"entity": "product", "value": "scarves", "start": text.index("scarves"), "end": text.index("scarves") + 7},
    ]
    redacted = redact(text, found, {"Nordmarkt": "<company>", "Anna": "<name>"})
    assert redacted.text == "<company> wants what <company> sold to <name>: scarves, not annas"
    assert [redacted.text[one["start"] : one["end"]] for one in redacted.entities] == [
        "<company>",
        "<company>",
        "scarves",
    ]
    assert [one["entity"] for one in redacted.entities] == ["company", "company", "product"]
