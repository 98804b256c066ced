"""Alembic's entry: migrates over the connection that `db.migrations.upgrade` holds, inside its transaction."""

from alembic import context

from db.tables import Table

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True, transactional_ddl=False)
context.run_migrations()
