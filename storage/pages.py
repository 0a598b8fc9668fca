"""Read models of the page: developments as they are shown, in pages and counted; see ``domain.showing``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import TypeAdapter
from sqlalchemy import Text, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from domain.calendar import AHEAD
from domain.commitment import PARTIES, CommitmentNumber
from domain.development import DevelopmentId
from domain.grouping import Revision
from domain.review import MatchState
from domain.showing import EVERYTHING, Count, ShownDevelopment, ShownRevision, Totals
from domain.source import Verdict
from storage.assessments import COUNTING
from storage.developments import midnight
from storage.due_notices import IS_REPORTED
from storage.group_tables import RevisionRow, StorySignalsRow
from storage.queries import BY_PUBLICATION, NAMES_MONEY, STANDING_STATES, STANDS, developments, with_signals
from storage.status_tables import AssessmentRow
from storage.stories import SHOWN_NAME, WITHDRAWN
from storage.tables import DevelopmentRow, MatchRow, PollRow, ReportRow, SourceRow, StoryRow
from storage.writing import in_lots

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection

    from domain.development import Development
    from domain.showing import Place, Selection

_REVISION = TypeAdapter(Revision)
_NEWEST_FIRST = (StoryRow.published_at.desc(), DevelopmentRow.id)
_OLDEST_FIRST = (StoryRow.published_at, DevelopmentRow.id)


class SqlPageRepository:
    """The read models of one transaction; see ``domain.showing.PageRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_page(self, selection: Selection, limit: int, offset: int = 0) -> Sequence[ShownDevelopment]:
        """Return developments, those published last first."""
        # The identifiers first: what is passed over on the way is not read.
        chosen = (
            select(DevelopmentRow.id)
            .join(StoryRow, BY_PUBLICATION)
            .where(*_conditions(selection))
            .order_by(*_NEWEST_FIRST)
            .limit(limit)
            .offset(offset)
        )
        found = list(self._connection.scalars(chosen))
        return self._shown(developments(self._connection, DevelopmentRow.id.in_(found), order=_NEWEST_FIRST))

    def list_after(self, selection: Selection, after: Place | None, limit: int) -> Sequence[ShownDevelopment]:
        """Return the developments that follow a place in order of publication, None = from the first."""
        conditions = list(_conditions(selection))
        if after is not None:
            same = and_(StoryRow.published_at == after.published_at, DevelopmentRow.id > after.development_id)
            conditions.append(or_(StoryRow.published_at > after.published_at, same))
        return self._shown(developments(self._connection, *conditions, order=_OLDEST_FIRST, limit=limit))

    def list_by_id(self, development_ids: Collection[DevelopmentId]) -> Sequence[ShownDevelopment]:
        """Return these developments in the order asked for; those that are not shown are left out."""
        found: dict[DevelopmentId, ShownDevelopment] = {}
        for lot in in_lots(development_ids):
            rows = developments(self._connection, DevelopmentRow.id.in_(lot), *_conditions(EVERYTHING))
            found |= {each.development.id: each for each in self._shown(rows)}
        return [found[each] for each in development_ids if each in found]

    def find(self, development_id: DevelopmentId) -> ShownDevelopment | None:
        """Return a development, or the one it was merged into; None where there is none that counts."""
        merged = select(DevelopmentRow.merged_into).where(DevelopmentRow.id == development_id)
        seen = {development_id}
        while (into := self._connection.scalar(merged)) is not None and into not in seen:
            development_id = DevelopmentId(into)
            seen.add(development_id)
            merged = select(DevelopmentRow.merged_into).where(DevelopmentRow.id == into)
        return next(iter(self.list_by_id([development_id])), None)

    def list_with_sums(self, since: date, until: date) -> Sequence[Development]:
        """Return the developments of a period (days inclusive) that name money, oldest first."""
        conditions = (*_conditions(EVERYTHING), *_within(since, until), or_(NAMES_MONEY, _other_names_money()))
        return with_signals(self._connection, developments(self._connection, *conditions, order=_OLDEST_FIRST))

    def list_ahead(self, since: date, until: date, *, not_over: date | None = None) -> Sequence[Development]:
        """Return those of a period (days inclusive) that are said, planned or agreed and name a day, oldest first.

        Args:
            since, until: of publication. not_over: only where a day named lies on this day or later.
        """
        named = select(StorySignalsRow.story_id).where(StorySignalsRow.ahead_until >= (not_over or since))
        names_day = StoryRow.id.in_(named)
        ahead = StoryRow.stage.in_(sorted(stage.value for stage in AHEAD))
        conditions = (*_conditions(EVERYTHING), *_within(since, until), ahead, names_day)
        return with_signals(self._connection, developments(self._connection, *conditions, order=_OLDEST_FIRST))

    def list_revisions(self, limit: int, offset: int = 0) -> Sequence[ShownRevision]:
        """Return what later reports changed, newest first."""
        lead = aliased(StoryRow)
        chosen = (
            select(RevisionRow.changes, lead.title.label("lead_title"), StoryRow.title, StoryRow.url, SHOWN_NAME)
            .select_from(RevisionRow)
            .join(DevelopmentRow, DevelopmentRow.id == RevisionRow.development_id)
            .join(lead, lead.id == DevelopmentRow.lead_story_id)
            .join(StoryRow, StoryRow.id == RevisionRow.story_id)
            .join(SourceRow, SourceRow.id == StoryRow.source_id)
            .where(*COUNTING, STANDS)
            .order_by(RevisionRow.at.desc(), RevisionRow.development_id, RevisionRow.number.desc())
            .limit(limit)
            .offset(offset)
        )
        rows = self._connection.execute(chosen)
        return [ShownRevision(_REVISION.validate_python(changes), *others) for changes, *others in rows]

    def count_by_commitment(self) -> Mapping[int, Count]:
        """Return how many developments bear on each paragraph that has any."""
        # A standing match is enough unless the development is held. The sum keeps SQLite from walking all matches in
        # the order of its index on numbers, which leaps through the table: four times as long over 100,000.
        number = MatchRow.number + 0
        chosen = (
            select(number, func.count(), func.max(StoryRow.published_at))
            .select_from(DevelopmentRow)
            .join(MatchRow, MatchRow.story_id == DevelopmentRow.lead_story_id)
            .join(StoryRow, StoryRow.id == DevelopmentRow.lead_story_id)
            .where(*COUNTING, or_(DevelopmentRow.held_by.is_(None), STANDS), MatchRow.state.in_(STANDING_STATES))
            .group_by(number)
        )
        return {number: Count(found, newest) for number, found, newest in self._connection.execute(chosen)}

    def count_by_country(self) -> Mapping[str, Count]:
        """Return how many developments concern each country that has any."""
        # One pass: few sets of countries stand behind any number of developments.
        chosen = (
            select(cast(StoryRow.countries, Text), StoryRow.relevant, func.count(), func.max(StoryRow.published_at))
            .select_from(DevelopmentRow)
            .join(StoryRow, StoryRow.id == DevelopmentRow.lead_story_id)
            .where(*COUNTING, STANDS)
            .group_by(cast(StoryRow.countries, Text), StoryRow.relevant)
        )
        found: dict[str, Count] = {}
        for countries, relevant, developments_found, newest in self._connection.execute(chosen):
            named = [code for code in PARTIES[1:] if f'"{code}"' in (countries or "")]
            for code in [*([PARTIES[0]] if relevant else []), *named]:
                before = found.get(code, Count(0, newest))
                found[code] = Count(before.developments + developments_found, max(before.newest, newest))
        return {code: found[code] for code in PARTIES if code in found}

    def totals(self) -> Totals:
        """Return how much is stored."""
        counts = (
            select(func.count()).select_from(DevelopmentRow).where(*COUNTING, STANDS),
            select(func.count()).select_from(ReportRow),
            select(func.count()).select_from(StoryRow).where(IS_REPORTED),
            select(func.count()).select_from(SourceRow).where(SourceRow.enabled),
        )
        return Totals(*self._connection.execute(select(*(each.scalar_subquery() for each in counts))).one())

    def version(self) -> str:
        """Return what is another text whenever developments or statuses have changed."""
        # Each by itself: so each is answered by an index, which every visit waits for.
        asked = (
            select(func.count()).select_from(DevelopmentRow),
            select(func.max(DevelopmentRow.updated_at)),
            select(func.max(AssessmentRow.at)),
        )
        return " ".join(str(self._connection.scalar(each)) for each in asked)

    def count_polls(self, since: datetime) -> Mapping[Verdict, int]:
        """Return how often each verdict came since then."""
        chosen = select(PollRow.verdict, func.count()).where(PollRow.at >= since).group_by(PollRow.verdict)
        return {Verdict(verdict): polls for verdict, polls in self._connection.execute(chosen)}

    def _shown(self, found: Sequence[Development]) -> list[ShownDevelopment]:
        reviews: dict[str, dict[CommitmentNumber, MatchState]] = {}
        chosen = select(MatchRow.story_id, MatchRow.number, MatchRow.state).where(MatchRow.state != WITHDRAWN)
        for lot in in_lots([each.lead.id for each in found]):
            for story_id, number, state in self._connection.execute(chosen.where(MatchRow.story_id.in_(lot))):
                reviews.setdefault(story_id, {})[CommitmentNumber(number)] = MatchState(state)
        return [ShownDevelopment(each, reviews.get(each.lead.id, {})) for each in found]


def _conditions(selection: Selection) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [*COUNTING, STANDS]
    if selection.commitment is not None:
        found.append(
            exists().where(
                MatchRow.story_id == DevelopmentRow.lead_story_id,
                MatchRow.number == selection.commitment,
                MatchRow.state.in_(STANDING_STATES),
            )
        )
    if selection.country:
        found.append(_concerns(selection.country))
    if selection.storyline is not None:
        found.append(DevelopmentRow.storyline_id == selection.storyline)
    return found


def _other_names_money() -> ColumnElement[bool]:
    """Return the condition that a report beside the lead names a sum."""
    other = aliased(StoryRow)
    named = exists().where(
        ReportRow.development_id == DevelopmentRow.id,
        other.id == ReportRow.story_id,
        other.facts["amount"].as_string().is_not(None),
    )
    return and_(DevelopmentRow.reports > 1, named.correlate(DevelopmentRow))


def _concerns(country: str) -> ColumnElement[bool]:
    """Return the condition that a development concerns a country; every relevant report concerns Japan."""
    if country == PARTIES[0]:
        return StoryRow.relevant.is_(True)
    return cast(StoryRow.countries, Text).contains(f'"{country}"', autoescape=True)


def _within(since: date, until: date) -> Sequence[ColumnElement[bool]]:
    return StoryRow.published_at >= midnight(since), StoryRow.published_at < midnight(until) + timedelta(days=1)
