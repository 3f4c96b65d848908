"""Runs the revisions. Alembic runs this file on the connection of `migrate`, and inside its
transaction."""

from foundation.database.migrations import run_revisions

run_revisions()
