"""Sends the waiting writes to the operator's own system by signed HTTP requests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx
from sqlalchemy import Row

from actions.marketplace.integrations.outgoing.figures import SENT, WAITING
from actions.marketplace.integrations.outgoing.queue import Answer, Queue
from foundation.clock import system_clock
from foundation.signatures import HEADER, sign_body

TIMEOUT_SECONDS = 10.0
LONGEST_ANSWER = 64 * 1024
_LONGEST = 100
_REFUSALS = (400, 409, 422)
"""HTTP statuses that mean that the operator's system will never take this write. After any other error, the write is
sent again later."""


class NotSent(Exception):
    """The write could not be sent now; the message says why."""


class Sending:
    """Sends writes to the operator's address and signs them with the first of the keys."""

    def __init__(
        self,
        queue: Queue,
        url: str,
        keys: Mapping[str, str],
        *,
        seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """`seconds` is how long an answer may take."""
        self._queue, self._url, self._seconds = queue, url, seconds
        self._key, self._secret = next(iter(keys.items()))
        self._client = httpx.AsyncClient(timeout=seconds, trust_env=False, follow_redirects=False)

    async def work(self) -> int:
        """Puts new writes into the queue and sends those that are due. Returns how many were answered."""
        await self._queue.take_in()
        sent = 0
        for row in await self._queue.list_due():
            try:
                answer = await self._send(row)
            except NotSent as failed:
                SENT.labels("failed").inc()
                await self._queue.note_failure(row, str(failed))
            else:
                SENT.labels("refused" if answer.is_refusal else "done").inc()
                await self._queue.note_answer(row, answer)
                sent += 1
        counts = await self._queue.count()
        for state in ("waiting", "dead"):
            WAITING.labels(state).set(counts.get(state, 0))
        return sent

    async def _send(self, row: Row[Any]) -> Answer:
        body = write_body(row)
        headers = {
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "Idempotency-Key": row.key,
            HEADER: sign_body(self._secret, self._key, int(system_clock().timestamp()), body),
        }
        try:
            async with asyncio.timeout(self._seconds):
                status, said = await self._ask(body, headers)
        except (TimeoutError, httpx.TimeoutException):
            raise NotSent(f"no answer within {self._seconds:g} seconds") from None
        except httpx.HTTPError as error:
            raise NotSent(f"{type(error).__name__}: {error}") from None
        return read_answer(status, said)

    async def _ask(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Returns the status and the raw body of the answer. A compressed body is not unpacked."""
        async with self._client.stream("POST", self._url, content=body, headers=headers) as answer:
            said = b""
            async for part in answer.aiter_raw():
                said += part
                if len(said) > LONGEST_ANSWER:
                    raise NotSent("the answer is longer than 64 KiB")
            return answer.status_code, said

    async def close(self) -> None:
        await self._client.aclose()


def write_body(row: Row[Any]) -> bytes:
    """Returns the body of the request, which is the same at each attempt."""
    event = {"id": row.key, "type": row.type, "at": row.at.isoformat(), "account": row.account, "data": row.data}
    return json.dumps({"events": [event]}, ensure_ascii=False, sort_keys=True).encode()


def read_answer(status: int, body: bytes) -> Answer:
    """Reads the answer of the operator's system to the event that was sent to it.

    Raises:
        NotSent: the operator's system has not taken the event, but may take it later.
    """
    result = _read_result(body)
    reason = _text(result.get("reason"), 300)
    if status in _REFUSALS or (200 <= status < 300 and result.get("outcome") == "refused"):
        said = reason or f"status {status}"
        return Answer(reason_en=said, reason_zh=_text(result.get("reason_zh"), 300) or said)
    if not 200 <= status < 300:
        raise NotSent(f"status {status}" + (f": {reason}" if reason else ""))
    return Answer(number=_text(result.get("number"), _LONGEST))


def _read_result(body: bytes) -> Mapping[str, Any]:
    """Returns the first of the `results` in an answer, or the whole answer if it has none. Returns an empty mapping for an
    answer that is not a JSON object."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    results = given.get("results") if isinstance(given, dict) else None
    found = results[0] if isinstance(results, list) and results else given
    return found if isinstance(found, dict) else {}


def _text(said: object, most: int) -> str | None:
    if not isinstance(said, str | int) or isinstance(said, bool):
        return None
    return "".join(one for one in str(said) if one.isprintable()).strip()[:most] or None
