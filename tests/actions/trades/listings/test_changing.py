"""A supplier changes its own listings in the chat: said from old to new, asked once, and then done."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from actions.marketplace.goods.catalogue.records import Listing
from tests.fakes.actions.chat import TOKEN, Answer, Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import BUYER, SUPPLIER, market

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
CORRECTS = {"correct": ("correct", 0.9)}
ANSWERS = {"answer": ("value", 0.9)}


async def first() -> Listing:
    return (await (await market()).own_listings.list_own(SUPPLIER))[0]


async def asks(server: httpx.AsyncClient, words: str) -> tuple[Chat, Answer]:
    """Says `words` about the first listing, which was shown before."""
    chat = Chat(server, SUPPLIER)
    chat.record = {"version": 2, "focus": [["listing", (await first()).product_id]]}
    return chat, await chat.says("change_listing", words)


def names(answer: Answer) -> list[str]:
    """Returns the terms that say what changes."""
    return [line["name"] for line in answer.replies[0]["values"]["changes"]["items"]]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("price to 6.40, min 40, packed 12 per carton", "packed 12 per carton"),
        ("单价改6.4 起订40，一套里有12个杯子", "一套里有12个杯子"),
    ],
)
async def test_a_number_that_is_no_value_of_a_listing_is_said_to_stay_out(
    server: httpx.AsyncClient, words: str, left: str
) -> None:
    _, answer = await asks(server, words)
    said = next(each for each in answer.replies if each["response"] == "utter_listing_left")
    asked = next(each for each in answer.replies if "changes" in each["values"])
    assert left in str(said["values"]["words"])
    changed = [
        line["values"]["what"]["name"] for line in asked["values"]["changes"]["items"] if "what" in line["values"]
    ]
    assert changed == ["listing_value.moq"]


async def test_values_that_only_a_listing_has_change_it_whatever_the_intent(server: httpx.AsyncClient) -> None:
    named = (await first()).product.en
    answer = await Chat(server, SUPPLIER).says("ask_price", f"our {named} is now 9.20, min order 80", product=named)
    assert set(answer.names) & {"utter_listing_confirm", "utter_listing_confirm_cheap", "utter_listing_confirm_dear"}


async def agree(chat: Chat, said: str = "utter_listing_changed") -> Listing:
    assert (await chat.says("affirm", "yes")).names == [said]
    return await first()


@pytest.mark.parametrize(
    ("words", "price"),
    [
        ("price to 6.40, stock 870, moq 40 and lead time 26 days", "6.40"),
        ("单价改6.6 库存870 起订40 交期26天", "6.60"),
    ],
)
async def test_several_values_are_changed_after_one_yes(server: httpx.AsyncClient, words: str, price: str) -> None:
    before = await first()
    chat, asked = await asks(server, words)
    assert asked.names == ["utter_listing_confirm"]
    assert await first() == before, "nothing happens before the yes"
    now = await agree(chat)
    assert (now.tiers[0].unit_price, now.moq.value, now.lead_time_days) == (Decimal(price), 40, 26)
    assert now.stock is not None
    assert now.stock.value == 870


async def test_the_staff_see_what_the_supplier_changed(server: httpx.AsyncClient) -> None:
    before = await first()
    chat, _ = await asks(server, "moq 41, lead time 27 days")
    await agree(chat)
    path = f"/oversight/goods/{before.product_id}"
    shown = (await server.get(path, headers={"X-Caravan-Token": TOKEN})).json()["changes"]
    old = str(before.moq.value)
    assert (shown[0]["account"], shown[0]["changes"]["moq"][0]) == (SUPPLIER, old)
    assert (shown[0]["changes"]["moq"][1], shown[0]["changes"]["lead_time_days"][1]) == ("41", "27")


async def test_larger_quantities_change_in_the_same_ratio(server: httpx.AsyncClient) -> None:
    before = await first()
    chat, _ = await asks(server, "10% cheaper")
    now = await agree(chat)
    for old, new in zip(before.tiers, now.tiers, strict=True):
        assert abs(new.unit_price - old.unit_price * Decimal("0.9")) < Decimal("0.01")


@pytest.mark.parametrize(
    ("pause", "resume"), [("take it offline for now", "put it back online"), ("先下架", "重新上架")]
)
async def test_a_listing_is_paused_and_put_back(server: httpx.AsyncClient, pause: str, resume: str) -> None:
    chat, asked = await asks(server, pause)
    assert names(asked) == ["listing_step.pause"]
    assert (await agree(chat, "utter_listing_paused")).is_paused
    own = await Chat(server, SUPPLIER).says("own_products", "my products")
    assert "own_product.paused_line" in str(own.replies), "the supplier still sees it"
    back = await chat.says("change_listing", resume)
    assert names(back) == ["listing_step.resume"]
    assert not (await agree(chat, "utter_listing_resumed")).is_paused


async def test_a_corrected_number_takes_the_place_of_the_one_before(server: httpx.AsyncClient) -> None:
    chat, _ = await asks(server, "库存改成350")
    shown = await chat.says("inform", "不对 530", acts=CORRECTS)
    assert shown.names == ["utter_task_taken", "utter_listing_confirm"]
    now = await agree(chat)
    assert now.stock is not None
    assert now.stock.value == 530


async def test_more_may_be_said_before_the_yes(server: httpx.AsyncClient) -> None:
    chat, _ = await asks(server, "stock is 210")
    shown = await chat.says("ask_moq", "and the moq 30", acts=ANSWERS)
    assert shown.names == ["utter_task_taken", "utter_listing_confirm"]
    now = await agree(chat)
    assert (now.stock and now.stock.value, now.moq.value) == (210, 30)


async def test_another_listing_takes_the_place_of_the_one_asked_about(server: httpx.AsyncClient) -> None:
    chat, _ = await asks(server, "price to 6.40")
    other = (await (await market()).own_listings.list_own(SUPPLIER))[-1]
    answer = await chat.says("change_listing", f"no, the moq of the {other.product.en} down to 20", **CORRECTS)
    assert other.product.en in str(answer.replies)


async def test_what_is_so_already_is_not_asked_for(server: httpx.AsyncClient) -> None:
    chat, asked = await asks(server, f"lead time {(await first()).lead_time_days} days")
    assert asked.names == ["utter_listing_same"]
    assert chat.task is None


@pytest.mark.parametrize("words", ["new pictures for it please", "换一下产品图"])
async def test_pictures_and_new_goods_go_to_the_team(server: httpx.AsyncClient, words: str) -> None:
    chat, asked = await asks(server, words)
    assert asked.names[0] == "utter_listing_stands"
    assert chat.task == "listing_note"


async def test_which_of_several_is_meant_is_asked_with_their_names(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SUPPLIER)
    asked = await chat.says("change_listing", "stock is 77")
    assert asked.names[-1] == "utter_listing_which"
    chosen = await chat.says("inform", confidence=1.0, **asked.replies[-1]["choices"][1]["entities"])
    assert chosen.names == ["utter_listing_confirm"]
    assert chosen.values["about"]["en"] == asked.replies[-1]["choices"][1]["label"]["en"]


async def test_the_place_in_the_list_that_was_shown_says_which(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SUPPLIER)
    shown = await chat.says("own_products", "my products")
    asked = await chat.says("change_listing", "第二个库存改成93")
    assert asked.names == ["utter_listing_confirm"]
    assert len(shown.values["products"]["items"]) > 5
    assert chat.values["products"] == str(chat.record["kept"]["own_shown"][1])


async def test_the_words_of_a_name_tell_it_from_its_likes(server: httpx.AsyncClient) -> None:
    chat, own = Chat(server, SUPPLIER), await (await market()).own_listings.list_own(SUPPLIER)
    await chat.says("own_products", "茶杯", product="茶杯")
    asked = await chat.says("change_listing", "茶具先下架 白瓷11件那款", product="白瓷")
    meant = next(each for each in own if "11" in each.product.zh and "白瓷" in each.product.zh)
    assert asked.values["about"]["zh"] == meant.product.zh


@pytest.mark.parametrize("words", ["pause the tea sets in my shop, kiln is down", "店里茶杯库存改成880"])
async def test_words_about_the_shop_are_no_message_to_a_buyer(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, SUPPLIER)
    await chat.says("contact_supplier", words, confidence=0.4)
    assert chat.task == "listing_change"


async def test_a_change_that_somebody_else_overtook_is_not_made(server: httpx.AsyncClient) -> None:
    chat, _ = await asks(server, "stock is 41")
    other, _ = await asks(server, "stock is 42")
    await agree(other)
    assert (await chat.says("affirm", "yes")).names == ["utter_listing_overtaken"]
    now = await first()
    assert now.stock is not None
    assert now.stock.value == 42


async def test_a_buyer_changes_no_listing(server: httpx.AsyncClient) -> None:
    assert (await Chat(server, BUYER).says("change_listing", "price to 1")).names == ["utter_suppliers_only"]


async def test_values_after_the_own_listings_are_of_these(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SUPPLIER)
    await chat.says("own_products", "my products")
    await chat.says("report_problem", "7件套的都涨5%", confidence=0.4)
    assert chat.task == "listing_change"


async def test_a_pause_that_the_nlu_is_not_sure_of_is_asked_about(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SUPPLIER)
    ranking = {"change_listing": 0.4, "report_problem": 0.35}
    asked = await chat.says("change_listing", "花瓶60厘米那款先别卖了 窑满了", ranking=ranking, product="花瓶")
    assert asked.names == ["utter_listing_confirm"]


@pytest.mark.parametrize("words", ["forget it, leave the price", "算了，价格先别动"])
async def test_one_value_is_left_as_it_is(server: httpx.AsyncClient, words: str) -> None:
    chat, _ = await asks(server, "price to 6.90, stock 333")
    answer = await chat.says("cancel", words, ranking={"cancel": 0.55}, acts={"answer_no": ("no", 0.9)})
    assert answer.names == ["utter_listing_confirm"]
    assert names(answer) == ["listing_line.value"]


@pytest.mark.parametrize(("words", "said"), [("price to 0.2", "cheap"), ("价格改成999", "dear")])
async def test_a_price_far_from_the_present_one_is_asked_for_expressly(
    server: httpx.AsyncClient, words: str, said: str
) -> None:
    _, answer = await asks(server, words)
    assert answer.names == [f"utter_listing_confirm_{said}"]


@pytest.mark.parametrize("words", ["the claim: 15 new ones instead", "那个索赔 方案改成补发15个", "茶杯还价 还6.1"])
async def test_numbers_of_a_trade_are_none_of_a_listing(server: httpx.AsyncClient, words: str) -> None:
    chat, _ = await asks(server, "stock 444")
    await chat.says("inform", words, acts=CORRECTS)
    assert chat.task != "listing_change"


async def test_with_another_currency_the_price_of_a_sample_is_shown(server: httpx.AsyncClient) -> None:
    listing = await first()
    assert listing.sample_price is not None
    _, answer = await asks(server, "price to ¥60")
    shown = str(answer.values["changes"])
    assert (str(listing.sample_price.amount) in shown) is bool(listing.sample_price.amount)
    assert "listing_value.sample" in shown


async def test_goods_that_fit_two_listings_are_asked_for_with_both(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SUPPLIER)
    await chat.says("change_listing", "stock 90")
    answer = await chat.says("inform", "the porcelain tea set", acts=ANSWERS, product="porcelain tea set")
    assert answer.names == ["utter_listing_which"]
    assert 1 < len(answer.buttons) < 5


@pytest.mark.parametrize("undo", ["undo that, put it back to what it was", "撤销，改回去"])
async def test_undo_makes_a_listing_what_it_was_after_a_yes(server: httpx.AsyncClient, undo: str) -> None:
    before = await first()
    chat, _ = await asks(server, "price to 6.25 and moq 45")
    assert await agree(chat) != before
    shown = await chat.says("cancel", undo)
    assert shown.names == ["utter_listing_confirm"]
    now = await agree(chat)
    assert (now.moq, now.unit_price, now.tiers) == (before.moq, before.unit_price, before.tiers)


@pytest.mark.parametrize(
    ("first", "then", "value"), [("raise the price by 6%", "only 4%", "4"), ("价格上调6%", "4%就够了", "4")]
)
async def test_a_smaller_share_corrects_the_change(
    server: httpx.AsyncClient, first: str, then: str, value: str
) -> None:
    chat, _ = await asks(server, first)
    await chat.says("inform", then, acts=CORRECTS)
    (wanted,) = chat.values["wanted"]
    assert Decimal(str(wanted["percent"])) == Decimal(value)


async def test_the_number_that_is_not_ruled_out_counts(server: httpx.AsyncClient) -> None:
    chat, _ = await asks(server, "set the lead time to 16 days")
    await chat.says("inform", "not 16, 17", acts=CORRECTS)
    assert chat.values["wanted"][-1]["value"] == "17"


async def test_a_new_product_is_none_of_those_there(server: httpx.AsyncClient) -> None:
    _, answer = await asks(server, "can I add a new product, a tall vase")
    assert "note.about_new_listing" in str(answer.replies)


async def test_values_for_another_listing_begin_another_change(server: httpx.AsyncClient) -> None:
    own = await (await market()).own_listings.list_own(SUPPLIER)
    chat = Chat(server, SUPPLIER)
    await chat.says("own_products", "our products?")
    await chat.says("change_listing", "the first one, price up 5%", acts={"change_listing": ("wish", 0.9)})
    first_one = chat.values["products"]
    answer = await chat.says("change_listing", "second one, stock 1200", acts=CORRECTS)
    assert answer.names[0] == "utter_task_aside"
    assert chat.values["products"] != first_one
    assert [each["of"] for each in chat.values["wanted"]] == ["stock"]
    assert int(chat.values["products"]) in [each.product_id for each in own]


async def test_a_number_changes_the_property_that_was_asked_for(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SUPPLIER)
    await chat.says("own_products", "我们有哪些产品")
    shown = await chat.says("ask_moq", "第一个的起订量多少", acts={"ask_about": ("ask", 0.9)})
    assert shown.names == ["utter_own_product_fact"]
    assert not shown.cards, "the rest of the listing was not asked for"
    await chat.says("change_listing", "改成7", acts={"change_listing": ("wish", 0.9)})
    assert [(each["of"], each["value"]) for each in chat.values["wanted"]] == [("moq", "7")]


async def test_a_question_about_a_listing_changes_nothing(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SUPPLIER)
    await chat.says("own_products", "our products?")
    answer = await chat.says("ask_price", "cheapest one, how much stock", acts={"ask_about": ("ask", 0.9)})
    assert (answer.names, chat.task) == (["utter_own_product_stock"], None)


@pytest.mark.parametrize(
    ("asked", "then"), [("cheapest one, how much stock", "set to 5000"), ("最便宜的那款还有多少库存", "改成5000")]
)
async def test_a_number_after_a_question_about_stock_is_the_stock(
    server: httpx.AsyncClient, asked: str, then: str
) -> None:
    chat = Chat(server, SUPPLIER)
    await chat.says("own_products", "our products?")
    await chat.says("ask_price", asked, acts={"ask_about": ("ask", 0.9)})
    quantity = {"value": 5000, "unit": None}
    await chat.says("change_listing", then, acts={"change_listing": ("wish", 0.9)}, quantity=quantity)
    assert [(each["of"], each["value"]) for each in chat.values["wanted"]] == [("stock", "5000")]


@pytest.mark.parametrize("words", ["minimum order to 3", "起订量改成3"])
async def test_a_new_minimum_order_lists_no_price_that_stays(server: httpx.AsyncClient, words: str) -> None:
    _, asked = await asks(server, words)
    assert names(asked) == ["listing_line.value"]


@pytest.mark.parametrize(
    ("first", "every", "existing", "back"),
    [
        ("pause the tea sets", "all of them stop", "does it change old orders?", "does it come back automatically?"),
        ("茶具下架几天", "都停", "以前的老订单不受影响吧", "什么时候能再上 自动的吗"),
    ],
)
async def test_all_listings_that_were_offered_are_paused(
    server: httpx.AsyncClient, first: str, every: str, existing: str, back: str
) -> None:
    chat = Chat(server, "jingdezhen-ceramics")
    goods = "tea sets" if first.isascii() else "茶具"
    asked = await chat.says("change_listing", first, product=goods)
    assert asked.names[-1] == "utter_listing_which"
    shown = await chat.says("cancel", every)
    assert shown.names == ["utter_listing_confirm"]
    assert len(chat.values["products"].split(",")) == 3
    stays = await chat.says("list_orders", existing, acts={"ask_about": ("ask", 0.9)})
    assert stays.names[0] == "utter_listing_old_orders"
    hand = await chat.says("ask_lead_time", back, acts={"ask_about": ("ask", 0.9)})
    assert hand.names[0] in ("utter_listing_none_paused", "utter_listing_back_by_hand")
    assert chat.task == "listing_change", "nothing was changed meanwhile"


@pytest.mark.parametrize("words", ["that one", "就那个"])
async def test_a_price_that_is_near_to_one_listing_alone_says_which(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "xinjiang-tomato")
    price = {"price": {"amount": "4.90", "currency": "USD"}}
    asked = await chat.says("change_listing", "walnut kernels now 4.90 usd/kg", product="walnut kernels", **price)
    assert asked.names[-1] == "utter_listing_which"
    shown = await chat.says("inform", words, acts={"answer": ("value", 0.8)})
    assert shown.names[-1] == "utter_listing_confirm"
    more = await chat.says(
        "inform",
        "stock is 8 tonnes" if words.isascii() else "库存写8吨",
        quantity={"value": 8, "unit": "tonne"},
        acts={"answer": ("value", 0.8)},
    )
    assert "8" in str(more.replies[0]["values"])
    assert "tonne" in str(more.replies[0]["values"])


async def test_a_listing_is_paused_by_its_place_whatever_the_intent(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SUPPLIER)
    await chat.says("own_products", "our products?")
    await chat.says("contact_supplier", "2nd one please pause until March, the line moves")
    assert [each["value"] for each in chat.values["wanted"]] == ["pause"]
    assert chat.values["products"] == str(chat.record["kept"]["own_shown"][1])


async def test_goods_that_are_named_are_paused_for_some_days(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "jingdezhen-ceramics")
    acts = {"nlu_fallback": ("chatter", 0.7), "change_listing": ("wish", 0.3)}
    await chat.says("nlu_fallback", "把茶具停两天，窑在修", acts=acts, product="茶具")
    assert [each["value"] for each in chat.values["wanted"]] == ["pause"]


@pytest.mark.parametrize(
    "words",
    ["那个纯白瓷杯求购我报1.35美元，25天交货，起订2000", "for that cup request I quote 1.35, 25 days, min order 2000"],
)
@pytest.mark.parametrize("intent", ["change_listing", "submit_quote", "inform"])
async def test_what_is_quoted_for_a_request_changes_no_listing(
    server: httpx.AsyncClient, words: str, intent: str
) -> None:
    chat = Chat(server, "jingdezhen-ceramics")
    answer = await chat.says(intent, words, price={"amount": "1.35", "currency": "USD"})
    assert chat.task != "listing_change", answer.names


async def test_a_wish_to_quote_puts_the_change_aside_and_confirms_nothing(server: httpx.AsyncClient) -> None:
    chat, asked = await asks(server, "price to 6.40, min 40")
    assert "utter_listing_confirm" in asked.names[-1]
    answer = await chat.says("submit_quote", "报价", acts={"answer_yes": ("yes", 0.9)})
    assert chat.task != "listing_change"
    assert answer.names[0] == "utter_task_aside"
    assert not answer.wrote
