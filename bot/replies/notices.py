"""Messages to operators: notices of several kinds folded into one message; pure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from bot.labels import tier_name, verdict_reason
from bot.markup import GAP, Line, RenderedMessage, Span, Style, bold, clip, line, link
from bot.replies.failed_messages import failed_messages
from domain.notice import NoticeKind
from domain.patience import REVIEW_AWAITED_FOR
from domain.source import Verdict
from reports.coverage import delay_lines, from_data, missed_line, watched_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.texts import Texts
    from domain.notice import Notice

_SHOWN = (30, 15, 8, 4, 2, 1)
"""Lines of each part, tried in this order until the message fits."""
FIRST_DIGEST = "09:00"
"""When digests come unless a reader chose another time."""

_NAME_LIMIT = 60
_HEADLINE_LIMIT = 120
_ASKING_NAMED = 5
"""Chats that ask to be admitted and are named one by one; /admit shows more."""

_OF_SOURCES = (NoticeKind.SOURCE_FAILING, NoticeKind.SOURCE_SILENT, NoticeKind.SOURCE_RECOVERED)

_NETWORK = (NoticeKind.NETWORK_DOWN, NoticeKind.NETWORK_BACK)
_OF_DISK = (NoticeKind.DISK_LOW, NoticeKind.DISK_BACK)
_OF_ITSELF = (NoticeKind.FIRST_DAY, *_OF_DISK)
_EACH = (NoticeKind.COVERAGE, NoticeKind.REPORT, NoticeKind.DELIVERIES)
"""Kinds of which every notice is told, whatever came later."""


def operator_message(notices: Sequence[Notice], texts: Texts) -> RenderedMessage:
    """Return one message that tells all of these notices; of each source only the last counts.

    Args:
        notices: at least one, oldest first.
    """
    latest = _latest(notices)
    rendered = [RenderedMessage(_joined(latest, texts, shown)) for shown in _SHOWN]
    return next((each for each in rendered if each.fits), rendered[-1])


def review_reminder(notice: Notice, texts: Texts) -> RenderedMessage:
    """Return what editors are told of messages that wait for them."""
    oldest = datetime.fromisoformat(str(notice.data["oldest"]))
    waiting = waiting_line(int(str(notice.data["developments"])), int(str(notice.data["chats"])), oldest, texts)
    return RenderedMessage((line(bold(texts.say("Messages wait for review"))), line(waiting), line("/review")))


def waiting_line(developments: int, chats: int, oldest: datetime, texts: Texts) -> str:
    """Return the sentence on what waits for an editor before it is sent, and when it lapses.

    Args:
        developments: that wait. chats: for how many. oldest: since when (UTC).
    """
    return texts.count(
        "{n} development waits for review before it is sent (subscribers waiting: {chats}), the oldest since {when}; "
        "what is not reviewed within {days} days lapses.",
        "{n} developments wait for review before they are sent (subscribers waiting: {chats}), "
        "the oldest since {when}; what is not reviewed within {days} days lapses.",
        developments,
        chats=chats,
        when=texts.time(oldest),
        days=REVIEW_AWAITED_FOR.days,
    )


def _latest(notices: Sequence[Notice]) -> list[Notice]:
    """Return what still holds: the last notice of each source, of the network, of each other kind."""
    kept: dict[str, Notice] = {}
    for notice in notices:
        kept[_subject(notice)] = notice
    return list(kept.values())


def _subject(notice: Notice) -> str:
    """Return what a notice is about; of two about the same only the later is told."""
    if notice.kind in _EACH:
        return notice.id
    if notice.kind in _OF_DISK:
        return "disk"
    return notice.source_id or ("network" if notice.kind in _NETWORK else notice.kind.value)


def _joined(notices: Sequence[Notice], texts: Texts, shown: int) -> tuple[Line, ...]:
    lines: list[Line] = [line(bold(texts.say("For the operator of CA+JAD Monitor")))]
    for part in _parts(notices, texts, shown):
        lines += [GAP, *part]
    return tuple(lines)


def _parts(notices: Sequence[Notice], texts: Texts, shown: int) -> Iterator[Sequence[Line]]:
    for notice in notices:
        yield from _by_itself(notice, texts)
    for kind in _OF_SOURCES:
        told = [notice for notice in notices if notice.kind is kind]
        if told:
            rows = [line(f"• {_about_source(notice, texts)}") for notice in told]
            yield [line(bold(_heading(kind, len(told), texts))), *_cut(rows, shown, texts)]
    for notice in notices:
        if notice.kind is NoticeKind.COVERAGE:
            yield from _coverage(notice, texts, shown)
    written = [line(f"• {_report(notice, texts)}") for notice in notices if notice.kind is NoticeKind.REPORT]
    if written:
        yield [line(bold(texts.say("Reports written"))), *_cut(written, shown, texts)]


def _by_itself(notice: Notice, texts: Texts) -> Iterator[Sequence[Line]]:
    """Yield the parts of a notice that is told by itself, whatever others there are."""
    if notice.kind in _NETWORK:
        yield [line(_network(notice, texts))]
    elif notice.kind in _OF_ITSELF:
        yield [line(_about_itself(notice, texts))]
    elif notice.kind is NoticeKind.DELIVERIES:
        yield from failed_messages(notice, texts)
    elif notice.kind is NoticeKind.ADMISSION:
        yield _asking(notice, texts)


def _network(notice: Notice, texts: Texts) -> str:
    if notice.kind is NoticeKind.NETWORK_BACK:
        return texts.say(
            "Our own network was down from {since} to {until}. No failure was counted against any source.",
            since=_time(notice, "since", texts),
            until=texts.time(notice.at),
        )
    return texts.say(
        "Our own network seems to be down: {unreached} of {asked} servers could not be reached at {when}. "
        "No failure is counted against any source until it is back.",
        unreached=notice.data["unreached"],
        asked=notice.data["asked"],
        when=texts.time(notice.at),
    )


def _about_itself(notice: Notice, texts: Texts) -> str:
    """Tell how the installation itself stands."""
    data = notice.data
    if notice.kind is NoticeKind.FIRST_DAY:
        return texts.say(
            "CA+JAD Monitor works: {answering} of {sources} sources answer. First digest at {time}.",
            answering=data["answering"],
            sources=data["sources"],
            time=FIRST_DIGEST,
        )
    free = texts.number(Decimal(int(str(data["free"])) // 1_000_000))
    if notice.kind is NoticeKind.DISK_LOW:
        return texts.say("The disk is nearly full: {free} MB are free. Nothing can be stored once it is.", free=free)
    return texts.say("The disk has room again: {free} MB are free.", free=free)


def _asking(notice: Notice, texts: Texts) -> list[Line]:
    """Tell which chats ask to be admitted; without their names where nobody could decide about them."""
    asking = cast("list[dict[str, str]]", notice.data.get("asking", []))
    waiting = len(asking) or int(str(notice.data["waiting"]))
    rows = [
        line("• ", Span(each["address"], Style.CODE), f" · {texts.time(datetime.fromisoformat(each['asked_at']))}")
        for each in reversed(asking)
    ]
    said = texts.count("{n} chat asks to be admitted: /admit", "{n} chats ask to be admitted: /admit", waiting)
    return [line(said), *_cut(rows, _ASKING_NAMED, texts)]


def _heading(kind: NoticeKind, n: int, texts: Texts) -> str:
    if kind is NoticeKind.SOURCE_FAILING:
        return texts.count("{n} source fails", "{n} sources fail", n)
    if kind is NoticeKind.SOURCE_SILENT:
        return texts.count("{n} source is silent", "{n} sources are silent", n)
    return texts.count("{n} source works again", "{n} sources work again", n)


def _about_source(notice: Notice, texts: Texts) -> str:
    name = texts.say("{text} ({note})", text=clip(str(notice.data["name"]), _NAME_LIMIT), note=notice.source_id)
    if notice.kind is NoticeKind.SOURCE_RECOVERED:
        return name
    if notice.kind is NoticeKind.SOURCE_SILENT:
        told = texts.say("answers, but has brought nothing new since {when}", when=_time(notice, "newest_at", texts))
    else:
        told = texts.say(
            "{reason}; failed {failures} times in a row since {since}",
            reason=verdict_reason(Verdict(str(notice.data["verdict"])), texts),
            failures=notice.data["failures"],
            since=_time(notice, "since", texts),
        )
    return texts.say("{name}: {what}", name=name, what=told)


def _coverage(notice: Notice, texts: Texts, shown: int) -> Iterator[Sequence[Line]]:
    coverage = from_data(notice.data)
    period = texts.say(
        "What was watched from {since} to {until}",
        since=texts.day(coverage.since.date()),
        until=texts.day(coverage.until.date()),
    )
    watched = [line(f"• {each}") for each in watched_lines(coverage, texts)]
    yield [line(bold(period)), *_cut(watched, shown, texts)]
    delays = delay_lines(coverage.delays, texts, lambda tier: tier_name(tier, texts))
    yield [line(bold(texts.say("From publication to alert"))), *(line(f"• {each}") for each in delays)]
    missed = [line("• ", link(clip(each.title, _HEADLINE_LIMIT), each.url)) for each in coverage.missed]
    rest = coverage.missed_in_all - len(missed[:shown])
    more = [line(texts.count("and {n} more", "and {n} more", rest))] if rest else []
    yield [line(missed_line(coverage, texts)), *missed[:shown], *more]
    if coverage.lapsed:
        said = texts.count(
            "{n} message lapsed, because no editor had reviewed it within {days} days.",
            "{n} messages lapsed, because no editor had reviewed them within {days} days.",
            coverage.lapsed,
            days=REVIEW_AWAITED_FOR.days,
        )
        yield [line(said)]


def _report(notice: Notice, texts: Texts) -> str:
    since, until = (date.fromisoformat(str(notice.data[key])) for key in ("since", "until"))
    return f"{texts.days(since, until)} · {notice.data['folder']}"


def _cut(rows: Sequence[Line], shown: int, texts: Texts) -> list[Line]:
    rest = len(rows) - shown
    return [*rows[:shown], line(texts.count("and {n} more", "and {n} more", rest))] if rest > 0 else list(rows)


def _time(notice: Notice, key: str, texts: Texts) -> str:
    told = str(notice.data[key])
    return texts.time(datetime.fromisoformat(told)) if told else texts.time(notice.at)
