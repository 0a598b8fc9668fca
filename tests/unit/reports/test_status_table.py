"""The status of units as a table: neutral words, each figure with its three numbers, no score before its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.status_words import Words
from bot.texts import DEFAULT_ZONES, texts_for
from config.declarations import load_declaration
from domain.assessment.assess import assess
from domain.commitment import READER_LANGUAGES
from domain.match import Tie
from domain.review import MatchState
from domain.source import Quote
from domain.status import CodebookEntry, Coverage, EvidenceStep, Ground, Overlay, Status
from reports.status_table import evidence_lines, status_heads, status_markdown, status_rows, status_summary
from tests.assessment_builders import ADOPTED, PRESS, TODAY, WATCHED, a_piece, a_result, a_unit, praise, texts

EN = texts_for("en", "UTC")
UNIT = a_unit(title=texts("Equipment | scanners"))


def rows_of(*found: object, unit: object = UNIT) -> list[tuple[object, ...]]:
    rows = status_rows([unit], list(found), EN, Words(EN))  # type: ignore[list-item,arg-type]  # one unit a row
    return [(row.status, row.newest, row.moving, row.same_topic, row.notes) for row in rows]


def test_a_row_tells_status_newest_day_numbers_and_that_nobody_has_looked() -> None:
    topic = a_piece("t", tie=Tie.TOPIC, instrument=None, day=date(2026, 2, 2))
    found = assess(UNIT, [a_piece(), topic], WATCHED, TODAY, ADOPTED)
    assert rows_of(found) == [("under way", "30 Jan 2026", 1, 1, "unreviewed")]


def test_silence_names_the_sources_watched() -> None:
    one = assess(UNIT, [], Coverage(1), TODAY, ADOPTED)
    assert rows_of(one)[0][0] == "no reports found (1 source watched, 0 unreachable)"
    assert rows_of(assess(UNIT, [], WATCHED, TODAY, ADOPTED)) == [
        ("no reports found (12 sources watched, 1 unreachable)", "–", 0, 0, "")
    ]
    blind = assess(UNIT, [], Coverage(4, 3), TODAY, ADOPTED)
    assert rows_of(blind)[0][0] == "too few sources answered (3 of 4 unreachable)"


def test_a_score_is_shown_only_where_due_and_reviewed() -> None:
    due = replace(UNIT, due=date(2026, 2, 1))
    done = a_piece(coded=CodebookEntry.DONE, review=MatchState.ACCEPTED)
    assert rows_of(assess(due, [done], WATCHED, TODAY, ADOPTED), unit=due)[0][4] == "score +1"
    begun = a_piece(review=MatchState.ACCEPTED)
    assert rows_of(assess(due, [begun], WATCHED, TODAY, ADOPTED), unit=due)[0][4] == "delayed, score 0"
    assert rows_of(assess(UNIT, [done], WATCHED, TODAY, ADOPTED))[0][4] == ""


def test_a_unit_that_was_not_assessed_has_no_row() -> None:
    assert status_rows([UNIT, praise()], [], EN, Words(EN)) == []


def test_figures_come_with_three_numbers_and_a_mean_only_over_five() -> None:
    five = [a_result(f"{n}-a", score=1, is_due=True, reviewed=True) for n in range(14, 19)]
    assert status_summary(five[:4], EN) == "Scored / verifiable / all units: 4 / 4 / 4"
    assert status_summary(five, EN) == "Scored / verifiable / all units: 5 / 5 / 5 · 100%"


def test_markdown_escapes_what_it_shows() -> None:
    found = assess(UNIT, [], WATCHED, TODAY, ADOPTED)
    text = status_markdown(load_declaration(), [UNIT], [found], TODAY, EN, Words(EN))
    assert "| 26-b | Equipment \\| scanners | no reports found" in text


def test_evidence_is_told_newest_first_with_the_reason_why_it_goes_no_further() -> None:
    pieces = [a_piece("a", outlets=(PRESS,)), a_piece("b", day=None), a_piece("c", day=date(2026, 2, 2))]
    found = assess(UNIT, pieces, WATCHED, TODAY, ADOPTED)
    assert list(evidence_lines(found, EN, Words(EN))) == [
        "2 Feb 2026 · resourced · “Notes were exchanged.”",
        "30 Jan 2026 · organised · one source, not official · “Notes were exchanged.”",
        "– · mentioned · without a date · “Notes were exchanged.”",
    ]


@pytest.mark.parametrize("language", READER_LANGUAGES)
def test_every_value_has_words_of_its_own_in_every_language(language: str) -> None:
    said = Words(texts_for(language, DEFAULT_ZONES[language]))
    [weighed] = assess(UNIT, [a_piece()], WATCHED, TODAY, ADOPTED).weighed
    names = [
        *(said.status(status, WATCHED) for status in Status),
        *(said.overlay(overlay) for overlay in Overlay),
        *(f"step {said.step(replace(weighed, step=step))}" for step in EvidenceStep),
        *(said.ground(ground) for ground in Ground if said.ground(ground)),
        *(f"head {head}" for head in status_heads(said.texts)),
    ]
    assert len(names) == len(set(names))
    assert said.ground(Ground.LADDER) == ""


def test_a_passage_that_may_not_be_repeated_is_left_out_of_the_evidence() -> None:
    found = assess(UNIT, [a_piece(quote=Quote.NONE)], WATCHED, TODAY, ADOPTED)
    (told,) = evidence_lines(found, EN, Words(EN))
    assert told.startswith("30 Jan 2026 · resourced")
    assert "Notes" not in told
