"""Tracks the updates that a poller is handling, several at once, and computes which of them may be
confirmed to Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

SETTLE_SECONDS = 0.5
"""The longest wait for updates in progress before the poller polls again."""


class Work:
    """Handles each update in a task of its own. Telegram forgets every update below the offset of a
    poll, so the offset never passes an update that is not stored."""

    def __init__(self) -> None:
        self._tasks: dict[int, asyncio.Task[bool]] = {}
        self._newest: int | None = None

    @property
    def is_busy(self) -> bool:
        """Returns whether any update is not stored yet."""
        return any(not _is_stored(task) for task in self._tasks.values())

    def begin(self, update_id: int, handle: Callable[[], Coroutine[Any, Any, bool]]) -> None:
        """Starts a task that handles an update, unless such a task for this update exists already. `handle` returns
        whether the update was stored."""
        if update_id in self._tasks:
            return
        self._tasks[update_id] = asyncio.create_task(handle())
        self._newest = max(update_id, self._newest or update_id)

    async def settle(self, stopping: asyncio.Event) -> None:
        """Waits until all tasks are done, until `SETTLE_SECONDS` are over, or until `stopping` is
        set."""
        unfinished = [task for task in self._tasks.values() if not task.done()]
        if unfinished:
            stop = asyncio.ensure_future(stopping.wait())
            gathered = asyncio.ensure_future(asyncio.wait(unfinished))
            await asyncio.wait({gathered, stop}, timeout=SETTLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            for task in (stop, gathered):
                task.cancel()

    def find_offset(self) -> int | None:
        """Returns the offset for the next poll: the id of the first update that is not stored, or
        the id after the newest update. Returns None if no update has come yet. Also drops the
        finished tasks of updates below the offset."""
        waiting = [update_id for update_id, task in self._tasks.items() if not _is_stored(task)]
        if self._newest is None:
            return None
        offset = min(waiting, default=self._newest + 1)
        self._tasks = {update_id: task for update_id, task in self._tasks.items() if update_id >= offset}
        return offset

    async def finish(self) -> None:
        """Waits for all tasks, which end by themselves once the gateway stops. If the caller is
        cancelled while it waits, the tasks are cancelled as well."""
        try:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        except asyncio.CancelledError:
            for task in self._tasks.values():
                task.cancel()
            raise


def _is_stored(task: asyncio.Task[bool]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None and task.result()
