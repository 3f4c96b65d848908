"""A note for the staff: numbered, in the contact's own words, and left only after a yes."""

from __future__ import annotations

import httpx
import pytest

from actions.marketplace.trades.notes.records import Note
from actions.trades.notes.tasks import PROBLEM
from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.trading import market

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def notes_of(account: str) -> tuple[Note, ...]:
    return await (await market()).notes.list_notes(account, limit=100)


async def test_a_note_holds_all_that_was_said(nordmarkt: Chat) -> None:
    asked = await nordmarkt.says("report_problem", "it is damaged", order_number="ORD-100234")
    assert asked.names[-1] == "utter_note_claim"
    await nordmarkt.says("inform", "12 of the cups came broken", acts=ANSWER)
    shown = await nordmarkt.says("inform", "I would like a replacement for them", acts=ANSWER)
    assert shown.names == ["utter_task_taken", "utter_note_confirm"]
    before = await notes_of("nordmarkt")
    left = await nordmarkt.says("affirm", "yes")
    assert left.names == ["utter_note_left"]
    assert left.effects == [{"kind": "handoff", "reason": "problem"}]
    note, *earlier = await notes_of("nordmarkt")
    assert tuple(earlier) == before
    assert (note.number, note.task, note.about) == (left.values["number"], PROBLEM.name, "ORD-100234")
    assert note.words == ("12 of the cups came broken", "I would like a replacement for them")
    assert note.conversation == "v1"


async def test_a_wish_that_says_enough_is_taken_at_once(server: httpx.AsyncClient) -> None:
    chat, words = Chat(server, "huaxia-trade"), "这批货里有一半的毛巾颜色不对，请给我们换货"
    shown = await chat.says("report_problem", words, order_number="ORD-100712")
    assert shown.names[-1] == "utter_note_confirm"
    assert words in str(shown.replies[-1]["values"])


async def test_no_leaves_no_note(nordmarkt: Chat) -> None:
    before = await notes_of("nordmarkt")
    await nordmarkt.says("out_of_scope", "leave a message for your team: our warehouse moves to Bremen in March")
    refused = await nordmarkt.says("deny", "no")
    assert (refused.names, refused.effects) == (["utter_note_not_left"], [])
    assert await notes_of("nordmarkt") == before


async def test_notes_are_their_accounts_own(nordmarkt: Chat, visitor: Chat) -> None:
    """A visitor's note belongs to the conversation."""
    await visitor.says("request_sample", "a sample please", product="silk scarves")
    await visitor.says("inform", "two, to Hamburg", acts=ANSWER)
    left = await visitor.says("affirm", "yes")
    number = left.values["number"]
    assert number.startswith("NOTE-")
    for account in ("nordmarkt", "lagos-home", "chengdu-silk"):
        assert number not in [note.number for note in await notes_of(account)]


async def test_a_wish_to_write_something_down_goes_into_the_note(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("request_invoice", "发票能不能开专票", order_number="ORD-100725")
    assert (chat.task, chat.asked) == ("invoice", "confirmed")
    unsure = {"answer_no": ("no", 0.4), "compare_suppliers": ("wish", 0.3)}
    await chat.says("compare_suppliers", "这个记一下 让财务打给我", 0.3, acts=unsure)
    assert (chat.asked, chat.values["words"][-1]) == ("confirmed", "这个记一下 让财务打给我")
