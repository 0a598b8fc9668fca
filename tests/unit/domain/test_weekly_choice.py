"""What of a week one chat is told: its choice narrows every part, and what it hides or mutes is in none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from domain.commitment import CENTRAL_ASIA, CommitmentNumber, Pillar
from domain.development import DevelopmentId, Stage
from domain.due import DueNotice
from domain.facets import Facets
from domain.hearing import Measure
from domain.ledger import Rates
from domain.review import MatchState
from domain.showing import ShownDevelopment
from domain.signals import Signals
from domain.status import Coverage, Status
from domain.story import JudgedStory
from domain.telling import Timing
from domain.weekly_choice import WeekMaterial, post_for
from domain.weekly_post import StatusMove, Week, WeeklyPost
from tests.assessment_builders import a_unit
from tests.builders import a_development, a_judgement, a_story, a_subscriber

if TYPE_CHECKING:
    from domain.subscriber import Subscriber

WEEK = Week(date(2026, 1, 19), "UTC")
AT = datetime(2026, 1, 19, 9, tzinfo=UTC)
NUMBERS = (12, 26, 27)
MEASURE = Measure({12: Pillar.GREEN, 26: Pillar.CONNECTIVITY, 27: Pillar.CONNECTIVITY}, Rates((), {}))
GROUP = a_subscriber(is_group=True)


def a_found(number: int, country: str, state: MatchState = MatchState.PROPOSED) -> ShownDevelopment:
    name = f"{number}-{country}"
    story = a_story(url=f"https://steppe.example.kz/{name}")
    judged = a_judgement(number, countries=(country,), stage=Stage.PLANNED, signals=Signals(days=("2026-01-29",)))
    return ShownDevelopment(
        a_development(id=DevelopmentId(name), lead=story, judgement=judged), {CommitmentNumber(number): state}
    )


FOUND = tuple(a_found(number, country) for number in NUMBERS for country in ("KZ", "UZ"))
UNITS = tuple(a_unit(f"{number}-a", actors=("JP", "KZ"), due=date(2026, 1, 30)) for number in NUMBERS)


def a_move(number: int, *evidence: str, reviewed: bool = False) -> StatusMove:
    unit = next(each for each in UNITS if each.number == number)
    ids = tuple(DevelopmentId(each) for each in evidence)
    return StatusMove(unit, Status.NO_EVIDENCE, Status.LIMITED, (), Coverage(5), reviewed, ids)


def a_material(found: tuple[ShownDevelopment, ...] = FOUND, **over: Any) -> WeekMaterial:
    values: dict[str, Any] = {
        "week": WEEK,
        "at": AT,
        "watched": 5,
        "unreachable": 1,
        "units": UNITS,
        "numbers": NUMBERS,
        "found": found,
        "ahead": found,
        "known": {each.development.id: each for each in found},
        "reports": {
            each.development.id: [JudgedStory(each.development.lead, each.development.judgement)] for each in found
        },
        "moves": tuple(a_move(number, f"{number}-KZ") for number in NUMBERS),
        "passed": tuple(
            DueNotice(DevelopmentId(f"due-{number}"), date(2026, 1, 10), (number,), 5, 1, AT, countries=("KZ",))
            for number in NUMBERS
        ),
        "counts": {},
        "assessments": (),
    }
    return WeekMaterial(**{**values, **over})


def told(facets: Facets, reader: Subscriber = GROUP, muted: str = "", **over: Any) -> WeeklyPost:
    return post_for(replace(reader, facets=facets), a_material(**over), MEASURE, lambda each: each == muted)


def items(post: WeeklyPost) -> set[object]:
    return {
        *(each.development.id for each in post.found),
        *(each.key for each in post.due),
        *(each.id for each in post.passed),
        *((each.unit.id, "moved") for each in post.moves),
        *((each.number, "silent") for each in post.silent),
    }


CHOICES = st.builds(
    Facets,
    commitments=st.frozensets(st.sampled_from(NUMBERS)),
    pillars=st.frozensets(st.sampled_from((Pillar.GREEN, Pillar.CONNECTIVITY, Pillar.PEOPLE))),
    countries=st.frozensets(st.sampled_from(CENTRAL_ASIA)),
    reviewed_only=st.booleans(),
    least_stage=st.sampled_from((None, Stage.PLANNED, Stage.DONE)),
)


@given(CHOICES)
def test_a_choice_only_takes_away(facets: Facets) -> None:
    assert items(told(facets)) <= items(told(Facets()))


def test_without_a_choice_everything_is_told() -> None:
    post = told(Facets())
    assert (len(post.found), len(post.moves), len(post.passed), len(post.silent)) == (6, 3, 3, 3)
    assert len(post.due) == len(FOUND) + len(UNITS)


def test_what_is_muted_is_neither_found_nor_due() -> None:
    post = told(Facets(), muted="26-KZ")
    assert "26-KZ" not in {each.development.id for each in post.found}
    assert not any(each.key.startswith("26-KZ") for each in post.due)


def test_an_outlet_that_is_hidden_is_not_shown() -> None:
    post = told(Facets(hidden_outlets=frozenset({"steppe courier"})))
    assert post.found == ()
    assert [each.key for each in post.due] == [f"unit-{each.id}" for each in UNITS]


def test_an_announced_day_is_due_for_who_wants_to_hear_of_deeds_only() -> None:
    post = told(Facets(least_stage=Stage.DONE))
    assert post.found == ()
    assert any(each.key.startswith("26-KZ") for each in post.due)


def test_a_chat_that_waits_for_editors_is_told_of_what_they_accepted() -> None:
    waiting = replace(GROUP, timing=Timing(hold_until_reviewed=True))
    accepted = a_found(26, "KZ", MatchState.ACCEPTED)
    moves = (a_move(26, "26-KZ", reviewed=True), a_move(27, "27-KZ", reviewed=False))
    post = told(Facets(), waiting, found=(accepted, a_found(27, "KZ")), moves=moves)
    assert [each.development.id for each in post.found] == ["26-KZ"]
    assert [each.unit.number for each in post.moves] == [26]
    assert len(post.silent) == len(NUMBERS), "a silence is no match, and needs no editor"


def test_what_moved_without_a_development_that_is_known_is_told_by_its_unit() -> None:
    moves = (a_move(26), a_move(27, "withdrawn meanwhile"))
    post = told(Facets(countries=frozenset({"KZ"})), moves=moves)
    assert [each.unit.number for each in post.moves] == [26, 27]
    assert told(Facets(countries=frozenset({"UZ"})), moves=moves).moves == ()


def test_what_lies_beyond_the_next_weeks_is_not_due_yet() -> None:
    far = tuple(replace(each, due=WEEK.monday + timedelta(weeks=3)) for each in UNITS)
    assert told(Facets(), units=far, ahead=()).due == ()
