"""Weighing what changed: whatever editors and polls do, the outcome is that of assessing everything."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assessing import AssessingParts, assess_all, assessed_units, record_assessments, told_units
from bot.reviewing import Editing
from bot.status_reviewing import StatusEditing
from config.ladders import load_ladders
from domain.commitment import CommitmentNumber
from domain.development import Stage
from domain.errors import ReviewRefused
from domain.grouping import StorylineId
from domain.match import Facts, Instrument, Match, Tie
from domain.status import CodebookEntry
from storage.engine import create_engine
from storage.unit_of_work import open_unit_of_work
from tests.builders import a_judgement, a_source
from tests.fakes import FixedClock
from tests.integration.bot.test_assessing import DECLARATION, MINISTRY, START, UNITS, parts, tell
from tests.integration.storage.outcomes import a_confirmation, a_report, an_edit, an_opening, an_outcome, editing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

    from domain.development import DevelopmentId
    from domain.outcome import OpenedDevelopment, PollOutcome
    from domain.status import Assessment, RecordedAssessment
    from domain.story import JudgedStory

__all__ = ["parts"]

PRESS = a_source()
STAGES = (Stage.AGREED, Stage.DONE, Stage.SETBACK, Stage.STARTED, Stage.SAID)
FORMS = (Instrument.GRANT, Instrument.MEMORANDUM, None)


def opened(number: int) -> OpenedDevelopment:
    """One of the developments that the examples begin with; each pair shares a storyline."""
    judgement = a_judgement(
        26,
        stage=STAGES[number % len(STAGES)],
        tie=Tie.TOPIC if number % 3 == 2 else Tie.EXPLICIT,
        facts=Facts(instrument=FORMS[number % len(FORMS)]),
        matches=tuple(Match(CommitmentNumber(each), 0.9, "грант порту Актау") for each in (26, 25)[: 1 + number % 2]),
    )
    source = MINISTRY if number % 2 else PRESS
    report = a_report(f"r{number}", source=source, hours=number, judgement=judgement)
    opening = an_opening(report)
    change = replace(opening.change, storyline_id=StorylineId(f"line-{number // 2}"))
    return replace(opening, change=change)


def further(number: int, opening: OpenedDevelopment, source: object) -> JudgedStory:
    judgement = opening.change.report.judgement
    return a_report(f"more{number}", source=source, hours=30 + number, judgement=judgement)


OPENED = [opened(number) for number in range(6)]
IDS = [each.change.development_id for each in OPENED]


def recorded_as(found: Assessment | RecordedAssessment, evidence: tuple[DevelopmentId, ...]) -> tuple[object, ...]:
    """Everything of an assessment that follows from the evidence."""
    return (
        found.unit_id, found.status, found.coverage, found.step, found.overlays, found.causes, evidence,
        found.same_topic, found.score, found.scores, found.is_due, found.reviewed,
    )  # fmt: skip


def moving(found: Assessment) -> tuple[DevelopmentId, ...]:
    return tuple(each.evidence.development_id for each in found.weighed if each.moves)


def by_everything(parts: AssessingParts) -> list[tuple[object, ...]]:
    now = parts.clock.now()
    with parts.open_unit_of_work(writes=False) as work:
        told, watched = work.assessments.list_told(), work.sources.list_all()
        return [recorded_as(each, moving(each)) for each in assess_all(parts, work, told, watched, now, now.date())]


def by_record(parts: AssessingParts) -> list[tuple[object, ...]]:
    with parts.open_unit_of_work(writes=False) as work:
        found = {each.unit_id: recorded_as(each, each.evidence) for each in work.assessments.list_all()}
    return [found[unit.id] for unit in parts.units]


@contextlib.contextmanager
def an_installation(template: Path) -> Iterator[AssessingParts]:
    """A database of its own with six developments, assessed as every night."""
    with tempfile.TemporaryDirectory() as folder:
        file = shutil.copy(template, Path(folder) / "cajad.sqlite3")
        engine = create_engine(f"sqlite:///{file}")
        opens = open_unit_of_work(engine)
        parts = AssessingParts(opens, DECLARATION, UNITS, load_ladders(), FixedClock(START))
        with opens() as work:
            work.seed(DECLARATION, [MINISTRY, PRESS])
            for each in OPENED:
                report = each.change.report
                source = MINISTRY if report.story.source_id == MINISTRY.id else PRESS
                work.record(answered(an_outcome(report, source=source, at=START, opened=(each,))), "m1")
            work.commit()
        record_assessments(parts)
        yield parts
        engine.dispose()


def answered(outcome: PollOutcome) -> PollOutcome:
    """The poll as one that reached its source, so that coverage is what it was."""
    return replace(outcome, state=replace(outcome.state, last_success_at=outcome.record.at))


Act = tuple[str, int, int]
ACTS = ("accept", "reject", "move", "undo", "merge", "split", "code", "report", "edit", "agree", "refuse", "take back")


def act(parts: AssessingParts, what: Act, number: int) -> None:
    """Do one thing; what is refused changes nothing."""
    kind, one, other = what
    editing_by, status_by = Editing(parts, "Aigul"), StatusEditing(parts, "Aigul")
    first, second = IDS[one], IDS[other]
    entry = (None, *CodebookEntry)[other % 5]
    acts: dict[str, Callable[[], object]] = {
        "accept": lambda: editing_by.accept(first),
        "reject": lambda: editing_by.reject(first, (), "wrong"),
        "move": lambda: editing_by.assign(first, 26, 27),
        "undo": editing_by.undo,
        "merge": lambda: editing_by.merge(first, second),
        "split": lambda: editing_by.split(first, ["2"]),
        "code": lambda: status_by.code(first, "26-b", entry),
        "report": lambda: report_again(parts, one, number, MINISTRY if other % 2 else PRESS),
        "edit": lambda: edit(parts, one, number),
        "agree": lambda: status_by.accept("26-b"),
        "refuse": lambda: status_by.reject("26-b", "no"),
        "take back": status_by.undo,
    }
    assert isinstance(parts.clock, FixedClock)
    parts.clock.advance(minutes=1)
    with contextlib.suppress(ReviewRefused):
        acts[kind]()


def report_again(parts: AssessingParts, one: int, number: int, source: object) -> None:
    """A further source tells of a development, which nobody assesses yet."""
    story = further(number, OPENED[one], source)
    told = a_confirmation(story, OPENED[one])
    with parts.open_unit_of_work() as work:
        held = work.reviews.merged_into(IDS[one])
        change = told if held is None else replace(told, development_id=held)
        work.record(answered(an_outcome(story, source=source, at=parts.clock.now(), confirmed=(change,))), "m1")
        work.commit()


def edit(parts: AssessingParts, one: int, number: int) -> None:
    """A source rewrites its report, and it is judged otherwise."""
    report = OPENED[one].change.report
    judgement = replace(report.judgement, stage=STAGES[number % len(STAGES)])
    change = an_edit(report, f"Япония передала оборудование порту ({number})", version=2 + number)
    source = MINISTRY if report.story.source_id == MINISTRY.id else PRESS
    with parts.open_unit_of_work() as work:
        judged = replace(report, judgement=judgement)
        work.record(answered(editing(change, at=parts.clock.now(), judged=(judged,), source=source)), "m1")
        work.commit()


@settings(max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=6))
def test_what_follows_decisions_is_what_assessing_everything_would_say(migrated: Path, acts: list[Act]) -> None:
    with an_installation(migrated) as parts:
        for number, each in enumerate(acts):
            act(parts, each, number)
            shown = [recorded_as(one, moving(one)) for one in assessed_units(parts)]
            assert shown == by_everything(parts), f"as shown after {each}"
            record_assessments(parts, "Aigul", about=())
            assert by_record(parts) == by_everything(parts), f"as recorded after {each}"
        with parts.open_unit_of_work(writes=False) as work:
            assert work.weighings.list_marked() == []


def test_the_night_finds_what_rules_and_units_have_changed(migrated: Path) -> None:
    with an_installation(migrated) as parts:
        strict = tuple(
            replace(unit, assign=replace(unit.assign, default=False, words=("nowhere",))) for unit in parts.units
        )
        changed = replace(parts, units=strict)
        assert by_record(changed) != by_everything(changed)
        record_assessments(changed)
        assert by_record(changed) == by_everything(changed)
        assert not any(each.evidence for each in read_all(changed))


def read_all(parts: AssessingParts) -> list[RecordedAssessment]:
    with parts.open_unit_of_work(writes=False) as work:
        return list(work.assessments.list_all())


def test_the_units_of_a_paragraph_come_with_all_that_was_said(migrated: Path) -> None:
    with an_installation(migrated) as parts:
        found = told_units(parts, 26)
        assert {each.number for each in found} == {26}
        assert any(weighed.evidence.passage and weighed.evidence.outlets for each in found for weighed in each.weighed)
        whole = {each.unit_id: (each.status, each.same_topic) for each in assessed_units(parts)}
        assert {each.unit_id: (each.status, each.same_topic) for each in found}.items() <= whole.items()


def test_more_than_one_lot_is_weighed_in_several_transactions(
    parts: AssessingParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.assessing.AT_ONCE", 2)
    monkeypatch.setattr("bot.weighing.READ_AT_ONCE", 2)
    reports = [each.change.report for each in OPENED if each.change.report.story.source_id == MINISTRY.id]
    tell(parts, START, *reports, *(further(number, OPENED[0], MINISTRY) for number in range(2)))
    assert [recorded_as(one, moving(one)) for one in assessed_units(parts)] == by_everything(parts)
    record_assessments(parts)
    assert by_record(parts) == by_everything(parts)
    with parts.open_unit_of_work(writes=False) as work:
        assert work.weighings.list_marked() == []


def test_a_decision_is_followed_without_a_look_at_other_developments(migrated: Path) -> None:
    with an_installation(migrated) as parts:
        before = {each.unit_id: each.at for each in read_all(parts)}
        assert isinstance(parts.clock, FixedClock)
        parts.clock.advance(minutes=1)
        Editing(parts, "Aigul").accept(IDS[0])
        again = {each.unit_id for each in read_all(parts) if each.at != before[each.unit_id]}
        assert again == {each.unit_id for each in read_all(parts) if IDS[0] in each.evidence}
        assert 0 < len(again) < len(UNITS)
