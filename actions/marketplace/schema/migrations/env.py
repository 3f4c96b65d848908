"""Alembic runs this file: it migrates over the connection that `migrate` hands in, inside its transaction."""

from foundation.database.migrations import run_revisions

run_revisions()
