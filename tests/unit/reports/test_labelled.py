"""What editors decided, as labelled items of the evaluation set."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from domain.commitment import CommitmentNumber
from domain.match import Match
from domain.moment import Moment, Precision
from domain.review import MatchState, StoredJudgement
from matching.exchange import item_of, read_item
from reports.labelled import labelled_item
from tests.builders import NOON, a_judgement, a_story

ACCEPTED, REJECTED, PROPOSED = MatchState.ACCEPTED, MatchState.REJECTED, MatchState.PROPOSED


def stored(lead: str = "", **states: MatchState) -> StoredJudgement:
    """A story judged to bear on the paragraphs named (``p26=ACCEPTED``), the first of them primary."""
    numbers = [CommitmentNumber(int(name[1:])) for name in states]
    judgement = replace(
        a_judgement(numbers[0]), matches=tuple(Match(number, 0.9, "x") for number in numbers), countries=("UZ", "KZ")
    )
    return StoredJudgement(a_story(), judgement, lead, tuple(zip(numbers, states.values(), strict=True)))


def labels(given: StoredJudgement) -> dict[str, Any]:
    item = labelled_item(given)
    assert item is not None
    return item


def test_an_accepted_match_makes_a_relevant_item_with_every_label() -> None:
    item = labels(stored(p26=ACCEPTED))
    assert {name: item[name] for name in ("relevant", "commitments", "core", "primary", "stage")} == {
        "relevant": True,
        "commitments": [26],
        "core": [26],
        "primary": [26],
        "stage": ["planned"],
    }
    assert item["countries"] == item["countries_core"] == ["KZ", "UZ"]


def test_what_nobody_looked_at_may_be_named_and_need_not() -> None:
    item = labels(stored(p26=ACCEPTED, p25=PROPOSED, p24=REJECTED))
    assert (item["commitments"], item["core"]) == ([25, 26], [26])


def test_with_the_primary_rejected_any_accepted_one_may_be_primary() -> None:
    item = labels(stored(p26=REJECTED, p27=ACCEPTED, p25=ACCEPTED))
    assert (item["primary"], item["core"]) == ([25, 27], [25, 27])


def test_everything_rejected_makes_an_irrelevant_item() -> None:
    item = labels(stored(p26=REJECTED, p27=REJECTED))
    assert item["relevant"] is False
    assert all(item[name] == [] for name in ("commitments", "core", "primary", "countries", "countries_core", "stage"))


def test_a_rejection_beside_an_open_match_settles_nothing() -> None:
    assert labelled_item(stored(p26=REJECTED, p27=PROPOSED)) is None
    assert labelled_item(replace(stored(p26=ACCEPTED), states=())) is None


def test_the_matcher_reads_an_exported_item_as_it_read_the_story() -> None:
    given = stored("Первый абзац.", p26=ACCEPTED)
    line = json.dumps(labels(given), ensure_ascii=False)
    assert read_item(line, 1) == replace(item_of(given.story), text="Первый абзац.")
    abroad = replace(given, story=a_story(country="INT"), lead="")
    assert read_item(json.dumps(labels(abroad)), 1) == item_of(abroad.story)


def test_a_time_that_is_not_known_is_no_date() -> None:
    unknown = replace(stored(p26=ACCEPTED), story=a_story(published=Moment(NOON, Precision.UNKNOWN)))
    assert labels(unknown)["date"] is None
    assert labels(stored(p26=ACCEPTED))["date"] == "2026-01-15"
