"""Days that passed without a report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260113_0900"
down_revision = "20260112_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; when an act happened is kept with the facts of its report and needs no column."""
    op.create_table(
        "due_notices",
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("numbers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("countries", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("watched", sa.Integer(), nullable=False),
        sa.Column("unreachable", sa.Integer(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("title", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("announced_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_due_notices_development_id_developments")
        ),
        sa.ForeignKeyConstraint(
            ["announced_by"], ["developments.id"], name=op.f("fk_due_notices_announced_by_developments")
        ),
        sa.PrimaryKeyConstraint("development_id", name=op.f("pk_due_notices")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("due_notices")
