"""What only a source's kind knows, such as which links of a page are its news."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260102_0900"
down_revision = "20260101_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("options", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sources") as sources:
        sources.drop_column("options")
