"""A marketplace of one's own: empty, it points to the import; with a foreign Chinese workbook in it, people find their
goods and orders."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from actions.marketplace.base.records import Name
from actions.serving.server import create_app
from actions.settings import Settings
from actions.trades.orders.cards import goods_of_lines
from tests.fakes.actions.chat import ACCOUNTS, SECRET, TOKEN, Chat
from tests.fakes.actions.imports import NOW, run_import
from tests.fakes.files.workbooks import make_workbook

WORKBOOK = {
    "目录": [["本工作簿由ERP导出"]],
    "订单": [
        ["订单ID", "客户编号", "供应商编号", "订单状态", "下单日期", "货币", "价格条款", "预计交货", "货号", "数量", "单价(USD)"],
        ["XS2026-01", "KH08", "GYS01", "生产中", dt.date(2026, 11, 2), "美元", "离岸价", dt.date(2026, 12, 20), "HH-01", 600, 4.2],
        ["XS2026-02", "KH08", "GYS01", "已发货", dt.date(2026, 10, 2), "美元", "CIF", None, "HH-02", 300, 7.5],
    ],
    "发货": [
        ["发货ID", "订单编号", "物流公司", "提单号", "发货日期", "预计到达日期"],
        [1, "XS2026-02", "中远海运", "COSU6341180190", dt.date(2026, 11, 2), dt.date(2026, 12, 10)],
    ],
    "供应商名录": [
        ["供应商名录（2026年）"],
        ["供应商编号", "公司名称", "所在城市", "企业类型", "是否认证", "成立时间"],
        ["GYS01", "龙泉宝瓷青瓷厂", "龙泉", "生产厂家", "是", None],
    ],
    "商品": [
        ["货号", "供应商编号", "品名", "关键词", "类别", "单位", "起订量", "交期", "币种", "价格阶梯", "库存数量", "主图"],
        ["HH-01", "GYS01", "青瓷茶杯", "龙泉杯；青瓷杯", "茶具", "个", 200, 15, "USD", "200=4.50；1000=4.20", 800, "杯.jpg"],
        ["HH-02", "GYS01", "青瓷花瓶 30厘米", None, "花器", "个", 100, 20, "USD", "100=7.9", None, None],
    ],
    "账户": [
        ["账户", "角色", "公司编号", "语言", "公司名称", "国家", "城市"],
        ["muller", "采购商", "KH08", "中文", "穆勒家居", "德国", "汉堡"],
        ["baoci", "卖家", "GYS01", "中文", None, None, None],
    ],
}  # fmt: skip


@pytest.fixture
async def own(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """Yields an action server without the demo, on an empty database."""
    monkeypatch.setitem(ACCOUNTS, "muller", ("buyer", "zh"))
    monkeypatch.setitem(ACCOUNTS, "baoci", ("supplier", "zh"))
    settings = Settings(
        _env_file=None,
        actions_token=TOKEN,
        action_context_secret=SECRET,
        marketplace_database_url=database_url,
        search_index_path=tmp_path / "index",
        demo=False,
        demo_now=NOW,
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://actions") as client:
            yield client


async def test_an_empty_marketplace_points_to_the_import(own: httpx.AsyncClient) -> None:
    answer = await Chat(own).says("find_supplier", "I need tea cups", product="tea cups")
    assert answer.names == ["utter_marketplace_empty"]


async def test_a_chinese_workbook_is_asked_for(own: httpx.AsyncClient, database_url: str, tmp_path: Path) -> None:
    from actions.world import open_world

    path = tmp_path / "导出.xlsx"
    path.write_bytes(make_workbook(WORKBOOK))
    outcomes, said = await run_import(database_url, [path], language="zh")
    assert {one.kind: (one.counts.new, one.counts.refused) for one in outcomes} == {
        "suppliers": (1, 0), "products": (2, 0), "accounts": (2, 0), "orders": (2, 0), "shipments": (1, 0),
    }, said  # fmt: skip
    await (await open_world()).market.search.refresh()

    buyer = Chat(own, "muller")
    found = await buyer.says("find_supplier", "我要找青瓷杯", product="青瓷杯")
    assert found.names == ["utter_offer_only"] or found.reply["cards"]
    assert found.reply["cards"][0]["title"] == {"type": "text", "en": "青瓷茶杯", "zh": "青瓷茶杯"}
    orders = await buyer.says("list_orders", "我的订单")
    assert all(goods in str(orders.reply) for goods in ("青瓷茶杯", "青瓷花瓶"))
    theirs = await Chat(own, "baoci").says("list_orders", "我的订单")
    assert all(goods in str(theirs.reply) for goods in ("青瓷茶杯", "青瓷花瓶", "穆勒家居"))
    profile = await Chat(own, "muller").says("supplier_details", "龙泉宝瓷青瓷厂怎么样", company="龙泉宝瓷青瓷厂")
    assert profile.names == ["utter_supplier_in_short"]
    told = {field["label"]["name"] for card in profile.cards for field in card["fields"]}
    assert {"field.place", "field.reviews"} <= told
    assert not {"field.on_time", "field.response_time", "field.founded"} & told, "nobody has given these figures"
    compared = await Chat(own, "muller").says("compare_suppliers", "对比一下青瓷杯", product="青瓷茶杯")
    assert "90" not in str(compared.values)
    stranger = await Chat(own, "nordmarkt").says("list_orders", "我的订单")
    assert "青瓷" not in str(stranger.replies)


@pytest.mark.of_words
@pytest.mark.parametrize("asked", ["where is xs2026-02?", "XS2026-02到哪了", "Is XS2026-02, the vases, on its way"])
async def test_an_order_is_found_by_the_operator_s_own_number(
    own: httpx.AsyncClient, database_url: str, tmp_path: Path, asked: str
) -> None:
    path = tmp_path / "导出.xlsx"
    path.write_bytes(make_workbook(WORKBOOK))
    await run_import(database_url, [path])
    shown = await Chat(own, "muller").says("order_status", asked)
    assert "COSU6341180190" in str(shown.reply)
    others = await Chat(own, "nordmarkt").says("order_status", asked)
    assert "COSU6341180190" not in str(others.replies)
    unlike = await Chat(own, "muller").says("order_status", "where is XS2026-020?")
    assert "COSU6341180190" not in str(unlike.reply)


async def test_the_nlu_is_told_which_orders_a_message_names_by_the_operator_s_own_numbers(
    own: httpx.AsyncClient, database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "导出.xlsx"
    path.write_bytes(make_workbook(WORKBOOK))
    await run_import(database_url, [path])

    async def is_told(account: str | None, said: str) -> list[str]:
        return sorted(await Chat(own, account).hears(said))

    assert await is_told("muller", "where is xs2026-02?") == ["xs2026-02"]
    assert await is_told("muller", "XS2026-01和XS2026-02到哪了") == ["XS2026-01", "XS2026-02"]
    assert await is_told("baoci", "XS2026-01 is ready") == ["XS2026-01"]
    for account, said in (
        ("nordmarkt", "where is XS2026-02?"),
        (None, "where is XS2026-02?"),
        ("muller", "where is XS2026-020?"),
        ("muller", "I need 2026 cups, 02 of each"),
        ("muller", "where is my order?"),
    ):
        assert await is_told(account, said) == [], said


@pytest.mark.of_words
@pytest.mark.parametrize("account", [None, "muller"])
@pytest.mark.parametrize(
    ("intent", "asked"),
    [("ask_price", "what is the price of hh-01?"), ("ask_moq", "HH-01起订量多少"), ("find_supplier", "有HH-01吗")],
)
async def test_goods_are_found_by_the_operator_s_own_number(
    own: httpx.AsyncClient, database_url: str, tmp_path: Path, account: str | None, intent: str, asked: str
) -> None:
    from actions.world import open_world

    path = tmp_path / "导出.xlsx"
    path.write_bytes(make_workbook(WORKBOOK))
    await run_import(database_url, [path])
    await (await open_world()).market.search.refresh()
    read_as = await Chat(own, account).hears(asked)
    assert list(read_as) in (["hh-01"], ["HH-01"])
    assert await Chat(own, account).hears("what is HH-011 or 200 pcs?") == {}
    answer = await Chat(own, account).says(intent, asked, product=next(iter(read_as)))
    assert "青瓷茶杯" in str(answer.replies)
    assert "青瓷花瓶" not in str(answer.replies)


def test_an_order_of_several_lines_says_that_there_is_more() -> None:
    goods = Name("Celadon cup", "青瓷茶杯")
    assert goods_of_lines(goods, 1) == {"type": "text", "en": goods.en, "zh": goods.zh}
    more = {"name": "order.goods_and_more", "more": 2}
    said = goods_of_lines(goods, 3)
    assert isinstance(said, dict)
    assert {"name": said["name"], "more": said["values"]["more"]} == more


@pytest.mark.parametrize("asked", ["track COSU6341180190", "查一下COSU6341180190"])
async def test_an_order_is_found_by_its_tracking_number(
    own: httpx.AsyncClient, database_url: str, tmp_path: Path, asked: str
) -> None:
    path = tmp_path / "导出.xlsx"
    path.write_bytes(make_workbook(WORKBOOK))
    await run_import(database_url, [path])
    shown = await Chat(own, "muller").says("order_status", asked, tracking_number="COSU6341180190")
    assert "XS2026-02" in str(shown.reply)
    others = await Chat(own, "nordmarkt").says("order_status", asked, tracking_number="COSU6341180190")
    assert "XS2026-02" not in str(others.replies)


@pytest.mark.parametrize(("account", "asked"), [("muller", "XS2026-01到哪了"), ("baoci", "XS2026-01怎么样了")])
async def test_the_operator_s_own_number_is_shown_wherever_caravan_s_is(
    own: httpx.AsyncClient, database_url: str, tmp_path: Path, account: str, asked: str
) -> None:
    """In words, on cards, on papers and in notices; buttons go on carrying Caravan's."""
    path = tmp_path / "导出.xlsx"
    path.write_bytes(make_workbook(WORKBOOK))
    await run_import(database_url, [path])
    chat = Chat(own, account)
    shown = await chat.says("order_status", asked)
    both, *_ = find_both(shown.replies)
    assert both["own"] == "XS2026-01"
    assert {"XS2026-01", "XS2026-02"} <= {one["own"] for one in find_both((await chat.says("list_orders")).replies)}
    carried = [one["entities"]["order_number"] for one in shown.reply["choices"] if "order_number" in one["entities"]]
    assert set(carried) <= {both["number"]}
    paper = await chat.says("request_invoice", f"invoice for {both['number']}", order_number=both["number"])
    assert "XS2026-01" in str(paper.replies)
    event = {"id": f"own-{account}", "type": "order.state", "at": NOW.isoformat(), "data": {"order_id": "XS2026-01", "state": "shipped"}}  # fmt: skip
    headers = {"X-Caravan-Token": TOKEN}
    assert (await own.post("/events", json={"events": [event]}, headers=headers)).json()["results"][0][
        "outcome"
    ] == "done"
    notices = (await own.post("/outbox/notices", json={"accounts": [account]}, headers=headers)).json()["notices"]
    assert {one["own"] for one in find_both(notices)} == {"XS2026-01"}


def find_both(said: object) -> list[dict[str, str]]:
    """Returns what stands at the places where both numbers are shown."""
    if isinstance(said, dict):
        own = [said["values"]] if said.get("name") == "order.both_numbers" else []
        return own + [found for one in said.values() for found in find_both(one)]
    return [found for one in said for found in find_both(one)] if isinstance(said, list) else []


async def test_rasa_follows_the_names_of_the_catalogue(
    own: httpx.AsyncClient, database_url: str, tmp_path: Path
) -> None:
    headers = {"X-Caravan-Token": TOKEN}
    before = (await own.get("/names", headers=headers)).json()
    path = tmp_path / "导出.xlsx"
    path.write_bytes(make_workbook(WORKBOOK))
    await run_import(database_url, [path])
    after = (await own.get("/names", params={"known": before["version"]}, headers=headers)).json()
    assert {"青瓷茶杯", "龙泉杯", "青瓷花瓶"} <= {name["zh"] for name in after["names"]["products"]}
    assert "龙泉宝瓷青瓷厂" in {name["zh"] for name in after["names"]["suppliers"]}
    again = (await own.get("/names", params={"known": after["version"]}, headers=headers)).json()
    assert again == {"version": after["version"], "names": None}


async def test_cards_name_the_picture_of_their_product(
    own: httpx.AsyncClient, database_url: str, tmp_path: Path
) -> None:
    from actions.world import open_world

    path = tmp_path / "导出.xlsx"
    path.write_bytes(make_workbook(WORKBOOK))
    await run_import(database_url, [path])
    await (await open_world()).market.search.refresh()
    found = await Chat(own, "muller").says("find_supplier", "我要找青瓷杯", product="青瓷杯")
    assert found.reply["cards"][0]["picture"] == "杯.jpg"
    asked = {"names": ["杯.jpg", "absent.jpg"]}
    named = await own.post("/pictures/named", json=asked, headers={"X-Caravan-Token": TOKEN})
    assert named.json() == {"named": ["杯.jpg"]}
