"""A file may go with a message to an operator or a subscriber: the report of a week or month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260119_1800"
down_revision = "20260119_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("operator_messages", sa.Column("attachment", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("operator_messages") as table:
        table.drop_column("attachment")
