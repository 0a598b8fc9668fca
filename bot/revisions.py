"""Revisions: what a later report changed, as lines of an update; pure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.gist import LABEL_LIMIT
from bot.labels import stage_name
from bot.markup import clip, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.markup import Line
    from bot.texts import Texts
    from domain.grouping import Revision
    from domain.match import Money


def revision_lines(revision: Revision, texts: Texts) -> Iterator[Line]:
    """Yield a line for each value that changed: what it was, and what it is now."""
    for before, after in _values(revision, texts):
        yield line(texts.say("Was: {before}; now: {after}", before=before, after=after))
    if revision.withdrawn:
        yield line(texts.say("The earlier report has been taken back."))


def _values(revision: Revision, texts: Texts) -> Iterator[tuple[str, str]]:
    if revision.stage is not None:
        yield stage_name(revision.stage.before, texts), stage_name(revision.stage.after, texts)
    if revision.amount is not None:
        yield _sum(revision.amount.before, texts), _sum(revision.amount.after, texts)
    if revision.day is not None:
        yield _day(revision.day.before, texts), _day(revision.day.after, texts)


def _sum(money: Money, texts: Texts) -> str:
    return clip(texts.money(money), LABEL_LIMIT)


def _day(text: str, texts: Texts) -> str:
    return texts.day(date.fromisoformat(text))
