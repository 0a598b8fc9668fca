"""What readers told the editors, opinions where two editors judge, and the editors' places at the review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260112_0900"
down_revision = "20260111_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_hints()
    _create_opinions()
    op.create_table(
        "review_seats",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason_for", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("who", name=op.f("pk_review_seats")),
    )


def downgrade() -> None:
    for table in ("review_seats", "opinions", "hints"):
        op.drop_table(table)


def _create_hints() -> None:
    op.create_table(
        "hints",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subscriber_id", sa.Text(), nullable=True),
        sa.Column("development_id", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscribers.id"],
            name=op.f("fk_hints_subscriber_id_subscribers"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_hints_development_id_developments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hints")),
    )
    op.create_index(op.f("ix_hints_subscriber_id"), "hints", ["subscriber_id"])
    op.create_index(op.f("ix_hints_settled_at"), "hints", ["settled_at"])


def _create_opinions() -> None:
    op.create_table(
        "opinions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("numbers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("to_number", sa.Integer(), nullable=True),
        sa.Column("other_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_opinions_development_id_developments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
    )
    op.create_index(op.f("ix_opinions_development_id_at"), "opinions", ["development_id", "at"])
    op.create_index(op.f("ix_opinions_closed_at"), "opinions", ["closed_at"])
