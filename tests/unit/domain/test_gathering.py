"""Stored developments to evidence of units, and how well the sources behind a silence are watched."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from config.ladders import load_ladders
from domain.assessment.gathering import ToldDevelopment, coverage_of, gather, newest_codings
from domain.commitment import CommitmentNumber
from domain.development import Development, DevelopmentId, Stage
from domain.match import Facts, Instrument
from domain.review import MatchState
from domain.source import SourceId, SourceKind, Tier
from domain.status import CodebookEntry, Coverage, EvidenceStep, UnitCoding
from domain.unit import Assignment, UnitId
from tests.assessment_builders import NOW, PRESS, a_unit
from tests.builders import NOON, a_judgement, a_source, a_story, a_watched_source, an_irrelevant_judgement

LADDERS = load_ladders()
UNITS = (
    a_unit("26-a", assign=Assignment("Courses.", words=("обучен",))),
    a_unit("26-b", assign=Assignment("The rest.", default=True)),
)
CUSTOMS = CommitmentNumber(26)


def told(**over: object) -> ToldDevelopment:
    judgement = a_judgement(26, stage=Stage.AGREED, facts=Facts(instrument=Instrument.GRANT))
    development = Development(
        id=DevelopmentId("d1"),
        lead=a_story(),
        judgement=over.pop("judgement", judgement),  # type: ignore[arg-type]  # a keyword of any kind
        revision=1,
        reports=1,
        source_names=("Steppe Courier",),
        opened_at=NOON,
        updated_at=NOON,
        counts=True,
        found_late=False,
    )
    return ToldDevelopment(development, (PRESS,), **over)  # type: ignore[arg-type]  # likewise


def test_a_development_becomes_evidence_of_the_unit_it_concerns() -> None:
    found = gather([told()], UNITS, LADDERS)
    [piece] = found[UnitId("26-b")]
    assert found[UnitId("26-a")] == []
    assert (piece.reached, piece.rung, piece.day) == (EvidenceStep.RESOURCED, "grant.notes", NOON.date())
    assert (piece.parties, piece.outlets, piece.review) == (("JP", "KZ"), (PRESS,), MatchState.PROPOSED)


def test_the_day_of_the_act_comes_before_that_of_its_report() -> None:
    [piece] = gather([told(happened=date(2025, 12, 12))], UNITS, LADDERS)[UnitId("26-b")]
    assert piece.day == date(2025, 12, 12)


@pytest.mark.parametrize("state", [MatchState.REJECTED, MatchState.WITHDRAWN])
def test_a_match_that_was_refused_is_no_evidence(state: MatchState) -> None:
    assert gather([told(states={CUSTOMS: state})], UNITS, LADDERS)[UnitId("26-b")] == []


def test_a_development_that_is_no_longer_relevant_is_no_evidence() -> None:
    assert gather([told(judgement=an_irrelevant_judgement())], UNITS, LADDERS)[UnitId("26-b")] == []


def test_without_a_country_there_is_no_party() -> None:
    [piece] = gather([told(judgement=a_judgement(26, countries=()))], UNITS, LADDERS)[UnitId("26-b")]
    assert piece.parties == ()


def a_coding(unit_id: str, entry: CodebookEntry | None, minutes: int = 0) -> UnitCoding:
    return UnitCoding(DevelopmentId("d1"), UnitId(unit_id), entry, "Aigul", NOW + timedelta(minutes=minutes))


def test_what_a_person_coded_for_a_unit_belongs_to_it_whatever_its_words() -> None:
    codings = newest_codings([a_coding("26-a", CodebookEntry.PARTLY)])
    [piece] = gather([told()], UNITS, LADDERS, codings)[UnitId("26-a")]
    assert piece.coded is CodebookEntry.PARTLY


def test_the_newest_coding_counts_and_can_be_taken_back() -> None:
    first, second = a_coding("26-a", CodebookEntry.DONE), a_coding("26-a", CodebookEntry.NEAR_MISS, 5)
    assert list(newest_codings([second, first]).values()) == [CodebookEntry.NEAR_MISS]
    assert newest_codings([first, a_coding("26-a", None, 9)]) == {}


def test_coverage_counts_sources_that_could_tell_and_answered_within_a_week() -> None:
    week_ago = NOW - timedelta(days=8)
    watched = [
        a_watched_source(a_source(id=SourceId("jp"), country="JP"), last_success_at=NOW),
        a_watched_source(a_source(id=SourceId("kz"), country="KZ"), last_success_at=week_ago),
        a_watched_source(a_source(id=SourceId("uz"), country="UZ")),
        a_watched_source(a_source(id=SourceId("int"), country="INT"), last_success_at=NOW),
        a_watched_source(a_source(id=SourceId("ru"), country="RU"), last_success_at=NOW),
        a_watched_source(a_source(id=SourceId("off"), enabled=False), last_success_at=NOW),
        a_watched_source(a_source(id=SourceId("agg"), tier=Tier.AGGREGATOR), last_success_at=NOW),
        a_watched_source(a_source(id=SourceId("search"), kind=SourceKind.NEWS_SEARCH), last_success_at=NOW),
    ]
    assert coverage_of(watched, ("JP", "KZ"), NOW) == Coverage(3, 1)
    assert coverage_of(watched, ("JP",), NOW) == Coverage(4, 2)
