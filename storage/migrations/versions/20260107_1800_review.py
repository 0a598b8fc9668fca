"""Review: decisions, patterns they judge, corrections; developments held, messages withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20260107_1800"
down_revision = "20260107_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("developments", sa.Column("held_by", sa.Text(), nullable=True))
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        outbox.add_column(sa.Column("withdraw_reason", sa.Text(), nullable=False, server_default=""))
        outbox.add_column(sa.Column("withdrawal_shown", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("outbox") as outbox:
        outbox.alter_column("withdraw_reason", existing_type=sa.Text(), existing_nullable=False, server_default=None)
        outbox.alter_column(
            "withdrawal_shown", existing_type=sa.Boolean(), existing_nullable=False, server_default=None
        )
    _create_decisions()
    op.create_table(
        "match_patterns",
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("tie", sa.Text(), nullable=False),
        sa.Column("terms", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_match_patterns_decision_id_decisions")
        ),
        sa.PrimaryKeyConstraint("decision_id", "position", name=op.f("pk_match_patterns")),
    )
    op.create_index(op.f("ix_match_patterns_number"), "match_patterns", ["number"])
    _create_corrections()


def downgrade() -> None:
    for table in ("corrections", "match_patterns", "decisions"):
        op.drop_table(table)
    with op.batch_alter_table("outbox") as outbox:
        for column in ("withdrawal_shown", "withdraw_reason", "withdrawn_at"):
            outbox.drop_column(column)
    op.drop_column("developments", "held_by")


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("numbers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("to_number", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=True),
        sa.Column("stories", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("undoes", sa.Text(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_decisions_development_id_developments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_at"), "decisions", ["at"])
    op.create_index(op.f("ix_decisions_development_id_at"), "decisions", ["development_id", "at"])


def _create_corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("told", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("right", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("by_rule", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_corrections_decision_id_decisions")),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_corrections_development_id_developments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_at"), "corrections", ["at"])
