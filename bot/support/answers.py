"""Answers two kinds of messages of contacts who wait for an agent: messages that say where they can be reached, and
messages with which they leave the queue."""

from __future__ import annotations

from bot.contacts.reach import find_reach
from bot.conversation.answering.answers import Answer, Answerer, Heard
from bot.support.effects import KeepReachEffect, WithdrawHandoffEffect

LEAVE_QUEUE = "leave_queue"
"""The command by which a contact leaves the queue."""


def _says_reach(heard: Heard) -> bool:
    return heard.in_queue and heard.item.kind == "text" and find_reach(heard.text) is not None


async def read_reach(heard: Heard) -> Answer:
    """Returns the effect that records where the contact can be reached."""
    return Answer(effects=[KeepReachEffect(find_reach(heard.text) or "")])


def _leaves(heard: Heard) -> bool:
    return heard.item.kind == "command" and heard.item.payload["command"] == LEAVE_QUEUE


async def read_leaving(_heard: Heard) -> Answer:
    """Returns the effect that takes the contact out of the queue."""
    return Answer(effects=[WithdrawHandoffEffect()])


ANSWERERS = (Answerer(_says_reach, read_reach), Answerer(_leaves, read_leaving))
