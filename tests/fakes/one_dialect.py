"""Lets all SQLAlchemy engines of a test process share what does not depend on their database: the statements that were
compiled, and what was learnt about the server at the first connection.

Each test opens engines of its own. By itself, each of them would compile every statement anew, which takes longer than to
execute it on an empty database; in a gateway or an action server, which has one engine, that happens once."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

STATEMENTS = 5_000
_COMPILED: LRUCache[Any, Any] = LRUCache(STATEMENTS)


class _Shared(DefaultDialect):
    """There is one instance of each class for the same arguments, which asks the server about itself once."""

    def __new__(cls, dbapi: Any, **arguments: Any) -> Any:
        return _instance(cls, frozenset(arguments.items()))

    def __init__(self, **arguments: Any) -> None:
        if not hasattr(self, "_asked"):
            super().__init__(**arguments)
            self._asked = False

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_COMPILED)

    def initialize(self, connection: Connection) -> None:
        if not self._asked:
            super().initialize(connection)
            self._asked = True


@cache
def _instance(of: type[_Shared], _arguments: frozenset[tuple[str, Any]]) -> Any:
    return object.__new__(of)


class Sqlite(_Shared, SQLiteDialect_aiosqlite):
    supports_statement_cache = True


class Postgresql(_Shared, PGDialect_asyncpg):
    supports_statement_cache = True


def share() -> None:
    registry.register("sqlite.aiosqlite", __name__, Sqlite.__name__)
    registry.register("postgresql.asyncpg", __name__, Postgresql.__name__)
