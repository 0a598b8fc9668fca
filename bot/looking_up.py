"""Looking up: the developments that a reader asks for, as that reader may see them; read in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.hearing import seen_by, stopped_by
from domain.showing import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.development import Development
    from domain.facets import Facets
    from domain.hearing import Measure
    from domain.showing import ShownDevelopment
    from domain.subscriber import Subscriber
    from domain.unit_of_work import UnitOfWork

MOST = 300
"""Developments looked at for one answer, newest first: sixty messages; nobody turns farther."""


def missed(work: UnitOfWork, subscriber: Subscriber, measure: Measure) -> list[Development]:
    """Return what the subscriber chose to hear of and no delivered message told of, newest first."""
    found = work.hearing.list_unheard(subscriber.id, MOST)
    reports = work.hearing.reports_of([each.development.id for each in found])
    passing = (
        each
        for each in found
        if (told := reports[each.development.id]) and not stopped_by(subscriber.facets, each, told, measure)
    )
    return _seen(work, passing, subscriber.facets)


def newest(work: UnitOfWork, facets: Facets) -> list[Development]:
    """Return the newest developments without what the reader hides."""
    return _seen(work, work.pages.list_page(EVERYTHING, MOST), facets)


def sought(work: UnitOfWork, facets: Facets, query: str) -> list[Development]:
    """Return the developments whose reports hold every word of the query, newest first."""
    return _seen(work, work.pages.list_by_id(work.search.find(query, MOST)), facets)


def _seen(work: UnitOfWork, found: Iterable[ShownDevelopment], facets: Facets) -> list[Development]:
    developments = [each.development for each in found]
    if not facets.hidden_outlets:
        return developments
    reports = work.hearing.reports_of([each.id for each in developments])
    seen = (seen_by(facets, each, reports[each.id]) for each in developments)
    return [each for each in seen if each is not None]
