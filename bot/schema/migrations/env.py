"""Runs the revisions. Alembic calls it with the connection, and inside the transaction, of
`migrate`."""

from foundation.database.migrations import run_revisions

run_revisions()
