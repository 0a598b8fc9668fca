"""Digests, when subscribers are told, and which messages wait for a digest; those there go on as they were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260110_0900"
down_revision = "20260109_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_digests()
    with op.batch_alter_table("subscribers") as subscribers:
        subscribers.add_column(sa.Column("timing", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("subscribers") as subscribers:
        subscribers.alter_column("timing", existing_type=sa.JSON(), existing_nullable=False, server_default=None)
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("urgency", sa.Text(), nullable=False, server_default="at_once"))
        outbox.add_column(sa.Column("held_for", sa.Text(), nullable=True))
        outbox.add_column(sa.Column("digest_id", sa.Text(), nullable=True))
        outbox.create_foreign_key(op.f("fk_outbox_digest_id_digests"), "digests", ["digest_id"], ["id"])
        outbox.create_index(op.f("ix_outbox_digest_id"), ["digest_id"])
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("urgency", existing_type=sa.Text(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_index(op.f("ix_outbox_digest_id"))
        outbox.drop_constraint(op.f("fk_outbox_digest_id_digests"), type_="foreignkey")
        for column in ("digest_id", "held_for", "urgency"):
            outbox.drop_column(column)
    with op.batch_alter_table("subscribers") as subscribers:
        subscribers.drop_column("timing")
    op.drop_table("digests")


def _create_digests() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("chart", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name=op.f("fk_digests_subscriber_id_subscribers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
    )
    op.create_index(op.f("ix_digests_state_due_at"), "digests", ["state", "due_at"])
    op.create_index(op.f("ix_digests_subscriber_id_state"), "digests", ["subscriber_id", "state"])
