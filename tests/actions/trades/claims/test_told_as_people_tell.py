"""Claims are told in bits: counts are corrected and chosen, packing is counted beside them, wishes are decided."""

from __future__ import annotations

import httpx
import pytest

from nlu.turn.words.complaints.complaints import find_kind_and_wish
from tests.fakes.actions.chat import ANSWER, Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_packing_is_no_piece_and_a_recount_counts(nordmarkt: Chat) -> None:
    await nordmarkt.says(
        "report_problem", "9 of the speakers are dead and some boxes squashed", order_number="ORD-100188"
    )
    words = "sorry I just counted again with Marco, it's 11 that are dead. boxes 5 but the speakers in them are working"
    await nordmarkt.says("report_problem", words, acts=ANSWER)
    assert nordmarkt.values["affected"] == "11"


async def test_fewer_came_than_ordered(server: httpx.AsyncClient) -> None:
    huaxia = Chat(server, "huaxia-trade")
    await huaxia.says("report_problem", "对了仓库说杯子只数到195", order_number="ORD-100666")
    assert (huaxia.values["kind"], huaxia.values["affected"]) == ("missing", "5")


async def test_one_of_two_counts_is_chosen(lagos: Chat) -> None:
    await lagos.says("report_problem", "some cups are broken", order_number="ORD-100859")
    two = "my boy just opened the last cartons today. 37 broken completely then 12 with chip for the mouth"
    await lagos.says("report_problem", two, acts=ANSWER, date="2026-11-25")
    assert lagos.values["affected"] == "49"
    await lagos.says("report_problem", "the chip ones we sell. forget those ones, just the 37", acts=ANSWER)
    assert lagos.values["affected"] == "37"
    assert two in lagos.values["words"]


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("老板说退钱算了 补发运费都不止", "refund"),
        ("退款太慢 还是补发吧", "replacement"),
        ("退钱 不要补发", "refund"),
        ("补发，不要退款", "replacement"),
    ],
)
async def test_the_wish_that_is_decided_counts(words: str, wish: str) -> None:
    assert find_kind_and_wish(words, {"claim_wish": "replacement"}).get("claim_wish", "replacement") == wish


async def test_scorn_is_a_complaint(server: httpx.AsyncClient) -> None:
    huaxia = Chat(server, "huaxia-trade")
    told = await huaxia.says("find_supplier", "你们卖的什么破杯子啊 还青花瓷呢", product="杯子")
    assert huaxia.task == "claim"
    assert told.names[-1] == "utter_claim_kind"


async def test_a_count_beside_its_fault_is_taken_and_recounted(lagos: Chat) -> None:
    await lagos.says("report_problem", "many cups broken. is it too late to complain", order_number="ORD-100859")
    assert lagos.values["kind"] == "damaged"
    await lagos.says("report_problem", "38 broken", acts=ANSWER)
    assert lagos.values["affected"] == "38"
    await lagos.says("inform", "sorry recounted, 46, eight more in the last carton", acts=ANSWER)
    assert lagos.values["affected"] == "46"


async def test_evidence_is_noted_and_a_wish_is_no_description(lagos: Chat) -> None:
    await lagos.says("report_problem", "38 of the cups are broken", order_number="ORD-100859")
    await lagos.says("request_refund", "refund for those", acts=ANSWER)
    noted = await lagos.says("report_problem", "have 6 pics and a video of the opening", acts=ANSWER)
    assert "utter_claim_evidence_later" in noted.names
    assert lagos.values["evidence"] == ["have 6 pics and a video of the opening"]
    await lagos.says("request_refund", "my partner says better replacement than money. so that", acts=ANSWER)
    assert lagos.values["wish"] == "replacement"
