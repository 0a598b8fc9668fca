"""What editors see of changes of status at the review in Telegram: the card, the choice of a reason; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.gist import commitment_label
from bot.markup import GAP, Button, Line, RenderedMessage, Span, Style, bold, clip, line, link
from bot.replies.review_cards import KEY, REASONS, REVIEW, TITLE_LIMIT, next_button, opening, undo_button
from bot.report_labels import ReportLabels
from bot.review_text import SHORT_ID
from bot.status_words import Words
from domain.status_review import change_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.texts import Texts
    from domain.commitment import Declaration
    from domain.development import Development
    from domain.status import Overlay, Status, StatusChange
    from domain.unit import Unit

EVIDENCE_SHOWN = 5


def card(
    change: StatusChange,
    unit: Unit | None,
    evidence: Sequence[Development],
    left: int,
    declaration: Declaration,
    texts: Texts,
    *,
    remark: str = "",
) -> RenderedMessage:
    """Return the card of a change of status with what may be done about it.

    Args:
        unit: None where it is gone. evidence: what came to decide, or ceased to. left: cards that wait, this one too.
        remark: what became of the card before, empty = nothing to say.
    """
    shown = _evidence(evidence, texts)
    lines = (*opening(remark, left, texts), *_heading(change, unit, declaration, texts), *shown)
    key = change_id(change)[:KEY]
    buttons = (
        Button(texts.say("Accept"), f"{REVIEW}sok:{key}"),
        Button(texts.say("Reject"), f"{REVIEW}sno:{key}"),
        Button(texts.say("Skip"), f"{REVIEW}skip:{key}"),
        undo_button(texts),
    )
    return RenderedMessage(lines, buttons)


def reasons(change: StatusChange, unit: Unit | None, declaration: Declaration, texts: Texts) -> RenderedMessage:
    """Return the choice of a reason; its message alone names the change, so that a reply to it is taken as one."""
    key = change_id(change)[:KEY]
    question = texts.say(
        "Why does the status not follow from this evidence? Choose a reason, or reply to this message in your own "
        "words."
    )
    lines = (
        *_heading(change, unit, declaration, texts),
        line(Span(change_id(change)[:SHORT_ID], Style.CODE)),
        GAP,
        line(question),
    )
    choices = (Button(texts.say(said), f"{REVIEW}swhy:{key}:{code}") for code, said in REASONS.items())
    return RenderedMessage(lines, (*choices, Button(texts.say("Back"), f"{REVIEW}scar:{key}")))


def overtaken(texts: Texts) -> RenderedMessage:
    """Return the answer to a button of a change that waits no more."""
    said = texts.say("Nothing was changed: this was decided meanwhile, or the status has changed again.")
    return RenderedMessage((line(said),), (next_button(texts),))


def not_rejected(texts: Texts) -> RenderedMessage:
    """Return the answer where there is no evidence that could be set aside."""
    said = texts.say(
        "Nothing was changed: the former status cannot come back, because time alone changed it or its evidence is "
        "gone. The matches can be judged instead."
    )
    return RenderedMessage((line(said),), (next_button(texts),))


def _heading(change: StatusChange, unit: Unit | None, declaration: Declaration, texts: Texts) -> Iterable[Line]:
    yield line(bold(texts.say("Change of status: unit {unit}", unit=change.unit_id)))
    if unit is not None:
        label = commitment_label(unit.number, declaration, texts)
        yield line(f"§{unit.number} {label}")
        yield line(clip(unit.title.in_language(texts.language), TITLE_LIMIT))
    words = Words(texts)
    after = _standing(change.after, change.overlays_after, words)
    before = "–" if change.before is None else _standing(change.before, change.overlays_before, words)
    yield line(bold(f"{before} → {after}"))
    yield line(texts.say("Because: {reason}", reason=ReportLabels(texts).word(change.reason)))


def _standing(status: Status, overlays: Sequence[Overlay], words: Words) -> str:
    return " · ".join((words.status_name(status), *map(words.overlay, overlays)))


def _evidence(evidence: Sequence[Development], texts: Texts) -> Iterable[Line]:
    if not evidence:
        return
    yield GAP
    yield line(bold(texts.say("Evidence")))
    for place, each in enumerate(evidence[:EVIDENCE_SHOWN], 1):
        day = texts.day(each.opened_at.date())
        yield line(f"{place}. {day} · ", link(clip(each.lead.title, TITLE_LIMIT), each.lead.url))
    if (more := len(evidence) - EVIDENCE_SHOWN) > 0:
        yield line(texts.count("and {n} more", "and {n} more", more))
