"""Broadcasts, posts and corrections that may not have arrived: whether a later message has named them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260123_0900"
down_revision = "20260122_0900"
branch_labels = None
depends_on = None

TABLES = ("operator_messages", "withdrawal_replies")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("named", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as changed:
            changed.drop_column("named")
