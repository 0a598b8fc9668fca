"""What delivered messages show, replies about withdrawals, and storylines that a reader muted.

Messages that were sent before are taken to show what is known of their developments now, but for that an editor
looked at it, which none of them says.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260111_0900"
down_revision = "20260110_0900"
branch_labels = None
depends_on = None

_SHOWN = """
INSERT INTO amendments (message_id, development_id, address, told_at, reports, reviewed, not_before, aside, uncertain)
SELECT outbox.id, outbox.development_id, subscribers.address, outbox.sent_at, developments.reports, false,
       outbox.sent_at, false, '[]'
FROM outbox
JOIN subscribers ON subscribers.id = outbox.subscriber_id
JOIN developments ON developments.id = outbox.development_id
WHERE outbox.state = 'sent' AND outbox.sent_at IS NOT NULL AND outbox.remote_id IS NOT NULL
"""


def upgrade() -> None:
    _create_amendments()
    _create_replies()
    op.create_table(
        "mutes",
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name=op.f("fk_mutes_subscriber_id_subscribers")),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_mutes_development_id_developments")
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "development_id", name=op.f("pk_mutes")),
    )
    op.create_index(op.f("ix_outbox_withdrawn_at"), "outbox", ["withdrawn_at"])
    op.create_index(
        op.f("ix_outbox_withdrawal_shown"),
        "outbox",
        ["withdrawal_shown"],
        sqlite_where=sa.text("withdrawal_shown IS 1"),
        postgresql_where=sa.text("withdrawal_shown IS true"),
    )
    op.execute(_SHOWN)


def downgrade() -> None:
    for column in ("withdrawal_shown", "withdrawn_at"):
        op.drop_index(op.f(f"ix_outbox_{column}"), "outbox")
    for table in ("mutes", "withdrawal_replies", "amendments"):
        op.drop_table(table)


def _create_amendments() -> None:
    op.create_table(
        "amendments",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.Column("uncertain", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name=op.f("fk_amendments_message_id_outbox")),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_amendments_development_id_developments")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_amendments")),
    )
    op.create_index(
        op.f("ix_amendments_told_at_development_id_reports_reviewed"),
        "amendments",
        ["told_at", "development_id", "reports", "reviewed"],
    )


def _create_replies() -> None:
    op.create_table(
        "withdrawal_replies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name=op.f("fk_withdrawal_replies_subscriber_id_subscribers")
        ),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_withdrawal_replies_development_id_developments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal_replies")),
    )
    op.create_index(op.f("ix_withdrawal_replies_state_due_at"), "withdrawal_replies", ["state", "due_at"])
    op.create_index(op.f("ix_withdrawal_replies_subscriber_id"), "withdrawal_replies", ["subscriber_id"])
