"""Which chat was told of which week."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260121_0900"
down_revision = "20260120_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "weekly_posts",
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name=op.f("fk_weekly_posts_subscriber_id_subscribers")
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "monday", name=op.f("pk_weekly_posts")),
    )


def downgrade() -> None:
    op.drop_table("weekly_posts")
