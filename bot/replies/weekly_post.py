"""The weekly post: what moved, what is due and what is silent, on a screen or two of a phone; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bot.gist import LABEL_LIMIT, commitment_label, gist
from bot.markup import GAP, Line, RenderedMessage, Span, Style, bold, clean, clip, italic, line, link
from bot.status_words import Words
from domain.review import MatchState
from domain.status import Coverage, Status
from domain.weekly_post import SILENT_AFTER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.texts import Texts
    from domain import commitment
    from domain.calendar import Event
    from domain.due import DueNotice
    from domain.notice import Notice
    from domain.showing import ShownDevelopment
    from domain.weekly_post import Silence, StatusMove, WeeklyPost

_SHOWN = ((4, True), (3, True), (2, True), (1, True), (2, False))
"""How much is told, in the order tried: items of a kind, and whether they are linked. Addresses take the most room."""

_HEADLINE_LIMIT, _SOURCE_LIMIT = 110, 60


@dataclass(frozen=True, slots=True)
class _Writing:
    """What every part of one post is made from.

    Attributes:
        most: items of a kind that are told; of others the number is given. linked: whether headlines lead anywhere.
    """

    post: WeeklyPost
    declaration: commitment.Declaration
    places: Mapping[str, commitment.Texts]
    texts: Texts
    page: str
    most: int
    linked: bool


def weekly_post(
    post: WeeklyPost,
    declaration: commitment.Declaration,
    places: Mapping[str, commitment.Texts],
    texts: Texts,
    *,
    page: str = "",
) -> RenderedMessage:
    """Return a post as one message; a quiet week takes two lines.

    Args:
        places: names by key of the place gazetteer. page: public address of the page, empty = none.
    """
    return fitting(post, declaration, places, texts, page=page)[0]


def fitting(
    post: WeeklyPost,
    declaration: commitment.Declaration,
    places: Mapping[str, commitment.Texts],
    texts: Texts,
    *,
    page: str = "",
) -> tuple[RenderedMessage, int]:
    """Return a post as ``weekly_post`` does, and how many items of each kind it tells."""
    tried = [
        (RenderedMessage(tuple(_lines(_Writing(post, declaration, places, texts, page, most, linked)))), most)
        for most, linked in _SHOWN
    ]
    return next((each for each in tried if each[0].fits), tried[-1])


def post_data(message: RenderedMessage) -> dict[str, object]:
    """Return a post as a notice keeps it until it is sent."""
    return {"lines": [[[span.text, span.style.value, span.url] for span in each.spans] for each in message.lines]}


def written_post(notice: Notice) -> RenderedMessage:
    """Return the post that a notice keeps."""
    lines = cast("list[list[tuple[str, str, str]]]", notice.data["lines"])
    return RenderedMessage(
        tuple(Line(tuple(Span(text, Style(style), url) for text, style, url in each)) for each in lines)
    )


def _lines(told: _Writing) -> Iterator[Line]:
    post, texts = told.post, told.texts
    name = clip(told.declaration.short_name.in_language(texts.language), LABEL_LIMIT)
    yield line(bold(texts.say("{declaration}: {days}", declaration=name, days=texts.days(*post.week.days))))
    if not (post.moves or post.found):
        yield line(_nothing_moved(told))
    blocks = [each for each in (_moved(told), _due(told), _silent(told)) if each]
    if blocks:
        blocks.append(_closing(told))
    for block in filter(None, blocks):
        yield GAP
        yield from block


def _nothing_moved(told: _Writing) -> str:
    """Say that nothing moved, and how widely was looked."""
    return told.texts.count(
        "Nothing was found to have moved of what this chat follows ({n} source watched, {unreachable} unreachable).",
        "Nothing was found to have moved of what this chat follows ({n} sources watched, {unreachable} unreachable).",
        told.post.watched,
        unreachable=told.post.unreachable,
    )


def _moved(told: _Writing) -> list[Line]:
    post, texts, most = told.post, told.texts, told.most
    if not (post.moves or post.found):
        return []
    lines = [line(bold(texts.say("What moved")))]
    lines += [_move_line(each, texts) for each in post.moves[:most]]
    lines += [each for shown in post.found[:most] for each in _development_lines(shown, told)]
    return [*lines, *_more(len(post.moves[most:]) + len(post.found[most:]), texts)]


def _move_line(move: StatusMove, texts: Texts) -> Line:
    words = Words(texts)
    after = words.status(move.after, move.coverage)
    notes = [after if move.before is move.after else f"{words.status_name(move.before)} → {after}"]
    notes += [words.overlay(each) for each in move.overlays]
    if not move.reviewed:
        notes.append(texts.say("unreviewed"))
    title = clip(move.unit.title.in_language(texts.language), LABEL_LIMIT)
    return line(f"• {move.unit.number}. {title}", texts.say(": "), italic(texts.say("; ").join(notes)))


def _development_lines(shown: ShownDevelopment, told: _Writing) -> Iterator[Line]:
    """Yield what happened, and the headline with its source."""
    lead, texts = shown.development.lead, told.texts
    late = f" · {texts.say('found late')}" if shown.development.found_late else ""
    yield line(f"• {gist(shown.development.judgement, told.declaration, told.places, texts)}{late}")
    yield line(_linked(lead.title, lead.url, told), f" · {clip(lead.source_name, _SOURCE_LIMIT)}")


def _due(told: _Writing) -> list[Line]:
    post, most = told.post, told.most
    if not (post.due or post.passed):
        return []
    lines = [line(bold(told.texts.say("Due dates")))]
    lines += [_passed_line(each, told) for each in post.passed[:most]]
    lines += [_event_line(each, told) for each in post.due[:most]]
    return [*lines, *_more(len(post.passed[most:]) + len(post.due[most:]), told.texts)]


def _event_line(event: Event, told: _Writing) -> Line:
    texts = told.texts
    title = event.unit_title.in_language(texts.language) if event.unit_title else event.title
    number = texts.say("paragraph {number}", number=event.commitments[0])
    days = f"• {texts.days(event.day, event.last)}{texts.say(': ')}"
    return line(days, _linked(title, event.url, told), f" · {number}")


def _passed_line(notice: DueNotice, told: _Writing) -> Line:
    texts = told.texts
    title = notice.title.in_language(texts.language) if notice.title else notice.headline
    found = Words(texts).status(Status.NO_EVIDENCE, Coverage(notice.watched, notice.unreachable))
    days = f"• {texts.day(notice.day)}{texts.say(': ')}"
    return line(days, _linked(title, notice.url, told), texts.say("; "), italic(found))


def _silent(told: _Writing) -> list[Line]:
    """Return what is silent: under what is said of them, the commitments of which it is said."""
    texts = told.texts
    items, rest = told.post.silent[: told.most], len(told.post.silent) - told.most
    lines = [line(bold(texts.say("Without news")))] if items else []
    said = ""
    for each in items:
        now_said = _silence(each, texts)
        if now_said != said:
            lines.append(line(italic(f"{now_said[:1].upper()}{now_said[1:]}"), texts.say(": ").rstrip()))
            said = now_said
        label = commitment_label(each.number, told.declaration, texts)
        if each.newest is not None:
            label = texts.say("{text} ({note})", text=label, note=texts.local_day(each.newest))
        lines.append(line(f"• {each.number}. {label}"))
    return [*lines, *_more(rest, texts)]


def _silence(silence: Silence, texts: Texts) -> str:
    """Return what is said of a silence, in the words of a status."""
    if silence.newest is not None:
        return texts.count("nothing new for {n} day", "nothing new for {n} days", SILENT_AFTER.days)
    words, coverage = Words(texts), silence.coverage
    if coverage is None:
        return words.status_name(Status.NO_EVIDENCE)
    return words.status(Status.NO_EVIDENCE if coverage.is_enough else Status.WITHHELD, coverage)


def _closing(told: _Writing) -> list[Line]:
    """Return where all of it stands, and that not everything was reviewed."""
    post, texts = told.post, told.texts
    lines = [line(link(texts.say("All commitments"), told.page))] if told.page else []
    accepted = [MatchState.ACCEPTED in each.reviews.values() for each in post.found[: told.most]]
    if not all(accepted) or not all(each.reviewed for each in post.moves[: told.most]):
        lines.append(line(italic(texts.say("Matched automatically; not all of it has been reviewed by an editor."))))
    return lines


def _linked(title: str, url: str, told: _Writing) -> Span:
    shown = clip(clean(title), _HEADLINE_LIMIT) or "…"
    return link(shown, url) if told.linked else Span(shown)


def _more(rest: int, texts: Texts) -> list[Line]:
    return [line(texts.count("and {n} more", "and {n} more", rest))] if rest > 0 else []
