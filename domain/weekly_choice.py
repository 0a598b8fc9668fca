"""Weekly choice: what of a week one chat is told, by its facets and by what it muted; pure.

A chat that holds messages until they are reviewed is told of developments and moves that an editor has accepted, and
of no others. What is due and what is silent is no match: there the topics and countries of the chat decide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from domain.calendar import calendar_of
from domain.facets import Facet
from domain.hearing import seen_by, stopped_by
from domain.showing import ShownDevelopment
from domain.weekly_post import DUE_WITHIN, WeeklyPost, concerns_due, concerns_unit, follows, silences_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from domain.calendar import Event
    from domain.development import Development, DevelopmentId
    from domain.due import DueNotice
    from domain.facets import Facets
    from domain.hearing import Measure
    from domain.showing import Count
    from domain.status import RecordedAssessment
    from domain.story import JudgedStory
    from domain.subscriber import Subscriber
    from domain.unit import Unit
    from domain.weekly_post import StatusMove, Week

_OF_THE_ACT = frozenset({Facet.STAGE, Facet.AMOUNT})
"""Facets that an announced day cannot meet yet: nothing is agreed, and often no sum is named."""


@dataclass(frozen=True, slots=True)
class WeekMaterial:
    """What is stored of one week, before any choice.

    Attributes:
        watched, unreachable: sources asked in the week, and those of them that never answered.
        found: developments first found in the week, the weightiest first. ahead: those that announce a day to come.
        known: every development that a move names, by id, as far as it is shown.
        reports: of all of them. moves: those that went farthest first. passed: days found to have passed in silence.
        numbers: tracked paragraphs. counts: developments by paragraph. at: when the post is written (UTC).
    """

    week: Week
    at: datetime
    watched: int
    unreachable: int
    units: Sequence[Unit]
    numbers: Sequence[int]
    found: Sequence[ShownDevelopment]
    ahead: Sequence[ShownDevelopment]
    known: Mapping[DevelopmentId, ShownDevelopment]
    reports: Mapping[DevelopmentId, Sequence[JudgedStory]]
    moves: Sequence[StatusMove]
    passed: Sequence[DueNotice]
    counts: Mapping[int, Count]
    assessments: Sequence[RecordedAssessment]


def post_for(
    subscriber: Subscriber, material: WeekMaterial, measure: Measure, is_muted: Callable[[DevelopmentId], bool]
) -> WeeklyPost:
    """Return what one chat is told of a week.

    Args:
        measure: what facets are measured with. is_muted: whether the chat muted the storyline of a development.
    """
    chosen = _Choice(replace(subscriber.facets, reviewed_only=subscriber.awaits_review), material, measure, is_muted)
    topics = [number for number in material.numbers if follows(chosen.facets, number, measure.pillars)]
    return WeeklyPost(
        week=material.week,
        watched=material.watched,
        unreachable=material.unreachable,
        moves=tuple(each for each in material.moves if chosen.has_move(each)),
        found=tuple(chosen.found()),
        due=tuple(chosen.due()),
        passed=tuple(each for each in material.passed if concerns_due(chosen.facets, each, measure.pillars)),
        silent=tuple(silences_of(topics, material.counts, material.assessments, material.at)),
    )


def named_in(post: WeeklyPost, most: int, ahead: Iterable[ShownDevelopment]) -> list[DevelopmentId]:
    """Return the developments that a post names, those that announce a day included.

    Args:
        most: how many of each kind the post tells. ahead: what announced the days of the post, and perhaps more.
    """
    days = {each.url for each in post.due[:most] if each.url}
    announcing = [each.development.id for each in ahead if each.development.lead.url in days]
    return list(dict.fromkeys((*(each.development.id for each in post.found[:most]), *announcing)))


def events_within(developments: Iterable[Development], units: Iterable[Unit], monday: date) -> list[Event]:
    """Return what is due or announced for the weeks from a Monday on, by day."""
    events = calendar_of(developments, units)
    return [each for each in events if each.last >= monday and each.day < monday + DUE_WITHIN]


@dataclass(frozen=True, slots=True)
class _Choice:
    """What one chat is to hear of a week."""

    facets: Facets
    material: WeekMaterial
    measure: Measure
    is_muted: Callable[[DevelopmentId], bool]

    def passes(self, shown: ShownDevelopment, beside: frozenset[Facet] = frozenset()) -> bool:
        """Whether a development is for the chat, some facets not being asked."""
        reports = self.material.reports[shown.development.id]
        return bool(reports) and set(stopped_by(self.facets, shown, reports, self.measure)) <= beside

    def found(self) -> Iterator[ShownDevelopment]:
        """Yield the developments of the week, each as told by an outlet that is not hidden."""
        for shown in self.material.found:
            if self.passes(shown) and not self.is_muted(shown.development.id):
                seen = seen_by(self.facets, shown.development, self.material.reports[shown.development.id])
                if seen is not None:
                    yield ShownDevelopment(seen, shown.reviews)

    def has_move(self, move: StatusMove) -> bool:
        """Whether a move is for the chat: by unit, and where developments brought it about by one of these."""
        if self.facets.reviewed_only and not move.reviewed:
            return False
        causes = [self.material.known[each] for each in move.evidence if each in self.material.known]
        is_told = not causes or any(self.passes(each) for each in causes)
        return is_told and concerns_unit(self.facets, move.unit, self.measure.pillars)

    def due(self) -> list[Event]:
        """Return the days to come."""
        facets, material = self.facets, self.material
        announcing = [
            each.development
            for each in material.ahead
            if self.passes(each, _OF_THE_ACT) and not self.is_muted(each.development.id)
        ]
        units = [each for each in material.units if concerns_unit(facets, each, self.measure.pillars)]
        events = events_within(announcing, units, material.week.monday)
        return [each for each in events if not facets.hides(each.source_name, each.url)]
