"""Makes `audit_log` append-only in the database itself, for every client.

There is one explicit exception: the retention job names in `audit_pruning` the entry up to which it
prunes, and even then nothing younger than 30 days can be deleted. A restore replaces the whole
database, and removes the guard for its transaction.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

YOUNGEST_PRUNED_DAYS = 30
"""The statements below contain the same number. They are part of migrations."""

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
"""`INSERT OR REPLACE` deletes rows without running the trigger for deletes, so a trigger of its own
forbids it."""

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
    """Returns the guard's statements for `sqlite` or `postgresql`."""
    return SQLITE if dialect == "sqlite" else POSTGRESQL


@asynccontextmanager
async def without_guard(connection: AsyncConnection) -> AsyncIterator[None]:
    """Removes the guard for the block. A restore needs this, because it replaces every table within
    one transaction."""
    if connection.dialect.name == "sqlite":
        for name in ("audit_log_no_update", "audit_log_no_replace", "audit_log_no_delete"):
            await connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        yield
        for statement in SQLITE:
            await connection.exec_driver_sql(statement)
    else:
        await connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER USER"))
        yield
        # Deferred checks of foreign keys would forbid the change of the table.
        await connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        await connection.execute(text("ALTER TABLE audit_log ENABLE TRIGGER USER"))
