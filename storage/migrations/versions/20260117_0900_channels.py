"""Codes that admit a reader without making an editor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260117_0900"
down_revision = "20260116_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invitations") as table:
        table.add_column(sa.Column("editor", sa.Boolean(), server_default="1", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("invitations") as table:
        table.drop_column("editor")
