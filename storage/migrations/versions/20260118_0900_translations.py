"""Headlines translated by machine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260118_0900"
down_revision = "20260117_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "translations",
        sa.Column("title_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("translator", sa.Text(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("title_hash", "language", name=op.f("pk_translations")),
    )
    op.create_index(op.f("ix_translations_at"), "translations", ["at"])


def downgrade() -> None:
    op.drop_table("translations")
