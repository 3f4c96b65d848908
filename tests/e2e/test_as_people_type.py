"""What people typed and once did not get: whole conversations on real parts, read as the reply that a person sees."""

from __future__ import annotations

import re

import pytest

from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.whole.stack import Stack

CONVERSATIONS: list[tuple[str | None, str, list[tuple[str, str]]]] = [
    (
        None,
        "en",
        [
            ("bluetooth speakers", r"I found \d+ offers"),
            ("factories only", r"factories only"),
            ("above 4 stars", r"factories only, rated at least 4 / 5|rated at least 4(\.0)? / 5"),
            ("show me the second one", r"It costs .*minimum order"),
            ("how much is a sample", r"[Ss]ample"),
        ],
    ),
    (
        None,
        "zh",
        [
            ("四川有什么好东西", r"不限品类（产自四川）"),
            ("花椒", r"花椒（产自四川）"),
            ("只要工厂", r"仅限工厂"),
            ("便宜点的有吗", r"价格从低到高"),
        ],
    ),
    (
        None,
        "en",
        [
            (
                "lorry tyres",
                r"(?s)nothing called “lorry tyres”. I searched for “truck tyre” instead.*I found \d+ offers",
            ),
            (
                "we need grand pianos",
                r"Nothing here is called grand pianos\. Closest in meaning: |Nobody here sells grand pianos",
            ),
        ],
    ),
    (
        None,
        "zh",
        [("波鞋", r"“运动鞋”"), ("想找大提琴的供应商", r"没有叫“大提琴”的产品。意思最接近的是|没有商家销售“大提琴”")],
    ),
    (None, "zh", [("丝绸围巾", r"为您找到\d+款"), ("通过认证的", r"仅看已核实|已核实")]),
    (
        None,
        "en",
        [("cotton t-shirts", r"I found"), ("women's", r"women's"), ("any with lower MOQ?", r"minimum order first")],
    ),
    (
        None,
        "en",
        [
            (
                "How do you check suppliers, what do you charge, and can I pay by card?",
                r"(?s)(?=.*bank transfer)(?=.*business licence)(?=.*free for buyers)",
            )
        ],
    ),
    ("nordmarkt", "en", [("the tomato paste order", r"ORD-100301")]),
    (
        "nordmarkt",
        "en",
        [
            (
                "where is ORD-100234 and can I get the invoice for ORD-100555",
                r"(?s)ORD-100234.*invoice for order ORD-100555",
            )
        ],
    ),
    (
        "huaxia-trade",
        "zh",
        [
            ("我想询价 3000条毛巾", r"送达哪里"),
            ("上海", r"3,000"),
            ("不对，是5000条", r"5,000"),
            ("English please", r"(?s)English.*5,000 pieces"),
            ("cancel", r"(?s)dropped.*Nothing has been sent"),
        ],
    ),
    (None, "en", [("porcelin tea set", r"(?s)nothing called “porcelin tea set”.*offers for porcelain tea set")]),
    (None, "zh", [("番加酱", r"(?s)没有找到“番加酱”，已为您改搜“番茄酱”.*为您找到")]),
    (
        "huaxia-trade",
        "zh",
        [
            ("5吨核桃仁 到汉堡的CIF价", r"5吨核桃仁，运到德国汉堡，CIF 汉堡"),
            ("我要询价", r"运到德国汉堡，CIF 汉堡"),
            ("不对，发到上海", r"运到中国上海"),
            ("算了", r"没有发送"),
            ("我的核桃到哪了", r"ORD-100725"),
            ("什么时候能到上海", r"预计.*到中国上海"),
        ],
    ),
    (
        "nordmarkt",
        "en",
        [
            ("is my payment arrived?", r"(?s)2 orders wait for payment.*ORD-100420.*ORD-100555"),
            ("the monitors", r"ORD-100420 \(.*\), we have received"),
        ],
    ),
    ("chengdu-silk", "zh", [("早上好，有新订单吗", r"ORD-100410"), ("我们的评分多少", r"4\.5 / 5")]),
    ("chengdu-silk", "zh", [("待确认的订单有几个", r"ORD-100410"), ("上个月的订单", r"订单")]),
]


@pytest.mark.parametrize(
    ("account", "language", "said"), CONVERSATIONS, ids=[lines[0][0][:30] for _, _, lines in CONVERSATIONS]
)
async def test_what_people_typed(stack: Stack, account: str | None, language: str, said: list[tuple[str, str]]) -> None:
    client = await ChatClient.open(stack.address, account, language=language)
    for text, expected in said:
        replies = "\n".join(message["text"] for message in await client.say(text) if message["author"] != "contact")
        assert re.search(expected, replies), (text, replies)
    await client.close()
