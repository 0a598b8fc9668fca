"""Changes of status as editors decide on them, and the reasons of people's codings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260114_0900"
down_revision = "20260113_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("unit_codings") as codings:
        codings.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("unit_codings") as codings:
        codings.alter_column("reason", existing_type=sa.Text(), existing_nullable=False, server_default=None)
    op.create_table(
        "status_decisions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("change_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Text(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["status_changes.id"], name=op.f("fk_status_decisions_change_id_status_changes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_decisions")),
    )
    op.create_index(op.f("ix_status_decisions_change_id"), "status_decisions", ["change_id"])
    op.create_index(op.f("ix_status_decisions_unit_id_at"), "status_decisions", ["unit_id", "at"])


def downgrade() -> None:
    op.drop_table("status_decisions")
    with op.batch_alter_table("unit_codings") as codings:
        codings.drop_column("reason")
