"""Run by Alembic: migrates over the connection that `migrations.migrate` hands in, inside its transaction."""

from alembic import context

from actions.marketplace.schema.tables import metadata

if hasattr(context, "config"):  # rasa_sdk imports every module below `actions`, this one too, without Alembic
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=False,  # the transaction is the caller's
    )
    context.run_migrations()
