"""Runs the migrations inside the transaction that `gp_sync.ledger.migrate` has begun."""

from alembic import context

attributes = context.config.attributes

context.configure(
    connection=attributes["connection"],
    version_table=f"{attributes['prefix']}version",
    version_table_schema=attributes["schema"],
)
context.run_migrations()
