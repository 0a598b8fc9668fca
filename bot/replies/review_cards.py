"""What editors see at the review in Telegram: cards, choices, the end of a session, figures; pure."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.gist import commitment_label, gist
from bot.labels import pillar_name
from bot.markup import (
    GAP,
    LISTED_MOST,
    Button,
    Line,
    RenderedMessage,
    Span,
    Style,
    bold,
    clip,
    italic,
    line,
    link,
    quote,
)
from bot.replies.notices import waiting_line
from bot.review_text import SHORT_ID, match_lines, remarks
from bot.texts import marked
from domain.commitment import LANGUAGES
from domain.hint import HintReason
from domain.panel import SESSION
from domain.review import MatchState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.sessions import Closing, Standing
    from bot.texts import Texts
    from domain.commitment import Declaration, Pillar
    from domain.commitment import Texts as Names
    from domain.development import Development
    from domain.hint import Hint
    from domain.panel import Seat
    from domain.patience import Awaited
    from domain.review_queue import Waiting

REVIEW = "rv:"
"""Begins the callback data of every button of the review."""

KEY = 12
"""Letters of an id in callback data; looked up in the database at each press."""

TITLE_LIMIT, PASSAGE_LIMIT, REPORTS_SHOWN, MATCHES_SHOWN = 200, 400, 6, 6
NAME_LIMIT = 60
"""UTF-16 units of the name of an outlet."""

HINT_REASONS = MappingProxyType(
    {
        HintReason.OFF_TOPIC: marked("nothing to do with the Declaration"),
        HintReason.OTHER_COMMITMENT: marked("another commitment"),
        HintReason.DUPLICATE: marked("told before"),
        HintReason.WRONG_FACTS: marked("wrong stage, sum or country"),
        HintReason.OTHER: marked("another reason"),
    }
)

REASONS = MappingProxyType(
    {
        "topic": marked("not about what was promised"),
        "donor": marked("by other states or donors"),
        "words": marked("words only, nothing happened"),
        "past": marked("happened before the Declaration"),
        "mistake": marked("the text was misread"),
    }
)
"""Reasons of a rejection, by their place in callback data; stored in English, shown in the reader's language."""


def shown_reason(reason: str, texts: Texts) -> str:
    """Return the reason of a rejection in the reader's language where it is one of the choices, else as written."""
    return texts.say(reason) if reason in REASONS.values() else reason


def card(
    waiting: Waiting,
    left: int,
    declaration: Declaration,
    places: Mapping[str, Names],
    texts: Texts,
    *,
    remark: str = "",
) -> RenderedMessage:
    """Return the card of one development with what may be done about it.

    Args:
        left: cards that wait, this one too. remark: what became of the card before, empty = nothing to say.
    """
    lines = [*opening(remark, left, texts), *_marks(waiting, texts), *_body(waiting, declaration, places, texts)]
    return RenderedMessage(tuple(lines), _actions(waiting, texts))


def present(
    waiting: Waiting, declaration: Declaration, places: Mapping[str, Names], texts: Texts, remark: str
) -> RenderedMessage:
    """Return how a development stands that was decided meanwhile; it offers the next card."""
    lines = (line(italic(remark)), GAP, *_body(waiting, declaration, places, texts))
    return RenderedMessage(lines, (next_button(texts), undo_button(texts)))


def missed(hint: Hint, left: int, texts: Texts, *, remark: str = "") -> RenderedMessage:
    """Return the card of a report that a reader missed."""
    lines = (
        *opening(remark, left, texts),
        line(bold(texts.say("A reader missed this report"))),
        line(link(clip(hint.url, TITLE_LIMIT), hint.url)),
        line(texts.time(hint.at)),
    )
    key = hint.id[:KEY]
    buttons = (
        Button(texts.say("Keep to examine"), f"{REVIEW}keep:{key}"),
        Button(texts.say("No matter"), f"{REVIEW}pass:{key}"),
        Button(texts.say("Skip"), f"{REVIEW}skip:{key}"),
    )
    return RenderedMessage(lines, buttons)


def pillars(waiting: Waiting, declaration: Declaration, texts: Texts) -> RenderedMessage:
    """Return the choice of a part of the Declaration."""
    base = f"{REVIEW}to:{_place(waiting)}"
    found: dict[Pillar, None] = {each.pillar: None for each in declaration.tracked}
    buttons = [Button(pillar_name(each, texts), f"{base}:{each.value}") for each in found]
    question = texts.say(
        "Choose the part of the Declaration, or reply to this message with the number of the paragraph."
    )
    return _question(waiting, question, buttons, texts)


def paragraphs(waiting: Waiting, pillar: Pillar, declaration: Declaration, texts: Texts) -> RenderedMessage:
    """Return the choice of a paragraph within a part; of very many the last are named by a reply only."""
    base = f"{REVIEW}at:{_place(waiting)}"
    found = [each.number for each in declaration.tracked if each.pillar is pillar]
    buttons = [
        Button(f"§{number} {commitment_label(number, declaration, texts)}", f"{base}:{number}")
        for number in found[:LISTED_MOST]
    ]
    return _question(
        waiting, texts.say("Choose the paragraph, or reply to this message with its number."), buttons, texts
    )


def repeated(waiting: Waiting, others: Sequence[Development], texts: Texts) -> RenderedMessage:
    """Return the choice of the development that this one repeats."""
    base = f"{REVIEW}into:{_place(waiting)}"
    buttons = [
        Button(f"{texts.day(each.opened_at.date())} · {each.lead.title}", f"{base}:{each.id[:KEY]}")
        for each in others[:LISTED_MOST]
    ]
    question = texts.say(
        "Choose which development this one repeats, or reply to this message with its id or a link to a report of it."
    )
    return _question(waiting, question, buttons, texts)


def reasons(waiting: Waiting, texts: Texts) -> RenderedMessage:
    """Return the choice of a reason."""
    base = f"{REVIEW}why:{_place(waiting)}"
    buttons = [Button(texts.say(said), f"{base}:{code}") for code, said in REASONS.items()]
    question = texts.say(
        "Why is it not relevant? The reason is shown publicly. Choose one, or reply to this message in your own words."
    )
    return _question(waiting, question, buttons, texts)


def languages(seat: Seat, texts: Texts) -> RenderedMessage:
    """Return the choice of the languages an editor reads."""
    question = texts.say(
        "Which languages do you read? Cards in the others are left to other editors, unless nobody reads them. "
        "Without a choice all of them come."
    )
    buttons = [
        Button(
            f"{'✅ ' if code in seat.languages else ''}{texts.language_name(code)}",
            f"{REVIEW}lang:{code}_{int(code not in seat.languages)}",
        )
        for code in LANGUAGES
    ]
    return RenderedMessage((line(question),), (*buttons, next_button(texts)))


def closing(closed: Closing, texts: Texts, *, remark: str = "") -> RenderedMessage:
    """Return the end of a session with its figures."""
    figures = texts.say(
        "This session: {judged} judged, of them {accepted} accepted and {rejected} rejected, in {minutes} min.",
        judged=closed.judged,
        accepted=closed.accepted,
        rejected=closed.rejected,
        minutes=closed.minutes,
    )
    left = texts.count("{n} card left", "{n} cards left", closed.left) if closed.left else _nothing(texts)
    before = [line(italic(remark))] if remark else []
    again = [Button(texts.say("The next {n}", n=min(SESSION, closed.left)), f"{REVIEW}next")] if closed.left else []
    others = (Button(texts.say("Figures"), f"{REVIEW}fig"), Button(texts.say("Languages I read"), f"{REVIEW}lang"))
    return RenderedMessage((*before, line(figures), line(left)), (*again, undo_button(texts), *others))


def figures(standing: Standing, texts: Texts) -> RenderedMessage:
    """Return the figures of the review."""
    found, unknown = standing.figures, "–"
    accepted = unknown if found.accepted is None else f"{100 * found.accepted:.0f} %"
    hours = unknown if found.median_wait is None else f"{found.median_wait.total_seconds() / 3600:.1f}"
    percent = unknown if standing.percent is None else f"{standing.percent:.0f} %"
    alpha = unknown if standing.alpha is None else f"{standing.alpha:.2f}"
    lines = (
        line(bold(texts.say("Review"))),
        line(texts.say("Waiting: {n}", n=found.waiting)),
        *_awaited(standing.awaited, texts),
        line(
            texts.say(
                "From readers: {wrong} called wrong, {missed} missed", wrong=standing.wrong, missed=standing.missed
            )
        ),
        line(texts.say("Decided in the last seven days: {n}, accepted {share}", n=found.decided, share=accepted)),
        line(texts.say("Median wait until a decision: {hours} h", hours=hours)),
        line(
            texts.say(
                "Agreement of editors: {percent}, alpha {alpha} ({n} judged twice)",
                percent=percent,
                alpha=alpha,
                n=standing.twice,
            )
        ),
    )
    return RenderedMessage(lines, (next_button(texts),))


def _awaited(awaited: Awaited, texts: Texts) -> Iterator[Line]:
    if awaited.oldest is not None:
        yield line(waiting_line(awaited.developments, awaited.chats, awaited.oldest, texts))


def for_editors(texts: Texts) -> RenderedMessage:
    """Return the answer to who is no editor."""
    return RenderedMessage((line(texts.say("This is for the editors only.")),))


def not_understood(texts: Texts) -> RenderedMessage:
    """Return the answer to a reply that names nothing."""
    said = texts.say("Nothing was changed. Reply to a card with the number of a paragraph, an id or a link.")
    return RenderedMessage((line(said),))


def refused(texts: Texts) -> RenderedMessage:
    """Return the answer where a judgement could not be taken."""
    said = texts.say("Nothing was changed: this is no longer possible.")
    return RenderedMessage((line(said),), (next_button(texts),))


def _question(waiting: Waiting, question: str, buttons: Iterable[Button], texts: Texts) -> RenderedMessage:
    development = waiting.card.development
    headline = clip(development.lead.title, TITLE_LIMIT)
    lines = (line(bold(headline)), line(Span(development.id[:SHORT_ID], Style.CODE)), GAP, line(question))
    return RenderedMessage(lines, (*buttons, Button(texts.say("Back"), f"{REVIEW}card:{development.id[:KEY]}")))


def opening(remark: str, left: int, texts: Texts) -> list[Line]:
    """Return what opens a card: what became of the one before, and how many wait, this one too."""
    before = [line(italic(remark))] if remark else []
    return [*before, line(texts.count("{n} card left", "{n} cards left", left)), GAP]


def _marks(waiting: Waiting, texts: Texts) -> list[Line]:
    found = []
    if waiting.disputed:
        found.append(line("⚖️ ", bold(texts.say("Two editors differ about this."))))
    if waiting.hints:
        said = Counter(each.reason or HintReason.OTHER for each in waiting.hints)
        told = texts.say(", ").join(texts.say(HINT_REASONS[reason]) for reason, _ in said.most_common())
        n = len(waiting.hints)
        called = texts.count(
            "{n} reader calls this wrong: {reasons}", "{n} readers call this wrong: {reasons}", n, reasons=told
        )
        found.append(line("⚠️ ", bold(called)))
    return [*found, GAP] if found else []


def _body(waiting: Waiting, declaration: Declaration, places: Mapping[str, Names], texts: Texts) -> list[Line]:
    shown = waiting.card
    development = shown.development
    lines = [
        line(bold(clip(development.lead.title, TITLE_LIMIT))),
        line(gist(development.judgement, declaration, places, texts)),
    ]
    for match in shown.matches[:MATCHES_SHOWN]:
        told, _ = match_lines(match, declaration, texts)
        lines += [
            line(told),
            *(
                [quote(clip(match.passage, PASSAGE_LIMIT // (1 + (match is not shown.matches[0]))))]
                if match.passage
                else []
            ),
        ]
    for place, (name, headline, url) in enumerate(shown.reports[:REPORTS_SHOWN], 1):
        origin = f"{place}. {clip(name, NAME_LIMIT)}"
        lines.append(line(origin, texts.say(": "), link(clip(headline, TITLE_LIMIT // 2), url)))
    if more := len(shown.reports) - REPORTS_SHOWN:
        lines += [line(texts.count("and {n} more report", "and {n} more reports", more))] if more > 0 else []
    lines.append(line(" · ".join(remarks(shown, texts))))
    lines.append(line(Span(development.id[:SHORT_ID], Style.CODE)))
    return lines


def _actions(waiting: Waiting, texts: Texts) -> tuple[Button, ...]:
    place = _place(waiting)
    is_accepted = {each.state for each in waiting.card.matches} == {MatchState.ACCEPTED}
    accept = (
        Button(texts.say("It is right"), f"{REVIEW}fine:{place}")
        if is_accepted
        else Button(texts.say("Accept"), f"{REVIEW}ok:{place}")
    )
    return (
        accept,
        Button(texts.say("Not relevant"), f"{REVIEW}no:{place}", beside=True),
        Button(texts.say("Other commitment"), f"{REVIEW}to:{place}"),
        Button(texts.say("Duplicate of …"), f"{REVIEW}dup:{place}", beside=True),
        Button(texts.say("Skip"), f"{REVIEW}skip:{waiting.card.development.id[:KEY]}"),
        undo_button(texts),
        Button(texts.say("Languages I read"), f"{REVIEW}lang"),
    )


def _place(waiting: Waiting) -> str:
    """Return the development and how many decisions it bears: a press on an older state is told from a fresh one."""
    return f"{waiting.card.development.id[:KEY]}:{waiting.decisions}"


def undo_button(texts: Texts) -> Button:
    """Return the button that takes back what the editor judged last."""
    return Button(texts.say("Undo my last judgement"), f"{REVIEW}undo")


def next_button(texts: Texts) -> Button:
    """Return the button that brings the next card."""
    return Button(texts.say("Next card"), f"{REVIEW}next")


def _nothing(texts: Texts) -> str:
    return texts.say("Nothing else waits in the languages you read.")
