"""Runs the migrations. Alembic loads this file, which uses the connection and the transaction of
`migrate`."""

from foundation.database.migrations import run_revisions

run_revisions()
