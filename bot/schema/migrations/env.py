"""Run by Alembic, over the connection that `migrate` hands in and inside its transaction."""

from alembic import context

from bot.schema.migrations import VERSION_TABLE
from bot.schema.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transactional_ddl=False,  # the transaction is the caller's
)
context.run_migrations()
