"""What a report holds, from what was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from domain.commitment import CommitmentNumber, Pillar
from domain.review import MatchState
from domain.status import EvidenceStep, Ground, Overlay, Status, Weighed
from domain.unit import UnitId
from reports.words import Trend
from tests.assessment_builders import PRESS, a_piece, a_result
from tests.report_builders import DAY, MADE_AT, SCOPE, a_report, changes, declared, kept, scanners, told

if TYPE_CHECKING:
    from domain.status import StatusChange
    from reports.model import CommitmentPart, Report


def part(report: Report, number: int) -> CommitmentPart:
    return next(each for each in report.commitments if each.number == number)


def test_footnotes_are_numbered_by_first_mention_and_each_report_has_one() -> None:
    report = a_report()
    mentioned = [number for each in report.commitments for item in each.timeline for number in item.footnotes]
    assert mentioned == [note.number for note in report.footnotes] == [1, 2, 3, 4, 5]
    digests = {text.digest for texts in kept().values() for text in texts}
    assert {note.digest for note in report.footnotes} == digests
    assert {len(note.short_digest) for note in report.footnotes} == {16}


def test_the_timeline_is_newest_first() -> None:
    assert [item.id for item in part(a_report(), 26).timeline] == ["one", "three", "four"]


def test_passages_are_as_long_as_their_publishers_allow() -> None:
    report = a_report()
    full, _, forbidden = part(report, 26).timeline
    (short,) = part(report, 13).timeline
    assert full.passage.endswith("порта Актау.")
    assert not full.abridged
    assert forbidden.passage == ""
    assert forbidden.headline == "大臣会合を提案"
    assert short.abridged
    assert len(short.passage) <= 200


def test_a_development_whose_texts_are_not_at_hand_has_no_footnotes() -> None:
    report = a_report(kept={})
    assert [item.footnotes for item in part(report, 26).timeline] == [(), (), ()]
    assert report.footnotes == ()


def test_what_an_editor_rejected_is_left_out() -> None:
    rejected = replace(scanners(), states={CommitmentNumber(26): MatchState.REJECTED})
    report = a_report(told=(*told()[:-1], rejected))
    assert "one" not in [item.id for item in part(report, 26).timeline]
    assert report.summary.developments == 3


def test_a_report_on_one_commitment_pillar_or_country_holds_nothing_else() -> None:
    only = a_report(scope=replace(SCOPE, commitment=13))
    assert [each.number for each in only.commitments] == [13]
    assert [note.title for note in only.footnotes] == ["Sojitz to invest $10 million"]
    assert [deal.commitments for deal in only.ledger.deals] == [(13,)]
    assert only.changes == ()
    assert only.due == ()
    pillar = a_report(scope=replace(SCOPE, pillar=Pillar.OVERVIEW))
    assert [each.number for each in pillar.commitments] == [12, 13]
    country = a_report(scope=replace(SCOPE, country="UZ"))
    assert country.summary.developments == 1
    assert country.scope.country is not None
    assert country.scope.country.word == "Uzbekistan"
    assert [deal.money.currency for deal in country.ledger.deals] == ["USD"]


def test_totals_stay_those_of_the_whole_declaration() -> None:
    assert a_report(scope=replace(SCOPE, country="UZ")).ledger.bars == a_report().ledger.bars


def test_a_period_holds_what_was_published_in_it() -> None:
    report = a_report(scope=replace(SCOPE, since=DAY.date() - timedelta(days=3), until=DAY.date() - timedelta(days=1)))
    assert [item.id for each in report.commitments for item in each.timeline] == ["two"]
    assert part(report, 26).newest == date(2026, 1, 25)
    assert part(report, 26).developments == 0
    assert report.changes == ()


def test_the_summary_counts_each_development_once() -> None:
    summary = a_report().summary
    assert (summary.developments, summary.reports, summary.touched, summary.tracked) == (4, 5, 2, 4)
    assert summary.unreviewed == 3
    assert sum(each.commitments for each in summary.statuses) == summary.tracked
    assert [(moved.unit_id, moved.rose) for moved in summary.moved] == [("26-a", True)]


def test_reports_that_only_share_the_topic_are_not_called_no_reports() -> None:
    found = part(a_report(), 13)
    assert found.status.code == Status.NO_EVIDENCE
    assert found.status.word == "reports on the topic only"
    assert found.units[0].status.word == "reports on the topic only"
    assert part(a_report(), 12).status.word == "no reports found"


def test_what_a_development_is_worth_is_said_for_each_unit() -> None:
    first, second, _ = part(a_report(), 26).timeline
    assert [(each.unit_id, each.step.code, each.ground, each.moves) for each in first.effects] == [
        ("26-a", "E3", "by the stage reported", True)
    ]
    assert [each.judge.code for each in (*first.effects, *second.effects)] == ["machine", "machine"]
    assert second.effects[0].ground == "same topic, moves nothing"


def test_open_questions_name_what_is_due_and_what_nobody_reviewed() -> None:
    report = a_report()
    assert [each.kind.code for each in part(report, 12).questions] == ["due_without_evidence"]
    assert [each.kind.code for each in part(report, 26).questions] == ["unreviewed"]
    assert "10 Jan 2026" in part(report, 12).questions[0].text


def test_what_usually_comes_next_is_told_once_for_each_ladder() -> None:
    steps = part(a_report(), 26).next_steps
    assert [(step.ladder, step.occurrence_id) for step in steps] == [("grant", "one"), ("cooperation", "three")]


def trend(log: tuple[StatusChange, ...], until: date = SCOPE.until) -> str:
    return part(a_report(scope=replace(SCOPE, until=until), changes=log), 26).trend.code


def test_the_trend_follows_the_newest_change_else_the_age_of_the_news() -> None:
    rise, first = changes()
    fall = replace(rise, at=DAY + timedelta(hours=3), before=Status.LIMITED, after=Status.NOT_STARTED)
    remarks = replace(rise, before=Status.LIMITED)
    assert trend((rise, first)) == Trend.FORWARD
    assert trend((fall, rise, first)) == Trend.BACK
    assert trend((first,)) == trend((remarks,)) == Trend.ACTIVE
    assert trend((), until=DAY.date() + timedelta(days=61)) == Trend.QUIET
    assert part(a_report(), 12).trend.code == Trend.SILENT


def test_searches_count_as_no_source() -> None:
    coverage = a_report().coverage
    assert (coverage.sources, coverage.polls, coverage.answered) == (2, 150, 98)
    assert [line.country.code for line in coverage.lines] == ["JP", "KZ"]
    assert [each.title for each in coverage.missed_stories] == ["Missed"]
    assert [each.name for each in coverage.failing] == ["Kawara Press"]
    assert sum(each.reports for each in coverage.shares) == len(a_report().footnotes)


def test_a_deal_points_to_the_footnote_of_its_report() -> None:
    report = a_report()
    titles = {note.number: note.title for note in report.footnotes}
    assert [titles[deal.footnote] for deal in report.ledger.deals if deal.footnote] == [
        "Япония поставит порту Актау рентгеновские сканеры",
        "Sojitz to invest $10 million",
    ]
    assert [deal.yen.amount for deal in report.ledger.deals if deal.yen] == [719_000_000, 1_500_000_000]


def test_what_is_due_after_the_period_is_listed_soonest_first() -> None:
    assert [(each.kind.code, each.day) for each in a_report().due] == [
        ("announced", date(2026, 5, 15)),
        ("deadline", date(2026, 12, 31)),
    ]


@pytest.mark.parametrize("language", ["en", "ru", "ja"])
def test_codes_are_the_same_in_every_language(language: str) -> None:
    english, other = a_report("en"), a_report(language)
    assert [each.status.code for each in english.commitments] == [each.status.code for each in other.commitments]
    assert english.footnotes[0].digest == other.footnotes[0].digest
    assert other.scope.made_at == MADE_AT
    assert other.declaration.url == declared().url


def test_corrections_are_those_of_the_period_and_name_no_editor() -> None:
    lines = a_report().corrections
    assert [(each.before, each.after, each.who) for each in lines] == [
        ("Commitments: 26", "no commitment", "by an editor"),
        ("Commitments: 26", "Commitments: 13", "by rule"),
    ]
    assert len(a_report(scope=replace(SCOPE, commitment=13)).corrections) == 1
    assert a_report(scope=replace(SCOPE, until=DAY.date() - timedelta(days=1))).corrections == ()


def test_agreement_is_told_of_matches_and_codebook() -> None:
    lines = a_report().agreement
    assert [(each.subject, each.items, each.agreed, each.alpha) for each in lines] == [
        ("Matches", 12, 0.92, 0.81),
        ("Codebook entries", 0, None, None),
    ]


def test_open_questions_name_what_is_stalled_withheld_or_rests_on_one_source() -> None:
    piece = a_piece("one", unit_id=UnitId("26-a"), outlets=(PRESS,))
    single = Weighed(piece, EvidenceStep.ORGANISED, Ground.SINGLE_SOURCE, moves=True)
    found = (
        a_result("12-a", Status.WITHHELD),
        a_result("13-a", Status.LIMITED, overlays=(Overlay.STALLED,)),
        a_result("26-a", Status.LIMITED, weighed=(single,)),
    )
    report = a_report(assessments=found)
    kinds = {each.number: [question.kind.code for question in each.questions] for each in report.commitments}
    assert kinds == {12: ["withheld"], 13: ["unreviewed", "stalled"], 26: ["unreviewed", "single_source"], 40: []}
    assert part(report, 40).units == ()
