"""Coverage of a period: what was watched with what success, what only searches found, how soon alerts came; pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from domain.coverage import MissedStory
from domain.source import Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from domain.coverage import AlertDelay, PolledSource, WatchRecord
    from domain.ports import Speaker

IN_TIME = timedelta(minutes=30)
"""Half of what official sources report is to reach alerts so soon."""

MEASURED_OVER = timedelta(days=30)
"""The delay of alerts is measured over so long: a week has too few of them."""

MISSED_NAMED = 5


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """How one language of one country was watched.

    Attributes:
        sources: enabled ones. mute: those of them whose polls all failed. polls, answered: how many, and went well.
    """

    country: str
    language: str
    sources: int
    mute: int
    polls: int
    answered: int


@dataclass(frozen=True, slots=True)
class TierDelay:
    """How soon reports of a tier reached alerts.

    Attributes:
        alerts: how many could be timed. minutes: median. in_time: how many came within ``IN_TIME``.
    """

    tier: Tier
    alerts: int
    minutes: int
    in_time: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What there is to say of a period.

    Attributes:
        searches: news searches that answered.
        missed: the first few of the relevant stories that only searches brought, of ``missed_in_all``.
        lapsed: messages that no editor reviewed in time.
    """

    since: datetime
    until: datetime
    lines: tuple[CoverageLine, ...]
    searches: int
    missed_in_all: int
    missed: tuple[MissedStory, ...]
    delays: tuple[TierDelay, ...]
    lapsed: int = 0


def coverage_of(record: WatchRecord) -> Coverage:
    """Return the figures of a period."""
    return Coverage(
        since=record.since,
        until=record.until,
        lines=tuple(_lines(record.sources)),
        searches=sum(each.is_search and each.answered > 0 for each in record.sources),
        missed_in_all=len(record.missed),
        missed=record.missed[:MISSED_NAMED],
        delays=tier_delays(record.delays),
        lapsed=record.lapsed,
    )


def tier_delays(delays: Iterable[AlertDelay]) -> tuple[TierDelay, ...]:
    """Return median and punctuality of each tier that alerts were sent of, nearest to the act first."""
    by_tier: defaultdict[Tier, list[timedelta]] = defaultdict(list)
    for each in delays:
        by_tier[each.tier].append(each.delay)
    return tuple(_tier_delay(tier, by_tier[tier]) for tier in Tier if tier in by_tier)


def as_data(coverage: Coverage) -> dict[str, Any]:
    """Return the figures as JSON knows them."""
    return asdict(coverage) | {"since": coverage.since.isoformat(), "until": coverage.until.isoformat()}


def from_data(data: Mapping[str, Any]) -> Coverage:
    """Return the figures that ``as_data`` made JSON of."""
    return Coverage(
        since=datetime.fromisoformat(data["since"]),
        until=datetime.fromisoformat(data["until"]),
        lines=tuple(CoverageLine(**each) for each in data["lines"]),
        searches=data["searches"],
        missed_in_all=data["missed_in_all"],
        missed=tuple(MissedStory(**each) for each in data["missed"]),
        delays=tuple(TierDelay(**each | {"tier": Tier(each["tier"])}) for each in data["delays"]),
        # Weeks that were noted before messages could lapse say nothing of it.
        lapsed=data.get("lapsed", 0),
    )


def watched_lines(coverage: Coverage, texts: Speaker) -> list[str]:
    """Return one sentence for each country and language, the worst watched first."""
    worst_first = sorted(coverage.lines, key=lambda each: (_share(each.answered, each.polls), each.country))
    return [_watched_line(each, texts) for each in worst_first]


def delay_lines(delays: Sequence[TierDelay], texts: Speaker, tier_name: Callable[[Tier], str]) -> list[str]:
    """Return one sentence for each tier: how soon its reports reached alerts.

    Args:
        tier_name: the reader's word for a tier.
    """
    if not delays:
        return [texts.say("No alert of the last {days} days could be timed.", days=MEASURED_OVER.days)]
    return [
        texts.say(
            "{tier}: {alerts}, half of them within {minutes} min of publication, {share} % within {limit} min",
            tier=tier_name(each.tier),
            alerts=texts.count("{n} alert", "{n} alerts", each.alerts),
            minutes=each.minutes,
            share=_share(each.in_time, each.alerts),
            limit=int(IN_TIME.total_seconds() // 60),
        )
        for each in delays
    ]


def missed_line(coverage: Coverage, texts: Speaker) -> str:
    """Return the sentence on what only searches found."""
    if not coverage.searches and not coverage.missed_in_all:
        return texts.say("No news search answered, so it is not known what our own sources missed.")
    if not coverage.missed_in_all:
        return texts.say("The news search found nothing that our own sources missed.")
    return texts.count(
        "{n} relevant report was found by the news search only:",
        "{n} relevant reports were found by the news search only:",
        coverage.missed_in_all,
    )


def _lines(sources: Sequence[PolledSource]) -> Iterator[CoverageLine]:
    groups: defaultdict[tuple[str, str], list[PolledSource]] = defaultdict(list)
    for source in sources:
        for language in source.languages:
            groups[source.country, language].append(source)
    for (country, language), members in sorted(groups.items()):
        yield CoverageLine(
            country=country,
            language=language,
            sources=len(members),
            mute=sum(each.answered == 0 for each in members),
            polls=sum(each.polls for each in members),
            answered=sum(each.answered for each in members),
        )


def _tier_delay(tier: Tier, delays: Sequence[timedelta]) -> TierDelay:
    minutes = median(each.total_seconds() for each in delays) / 60
    return TierDelay(tier, len(delays), round(minutes), sum(each <= IN_TIME for each in delays))


def _watched_line(each: CoverageLine, texts: Speaker) -> str:
    told = texts.say(
        "{country}, {language}: {sources}, {share} % of polls answered",
        country=texts.country_name(each.country),
        language=texts.language_name(each.language),
        sources=texts.count("{n} source", "{n} sources", each.sources),
        share=_share(each.answered, each.polls),
    )
    return texts.say("{line}; not one answer: {n}", line=told, n=each.mute) if each.mute else told


def _share(part: int, whole: int) -> int:
    """Return the percentage, rounded down so that 100 means all; nothing of nothing is 0."""
    return 100 * part // whole if whole else 0
