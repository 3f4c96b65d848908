"""Sends requests to a running demo: for signed identities, for whether agents work now, and for a reset."""

from __future__ import annotations

from typing import Any

import httpx

SECONDS = 90.0


class NoDemo(Exception):
    """There is no usable demo at the address. The text of the error is one line for the person who started the
    program."""


class Demo:
    """Holds the address of a running demo."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        unshared = httpx.Limits(max_keepalive_connections=0)  # the server may close an idle one while it is used again
        self._client = httpx.AsyncClient(base_url=self.url, timeout=SECONDS, trust_env=False, limits=unshared)

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws", 1) + "/chat/ws"

    async def is_staffed(self) -> bool:
        """Returns whether agents work at the demo's present time.

        Raises:
            NoDemo: nothing answers at the address, or what answers is not a demo.
        """
        return bool((await self._ask("GET", "/demo/hours"))["staffed"])

    async def reset(self) -> None:
        """Resets the demo's data, unfinished tasks, and the queue of people who wait for an agent.

        Raises:
            NoDemo: it cannot be reset.
        """
        await self._ask("POST", "/demo/reset")

    async def sign(self, account: str) -> tuple[str, str]:
        """Returns a newly signed identity of the account, and the account's language.

        Raises:
            NoDemo: the demo has no such account.
        """
        found = await self._ask("GET", f"/demo/identity/{account}")
        return found["token"], found["language"]

    async def close(self) -> None:
        await self._client.aclose()

    async def _ask(self, method: str, path: str) -> Any:
        try:
            answer = await self._client.request(method, path)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            trouble = f"nothing answers at {self.url} ({type(error).__name__}); start Caravan with: make run"
            raise NoDemo(trouble) from error
        if answer.status_code == 404:
            known = "account " + path.rpartition("/")[2] if "/identity/" in path else "address " + path
            raise NoDemo(f"what runs at {self.url} has no {known}: it is no demo, or not of this version")
        if not answer.is_success:
            raise NoDemo(f"{self.url}{path} answered with status {answer.status_code}: {answer.text[:200]}")
        return answer.json() if answer.content else None
