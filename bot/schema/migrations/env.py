"""Run by Alembic, over the connection that `migrate` hands in and inside its transaction."""

from foundation.database.migrations import run_revisions

run_revisions()
