"""Dates: when a development happened, was published and was found; three facts, each as exactly as it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.happening import ActPrecision
from domain.moment import Precision

if TYPE_CHECKING:
    from domain.development import Development
    from domain.happening import Happening
    from domain.ports import Speaker


def when_of(development: Development, texts: Speaker) -> str:
    """Return what is known of the dates: ``happened on 30 Jan 2026 · published 2 Feb 2026, 09:00 (Tokyo time)``.

    Where the report names no day for its act, or that of its own publication, the publication stands alone. The day of
    finding is named where it is a later one and the publication is known.
    """
    lead, act = development.lead, development.happening
    published = texts.moment(lead.published)
    if lead.published.precision is Precision.UNKNOWN:
        return published if act is None else f"{act_day(act, texts)} · {published}"
    day = lead.published.at.date()
    found = lead.first_seen_at.date()
    named = act is not None and act.day != day
    parts = [act_day(act, texts)] if act is not None and named else []
    parts.append(texts.say("published {when}", when=published) if named else published)
    if named and found > day:
        parts.append(texts.say("found {day}", day=texts.day(found)))
    return " · ".join(parts)


def act_day(act: Happening, texts: Speaker) -> str:
    """Return when the act lies, as exactly as the report says."""
    if act.precision is ActPrecision.MONTH:
        month = texts.month(act.day)
        return texts.say("planned for {day}", day=month) if act.ahead else texts.say("happened in {month}", month=month)
    day = texts.day(act.day)
    return texts.say("planned for {day}", day=day) if act.ahead else texts.say("happened on {day}", day=day)
