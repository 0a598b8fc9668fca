"""The words of the search; `cajad db upgrade` fills them in from the reports that are there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260108_0900"
down_revision = "20260107_1800"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_words",
        sa.Column("word", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_search_words_story_id_stories")),
        sa.PrimaryKeyConstraint("word", "story_id", name=op.f("pk_search_words")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_search_words_story_id"), "search_words", ["story_id"])


def downgrade() -> None:
    op.drop_table("search_words")
