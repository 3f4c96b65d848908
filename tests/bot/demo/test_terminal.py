"""The chat in the terminal shows what a message brings beside its text."""

from __future__ import annotations

import asyncio
import io
import json

from rich.console import Console
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from bot.demo.terminal import TerminalChat

ADDRESS = "https://caravan.example"
PAPER = {"name": "QUO-1 [draft].pdf", "url": "/files/abc/QUO-1.pdf?s=1"}
FRAME = {"type": "message", "author": "bot", "text": "Here is the quotation.", "buttons": [], "cards": []}


def test_a_file_is_shown_with_an_address_that_can_be_opened() -> None:
    shown = asyncio.run(_show({**FRAME, "files": [PAPER]}))
    assert "Here is the quotation." in shown
    assert "QUO-1 [draft].pdf https://caravan.example/files/abc/QUO-1.pdf?s=1" in shown


def test_a_message_without_files_is_shown() -> None:
    assert "Here is the quotation." in asyncio.run(_show(FRAME))


async def _show(frame: dict[str, object]) -> str:
    """Returns what the chat prints for one frame of a server."""

    async def answer(socket: ServerConnection) -> None:
        await socket.send(json.dumps(frame))

    written = io.StringIO()
    async with serve(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with connect(f"ws://127.0.0.1:{port}", proxy=None) as socket:
            await TerminalChat(socket, Console(file=written, soft_wrap=True), ADDRESS).listen()
    return written.getvalue()
