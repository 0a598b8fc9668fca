"""Chats the bot was added to, wishes to be admitted, invitations for more than one; a code used before is used up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260121_1000"
down_revision = "20260121_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "joined_chats",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", name=op.f("pk_joined_chats")),
    )
    op.create_table(
        "admission_requests",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", name=op.f("pk_admission_requests")),
    )
    op.add_column("invitations", sa.Column("uses", sa.Integer(), server_default="1", nullable=False))
    op.add_column("invitations", sa.Column("used", sa.Integer(), server_default="0", nullable=False))
    op.execute("UPDATE invitations SET used = 1 WHERE used_at IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table("invitations") as table:
        table.drop_column("used")
        table.drop_column("uses")
    op.drop_table("admission_requests")
    op.drop_table("joined_chats")
