"""Follows the names of the marketplace's catalogue, so that goods which are listed today are understood today."""

from __future__ import annotations

import asyncio
import os

import aiohttp
import structlog

from foundation.signatures import TOKEN_HEADER
from nlu.understanding.names.listed import LISTED, ListedNames

log = structlog.get_logger(__name__)
LOOK_SECONDS = 20.0
_TIMEOUT = aiohttp.ClientTimeout(total=20, connect=3)


async def follow_names(listed: ListedNames = LISTED, every: float = LOOK_SECONDS) -> None:
    """Asks the action servers (`ACTIONS_URL`) for the names again and again, until the task is cancelled. While no
    server answers, the names stay as they were."""
    urls = [url.strip().rstrip("/") for url in os.environ["ACTIONS_URL"].split(",")]
    token = {TOKEN_HEADER: os.environ["ACTIONS_TOKEN"]}
    async with aiohttp.ClientSession(headers=token, timeout=_TIMEOUT) as session:
        while True:
            for url in urls:
                try:
                    await look_once(session, url, listed)
                    break
                except (TimeoutError, aiohttp.ClientError, OSError, ValueError, KeyError, TypeError) as error:
                    log.debug("names were not read", url=url, error=repr(error))
            await asyncio.sleep(every)


async def look_once(session: aiohttp.ClientSession, url: str, listed: ListedNames) -> None:
    """Reads the names from one action server, if the catalogue has changed. The lexicon is built in another thread."""
    async with session.get(f"{url}/names", params={"known": listed.version}) as response:
        response.raise_for_status()
        answer = await response.json()
    if answer["names"] is not None:
        await asyncio.to_thread(listed.replace, answer["version"], answer["names"])
        log.info("names of the catalogue", version=answer["version"], products=len(answer["names"]["products"]))
