"""Implements `make chat`, a chat with the bot in a terminal, over the web chat's protocol. With
piped input, each line is sent after the answer to the line before."""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from typing import Any
from urllib.parse import urljoin

import httpx
from rich.console import Console
from rich.markup import escape
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bot.contacts.identity import sign_identity
from foundation.clock import system_clock

ANSWER_SECONDS = 120.0
_COLOURS = {"bot": "cyan", "agent": "green", "system": "yellow", "contact": "white"}


class TerminalChat:
    """Runs one conversation: prints the messages that arrive, and numbers their buttons so that
    they can be pressed."""

    def __init__(self, socket: ClientConnection, console: Console, address: str) -> None:
        self._socket = socket
        self._console = console
        self._address = address
        self._buttons: list[dict[str, str]] = []
        self._asked: str | None = None
        self._done = asyncio.Event()
        self._fresh = True

    async def listen(self) -> None:
        async for raw in self._socket:
            self._show(json.loads(raw))

    async def say(self, line: str) -> None:
        """Sends a line, or presses a button if the line is only its number, and waits until the bot
        has answered."""
        client_id = str(uuid.uuid4())
        frame: dict[str, Any] = {"type": "message", "client_id": client_id, "text": line}
        if line.strip().isdecimal() and 1 <= int(line) <= len(self._buttons):
            token = self._buttons[int(line) - 1].get("token")
            if token:
                frame = {"type": "button", "client_id": client_id, "token": token}
        self._asked = client_id
        self._fresh = True
        self._done.clear()
        await self._socket.send(json.dumps(frame))
        await asyncio.wait_for(self._done.wait(), ANSWER_SECONDS)

    def _show(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "message":
                self._message(frame)
            case "error":
                self._console.print(f"[red]{escape(frame['text'])}[/]")
                if frame["client_id"] == self._asked or frame["client_id"] is None:
                    self._done.set()
            case "turn_done" if frame["client_id"] == self._asked:
                self._done.set()

    def _message(self, frame: dict[str, Any]) -> None:
        if self._fresh and (frame["buttons"] or any(card["buttons"] for card in frame["cards"])):
            self._buttons = []
            self._fresh = False
        colour = _COLOURS[frame["author"]]
        who = frame.get("author_name") or frame["author"]
        self._console.print(f"[{colour}]{escape(who)}[/] {escape(frame['text'])}", highlight=False)
        for file in frame.get("files", []):
            self._console.print(
                f"  {escape(file['name'])} {escape(urljoin(self._address, file['url']))}", highlight=False
            )
        for card in frame["cards"]:
            self._console.print(f"  [bold]{escape(card['title'])}[/]", highlight=False)
            for field in card["fields"]:
                self._console.print(f"    [dim]{escape(field['label'])}[/] {escape(field['value'])}", highlight=False)
            self._offer(card["buttons"], "    ")
        self._offer(frame["buttons"], "  ")

    def _offer(self, buttons: list[dict[str, str]], indent: str) -> None:
        for button in buttons:
            self._buttons.append(button)
            address = f" {button['url']}" if "url" in button else ""
            self._console.print(
                f"{indent}[magenta]{len(self._buttons)}[/] {escape(button['label'])}{address}", highlight=False
            )


async def run_chat(address: str, account: str, language: str | None, keys: dict[str, str] | None = None) -> int:
    """Chats until the input ends. Returns the exit status: 0 at the end of input, 1 when the
    gateway cannot be reached, 2 for an unknown account.

    With `keys`, the marketplace's own, the identity is signed here: `account` is then "buyer:anna" or
    "supplier:lianhe". Without, it is the name of a demo account.
    """
    errors = Console(stderr=True)
    try:
        identity, spoken = await _find_identity(address, account, keys)
    except httpx.HTTPStatusError:
        errors.print(f"caravan: there is no demo account {account!r}")
        return 2
    except httpx.HTTPError:
        errors.print(f"caravan: nothing answers at {address}; start it with: make run")
        return 1
    try:
        async with connect(address.replace("http", "ws", 1) + "/chat/ws", proxy=None) as socket:
            hello = {
                "type": "hello",
                "session": None,
                "identity": identity,
                "language": language or spoken,
                "last_id": None,
            }
            await socket.send(json.dumps(hello))
            return await _converse(TerminalChat(socket, Console(soft_wrap=True), address))
    except (OSError, ConnectionClosed, TimeoutError):
        errors.print(f"caravan: the connection to {address} was lost")
        return 1


async def _converse(chat: TerminalChat) -> int:
    listening = asyncio.create_task(chat.listen())
    try:
        await asyncio.sleep(0.3)
        while line := await asyncio.to_thread(_read_line):
            speaking = asyncio.create_task(chat.say(line.rstrip("\n")))
            await asyncio.wait({speaking, listening}, return_when=asyncio.FIRST_COMPLETED)
            if not speaking.done():
                speaking.cancel()
                listening.result()
                raise ConnectionResetError
            speaking.result()
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    return 0


def _read_line() -> str:
    if sys.stdin.isatty():
        try:
            return input("› ") + "\n"
        except EOFError:
            return ""
    line = sys.stdin.readline()
    if line:
        print(f"› {line.rstrip()}", flush=True)  # noqa: T201
    return line


async def _find_identity(address: str, account: str, keys: dict[str, str] | None) -> tuple[str | None, str | None]:
    """Returns the signed identity and the language, both None for a visitor."""
    if not account:
        return None, None
    if keys:
        return _sign(keys, account), None
    return await _identity(address, account)


def _sign(keys: dict[str, str], said: str) -> str:
    role, colon, account = said.partition(":")
    if not colon:
        role, account = "buyer", said
    return sign_identity(keys, account, role, account, system_clock(), sub=account)


async def _identity(address: str, account: str) -> tuple[str, str]:
    """Returns the demo account's signed identity, and its language."""
    async with httpx.AsyncClient(base_url=address, timeout=10, trust_env=False) as client:
        response = await client.get(f"/demo/identity/{account}")
        response.raise_for_status()
        body = response.json()
        return body["token"], body["language"]
