"""What is somebody else's and what does not exist are told alike, on both channels, by typed words, on real parts.

The matrix of all actions is tests/security/test_matrix.py; this is the way to it: NLU, dialogue, signed context, rendering, delivery.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes.whole.doors import enter
from tests.fakes.whole.stack import Stack

REAL, ABSENT = "ORD-100234", "ORD-109234"
QUESTIONS = (
    "where is {}?",
    "please cancel order {}",
    "has the payment for {} arrived?",
    "I need an invoice for {}",
    "there is a problem with {}, the goods are broken",
    "I want my money back for {}",
)
PARTIES = ("nordmarkt", "jingdezhen-ceramics")
OTHERS = (None, "lagos-home", "chengdu-silk")
SECRETS = ("Jingdezhen", "Nordmarkt", "tea set", "Hamburg", "景德镇", "茶具", "汉堡")


async def asked(stack: Stack, channel: str, account: str | None) -> list[tuple[str, str]]:
    """Each question about the order that is not there and about the one that is, without their numbers."""
    door = await enter(stack, channel, account, "en" if account in (None, "nordmarkt", "lagos-home") else "zh")
    await door.says("hello")  # and the greeting of a new conversation is read
    answers = []
    for question in QUESTIONS:
        absent = await door.says(question.format(ABSENT))
        real = await door.says(question.format(REAL))
        answers.append((absent.replace(ABSENT, "#"), real.replace(REAL, "#")))
    await door.close()
    return answers


@pytest.mark.parametrize("channel", ["webchat", "telegram"])
async def test_absent_and_forbidden_read_alike_and_the_parties_see_it(stack: Stack, channel: str) -> None:
    everybody = (*OTHERS, *PARTIES)
    found = dict(zip(everybody, await asyncio.gather(*(asked(stack, channel, who) for who in everybody)), strict=True))
    for account in OTHERS:
        for question, (absent, real) in zip(QUESTIONS, found[account], strict=True):
            assert absent == real, (account, question)
            assert not [secret for secret in SECRETS if secret in real], (account, question, real)
    for account in PARTIES:
        for question, (absent, real) in zip(QUESTIONS, found[account], strict=True):
            assert absent != real, (account, question)
