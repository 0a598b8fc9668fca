"""A story leads one development that stands, and any number that editors merged into others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from domain.errors import StorageError

revision = "20260120_0900"
down_revision = "20260119_1800"
branch_labels = None
depends_on = None

STANDS = sa.text("coalesce(merged_into, '') = ''")
"""Written so that SQLite never takes the index for a short way through all developments."""


def upgrade() -> None:
    with op.batch_alter_table("developments") as table:
        table.drop_constraint("uq_developments_lead_story_id", type_="unique")
    op.create_index("ix_developments_lead_story_id", "developments", ["lead_story_id"])
    op.create_index(
        "uq_developments_lead_story_id",
        "developments",
        ["lead_story_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def downgrade() -> None:
    twice = "SELECT lead_story_id FROM developments GROUP BY lead_story_id HAVING count(*) > 1"
    if op.get_bind().exec_driver_sql(twice).first() is not None:
        raise StorageError("reports that came by a merge were split off; undo those splits before going back")
    op.drop_index("uq_developments_lead_story_id", "developments")
    op.drop_index("ix_developments_lead_story_id", "developments")
    with op.batch_alter_table("developments") as table:
        table.create_unique_constraint("uq_developments_lead_story_id", ["lead_story_id"])
