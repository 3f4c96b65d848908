"""Not understanding well: close readings are asked about, failures lead to a person, and what went wrong is told."""

from __future__ import annotations

import pytest

from tests.fakes.actions.chat import Chat, sign

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.of_words]

MUGS = {"product": "ceramic mugs"}
CLOSE = {"ask_price": 0.40, "ask_moq": 0.33, "request_sample": 0.26, "faq_fees": 0.01}


def kinds(effects: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(effect["kind"], effect.get("outcome") or effect.get("intent") or effect["reason"]) for effect in effects]


@pytest.mark.parametrize("text", ["mugs how much how many", "杯子 多少"])
async def test_close_readings_are_buttons_with_the_entities_found(visitor: Chat, text: str) -> None:
    answer = await visitor.says("ask_price", text, ranking=CLOSE, **MUGS)
    assert answer.names == ["utter_did_you_mean"]
    assert [button["label"]["name"] for button in answer.buttons] == [
        "intent.ask_price",
        "intent.ask_moq",
        "intent.request_sample",
        "button.none_of_these",
    ]
    assert all(button["entities"] == MUGS for button in answer.buttons[:3])
    assert kinds(answer.effects) == [("not_understood", "clarified")]


async def test_the_chosen_reading_is_answered_and_told(visitor: Chat) -> None:
    asked = await visitor.says("ask_price", "mugs how much how many", ranking=CLOSE, **MUGS)
    chosen = await visitor.presses(asked.button("intent.ask_moq"))
    assert chosen.names == ["utter_moq"]
    assert kinds(chosen.effects) == [("meant", "ask_moq")]


@pytest.mark.parametrize("text", ["the second one", "第二个"])
async def test_a_reading_may_be_pointed_at(visitor: Chat, text: str) -> None:
    await visitor.says("ask_price", "mugs how much how many", ranking=CLOSE, **MUGS)
    chosen = await visitor.says("inform", text)
    assert chosen.names == ["utter_moq"]
    assert kinds(chosen.effects) == [("meant", "ask_moq")]


async def test_none_of_these_is_the_second_failure(visitor: Chat) -> None:
    asked = await visitor.says("ask_price", "mugs how much how many", ranking=CLOSE, **MUGS)
    again = await visitor.presses(asked.button("button.none_of_these"))
    assert (again.names, again.effects) == (["utter_not_understood_again"], [])
    person = await visitor.says("affirm", "yes please")
    assert kinds(person.effects) == [("not_understood", "escalated"), ("handoff", "not_understood")]
    assert person.effects[0]["message"] == "previous"


async def test_a_clear_reading_is_not_asked_about(visitor: Chat) -> None:
    ranking = {"ask_price": 0.52, "ask_moq": 0.20}
    assert (await visitor.says("ask_price", "mugs price", ranking=ranking, **MUGS)).names == ["utter_price"]
    sure = {"ask_price": 0.56, "ask_moq": 0.40}
    assert (await visitor.says("ask_price", "mugs price", ranking=sure, **MUGS)).names == ["utter_price"]


async def test_a_fixed_answer_is_asked_about_too(visitor: Chat) -> None:
    ranking = {"faq_shipping_time": 0.4, "order_status": 0.35}
    answer = await visitor.says("faq_shipping_time", "shipping when", ranking=ranking)
    assert [button["intent"] for button in answer.buttons] == ["faq_shipping_time", "order_status", "deny"]
    assert (await visitor.presses(answer.buttons[0])).names == ["utter_faq_shipping_time"]


async def test_what_the_search_makes_of_it_comes_first(visitor: Chat) -> None:
    await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    ranking = {"negotiate_price": 0.4, "faq_fees": 0.35}
    assert (await visitor.says("negotiate_price", "cheaper", ranking=ranking)).names == ["utter_offers_by_price"]


async def test_a_buyer_is_offered_no_supplier_s_reading(nordmarkt: Chat, chengdu: Chat) -> None:
    ranking = {"nlu_fallback": 0.7, "submit_quote": 0.28, "negotiate_price": 0.27, "faq_fees": 0.25}
    bought = await nordmarkt.says("nlu_fallback", "3 usd", ranking=ranking)
    sold = await chengdu.says("nlu_fallback", "3 usd", ranking=ranking)
    assert [button["intent"] for button in bought.buttons] == ["negotiate_price", "faq_fees", "deny"]
    assert [button["intent"] for button in sold.buttons] == ["submit_quote", "faq_fees", "deny"]


async def test_one_guess_is_taken_by_yes(visitor: Chat) -> None:
    ranking = {"nlu_fallback": 0.75, "faq_incoterms": 0.25}
    asked = await visitor.says("nlu_fallback", "fob eh", ranking=ranking)
    assert asked.names == ["utter_did_you_mean_this"]
    answer = await visitor.says("affirm", "yes")
    assert answer.names == ["utter_faq_incoterms"]
    assert kinds(answer.effects) == [("meant", "faq_incoterms")]


async def test_two_failures_of_any_kind_offer_a_person(visitor: Chat) -> None:
    await visitor.says("ask_price", "mugs how much how many", ranking=CLOSE, **MUGS)
    second = await visitor.says("nlu_fallback", "blorp", confidence=0.9)
    assert second.names == ["utter_not_understood_again"]
    assert [button["intent"] for button in second.buttons][-1] == "human_handoff"
    assert kinds(second.effects) == [("not_understood", "fallback")]


async def test_an_answer_in_between_begins_the_count_again(visitor: Chat) -> None:
    await visitor.says("nlu_fallback", "blorp")
    await visitor.says("faq_incoterms", "what is fob")
    assert (await visitor.says("nlu_fallback", "blorp")).names == ["utter_not_understood"]


@pytest.mark.parametrize("text", ["this bot is useless, get me a human", "听不懂人话，转人工"])
async def test_a_complaint_that_asks_for_a_person_is_told(visitor: Chat, text: str) -> None:
    await visitor.says("faq_fees", "what does it cost")
    answer = await visitor.says("human_handoff", text)
    assert kinds(answer.effects) == [("not_understood", "escalated"), ("handoff", "asked")]


@pytest.mark.parametrize(
    "text",
    [
        "no, i meant the shipping time",
        "that's not what i asked",
        "不是，我是说运输时间",
        "不对，要多久能到",
        "我问的是海运",
    ],
)
async def test_a_correction_tells_of_the_message_before(visitor: Chat, text: str) -> None:
    await visitor.says("faq_shipping_cost", "shipping to lagos")
    answer = await visitor.says("faq_shipping_time", text)
    assert answer.names == ["utter_faq_shipping_time"]
    assert answer.effects == [{"kind": "not_understood", "outcome": "corrected", "message": "previous"}]


@pytest.mark.parametrize(
    "text", ["no problem, how long does it take", "not sure, how long", "不是很急，多久能到", "no"]
)
async def test_what_only_sounds_like_a_correction_is_none(visitor: Chat, text: str) -> None:
    await visitor.says("faq_shipping_cost", "shipping to lagos")
    assert (await visitor.says("faq_shipping_time", text)).effects == []


async def test_a_correction_needs_something_to_correct(visitor: Chat) -> None:
    assert (await visitor.says("faq_fees", "no, i meant the fees")).effects == []


def pieces(*values: int) -> list[dict[str, object]]:
    return [{"value": value, "unit": "piece"} for value in values]


async def asks_for_500(chat: Chat, *, with_country: bool = True) -> None:
    """Begins a request for 500 silk scarves, which waits for its destination or for its final answer."""
    country = {"country": {"country": "DE", "city": "Bremen"}} if with_country else {}
    await chat.says("request_quote", "500 silk scarves", product="silk scarves", quantity=pieces(500), **country)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no, 600 not 500", (600, 500)),
        ("no sorry 600", (600,)),
        ("i meant 600 instead of 500", (600, 500)),
        ("不是500，是600", (500, 600)),
        ("不对，600件", (600,)),
        ("要600不是500", (600, 500)),
    ],
)
@pytest.mark.parametrize("requested", ["country", "confirmed"])
@pytest.mark.parametrize("intent", ["deny", "inform", "change_order"])
async def test_a_correction_in_a_task(
    nordmarkt: Chat, text: str, said: tuple[int, ...], requested: str, intent: str
) -> None:
    await asks_for_500(nordmarkt, with_country=requested == "confirmed")
    assert nordmarkt.asked == requested
    answer = await nordmarkt.says(intent, text, quantity=pieces(*said))
    assert nordmarkt.values["quantity"] == {"value": "600", "unit": "piece"}
    assert (nordmarkt.task, nordmarkt.asked) == ("request", requested)
    if requested == "confirmed":
        assert answer.names == ["utter_task_taken", "utter_confirm_quote"]
    else:
        assert answer.names == ["utter_task_taken", "utter_quote_form_country"]


@pytest.mark.parametrize("text", ["not to Bremen, to Hamburg", "不是发到Bremen，是Hamburg"])
async def test_a_corrected_place(nordmarkt: Chat, text: str) -> None:
    await asks_for_500(nordmarkt)
    places = [{"country": "DE", "city": name} for name in ("Bremen", "Hamburg")]
    message = {
        "intent": {"name": "inform", "confidence": 0.9},
        "entities": [{"entity": "country", "value": place, "start": text.index(place["city"])} for place in places],
        "text": text,
        "message_id": "m",
        "metadata": {"context": sign("nordmarkt", "m")},
    }
    await nordmarkt.runs(message)
    assert nordmarkt.values["country"]["city"]["en"] == "Hamburg"


@pytest.mark.parametrize("text", ["not 500", "不要500"])
async def test_what_is_ruled_out_alone_is_still_said(visitor: Chat, text: str) -> None:
    await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    answer = await visitor.says("inform", text, quantity=pieces(500))
    assert answer.values["priced_quantity"]["value"] == 500


@pytest.mark.parametrize(
    ("text", "said"), [("no, 600 not 500", (600, 500)), ("不是500，是600", (500, 600)), ("不是500是600", (500, 600))]
)
async def test_a_correction_of_the_search(visitor: Chat, text: str, said: tuple[int, ...]) -> None:
    await visitor.says("find_supplier", "500 silk scarves", product="silk scarves", quantity=pieces(500))
    answer = await visitor.says("deny", text, quantity=pieces(*said))
    assert answer.values["priced_quantity"]["value"] == 600
    assert answer.effects == [{"kind": "not_understood", "outcome": "corrected", "message": "previous"}]


@pytest.mark.parametrize(("before", "told"), [("quantity", True), ("country", False)])
async def test_a_corrected_value_tells_of_the_message_that_gave_it(nordmarkt: Chat, before: str, told: bool) -> None:
    await asks_for_500(nordmarkt)
    given = {"quantity": pieces(500), "country": [{"country": "DE", "city": "Hamburg"}]}[before]
    await nordmarkt.says("inform", "it is", **{before: given})
    answer = await nordmarkt.says("deny", "no, 600", quantity=pieces(600))
    assert bool(answer.effects) is told


@pytest.mark.parametrize("text", ["confirm", "OK confirmed", "确认", "接单"])
async def test_a_supplier_s_confirm_is_about_the_order(
    chengdu: Chat, nordmarkt: Chat, visitor: Chat, text: str
) -> None:
    confirmed = await chengdu.says("affirm", text)
    assert confirmed.names[0] in ("utter_confirm_order", "utter_which_order", "utter_confirmed_already")
    assert (await nordmarkt.says("affirm", text)).names == ["utter_affirm"]
    assert (await visitor.says("affirm", text)).names == ["utter_affirm"]


@pytest.mark.parametrize("text", ["yes", "好的"])
async def test_a_supplier_s_yes_is_just_that(chengdu: Chat, text: str) -> None:
    assert (await chengdu.says("affirm", text)).names == ["utter_affirm"]


@pytest.mark.parametrize("text", ["I can do 2.40 for RFQ-10023", "RFQ-10023 我出2.4美元"])
async def test_a_buyer_submits_no_quote_but_bargains(nordmarkt: Chat, text: str) -> None:
    price = {"amount": "2.40", "currency": "USD"}
    answer = await nordmarkt.says("submit_quote", text, price=price, rfq_number="RFQ-10023")
    assert answer.names == ["utter_counter_confirm"]


@pytest.mark.parametrize("text", ["2", "no. 2", "二", "2、"])
async def test_a_bare_number_after_a_choice(nordmarkt: Chat, text: str) -> None:
    asked = await nordmarkt.says("request_invoice", "invoice please")
    assert asked.names == ["utter_which_order"]
    wanted = nordmarkt.record["lists"][0]["ids"][1]
    two = {"quantity": {"value": 2, "unit": None}}
    answer = await nordmarkt.says("inform", text, **two)
    assert wanted in str(answer.replies)
    assert answer.names != ["utter_which_order"]


async def test_a_number_beyond_the_choice_chooses_nothing(visitor: Chat) -> None:
    await visitor.says("ask_price", "mugs how much how many", ranking=CLOSE, **MUGS)
    answer = await visitor.says("inform", "7", quantity={"value": 7, "unit": None})
    assert ("meant", "ask_price") not in kinds(answer.effects)


@pytest.mark.parametrize("text", ["500, i mean 600", "500… sorry, 600", "要500，不对，600件", "500，应该是600"])
async def test_who_begins_again_means_the_last(visitor: Chat, text: str) -> None:
    await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    answer = await visitor.says("inform", text, quantity=pieces(500, 600))
    assert answer.values["priced_quantity"]["value"] == 600
