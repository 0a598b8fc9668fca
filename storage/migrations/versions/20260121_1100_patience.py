"""Messages that lapse without a review, subscribers who refuse for days, and what a reply about a correction says."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260121_1100"
down_revision = "20260121_1000"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_outbox_lapsed_at"), "outbox", ["lapsed_at"])
    op.add_column("subscribers", sa.Column("unreached", sa.Integer(), server_default="0", nullable=False))
    op.add_column("subscribers", sa.Column("unreached_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("withdrawal_replies", sa.Column("kind", sa.Text(), server_default="withdrawn", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("withdrawal_replies") as table:
        table.drop_column("kind")
    with op.batch_alter_table("subscribers") as table:
        table.drop_column("unreached_since")
        table.drop_column("unreached")
    op.drop_index(op.f("ix_outbox_lapsed_at"), table_name="outbox")
    op.drop_column("outbox", "lapsed_at")
