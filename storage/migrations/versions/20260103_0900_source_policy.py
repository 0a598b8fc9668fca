"""What is declared of a source's words and documents, and how far its numbered items were read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260103_0900"
down_revision = "20260102_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("quote", sa.Text(), nullable=False, server_default="short"))
    op.add_column("sources", sa.Column("min_items", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("sources", sa.Column("proxy", sa.Text(), nullable=False, server_default=""))
    op.add_column("sources", sa.Column("fallback", sa.Text(), nullable=False, server_default=""))
    op.add_column("sources", sa.Column("cursor", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("sources") as sources:
        for name in ("cursor", "fallback", "proxy", "min_items", "quote"):
            sources.drop_column(name)
