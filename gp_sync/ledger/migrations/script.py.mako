"""${message}.

What stands here never changes once it was released, so nothing is taken from the package but the prefix.
"""

# ruff: noqa: N999  # Alembic finds this file by its path

import sqlalchemy as sa
from alembic import context, op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Change the tables."""
    prefix, schema = context.config.attributes["prefix"], context.config.attributes["schema"]
    ${upgrades if upgrades else "pass"}
