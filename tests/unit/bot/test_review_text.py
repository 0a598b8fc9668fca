"""Cards and corrections as text, against golden files in three languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.review_text import card_lines, correction_line
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from domain.commitment import READER_LANGUAGES, CommitmentNumber
from domain.development import DevelopmentId
from domain.match import Tie
from domain.review import Correction, CorrectionKind, DecisionId, MatchState, ReviewItem
from domain.review_card import card_of
from tests.builders import NOON, a_development, a_judgement
from tests.golden_files import assert_golden


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_cards_and_corrections_are_as_their_golden_file(language: str) -> None:
    texts = texts_for(language, DEFAULT_ZONES[language])
    development = a_development(judgement=a_judgement(tie=Tie.EXPLICIT))
    reports = (("Steppe Courier", development.lead.title, development.lead.url),)
    lines: list[str] = []
    for state in MatchState:
        states = {CommitmentNumber(26): state}
        held = DecisionId("earlier") if state is MatchState.PROPOSED else None
        item = ReviewItem(development, states, reports, told=2, held_by=held)
        lines += card_lines(card_of(item), load_declaration(), {}, texts)
    correction = Correction(
        id="c",
        at=NOON,
        decision_id=DecisionId("d"),
        development_id=DevelopmentId("e"),
        kind=CorrectionKind.WITHDRAWN,
        headline="Порт Актау",
        url="",
        told=(CommitmentNumber(26),),
        right=(CommitmentNumber(17),),
        reason="",
    )
    lines += [correction_line(replace(correction, kind=kind), texts) for kind in CorrectionKind]
    lines.append(correction_line(replace(correction, reason="другой донор"), texts))
    assert_golden(f"review/card.{language}.txt", "\n".join(lines) + "\n")
