"""A claim takes what is said of it in any order, and what is not wanted is not what is wanted."""

from __future__ import annotations

import httpx
import pytest

from nlu.understanding.cues.cues import find_choices
from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import BUYER, order_delivered

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("补发不用 折钱给我就行", "refund"),
        ("no replacement please, money back", "refund"),
        ("不要退款，补发", "replacement"),
        ("instead of a refund replace them", "replacement"),
    ],
)
async def test_what_is_refused_is_not_wanted(server: httpx.AsyncClient, words: str, wish: str) -> None:
    assert find_choices(words)["claim_wish"] == wish


async def test_a_part_of_what_was_ordered_and_other_numbers(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    words = "14 of the 120 speakers don't pair, two are scratched, and the packing list says 125"
    await chat.says("report_problem", words, quantity={"value": 125, "unit": None})
    assert chat.values["affected"] == "14"


async def test_what_would_come_back_is_said_amid_the_claim(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("report_problem", "杯子碎了11个", quantity={"value": 11, "unit": "piece"})
    asked = await chat.says("faq_return_policy", "大概能退多少", acts={"ask_about": ("ask", 0.8)})
    assert asked.names[0] == "utter_claim_estimate"
    assert chat.task == "claim"


async def test_to_send_leaves_open_what_may_be_open(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("report_problem", "杯子碎了，要退款，客户不收货了怎么办啊")
    answer = await chat.says("link_account", "提交", acts=ANSWER)
    assert "utter_claim_confirm" in answer.names, answer.names


@pytest.mark.parametrize(
    ("account", "words", "kind"),
    [
        ("nordmarkt", "20 of the speakers make no sound at all", "quality"),
        ("nordmarkt", "there's an issue with the speakers", None),
        ("huaxia-trade", "瓷杯那单有问题", None),
    ],
)
async def test_what_is_wrong_is_not_asked_for_once_it_was_said(
    server: httpx.AsyncClient, account: str, words: str, kind: str | None
) -> None:
    chat = Chat(server, account)
    await chat.says("report_problem", words)
    assert chat.values.get("kind") == kind


async def test_the_wish_is_the_last_one_and_takes_its_words_along(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("report_problem", "杯子少了15个", quantity={"value": 15, "unit": "piece"})
    found = await chat.says("place_order", "又翻出一盒10个", acts=ANSWER, quantity={"value": 10, "unit": "piece"})
    assert ("utter_task_taken" in found.names, chat.values["affected"]) == (True, "5")
    await chat.says("place_order", "那补吧 跟下一单一起发", acts=ANSWER)
    assert (chat.values["wish"], chat.values["wished"]) == ("replacement", ["那补吧 跟下一单一起发"])
    await chat.says("request_refund", "算了退钱", acts={"request_refund": ("wish", 0.6), "answer_no": ("no", 0.3)})
    assert (chat.values["wish"], chat.values["wished"]) == ("refund", None)
    told = await chat.says("ask_price", "折成钱是几块", acts={"ask_about": ("ask", 0.8)})
    assert told.names[0] == "utter_claim_estimate"
    sent = await chat.says("out_of_scope", "照片晚点传 先提交", acts={"answer_no": ("no", 0.6)})
    assert sent.names == ["utter_claim_sent"]


async def test_another_way_to_make_it_good_stands_beside_the_wish(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("report_problem", "all speakers came with UK plugs")
    await chat.says("negotiate_price", "we keep them if you take 15 percent off", acts=ANSWER)
    await chat.says("inform", "or they send 120 adapters free", acts=ANSWER, quantity={"value": 120, "unit": None})
    assert (chat.values["percent"], chat.values["or"]) == ("15", True)
    assert chat.values["wished"] == ["or they send 120 adapters free"]
    asked = await chat.says("inform", "can I add the photos later?", acts={"ask_about": ("ask", 0.7)})
    assert asked.names[0] == "utter_claim_evidence_later"
    assert "120 adapters" in str(asked.replies[-1]["values"]["wish"]), "the words stand there where they do not follow"


async def test_an_alternative_need_only_be_the_likeliest_meaning(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("report_problem", "all speakers came with UK plugs")
    await chat.says("negotiate_price", "we keep them if you take 15 percent off", acts=ANSWER)
    unsure = {"inform": ("value", 0.3), "correct": ("correct", 0.2)}
    await chat.says("inform", "or they send 120 adapters", acts=unsure, quantity={"value": 120, "unit": None})
    assert (chat.values["affected"], chat.values["or"]) == ("all", True)


async def test_other_goods_do_not_count_the_broken_ones(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("report_problem", "9 of the speakers make no sound", quantity={"value": 9, "unit": None})
    await chat.says("request_refund", "money back for them", acts=ANSWER)
    more = {"quantity": {"value": 12, "unit": None}, "product": "adapters"}
    await chat.says("inform", "and they shall send 12 adapters", acts=ANSWER, **more)
    assert chat.values["affected"] == "9"


async def test_a_part_of_the_whole_in_chinese_order(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    counts = [{"value": number, "unit": "piece"} for number in (120, 6, 6)]
    await chat.says("report_problem", "120个音箱其中6个有缺口，退6个的钱", quantity=counts)
    assert chat.values["affected"] == "6"


@pytest.mark.parametrize(
    ("words", "acts", "wish"),
    [
        ("or they replace them", ANSWER, "refund"),
        ("要不补发也行", ANSWER, "refund"),
        ("or no, replace them", {"correct": ("correct", 0.8)}, "replacement"),
    ],
)
async def test_one_of_the_wishes_may_be_an_alternative_to_another(
    server: httpx.AsyncClient, words: str, acts: dict[str, tuple[str, float]], wish: str
) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("report_problem", "9 of the speakers make no sound", quantity={"value": 9, "unit": None})
    await chat.says("request_refund", "money back for them", acts=ANSWER)
    await chat.says("change_order", words, acts=acts)
    assert (chat.values["wish"], bool(chat.values.get("or"))) == (wish, wish == "refund")


@pytest.mark.parametrize(
    ("account", "words", "counted"),
    [
        ("nordmarkt", "about 60, no let me count well. 64", "64"),
        ("nordmarkt", "like 9. wont charge", "9"),
        ("nordmarkt", "9 dont charge and 2 have a cracked case", "11"),
        ("nordmarkt", "20 of them make no sound, 3 of them are scratched", "20"),
        ("nordmarkt", "4 are dead, 3 hum, so 7 altogether", "7"),
        ("lagos-home", "十来个 我数数 12个", "12"),
        ("lagos-home", "5个裂了，3个掉釉", "8"),
        ("lagos-home", "19个 不是17", "19"),
        ("lagos-home", "18个有裂纹，其中5个漏", "18"),
    ],
)
async def test_pieces_are_counted_as_people_count(
    server: httpx.AsyncClient, account: str, words: str, counted: str
) -> None:
    chat = Chat(server, account)
    await chat.says("report_problem", "the speakers are faulty" if account == "nordmarkt" else "茶杯质量不行")
    await chat.says("inform", words, acts=ANSWER)
    assert (chat.task, chat.values.get("affected")) == ("claim", counted)


@pytest.mark.parametrize(
    ("account", "words", "counted"),
    [
        ("nordmarkt", "what of the ones with cracks, say 15 more", "24"),
        ("nordmarkt", "hang on, found another one that doesnt charge so 10 + 2", "12"),
        ("lagos-home", "再加4个漏的", "13"),
        ("lagos-home", "又发现一个裂的", "10"),
    ],
)
async def test_more_pieces_come_to_those_that_were_counted(
    server: httpx.AsyncClient, account: str, words: str, counted: str
) -> None:
    chat = Chat(server, account)
    nine = "9 speakers came cracked" if account == "nordmarkt" else "茶杯裂了9个"
    await chat.says("report_problem", nine, quantity={"value": 9, "unit": None})
    await chat.says("request_refund", "money back" if account == "nordmarkt" else "退款", acts=ANSWER)
    await chat.says("change_order", words, acts={"correct": ("correct", 0.6)})
    assert (chat.task, chat.values["affected"]) == ("claim", counted)


async def test_the_description_follows_a_corrected_number(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "lagos-home")
    await chat.says("report_problem", "景德镇那批茶杯收到，碎了17个", quantity={"value": 17, "unit": "piece"})
    await chat.says("request_refund", "退款", acts=ANSWER)
    await chat.says("inform", "哦刚仓库说是19个 不是17", acts={"correct": ("correct", 0.8)})
    assert (chat.values["affected"], chat.values["words"]) == ("19", ["景德镇那批茶杯收到，碎了19个"])
    chat = Chat(server, "nordmarkt")
    await chat.says("report_problem", "half the bluetooth speakers we got are rubbish")
    assert chat.values.get("affected") is None, "half is no count"
    await chat.says("report_problem", "well not half. 9 dont charge and 2 have a cracked case", acts=ANSWER)
    assert chat.values["words"] == ["9 dont charge and 2 have a cracked case"]
    await chat.says("inform", "replacements", acts=ANSWER)
    more = "found another one that doesnt charge so 10 + 2"
    await chat.says("inform", more, acts={"correct": ("correct", 0.6)})
    assert (chat.values["affected"], chat.values["words"]) == ("12", ["10 dont charge and 2 have a cracked case"])


@pytest.mark.parametrize(
    ("account", "words", "kind", "told"),
    [
        (
            "lagos-home",
            "Good morning. I hope it's not too late, those tea cups from august, plenty broken",
            "damaged",
            "those tea cups from august, plenty broken",
        ),
        ("lagos-home", "你好，现在说不晚吧，青花瓷杯好多都有缺口", "damaged", "青花瓷杯好多都有缺口"),
    ],
)
async def test_the_time_of_the_complaint_is_no_fault(
    server: httpx.AsyncClient, account: str, words: str, kind: str, told: str
) -> None:
    chat = Chat(server, account)
    await chat.says("report_problem", words)
    assert (chat.values.get("kind"), chat.values.get("affected")) == (kind, None)
    assert chat.values["words"] == [told]


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ("nordmarkt", "actually no just the money back, christmas rush is on, replacements will be too late"),
        ("lagos-home", "还是退钱吧，补发来不及了"),
    ],
)
async def test_what_comes_too_late_is_not_wished(server: httpx.AsyncClient, account: str, words: str) -> None:
    chat = Chat(server, account)
    some = "9 speakers came cracked" if account == "nordmarkt" else "茶杯裂了9个"
    await chat.says("report_problem", some, quantity={"value": 9, "unit": None})
    await chat.says("inform", "replace them" if account == "nordmarkt" else "补发", acts=ANSWER)
    await chat.says("request_refund", words, acts={"correct": ("correct", 0.9)})
    assert (chat.values["wish"], chat.values["kind"], chat.values["affected"]) == ("refund", "damaged", "9")


@pytest.mark.parametrize(
    ("account", "words"),
    [("nordmarkt", "photos i do later at desk. can we send it now"), ("lagos-home", "照片我下午传")],
)
async def test_photos_that_follow_are_no_description(server: httpx.AsyncClient, account: str, words: str) -> None:
    chat = Chat(server, account)
    some = "9 speakers came cracked" if account == "nordmarkt" else "茶杯裂了9个"
    await chat.says("report_problem", some, quantity={"value": 9, "unit": None})
    await chat.says("inform", "replace them" if account == "nordmarkt" else "补发", acts=ANSWER)
    asked = chat.asked
    told = await chat.says("goodbye", words, acts={"save_draft": ("give_up", 0.5)})
    assert told.names[0] == "utter_claim_evidence_later"
    assert (chat.task, chat.asked) == ("claim", asked)


async def test_what_would_come_back_is_reckoned_for_the_named_pieces(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("report_problem", "some of the speakers are dead")
    told = await chat.says("faq_return_policy", "what do i get back for 9", acts={"ask_about": ("ask", 0.7)})
    assert told.names[0] == "utter_claim_estimate"
    assert told.replies[0]["values"]["estimate"]["amount"] == "54.81"
    assert chat.values["affected"] == "9"


async def test_a_story_stays_whole_and_a_number_that_is_set_is_not_added(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    words = (
        "The speakers came last week and I am not amused. 14 of the 120 are broken, the cartons were soaked on one side "
        "(I have photos), and my best customer is waiting for all of these since Monday."
    )
    await chat.says("report_problem", words, quantity={"value": 14, "unit": None})
    (told,) = chat.values["words"]
    assert "soaked on one side (I have photos)" in told
    await chat.says("inform", "replacement", acts=ANSWER)
    await chat.says("inform", "make it 15, found another", acts={"correct": ("correct", 0.9)})
    assert chat.values["affected"] == "15"


@pytest.mark.parametrize(
    ("account", "first", "then", "number"),
    [
        (
            "nordmarkt",
            "9 out of 120 speakers crackle badly",
            "money back for the nine, we wont send them back to china",
            "9",
        ),
        ("lagos-home", "茶杯收到了 有17个是裂的", "那退钱 按单价退17个", "17"),
    ],
)
async def test_the_same_number_again_takes_nothing_away(
    server: httpx.AsyncClient, account: str, first: str, then: str, number: str
) -> None:
    chat = Chat(server, account)
    await chat.says("report_problem", first, quantity={"value": int(number), "unit": None})
    told = chat.values["words"]
    await chat.says("inform", then, acts=ANSWER)
    assert (chat.values["affected"], chat.values["wish"]) == (number, "refund")
    assert chat.values["words"][: len(told)] == told


@pytest.mark.parametrize(
    ("intent", "words", "kind", "wish"),
    [
        ("change_order", "40 of the tea sets in {} are chipped, I want replacement", "damaged", "replacement"),
        ("claim_status", "open a claim for {}: 40 sets chipped", "damaged", None),
        ("change_order", "{}里有40套缺口，要求换货", "damaged", "replacement"),
        ("claim_status", "给{}开一个索赔：40套有缺口", "damaged", None),
        ("out_of_scope", "{}少了40套，请退款", "missing", "refund"),
    ],
)
async def test_a_problem_is_a_claim_whatever_intent_its_words_have(
    server: httpx.AsyncClient, intent: str, words: str, kind: str, wish: str | None
) -> None:
    number, chat = await order_delivered(), Chat(server, BUYER)
    await chat.says(intent, words.format(number), order_number=number, quantity={"value": 40, "unit": "set"})
    assert chat.task == "claim"
    assert (chat.values["order_number"], chat.values["affected"]) == (number, "40")
    assert (chat.values["kind"], chat.values.get("wish")) == (kind, wish)


@pytest.mark.parametrize("words", ["swap 50 of the red for blue", "把其中50条换成蓝色"])
async def test_a_change_of_an_order_is_no_claim(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("change_order", words, order_number="ORD-100555", quantity={"value": 50, "unit": "piece"})
    assert chat.task == "order_change"


@pytest.mark.parametrize("words", ["what is the status of my claim", "我的索赔到哪一步了"])
async def test_how_a_claim_stands_without_one(server: httpx.AsyncClient, words: str) -> None:
    assert (await Chat(server, "nordmarkt").says("claim_status", words)).names == ["utter_no_claims"]


async def test_a_remedy_in_cantonese_is_a_wish_and_no_account(server: httpx.AsyncClient) -> None:
    chat, order = Chat(server, BUYER), await order_delivered()
    await chat.says("report_problem", "收到嗰批 有啲烂咗", order_number=order)
    await chat.says("inform", "2只 想佢哋补返", acts=ANSWER, quantity={"value": 2, "unit": "piece"})
    assert chat.values["wish"] == "replacement"
    assert not any("补返" in words for words in chat.values["words"])


@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("补货要等几耐呀", "utter_claim_remedy_time"),
        ("how long does a replacement take?", "utter_claim_remedy_time"),
        ("最迟几时要报", "utter_claim_until"),
        ("有相 纸箱同埋杯都影咗", "utter_claim_evidence_later"),
    ],
)
async def test_what_is_asked_or_told_beside_a_claim_gives_no_value(
    server: httpx.AsyncClient, words: str, response: str
) -> None:
    chat, order = Chat(server, BUYER), await order_delivered()
    await chat.says("report_problem", "收到嗰批 有啲烂咗", order_number=order)
    before = dict(chat.values)
    told = await chat.says("inform", words, acts=ANSWER)
    assert told.names[0] == response
    assert chat.values == before
