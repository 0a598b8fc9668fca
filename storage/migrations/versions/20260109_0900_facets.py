"""What each subscriber wants to hear; those who are there go on hearing everything."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260109_0900"
down_revision = "20260108_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("subscribers") as subscribers:
        subscribers.add_column(sa.Column("facets", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("subscribers") as subscribers:
        subscribers.alter_column("facets", existing_type=sa.JSON(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("subscribers") as subscribers:
        subscribers.drop_column("facets")
