"""The lead queue, and whether a source's pages may be read; stories in order of publication."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260101_0900"
down_revision = "20251220_0900"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "leads",
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.Text(), nullable=False),
        sa.Column("wanted_at", MOMENT, nullable=False),
        sa.Column("fetched_at", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name="fk_leads_story_id_stories"),
        sa.PrimaryKeyConstraint("story_id", name="pk_leads"),
    )
    op.create_index("ix_leads_state_wanted_at", "leads", ["state", "wanted_at"], unique=False)
    op.create_index("ix_stories_published_at", "stories", ["published_at"], unique=False)
    with op.batch_alter_table("sources") as sources:
        sources.add_column(sa.Column("lead", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("sources") as sources:
        sources.alter_column("lead", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sources") as sources:
        sources.drop_column("lead")
    op.drop_index("ix_stories_published_at", table_name="stories")
    op.drop_index("ix_leads_state_wanted_at", table_name="leads")
    op.drop_table("leads")
