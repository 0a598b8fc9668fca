"""Course: what stood before a development, and what usually comes next, as lines of an alert; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.gist import LABEL_LIMIT
from bot.labels import stage_name
from bot.markup import clip, line
from domain.moment import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.markup import Line
    from bot.texts import Texts
    from domain.alert import Earlier
    from domain.development import Development
    from domain.ladder import Ladders


def course_lines(
    development: Development, earlier: Earlier | None, ladders: Ladders | None, texts: Texts
) -> Iterator[Line]:
    """Yield a line for what stood before and one for what usually comes next, where either is known.

    Args:
        earlier: the development before this one, None = it is the first, or what changed is told otherwise.
        ladders: the stages through which instruments go, None = nothing is said of what comes next.
    """
    if earlier is not None:
        published = earlier.published
        # The day as the source gave it: moving it by zones could make it another day.
        day = texts.day(published.at.date()) if published.precision is Precision.DAY else texts.local_day(published.at)
        yield line(texts.say("Before that: {stage}, {day}", stage=stage_name(earlier.stage, texts), day=day))
    judgement, lead = development.judgement, development.lead
    if ladders is None or judgement.stage is None:
        return
    match = judgement.primary_match
    text = f"{lead.title} {lead.summary} {match.evidence if match else ''}"
    following = ladders.standing(judgement.facts.instrument, judgement.stage, text).next
    if following is not None:
        step = clip(following.name.in_language(texts.language), LABEL_LIMIT)
        yield line(texts.say("What usually comes next: {step}", step=step))
