"""What developments are worth for units, which of them changed, and the days ahead that reports name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

revision = "20260121_1200"
down_revision = "20260121_1100"
branch_labels = None
depends_on = None

LOT = 1_000
NEXT_WITHIN = timedelta(days=300)
"""A day without a year lies no farther ahead of its report."""

OPEN = sa.text("state IN ('proposed', 'accepted_by_rule')")


def upgrade() -> None:
    _create_weighings()
    op.create_table(
        "marked_developments",
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_marked_developments_development_id_developments")
        ),
        sa.PrimaryKeyConstraint("development_id", name=op.f("pk_marked_developments")),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO marked_developments (development_id) SELECT id FROM developments")
    op.add_column("story_signals", sa.Column("ahead_until", sa.Date(), nullable=True))
    _find_days()
    op.create_index(op.f("ix_story_signals_ahead_until"), "story_signals", ["ahead_until"])
    op.create_index("ix_matches_open", "matches", ["story_id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index(op.f("ix_developments_opened_at"), "developments", ["opened_at"])
    op.create_index(op.f("ix_decisions_who_at"), "decisions", ["who", "at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_decisions_who_at"), table_name="decisions")
    op.drop_index(op.f("ix_developments_opened_at"), table_name="developments")
    op.drop_index("ix_matches_open", table_name="matches")
    op.drop_index(op.f("ix_story_signals_ahead_until"), table_name="story_signals")
    op.drop_column("story_signals", "ahead_until")
    op.drop_table("marked_developments")
    op.drop_table("weighings")


def _create_weighings() -> None:
    said = ("step", "ground", "stage", "tie", "reached", "rung", "parties", "review")
    op.create_table(
        "weighings",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("development_id", sa.Text(), nullable=False),
        sa.Column("weighs", sa.Boolean(), nullable=False),
        sa.Column("moves", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in said),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("entry", "coded", "storyline_id")),
        sa.ForeignKeyConstraint(
            ["development_id"], ["developments.id"], name=op.f("fk_weighings_development_id_developments")
        ),
        sa.PrimaryKeyConstraint("unit_id", "development_id", name=op.f("pk_weighings")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_weighings_development_id"), "weighings", ["development_id"])
    op.create_index(op.f("ix_weighings_unit_id_weighs"), "weighings", ["unit_id", "weighs"])


def _find_days() -> None:
    """Fill ``ahead_until`` in lots; a day too late costs a little reading, one too early an event."""
    connection = op.get_bind()
    signals = sa.table(
        "story_signals", sa.column("story_id"), sa.column("signals", sa.JSON()), sa.column("ahead_until", sa.Date())
    )
    stories = sa.table("stories", sa.column("id"), sa.column("published_at", sa.DateTime(timezone=True)))
    columns = (signals.c.story_id, signals.c.signals, stories.c.published_at)
    chosen = sa.select(*columns).join(stories, stories.c.id == signals.c.story_id).order_by(signals.c.story_id)
    change = signals.update().where(signals.c.story_id == sa.bindparam("story"))
    last = ""
    while rows := connection.execute(chosen.where(signals.c.story_id > last).limit(LOT)).all():
        last = rows[-1].story_id
        found = [
            {"story": row.story_id, "until": day} for row in rows if (day := _until(row.signals, row.published_at))
        ]
        if found:
            connection.execute(change.values(ahead_until=sa.bindparam("until", type_=sa.Date())), found)


def _until(signals: Mapping[str, list[str]], published_at: datetime) -> date | None:
    known = published_at if published_at.tzinfo else published_at.replace(tzinfo=UTC)
    return max(_days(signals.get("days", ()), known.astimezone(UTC).date()), default=None)


def _days(named: list[str] | tuple[str, ...], written: date) -> Iterator[date]:
    for each in named:
        if each.count("-") > 1:
            try:
                yield date.fromisoformat(each)
            except ValueError:
                continue
        elif "-" in each:
            yield written + NEXT_WITHIN
