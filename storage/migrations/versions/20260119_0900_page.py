"""What the page asks on every visit, answered by an index."""

from __future__ import annotations

from alembic import op

revision = "20260119_0900"
down_revision = "20260118_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_developments_updated_at"), "developments", ["updated_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_developments_updated_at"), table_name="developments")
