"""Holds the updates that a poller is handling, several at once, and says which are confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

SETTLE_SECONDS = 0.5
"""A poll comes so long after the one before, at least, while an update is being handled."""


class Work:
    """Handles updates in tasks. Telegram forgets everything below the offset of a poll, so the
    offset never passes an update that is not stored."""

    def __init__(self) -> None:
        self._tasks: dict[int, asyncio.Task[bool]] = {}
        self._newest: int | None = None

    @property
    def is_busy(self) -> bool:
        """Returns whether an update is not stored yet."""
        return any(not _is_stored(task) for task in self._tasks.values())

    def begin(self, update_id: int, handle: Callable[[], Coroutine[Any, Any, bool]]) -> None:
        """Begins to handle an update, unless it was begun before. `handle` returns whether the
        update was stored."""
        if update_id in self._tasks:
            return
        self._tasks[update_id] = asyncio.create_task(handle())
        self._newest = max(update_id, self._newest or update_id)

    async def settle(self, stopping: asyncio.Event) -> None:
        """Waits until everything is stored, but not for long."""
        unfinished = [task for task in self._tasks.values() if not task.done()]
        if unfinished:
            stop = asyncio.ensure_future(stopping.wait())
            gathered = asyncio.ensure_future(asyncio.wait(unfinished))
            await asyncio.wait({gathered, stop}, timeout=SETTLE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            for task in (stop, gathered):
                task.cancel()

    def find_offset(self) -> int | None:
        """Returns the first update that is not stored, or the one after the newest. What is below is
        forgotten here, too."""
        waiting = [update_id for update_id, task in self._tasks.items() if not _is_stored(task)]
        if self._newest is None:
            return None
        offset = min(waiting, default=self._newest + 1)
        self._tasks = {update_id: task for update_id, task in self._tasks.items() if update_id >= offset}
        return offset

    async def finish(self) -> None:
        """Waits for what was begun, which ends by itself once the gateway stops. If the caller is
        cancelled meanwhile, the tasks are."""
        try:
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        except asyncio.CancelledError:
            for task in self._tasks.values():
                task.cancel()
            raise


def _is_stored(task: asyncio.Task[bool]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None and task.result()
