"""Who published a story that a search found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260103_1800"
down_revision = "20260103_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stories") as stories:
        stories.add_column(sa.Column("outlet", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("stories") as stories:
        stories.alter_column("outlet", existing_type=sa.Text(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("stories") as stories:
        stories.drop_column("outlet")
