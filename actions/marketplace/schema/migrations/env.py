"""Runs the migrations on the connection that `migrate` hands in, inside its transaction. Alembic
runs this file."""

from foundation.database.migrations import run_revisions

run_revisions()
