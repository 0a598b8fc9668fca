"""Storylines, revisions, what grouping compares and finds stories by, and editors' decisions about pairs of stories."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260105_0900"
down_revision = "20260104_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "storylines",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_storylines")),
    )
    with op.batch_alter_table("developments") as developments:
        developments.add_column(sa.Column("storyline_id", sa.Text(), nullable=True))
        developments.add_column(sa.Column("merged_into", sa.Text(), nullable=True))
        developments.create_foreign_key(
            op.f("fk_developments_storyline_id_storylines"), "storylines", ["storyline_id"], ["id"]
        )
        developments.create_foreign_key(
            op.f("fk_developments_merged_into_developments"), "developments", ["merged_into"], ["id"]
        )
        developments.create_index(op.f("ix_developments_storyline_id"), ["storyline_id"])
    with op.batch_alter_table("reports") as reports:
        reports.add_column(sa.Column("moved_from", sa.Text(), nullable=True))
        reports.create_foreign_key(op.f("fk_reports_moved_from_developments"), "developments", ["moved_from"], ["id"])
    _create_revisions()
    _create_signals_and_keys()
    _create_decisions()


def downgrade() -> None:
    for table in ("group_decisions", "story_keys", "story_signals", "revisions"):
        op.drop_table(table)
    with op.batch_alter_table("reports") as reports:
        reports.drop_constraint(op.f("fk_reports_moved_from_developments"), type_="foreignkey")
        reports.drop_column("moved_from")
    with op.batch_alter_table("developments") as developments:
        developments.drop_index(op.f("ix_developments_storyline_id"))
        developments.drop_constraint(op.f("fk_developments_merged_into_developments"), type_="foreignkey")
        developments.drop_constraint(op.f("fk_developments_storyline_id_storylines"), type_="foreignkey")
        developments.drop_column("merged_into")
        developments.drop_column("storyline_id")
    op.drop_table("storylines")


def _create_revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_revisions_development_id_developments")
        ),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_revisions_story_id_stories")),
        sa.PrimaryKeyConstraint("development_id", "number", name=op.f("pk_revisions")),
    )


def _create_signals_and_keys() -> None:
    op.create_table(
        "story_signals",
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("signals", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_story_signals_story_id_stories")),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_story_signals")),
    )
    op.create_table(
        "story_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_story_keys_story_id_stories")),
        sa.PrimaryKeyConstraint("key", "at", "story_id", name=op.f("pk_story_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_story_keys_story_id"), "story_keys", ["story_id"])


def _create_decisions() -> None:
    op.create_table(
        "group_decisions",
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("ruling", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["one"], ["stories.id"], name=op.f("fk_group_decisions_one_stories")),
        sa.ForeignKeyConstraint(["other"], ["stories.id"], name=op.f("fk_group_decisions_other_stories")),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_group_decisions")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_group_decisions_other"), "group_decisions", ["other"])
