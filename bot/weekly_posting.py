"""Weekly posting: the posts that are due are written, each once, and handed to delivery.

A post is a notice for one chat; its message is delivered as broadcasts and reports are (``bot/operators.py``): paced,
never twice, and in doubt not again.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.broadcasting import messages_for
from bot.digests import weight
from bot.replies.weekly_post import fitting, post_data
from bot.texts import texts_for
from domain.hearing import Measure
from domain.notice import Notice, NoticeId, NoticeKind
from domain.showing import ShownDevelopment
from domain.weekly_choice import WeekMaterial, events_within, named_in, post_for
from domain.weekly_post import moves_of, week_to_tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.assessing import AssessingParts
    from bot.markup import RenderedMessage
    from domain.commitment import Texts
    from domain.development import DevelopmentId
    from domain.ledger import Rates
    from domain.subscriber import Subscriber, SubscriberId
    from domain.unit_of_work import UnitOfWork
    from domain.weekly_post import Week

log = logging.getLogger(__name__)

CHANGES_READ = 10_000
"""Lines of the log of statuses; a week brings far fewer."""


@dataclass(frozen=True, slots=True)
class PostingParts:
    """What weekly posts are written with.

    Attributes:
        rates: for sums in other currencies. places: names by key of the place gazetteer.
        page: public address of the page, empty = none.
    """

    assessing: AssessingParts
    rates: Rates
    places: Mapping[str, Texts]
    page: str = ""


class Post(NamedTuple):
    """The post of one chat, and the developments that it names."""

    message: RenderedMessage
    named: Sequence[DevelopmentId]


def write_weekly_posts(parts: PostingParts) -> int:
    """Write the posts that are due and were not written yet; return how many.

    A week in which no source was asked is passed over: nobody could say that it was quiet.

    Raises:
        StorageError: nothing was written; the next look tries again.
    """
    now = parts.assessing.clock.now()
    with parts.assessing.open_unit_of_work(writes=False) as work:
        posts = _compose(work, parts, _due(work, now), now)
    if not posts:
        return 0
    written = 0
    with parts.assessing.open_unit_of_work() as work:
        for subscriber_id, week in _due(work, now).items():
            post = posts.get(subscriber_id)
            if post is None or not _stands(work, post):
                continue
            if work.weekly_posts.note_written(subscriber_id, week.monday, now):
                _hand_to_delivery(work, work.subscribers.get(subscriber_id), post, now)
                written += 1
        work.commit()
    log.info("%d weekly posts written", written)
    return written


def _due(work: UnitOfWork, now: datetime) -> dict[SubscriberId, Week]:
    weeks = {each.id: week for each in work.subscribers.list_active() if (week := week_to_tell(each, now)) is not None}
    written = work.weekly_posts.written({week.monday for week in weeks.values()})
    return {one: week for one, week in weeks.items() if (one, week.monday) not in written}


def _compose(
    work: UnitOfWork, parts: PostingParts, due: Mapping[SubscriberId, Week], now: datetime
) -> dict[SubscriberId, Post]:
    """Return the message of each chat.

    The material of a week is read once for all chats of a zone, and a post is written once for all chats of the same
    choice and language.
    """
    materials = {week: _material(work, parts, week, now) for week in set(due.values())}
    muting = work.weekly_posts.muting()
    posts: dict[SubscriberId, Post] = {}
    shared: dict[tuple[object, ...], Post] = {}
    for subscriber_id, week in due.items():
        material, subscriber = materials[week], work.subscribers.get(subscriber_id)
        if material is None:
            continue
        if subscriber_id in muting:
            posts[subscriber_id] = _post(subscriber, material, parts, _muted_by(work, subscriber_id))
            continue
        choice = (week, subscriber.language, subscriber.facets, subscriber.awaits_review)
        if choice not in shared:
            shared[choice] = _post(subscriber, material, parts, lambda _: False)
        posts[subscriber_id] = shared[choice]
    return posts


def _post(
    subscriber: Subscriber, material: WeekMaterial, parts: PostingParts, is_muted: Callable[[DevelopmentId], bool]
) -> Post:
    pillars = {int(each.number): each.pillar for each in parts.assessing.declaration.commitments}
    post = post_for(subscriber, material, Measure(pillars, parts.rates), is_muted)
    texts = texts_for(subscriber.language, subscriber.zone)
    message, most = fitting(post, parts.assessing.declaration, parts.places, texts, page=parts.page)
    return Post(message, named_in(post, most, material.ahead))


def _stands(work: UnitOfWork, post: Post) -> bool:
    """Whether nothing that a post names was rejected since it was composed; the next look composes it anew."""
    return len(work.weekly_posts.standing(post.named)) == len(post.named)


def _hand_to_delivery(work: UnitOfWork, subscriber: Subscriber, post: Post, now: datetime) -> None:
    # An id that leads to nobody: what a chat was told of is deleted with the chat, the words may stay.
    notice_id = NoticeId(secrets.token_hex(16))
    work.notices.add(
        [Notice(notice_id, now, NoticeKind.WEEKLY_POST, data=post_data(post.message), delivered_at=now)],
    )
    for each in messages_for(notice_id, [subscriber], now):
        work.notices.save_message(each)
        work.weekly_posts.note_named(each.id, subscriber.id, post.named)


def _muted_by(work: UnitOfWork, subscriber_id: SubscriberId) -> Callable[[DevelopmentId], bool]:
    return lambda development_id: work.mutes.covers(subscriber_id, development_id)


def _material(work: UnitOfWork, parts: PostingParts, week: Week, now: datetime) -> WeekMaterial | None:
    """Read what is stored of a week, None where no source was asked in it."""
    assessing, period = parts.assessing, week.period
    asked = [each for each in work.watch.record_of(*period, timedelta()).sources if each.polls]
    if not asked:
        return None
    assessments = work.assessments.list_all()
    moves = moves_of(work.assessments.list_changes(CHANGES_READ), assessing.units, assessments, period)
    found = sorted(work.weekly_posts.found_in(*period), key=lambda each: weight(each.development))
    ahead = _ahead(work, assessing, week)
    causes = work.pages.list_by_id(list({each for move in moves for each in move.evidence}))
    return WeekMaterial(
        week=week,
        at=now,
        watched=len(asked),
        unreachable=sum(not each.answered for each in asked),
        units=assessing.units,
        numbers=[int(each.number) for each in assessing.declaration.tracked],
        found=found,
        ahead=ahead,
        known={each.development.id: each for each in causes},
        reports=work.hearing.reports_of(_ids((*found, *ahead, *causes))),
        moves=moves,
        passed=[each for each in work.assessments.list_due() if period[0] <= each.noticed_at < period[1]],
        counts=work.pages.count_by_commitment(),
        assessments=assessments,
    )


def _ahead(work: UnitOfWork, assessing: AssessingParts, week: Week) -> list[ShownDevelopment]:
    """Return the developments that announce a day of the weeks to come."""
    told = work.pages.list_ahead(assessing.declaration.adopted, week.monday, not_over=week.monday)
    soon = [each for each in told if events_within([each], (), week.monday)]
    shown = {each.development.id: each.reviews for each in work.pages.list_by_id([each.id for each in soon])}
    return [ShownDevelopment(each, shown[each.id]) for each in soon if each.id in shown]


def _ids(shown: Iterable[ShownDevelopment]) -> list[DevelopmentId]:
    return list(dict.fromkeys(each.development.id for each in shown))
