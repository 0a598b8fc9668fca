"""Parcels: a report that was written goes as a file to the operators, and to subscribers who want it; pure.

A parcel is an ``OperatorMessage`` with an attachment: a row before it is sent, claimed and settled as notices are.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.channels.parts import Attachment
from bot.replies.report_orders import parcel_caption
from domain.errors import DeliveryDelayed, DeliveryError, MessageRefused
from domain.identity import stable_id
from domain.notice import NoticeKind, OperatorMessage, OperatorMessageId, make_notice
from domain.telling import next_digest, quiet_until

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from bot.texts import Texts
    from domain.notice import Notice, Operator
    from domain.subscriber import Subscriber

FORM = "docx"
"""Opens on phones and is what readers of reports pass on."""

LOOK_AGAIN, LOOKS = timedelta(minutes=10), 6
"""A folder stands a moment after its rows, or is written anew after a crash: so often a missing file is looked for."""


class Rhythm(StrEnum):
    """How often a report is written."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


def parcel_notice(rhythm: Rhythm, name: str, since: date, until: date, now: datetime) -> Notice:
    """Return what the parcels of one report tell; it waits for nobody.

    Args:
        name: of the report's folder, unique. since, until: its days, inclusive. now: UTC.
    """
    data = {"rhythm": rhythm.value, "name": name, "since": since.isoformat(), "until": until.isoformat()}
    made = make_notice(NoticeKind.PARCEL, now, data=data)
    return replace(made, id=type(made.id)(stable_id("parcel", name)), delivered_at=now)


def parcels_of(
    notice: Notice, operators: Iterable[Operator], subscribers: Iterable[Subscriber], now: datetime
) -> list[OperatorMessage]:
    """Return one parcel for each operator, and for each subscriber who wants such reports.

    Args:
        notice: from ``parcel_notice``. subscribers: active ones. now: UTC.

    Returns:
        Operators' parcels are due at once, those of others at the hour of their digests; nobody gets two.
    """
    found: dict[tuple[str, str], OperatorMessage] = {}
    for each in subscribers:
        if wants(each, notice):
            due_at = next_digest(now, replace(each.timing, weekly=False), each.zone)
            found[each.channel, each.address] = _parcel(notice, each, now, due_at)
    for operator in operators:
        found[operator.channel, operator.address] = _parcel(notice, operator, now, now)
    return list(found.values())


def wants(subscriber: Subscriber, notice: Notice) -> bool:
    """Whether a subscriber has asked for reports of this rhythm."""
    timing = subscriber.timing
    return timing.weekly_report if notice.data["rhythm"] == Rhythm.WEEKLY else timing.monthly_report


def put_off(subscriber: Subscriber, now: datetime) -> datetime | None:
    """Return until when a subscriber wants nothing (UTC), None where a parcel may come now."""
    paused = subscriber.timing.paused_until
    if paused is not None and paused > now:
        return paused
    return quiet_until(now, subscriber.timing, subscriber.zone)


def attachment_of(path: Path, notice: Notice, texts: Texts) -> Attachment:
    """Return the file of a parcel with its caption in the reader's language."""
    since, until = (date.fromisoformat(str(notice.data[key])) for key in ("since", "until"))
    caption = parcel_caption(texts, since, until, weekly=notice.data["rhythm"] == Rhythm.WEEKLY)
    return Attachment(path, f"cajad-{notice.data['name']}.{FORM}", caption)


def missing(path: Path, attempts: int, now: datetime) -> DeliveryError | None:
    """Return what a file that is not there means for its parcel: nothing was sent, and it may come yet.

    Args:
        attempts: made before. now: UTC.
    """
    if path.is_file():
        return None
    if attempts < LOOKS:
        return DeliveryDelayed("the report's file is not there", now + LOOK_AGAIN)
    return MessageRefused("the report's file is not there")


def _parcel(notice: Notice, reader: Operator | Subscriber, now: datetime, due_at: datetime) -> OperatorMessage:
    return OperatorMessage(
        id=OperatorMessageId(stable_id("operator message", reader.channel, reader.address, notice.id)),
        channel=reader.channel,
        address=reader.address,
        notice_ids=(notice.id,),
        created_at=now,
        due_at=due_at,
        attachment=f"{notice.data['name']}/report.{reader.language}.{FORM}",
    )
