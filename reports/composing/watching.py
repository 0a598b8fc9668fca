"""Watching: which sources were watched in the period, which of them fail, and what was missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.source import Verdict
from reports.composing.footnotes import shares
from reports.coverage import coverage_of, missed_line
from reports.model import CoveragePart, FailingSource, MissedLine, WatchedLine
from reports.plain import plain, web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.coverage import WatchRecord
    from domain.source import WatchedSource
    from reports.composing.reader import Reader
    from reports.coverage import CoverageLine
    from reports.model import Footnote


def coverage_part(
    record: WatchRecord, sources: Iterable[WatchedSource], notes: Sequence[Footnote], reader: Reader
) -> CoveragePart:
    """Return how the period was watched.

    Args:
        record: of the period, as far back as polls are kept. sources: with their state. notes: of the report.
    """
    found = coverage_of(record)
    watched = tuple(each for each in record.sources if not each.is_search)
    failing = [each for each in sources if each.source.enabled and _fails(each)]
    return CoveragePart(
        since=found.since.date(),
        until=(found.until - timedelta(microseconds=1)).date(),
        sources=len(watched),
        polls=sum(each.polls for each in watched),
        answered=sum(each.answered for each in watched),
        lines=tuple(_line(each, reader) for each in coverage_of(replace(record, sources=watched)).lines),
        failing=tuple(_failing(each, reader) for each in failing),
        missed_in_all=found.missed_in_all,
        missed=missed_line(found, reader.texts),
        shares=shares(notes),
        searches=found.searches,
        missed_stories=tuple(
            MissedLine(plain(each.title), web_address(each.url), plain(each.found_by)) for each in found.missed
        ),
    )


def _line(line: CoverageLine, reader: Reader) -> WatchedLine:
    return WatchedLine(
        country=reader.countries([line.country])[0],
        language=reader.language(line.language),
        sources=line.sources,
        mute=line.mute,
        polls=line.polls,
        answered=line.answered,
    )


def _fails(watched: WatchedSource) -> bool:
    verdict = watched.state.verdict
    return watched.state.failures > 0 and verdict is not None and not verdict.is_success


def _failing(watched: WatchedSource, reader: Reader) -> FailingSource:
    source, state = watched.source, watched.state
    return FailingSource(
        id=source.id,
        name=plain(source.name),
        country=reader.countries([source.country])[0],
        reason=reader.named(state.verdict or Verdict.BROKEN),
        failures=state.failures,
        since=state.failing_since,
    )
