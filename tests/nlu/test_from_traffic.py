"""What contacts wrote, was misunderstood and got a label from staff stays understood (docs/understanding-loop.md).

`TRAFFIC` names another file than the project's own: `tests/bot/understanding/test_traffic_loop.py` shows that the test fails for what is not
understood.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from nlu.measuring.evaluate import read

TRAFFIC = Path(os.environ.get("TRAFFIC") or Path(__file__).parent / "data" / "from_traffic.jsonl")


def test_what_was_once_misunderstood_is_understood(agent: Any, loop: asyncio.AbstractEventLoop) -> None:
    """Empty until `python -m bot not-understood export-training` has written the first lines."""
    examples = read(TRAFFIC) if TRAFFIC.exists() else []

    async def understood(text: str) -> str:
        return str((await agent.parse_message(text))["intent"]["name"])

    async def everything() -> list[str]:
        return [await understood(example.text) for example in examples]

    found = loop.run_until_complete(everything())
    wrong = [
        f"{example.text!r}: {intent}, not {example.intent}"
        for example, intent in zip(examples, found, strict=True)
        if intent != example.intent
    ]
    assert not wrong, "\n".join(wrong)
