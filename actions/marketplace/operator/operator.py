"""Keeps and reads the copy of the operator's terms and articles."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from actions.marketplace.base.database.engine import Database
from actions.marketplace.goods.meaning.encoder import encoder
from actions.marketplace.operator.likeness import Shelf, build_shelf, find_nearest, find_written
from actions.marketplace.operator.records import Article, FoundArticle, OperatorTerms
from actions.marketplace.operator.tables import operator_copy
from actions.marketplace.operator.terms import find_terms
from foundation.database.statements import insert

LOOKED_UP_EVERY = 1.0
"""For how many seconds the articles in memory are used before their version is looked up in the database."""


class Operator:
    """Reads and replaces the operator's terms and articles. The articles and their vectors stay in memory until there
    is another version. `folder` is the folder in which the encoder may write."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._folder = database, folder
        self._shelf: tuple[str, Shelf | None] = ("", None)
        self._good_until = 0.0
        self._shelving = asyncio.Lock()

    async def find_version(self) -> str:
        """Returns the version of the copy, or "" if there is none yet."""
        async with self._database.read() as connection:
            found = (await connection.execute(select(operator_copy.c.version))).scalar_one_or_none()
        return str(found or "")

    async def do_replace(self, version: str, terms: Mapping[str, Any], articles: list[dict[str, Any]]) -> None:
        """Replaces the marketplace's copy of the operator's terms and articles."""
        row = {"version": version, "content": {"terms": dict(terms), "articles": articles}}
        async with self._database.begin() as connection:
            new = insert(connection, operator_copy).values(id=1, **row)
            await connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=row))
        self._good_until = 0.0

    async def find_terms(self) -> OperatorTerms:
        """Returns the terms of orders as they are now."""
        async with self._database.read() as connection:
            return await find_terms(connection)

    async def find_article(self, question: str) -> FoundArticle | None:
        """Returns the article that is nearest to the question, or None if the operator has written none."""
        if (shelf := await self._read_shelf()) is None:
            return None
        return await asyncio.to_thread(lambda: find_nearest(shelf, question, encoder(self._folder)))

    async def find_written_article(self, question: str) -> Article | None:
        """Returns the article that the operator has written for this very question, or None."""
        shelf = await self._read_shelf()
        return None if shelf is None else find_written(shelf, question)

    async def _read_shelf(self) -> Shelf | None:
        """Returns the articles as they are now, or None if the operator has written none. Every message asks for the
        articles, so the database is asked only once a second whether another process has replaced them."""
        if time.monotonic() >= self._good_until:
            async with self._shelving:
                if (version := await self.find_version()) != self._shelf[0]:
                    self._shelf = version, await self._build_shelf()
                self._good_until = time.monotonic() + LOOKED_UP_EVERY
        return self._shelf[1]

    async def _build_shelf(self) -> Shelf | None:
        """Returns the articles of the database, ready to be compared, or None if there are none."""
        async with self._database.read() as connection:
            content = (await connection.execute(select(operator_copy.c.content))).scalar_one_or_none()
        if content is None or not content["articles"]:
            return None
        read = [Article.read(each) for each in content["articles"]]
        return await asyncio.to_thread(lambda: build_shelf(read, encoder(self._folder)))
