"""What operators are told, what is known of a source's rhythm and troubles, and when alerts went out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260104_0900"
down_revision = "20260103_1800"
branch_labels = None
depends_on = None

OF_SOURCES = ("gap_seconds", "window_seconds", "asked_seconds")


def upgrade() -> None:
    with op.batch_alter_table("sources") as sources:
        for name in OF_SOURCES:
            sources.add_column(sa.Column(name, sa.Double(), nullable=True))
        sources.add_column(sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))
        sources.add_column(sa.Column("told", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("sources") as sources:
        sources.alter_column("told", existing_type=sa.Text(), existing_nullable=False, server_default=None)
    op.add_column("outbox", sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    _create_notices()
    _create_operator_messages()


def downgrade() -> None:
    op.drop_table("operator_messages")
    op.drop_table("notices")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("sent_at")
    with op.batch_alter_table("sources") as sources:
        for name in ("told", "failing_since", *OF_SOURCES):
            sources.drop_column(name)


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_notices_source_id_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_kind_at"), "notices", ["kind", "at"])
    op.create_index(op.f("ix_notices_delivered_at"), "notices", ["delivered_at"])


def _create_operator_messages() -> None:
    op.create_table(
        "operator_messages",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("notice_ids", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_messages")),
    )
    op.create_index(op.f("ix_operator_messages_state_due_at"), "operator_messages", ["state", "due_at"])
