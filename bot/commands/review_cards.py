"""``cajad review``: cards, the public log and figures of agreement, on the screen or for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.bootstrap import open_database
from bot.clocks import SystemClock
from bot.commands.streams import AsJson, err, out
from bot.review_text import SHORT_ID, card_lines, correction_line
from bot.reviewing import find_development
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from config.lexicons import load_language_data
from config.settings import Settings
from domain.commitment import READER_LANGUAGES
from domain.hint import HintOutcome
from domain.review_card import card_of, ordered
from reports.agreement import GOOD, TENTATIVE, agreement, codebook_ratings, match_ratings, status_ratings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.texts import Texts
    from domain.review_card import ReviewCard
    from reports.agreement import Agreement

Lang = Annotated[str, typer.Option("--lang", help="Language of the screen: en, ru or ja.")]


def list_cards(
    *,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 10,
    language: Annotated[str | None, typer.Option(help="Reports in this language only (ISO 639-1).")] = None,
    commitment: Annotated[int | None, typer.Option(help="Of this paragraph only.")] = None,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Show what waits for an editor, what matters most first."""
    texts = _texts(lang)
    with open_database(Settings.from_env())(writes=False) as work:
        cards = ordered(map(card_of, work.reviews.review_queue()), SystemClock().now())
    chosen = [
        card
        for card in cards
        if language in (None, card.development.judgement.language)
        and (commitment is None or commitment in {each.number for each in card.matches})
    ]
    _print_cards(chosen[:limit], texts, as_json=as_json)
    if not as_json:
        err.print(f"{len(chosen[:limit])} of {len(chosen)} developments shown.", markup=False)


def show(prefix: Annotated[str, typer.Argument(metavar="ID")], lang: Lang = "en", *, as_json: AsJson = False) -> None:
    """Show the card of one development, and what was decided about it."""
    texts = _texts(lang)
    with open_database(Settings.from_env())(writes=False) as work:
        item = work.reviews.find_item(find_development(work, prefix))
    _print_cards([card_of(item)], texts, as_json=as_json)
    for each in () if as_json else item.decisions:
        numbers = " ".join(map(str, each.numbers))
        out.print(
            f"  {each.id[:10]}  {each.at:%Y-%m-%d %H:%M} {each.who}: {each.action} {numbers}".rstrip(), markup=False
        )


def corrections(lang: Lang = "en") -> None:
    """Print the public log of corrections, newest first."""
    texts = _texts(lang)
    with open_database(Settings.from_env())(writes=False) as work:
        found = work.reviews.corrections_since()
    for each in found:
        out.print(correction_line(each, texts), markup=False)


def hints(*, kept: Annotated[bool, typer.Option("--kept", help="Missed reports kept to examine.")] = False) -> None:
    """Show what readers told: matches they call wrong and reports they missed, oldest first."""
    with open_database(Settings.from_env())(writes=False) as work:
        found = work.hints.list_settled(HintOutcome.TO_EXAMINE) if kept else work.hints.list_open()
    for each in found:
        about = each.url or (each.development_id or "")[:SHORT_ID]
        out.print(f"{each.id[:SHORT_ID]}  {each.at:%Y-%m-%d} {each.kind} {each.reason or ''} {about}", markup=False)


def print_agreement() -> None:
    """Print how far editors agree where two judged the same: percent and Krippendorff's alpha."""
    with open_database(Settings.from_env())(writes=False) as work:
        opinions = [each.as_decision for each in work.panel.list_all()]
        matches = match_ratings([*work.reviews.list_decisions(), *opinions])
        codings = codebook_ratings(work.assessments.list_codings())
        changes = status_ratings(work.assessments.list_status_decisions())
    judged = (
        ("matches", agreement(matches, "nominal")),
        ("codebook", agreement(codings, "ordinal")),
        ("changes of status", agreement(changes, "nominal")),
    )
    for what, found in judged:
        out.print(f"{what}: {_agreement_line(found)}", markup=False)
    out.print(f"Usual bars for alpha: {GOOD:.2f} good, {TENTATIVE:.2f} tentative.", markup=False)


def _agreement_line(found: Agreement) -> str:
    if found.percent is None:
        return "nothing was judged by two editors"
    alpha = "not defined, all say the same" if found.alpha is None else f"{found.alpha:.2f}"
    return (
        f"{found.units} judged by two or more of {found.editors} editors, {found.percent:.0f} % agreement, "
        f"alpha ({found.level}) {alpha}"
    )


def _print_cards(cards: Iterable[ReviewCard], texts: Texts, *, as_json: bool) -> None:
    if as_json:
        for card in cards:
            out.print(json.dumps(_card_values(card), ensure_ascii=False), markup=False)
        return
    declaration = load_declaration()
    places = {name.key: name.label for name in load_language_data().names if name.label is not None}
    for card in cards:
        for line in card_lines(card, declaration, places, texts):
            out.print(line, markup=False)


def _card_values(card: ReviewCard) -> dict[str, Any]:
    development = card.development
    return {
        "id": development.id,
        "headline": development.lead.title,
        "language": development.judgement.language,
        "tie": development.judgement.tie,
        "stage": development.judgement.stage,
        "tier": development.lead.tier,
        "matches": [
            {"number": each.number, "state": each.state, "score": each.score, "passage": each.passage}
            for each in card.matches
        ],
        "reports": [{"source": name, "headline": title, "url": url} for name, title, url in card.reports],
        "told": card.told,
        "held": card.held_by is not None,
        "can": list(card.can),
    }


def _texts(language: str) -> Texts:
    if language not in READER_LANGUAGES:
        raise typer.BadParameter(f"{language!r} is none of {', '.join(READER_LANGUAGES)}")
    return texts_for(language, DEFAULT_ZONES[language])
