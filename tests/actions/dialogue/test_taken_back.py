"""A yes that is taken back in the same breath, or that is none, carries nothing out."""

from __future__ import annotations

import httpx
import pytest

from nlu.turn.words.cues.assenting import is_assent
from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import BUYER, market, order

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()


@pytest.mark.parametrize(
    "words",
    [
        *("手滑了", "行了 就当我没说过", "和上次一样", "好的 算了", "点错了", "别发", "不", "oops", "ok never mind"),
        *(
            "sent by mistake",
            "yes, like last time",
            "forget it, ok",
            "ok leave that one",
            "fine, drop this one",
            "and you lot",
            "me and them",
        ),
    ],
)
async def test_what_takes_back_is_no_yes(server: httpx.AsyncClient, words: str) -> None:
    assert not is_assent(words)
    chat, number = Chat(server, BUYER), await order()
    held = (await (await market()).orders.access_order(BUYER, number)).lines[0].quantity
    more = {"value": int(held.value) + 50, "unit": held.unit}
    await chat.says("change_order", f"make it {more['value']}", order_number=number, quantity=more)
    answer = await chat.says("affirm", words, acts={"answer_yes": ("yes", 0.8)})
    assert not [name for name in answer.names if name.startswith("utter_order_changed")]
    assert (await (await market()).orders.access_order(BUYER, number)).lines[0].quantity == held


@pytest.mark.parametrize(
    "words",
    [
        *(
            "就这样吧",
            "成",
            "嗯",
            "好嘅",
            "没错",
            "不错 发吧",
            "冇问题",
            "可以的",
            "就这么办",
            "okie",
            "yess",
            "ok send it",
        ),
        *("yes please", "looks good, go ahead", "that's right"),
    ],
)
async def test_a_yes_in_any_words_is_one(server: httpx.AsyncClient, words: str) -> None:
    assert is_assent(words)
