"""What is declared of a source's words and documents, and how far its numbered items were read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20260103_0900"
down_revision = "20260102_0900"
branch_labels = None
depends_on = None


COLUMNS: tuple[tuple[str, sa.types.TypeEngine[Any], str], ...] = (
    ("quote", sa.Text(), "short"),
    ("min_items", sa.Integer(), "1"),
    ("proxy", sa.Text(), ""),
    ("fallback", sa.Text(), ""),
    ("cursor", sa.Text(), ""),
)


def upgrade() -> None:
    with op.batch_alter_table("sources") as sources:
        for name, kind, default in COLUMNS:
            sources.add_column(sa.Column(name, kind, nullable=False, server_default=default))
    with op.batch_alter_table("sources") as sources:
        for name, kind, _ in COLUMNS:
            sources.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sources") as sources:
        for name, _, _ in reversed(COLUMNS):
            sources.drop_column(name)
