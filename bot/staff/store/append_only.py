"""Makes the table `audit_log` append-only, by triggers in the database that apply to every client.

The job that deletes old data is an exception: it first writes to the table `audit_pruning` up to
which entry it deletes. Even that job cannot delete entries younger than 30 days. A restore, which
replaces the whole database, switches the triggers off during its transaction.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

YOUNGEST_PRUNED_DAYS = 30
"""How old, in days, entries must be before they can be deleted. The SQL of the triggers contains
the same number as a literal, because migrations use it."""

SQLITE = (
    """CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END""",
    """CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM audit_log WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END""",
    """CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
WHEN OLD.id > (SELECT coalesce(max(through), 0) FROM audit_pruning) OR OLD.at > datetime('now', '-30 days')
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END""",
)
"""The statements that create the triggers on SQLite. `INSERT OR REPLACE` deletes rows without
running the trigger for deletes, so a separate trigger forbids it."""

POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION audit_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.id <= (SELECT coalesce(max(through), 0) FROM audit_pruning)
       AND OLD.at < now() - interval '30 days' THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'restrict_violation';
END $$""",
    """CREATE TRIGGER audit_log_guard BEFORE UPDATE OR DELETE ON audit_log
FOR EACH ROW EXECUTE FUNCTION audit_log_guard()""",
    """CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION audit_log_guard()""",
)


def statements(dialect: str) -> tuple[str, ...]:
    """Returns the SQL statements that create the triggers, for the dialect `sqlite` or `postgresql`."""
    return SQLITE if dialect == "sqlite" else POSTGRESQL


@asynccontextmanager
async def without_guard(connection: AsyncConnection) -> AsyncIterator[None]:
    """Switches the triggers off while the `with` block runs. A restore must switch them off,
    because it replaces the content of every table."""
    if connection.dialect.name == "sqlite":
        for name in ("audit_log_no_update", "audit_log_no_replace", "audit_log_no_delete"):
            await connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        yield
        for statement in SQLITE:
            await connection.exec_driver_sql(statement)
    else:
        await connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER USER"))
        yield
        # PostgreSQL does not alter a table while checks of its foreign keys are pending.
        await connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        await connection.execute(text("ALTER TABLE audit_log ENABLE TRIGGER USER"))
