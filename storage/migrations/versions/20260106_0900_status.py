"""The status of units: newest assessments, the log of changes, people's codings against the codebook."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260106_0900"
down_revision = "20260105_0900"
branch_labels = None
depends_on = None

LISTS = ("overlays", "causes", "evidence")


def upgrade() -> None:
    op.create_table(
        "assessments",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        *(sa.Column(name, sa.JSON(none_as_null=True), nullable=False) for name in LISTS),
        sa.Column("same_topic", sa.Integer(), nullable=False),
        sa.Column("watched", sa.Integer(), nullable=False),
        sa.Column("unreachable", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("scores", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.Column("due_without_evidence", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_assessments")),
    )
    op.create_index(op.f("ix_assessments_number"), "assessments", ["number"])
    _create_changes()
    op.create_table(
        "unit_codings",
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry", sa.Text(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_unit_codings_development_id_developments")
        ),
        sa.PrimaryKeyConstraint("development_id", "unit_id", "at", name=op.f("pk_unit_codings")),
    )


def downgrade() -> None:
    for table in ("unit_codings", "status_changes", "assessments"):
        op.drop_table(table)


def _create_changes() -> None:
    op.create_table(
        "status_changes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("overlays_before", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("overlays_after", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_changes")),
    )
    op.create_index(op.f("ix_status_changes_at"), "status_changes", ["at"])
    op.create_index(op.f("ix_status_changes_unit_id_at"), "status_changes", ["unit_id", "at"])
