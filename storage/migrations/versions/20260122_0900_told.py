"""Developments that weekly posts named; a message folded into a digest that went out is one that it told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260122_0900"
down_revision = "20260121_1200"
branch_labels = None
depends_on = None

UNTOLD = """
UPDATE outbox SET state = 'cancelled', digest_id = NULL
WHERE state = 'folded' AND detail <> 'counted' AND withdrawn_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM digests WHERE digests.id = outbox.digest_id AND (
        digests.state = 'sent' AND digests.sent_at >= outbox.withdrawn_at
        OR digests.state IN ('sending', 'uncertain') AND digests.due_at > outbox.withdrawn_at
    )
)
"""
"""What was withdrawn before its digest went out was left out of it."""


def upgrade() -> None:
    op.create_table(
        "post_mentions",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=False),
        sa.Column("withdrawal_shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_post_mentions_development_id_developments")
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name=op.f("fk_post_mentions_subscriber_id_subscribers")
        ),
        sa.PrimaryKeyConstraint("message_id", "development_id", name=op.f("pk_post_mentions")),
    )
    for column in ("development_id", "subscriber_id", "withdrawn_at"):
        op.create_index(op.f(f"ix_post_mentions_{column}"), "post_mentions", [column])
    op.create_index(
        "ix_post_mentions_withdrawal_shown",
        "post_mentions",
        ["withdrawal_shown"],
        sqlite_where=sa.text("withdrawal_shown IS 1"),
        postgresql_where=sa.text("withdrawal_shown IS true"),
    )
    op.execute(UNTOLD)


def downgrade() -> None:
    op.drop_table("post_mentions")
