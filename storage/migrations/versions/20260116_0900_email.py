"""Subscribers by e-mail, and their consent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260116_0900"
down_revision = "20260114_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_consents",
        sa.Column("subscriber_id", sa.Text(), nullable=False),
        sa.Column("stop_key", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("asker_id", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name=op.f("fk_mail_consents_subscriber_id_subscribers")
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["subscribers.id"], name=op.f("fk_mail_consents_asker_id_subscribers"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["subscribers.id"], name=op.f("fk_mail_consents_owner_id_subscribers"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("subscriber_id", name=op.f("pk_mail_consents")),
    )
    for column in ("code_hash", "asker_id", "owner_id"):
        op.create_index(op.f(f"ix_mail_consents_{column}"), "mail_consents", [column])
    op.create_table(
        "mail_asked",
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asker_hash", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("address_hash", "at", name=op.f("pk_mail_asked")),
    )
    for column in ("at", "asker_hash"):
        op.create_index(op.f(f"ix_mail_asked_{column}"), "mail_asked", [column])


def downgrade() -> None:
    op.drop_table("mail_asked")
    op.drop_table("mail_consents")
