"""Runs the migrations on the connection of `migrate`, within its transaction. Alembic executes this
file."""

from foundation.database.migrations import run_revisions

run_revisions()
