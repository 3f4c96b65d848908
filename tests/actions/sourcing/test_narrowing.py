"""Short follow-ups to a search; what a supplier asks about its own listings; samples and invoices of what was shown."""

from __future__ import annotations

import httpx
import pytest

from nlu.turn.words.cues.answering import FINDERS
from tests.fakes.actions.chat import Chat

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.of_words]


def search(chat: Chat, name: str) -> object:
    return chat.slots["search"][name]


@pytest.mark.parametrize(
    ("intent", "text"), [("inform", "women's"), ("out_of_scope", "women's ones only"), ("find_supplier", "女款")]
)
async def test_a_property_alone_narrows(visitor: Chat, intent: str, text: str) -> None:
    before = await visitor.says("find_supplier", "t-shirts", product="t-shirts")
    answer = await visitor.says(intent, text, confidence=0.7)
    assert 0 < answer.values["count"] < before.values["count"]
    assert all("women" in card["title"]["en"].lower() for card in answer.cards)


async def test_a_property_that_nobody_offers_is_said_to_be_missing(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="women's t-shirts")
    assert (await visitor.says("inform", "220 gsm only")).names == ["utter_offers_close"]
    assert (await visitor.says("find_supplier", "by price please", sort="price")).names == [
        "utter_offers_close_by_price"
    ]


async def test_words_that_are_no_property_are_not_searched(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    assert (await visitor.says("nlu_fallback", "qwrt zzz")).names == ["utter_not_understood"]


@pytest.mark.parametrize("text", ["any with lower MOQ?", "起订量低一点的有吗"])
async def test_a_lower_minimum_order_first(visitor: Chat, text: str) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    answer = await visitor.says("ask_moq", text)
    assert answer.names == ["utter_offers_by_moq"]
    minimums = [
        next(f["value"]["value"] for f in card["fields"] if f["label"]["name"] == "field.moq") for card in answer.cards
    ]
    assert minimums == sorted(minimums)


@pytest.mark.parametrize("text", ["lead time under 25 days", "交期25天以内的"])
async def test_a_longest_lead_time(visitor: Chat, text: str) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    answer = await visitor.says("ask_lead_time", text)
    days = [
        next(f["value"]["value"] for f in card["fields"] if f["label"]["name"] == "field.lead_time")
        for card in answer.cards
    ]
    assert days
    assert max(days) <= 25


@pytest.mark.parametrize(
    ("intent", "text"), [("find_supplier", "only certified ones"), ("nlu_fallback", "只要有认证的")]
)
async def test_any_certificate(visitor: Chat, intent: str, text: str) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    answer = await visitor.says(intent, text)
    assert search(visitor, "certified") is True
    for card in answer.cards:
        assert any(f["label"]["name"] == "field.certificates" for f in card["fields"])


async def test_a_bare_number_is_how_many(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    await visitor.says("inform", "1,200")
    assert search(visitor, "quantity") == "1200"


async def test_others_than_these(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    answer = await visitor.says("find_supplier", "还有别的吗", confidence=0.33)
    assert answer.names == ["utter_offers_more"]


async def test_the_price_of_the_second_one(visitor: Chat) -> None:
    shown = await visitor.says("find_supplier", product="t-shirts")
    answer = await visitor.says(
        "negotiate_price",
        "I want to see the price of the second one",
        ranking={"negotiate_price": 0.36, "ask_price": 0.33, "compare_suppliers": 0.3},
    )
    assert answer.names == ["utter_price"]
    assert answer.values["offer"] == shown.cards[1]["title"]


@pytest.mark.parametrize("text", ["how much is a sample", "样品多少钱"])
async def test_a_sample_of_what_was_shown(visitor: Chat, text: str) -> None:
    assert (await visitor.says("faq_sample_policy", text)).names == ["utter_faq_sample_policy"]
    await visitor.says("find_supplier", product="t-shirts")
    assert (await visitor.says("faq_sample_policy", text)).reply["response"].startswith("utter_sample")
    assert (await visitor.says("faq_sample_policy", "样品政策是什么")).names == ["utter_faq_sample_policy"]


async def test_the_price_of_a_sample_is_no_question_to_ask_back(visitor: Chat) -> None:
    close = {"ask_price": 0.4, "faq_sample_policy": 0.35, "request_sample": 0.2}
    assert (await visitor.says("ask_price", "how much is a sample", ranking=close)).names == ["utter_faq_sample_policy"]
    await visitor.says("find_supplier", product="t-shirts")
    answer = await visitor.says("ask_price", "how much is a sample", ranking=close)
    assert answer.reply["response"].startswith("utter_sample")


async def test_the_price_of_a_sample_is_asked_for(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    assert (await visitor.says("ask_price", "样品多少钱")).reply["response"].startswith("utter_sample")


async def test_an_invoice_in_general(visitor: Chat, nordmarkt: Chat) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    assert (await visitor.says("request_invoice", "能开发票吗")).names == ["utter_invoice_general"]
    assert (await visitor.says("request_invoice", order_number="ORD-100234")).names == ["utter_sign_in"]
    assert (await nordmarkt.says("request_invoice", order_number="ORD-100234")).names[0] == "utter_paper_sent"


@pytest.mark.parametrize(
    ("account", "intent", "text", "product"),
    [
        ("shenzhen-lumen", "ask_price", "what's the price of our floodlights", "floodlights"),
        ("shenzhen-lumen", "ask_moq", "what's our moq for monitors", "monitors"),
        ("chengdu-silk", "ask_lead_time", "围巾交期多久", "围巾"),
        ("chengdu-silk", "request_sample", "丝巾样品多少钱", "丝巾"),
    ],
)
async def test_a_supplier_is_told_of_its_own_listings(
    server: httpx.AsyncClient, account: str, intent: str, text: str, product: str
) -> None:
    chat = Chat(server, account)
    answer = await chat.says(intent, text, product=product)
    assert answer.reply["response"].startswith("utter_own_product")
    assert "request_quote" not in str(answer.cards)
    profile = await chat.says("supplier_details", "", supplier_id=account)
    listed = answer.values.get("products", {"items": [{"values": answer.values}]})["items"]
    assert all(line["values"]["offer"] for line in listed)
    assert profile.cards


async def test_a_supplier_without_such_a_product_is_told_so(chengdu: Chat) -> None:
    answer = await chengdu.says("ask_price", "显示器多少钱", product="显示器")
    assert answer.names == ["utter_own_none"]
    found = await chengdu.presses(answer.button("button.search_for"))
    assert found.reply["response"].startswith("utter_offer")
    asked = await chengdu.says("ask_moq", "起订量是多少")
    assert asked.names == ["utter_each"], "results are on the screen: the question is about these"


async def test_an_ok_to_an_answer_asks_for_nobody(visitor: Chat) -> None:
    await visitor.says("request_invoice", "能开发票吗")
    assert (await visitor.says("affirm", "ok")).effects == []
    await visitor.says("request_invoice", "能开发票吗")
    assert [effect["kind"] for effect in (await visitor.says("affirm", "yes please")).effects] == ["handoff"]


async def test_an_ok_to_a_question_is_a_yes(visitor: Chat) -> None:
    await visitor.says("out_of_scope", "asdf")
    again = await visitor.says("out_of_scope", "qwer")
    assert again.names == ["utter_not_understood_again"]
    assert "handoff" in [effect["kind"] for effect in (await visitor.says("affirm", "好的")).effects]


async def test_what_only_acknowledges() -> None:
    assert all(map(FINDERS["acknowledges"], ["ok", "OK thanks", "好的", "知道了", "嗯嗯"]))
    assert not any(map(FINDERS["acknowledges"], ["yes", "是的", "要", "ok call them"]))


async def test_a_property_that_the_other_conditions_exclude_says_which(visitor: Chat) -> None:
    await visitor.says(
        "find_supplier", "t-shirts under $1", product="t-shirts", price={"amount": "1", "currency": "USD"}
    )
    answer = await visitor.says("nlu_fallback", "women's")
    assert answer.reply["response"].startswith("utter_offers_none_relax")
    assert "women's" in str(answer.values["search"])


async def test_a_property_said_twice_is_one(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    first = await visitor.says("inform", "women's")
    assert (await visitor.says("inform", "women's")).values["count"] == first.values["count"]
    assert search(visitor, "text") == "women's t-shirts"


async def test_between_two_prices(visitor: Chat) -> None:
    prices = [{"amount": "2", "currency": "USD"}, {"amount": "4", "currency": "USD"}]
    await visitor.says("find_supplier", "t-shirts between $2 and $4", product="t-shirts", price=prices)
    assert search(visitor, "max_price") == "4"


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("compare_suppliers", "show me the second one"),
        ("supplier_details", "open the second one"),
        ("nlu_fallback", "第二个"),
    ],
)
async def test_one_pointed_at_is_shown_and_not_compared(visitor: Chat, intent: str, text: str) -> None:
    shown = await visitor.says("find_supplier", product="t-shirts")
    answer = await visitor.says(intent, text)
    assert answer.names == ["utter_product"]
    assert answer.values["offer"] == shown.cards[1]["title"]
    assert (await visitor.says("compare_suppliers", "compare the first and the second")).names == ["utter_comparison"]


async def test_suppliers_that_passed_verification(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    await visitor.says("faq_supplier_verification", "通过认证的")
    assert search(visitor, "verified") is True
    asked = await visitor.says("faq_supplier_verification", "供应商是怎么通过认证的")
    assert asked.names == ["utter_faq_supplier_verification"]


@pytest.mark.parametrize(
    ("intent", "text"),
    [("find_supplier", "factories only"), ("faq_about_platform", "只要工厂"), ("deny", "no traders")],
)
async def test_factories_only(visitor: Chat, intent: str, text: str) -> None:
    before = await visitor.says("find_supplier", product="bluetooth speakers")
    answer = await visitor.says(intent, text)
    assert 0 < answer.values["count"] < before.values["count"]
    assert "condition.factory" in str(answer.values["search"])


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("inform", "above 4.4 stars"),
        ("supplier_details", "评分4.4以上的"),
        ("find_supplier", "rated 4.4 or better"),
        ("inform", "4.4分以上"),
    ],
)
async def test_a_least_rating(visitor: Chat, intent: str, text: str) -> None:
    await visitor.says("find_supplier", product="silk scarves")
    answer = await visitor.says(intent, text, quantity={"value": 4.4, "unit": None})
    ratings = [
        f["value"]["value"] for card in answer.cards for f in card["fields"] if f["label"]["name"] == "field.rating"
    ]
    assert ratings
    assert min(ratings) >= 4.4
    assert search(visitor, "quantity") is None


async def test_the_first_sentence_may_say_which_suppliers(visitor: Chat) -> None:
    await visitor.says("find_supplier", "silk scarves from factories only, at least 4 stars", product="silk scarves")
    assert (search(visitor, "factories"), search(visitor, "min_rating")) == (True, 4.0)


@pytest.mark.parametrize("text", ["towels for a 5 star hotel", "speakers rated 5 W", "the factory only ships by sea?"])
async def test_what_is_no_condition_for_suppliers(visitor: Chat, text: str) -> None:
    await visitor.says("find_supplier", text, product="towels")
    assert (search(visitor, "factories"), search(visitor, "min_rating")) == (False, None)


async def test_certificates_in_the_first_sentence(visitor: Chat) -> None:
    await visitor.says("find_supplier", "有没有做杯子的厂家，5块钱以内，有认证的", product="杯子")
    assert search(visitor, "certified") is True


async def test_a_property_that_sounds_like_chatter_narrows(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    said = await visitor.says("inform", "women's", acts={"chatter": ("chatter", 0.7)})
    assert said.names[0] != "utter_chatter_search"
    assert search(visitor, "text") == "women's t-shirts"
    idle = await visitor.says("out_of_scope", "nice weather", acts={"chatter": ("chatter", 0.9)})
    assert idle.names == ["utter_chatter_search"]


TALK = {"chatter": ("chatter", 0.55)}


@pytest.mark.parametrize("text", ["v-neck", "ladies", "for women?", "same but long sleeve"])
async def test_a_property_that_sounds_like_idle_talk_narrows(visitor: Chat, text: str) -> None:
    before = await visitor.says("find_supplier", "t-shirts", product="t-shirts")
    answer = await visitor.says("out_of_scope", text, confidence=0.7, acts=TALK)
    assert 0 < answer.values["count"] < before.values["count"]


async def test_the_other_kind_takes_the_place_of_the_first(visitor: Chat) -> None:
    await visitor.says("find_supplier", "women's t-shirts", product="women's t-shirts")
    answer = await visitor.says("inform", "what about men's?", acts={"narrow": ("condition", 0.6)})
    assert search(visitor, "text") == "men's t-shirts"
    assert all("women" not in card["title"]["en"].lower() for card in answer.cards)


@pytest.mark.parametrize("text", ["with long sleeves?", "长袖的"])
async def test_a_property_that_none_of_these_has_leaves_the_search(visitor: Chat, text: str) -> None:
    await visitor.says("find_supplier", "tomato paste", product="tomato paste")
    answer = await visitor.says("inform", text, acts={"narrow": ("condition", 0.5)})
    assert answer.names == ["utter_offers_without_property"]
    assert search(visitor, "text") == "tomato paste"


@pytest.mark.parametrize("words", ["tell me a joke about shirts", "what's the weather like there", "讲个笑话听听"])
async def test_what_is_asked_for_fun_is_idle_talk(visitor: Chat, words: str) -> None:
    await visitor.says("find_supplier", "t-shirts", product="t-shirts")
    answer = await visitor.says("ask_price", words, acts={"ask_price": ("wish", 0.5), "chatter": ("chatter", 0.3)})
    assert answer.names == ["utter_chatter_search"]


async def test_words_that_describe_no_goods_stay_idle_talk(visitor: Chat) -> None:
    await visitor.says("find_supplier", "t-shirts", product="t-shirts")
    answer = await visitor.says("out_of_scope", "qwrt zzz", confidence=0.9, acts=TALK)
    assert answer.names == ["utter_chatter_search"]


@pytest.mark.parametrize(
    ("text", "goods"),
    [
        ("we have a furniture store in Lyon and need vases", ("furniture", "vases")),
        ("我们是做家具的，想找花瓶", ("家具", "花瓶")),
    ],
)
async def test_what_kind_of_company_it_is_is_not_searched(visitor: Chat, text: str, goods: tuple[str, str]) -> None:
    await visitor.says("find_supplier", text, product=list(goods))
    assert search(visitor, "text") == goods[1]


async def test_one_of_several_goods_is_taken_up(visitor: Chat) -> None:
    await visitor.says(
        "find_supplier", "tea sets, silk scarves, t-shirts", product=["tea sets", "silk scarves", "t-shirts"]
    )
    await visitor.says(
        "find_supplier", "start with silk scarves, 300", acts={"narrow": ("condition", 0.6)}, quantity={"value": 300}
    )
    assert (search(visitor, "text"), search(visitor, "quantity")) == ("silk scarves", "300")


@pytest.mark.parametrize("text", ["is that one verified??", "这家核实过吗"])
async def test_whether_the_one_at_hand_is_verified(visitor: Chat, text: str) -> None:
    await visitor.says("find_supplier", "t-shirts", product="t-shirts")
    answer = await visitor.says("faq_supplier_verification", text, acts={"ask_about": ("ask", 0.9)})
    assert answer.names[0] in ("utter_verified", "utter_not_verified")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ok so what is MOQ?", "utter_meaning_moq"),
        ("工厂和贸易公司有什么区别", "utter_meaning_factory_or_trader"),
        ("never bought before, where do I begin?", "utter_meaning_beginning"),
    ],
)
async def test_a_beginners_question_is_explained(visitor: Chat, text: str, says: str) -> None:
    assert (await visitor.says("faq_about_platform", text)).names == [says]


async def test_a_budget_is_no_price_of_a_piece(visitor: Chat) -> None:
    money = {"amount": "1500", "currency": "USD"}
    await visitor.says("find_supplier", "t-shirts", product="t-shirts")
    await visitor.says(
        "ask_moq",
        "i only have like 1500 dollars, can i order 200",
        price=money,
        quantity={"value": 200},
        confidence=0.3,
    )
    assert search(visitor, "max_price") in (None, "7.50")


@pytest.mark.parametrize("text", ["socks, no slippers. t-shirts", "like t-shirts", "t-shirts /"])
async def test_bits_of_the_sentence_are_no_goods(visitor: Chat, text: str) -> None:
    goods = ["no slippers", "t-shirts"] if "no " in text else [text]
    await visitor.says("find_supplier", text, product=goods)
    assert search(visitor, "text") == "t-shirts"


async def test_a_certificate_in_small_letters(visitor: Chat) -> None:
    await visitor.says("find_supplier", "paper bags, must be fsc", product="paper bags")
    assert search(visitor, "certifications") == ["FSC"]


async def test_which_can_be_ready_in_time(visitor: Chat) -> None:
    await visitor.says("find_supplier", "t-shirts", product="t-shirts")
    await visitor.says("ask_lead_time", "which of the t-shirts can i get in 3 weeks", product="t-shirts")
    assert search(visitor, "max_days") == 21
