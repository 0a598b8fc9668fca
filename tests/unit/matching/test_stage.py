"""How stages are told apart: the weights parted by stage, and what is read off headline and text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from domain.match import Item, Stage
from matching.findings import find_all
from matching.reading import read
from matching.stage import STAGES, stage_features, weights_by_stage

if TYPE_CHECKING:
    from matching.lexicon import CompiledLexicon

BRIDGE, TALKS = 25, 4


def features(lexicon: CompiledLexicon, title: str, summary: str = "", primary: int = BRIDGE) -> dict[str, float]:
    reading = read(Item(id="1", title=title, summary=summary))
    return stage_features(find_all(reading, "en", "", lexicon), primary)


def test_weights_are_parted_by_stage_and_each_stage_has_a_table() -> None:
    parted = weights_by_stage({"done_from_title_done": 2.0, "done_from_bias": -0.5, "said_from_title_from_here": 1.0})
    assert tuple(parted) == STAGES
    assert parted[Stage.DONE] == {"title_done": 2.0, "bias": -0.5}
    assert parted[Stage.SAID] == {"title_from_here": 1.0}
    assert parted[Stage.PLANNED] == {}


def test_of_words_that_overlap_the_longer_tells_the_stage(lexicon: CompiledLexicon) -> None:
    plan = features(lexicon, "Japan to open bridge in Kyrgyzstan")
    start = features(lexicon, "Japan opens bridge in Kyrgyzstan")
    assert plan["title_planned"] == 1.0
    assert "title_started" not in plan
    assert start["title_started"] == 1.0


@pytest.mark.parametrize(
    ("summary", "behind"),
    [
        ("The ministers signed the contract in Bishkek.", {"behind_agreed"}),
        ("Work on the piers has begun.", {"behind_started"}),
        ("The bridge is long.", set()),
    ],
)
def test_what_the_text_tells_behind_a_plan_is_noted(lexicon: CompiledLexicon, summary: str, behind: set[str]) -> None:
    found = features(lexicon, "Japan will build a bridge in Kyrgyzstan", summary)
    assert {name for name in found if name.startswith("behind_")} == behind


def test_nothing_is_behind_a_headline_that_is_no_plan(lexicon: CompiledLexicon) -> None:
    found = features(lexicon, "Japan completed a bridge in Kyrgyzstan", "The contract was signed in May.")
    assert not {name for name in found if name.startswith("behind_")}


def test_a_silent_headline_and_a_commitment_to_meet_are_noted(lexicon: CompiledLexicon) -> None:
    assert features(lexicon, "A bridge", primary=TALKS) == {"title_silent": 1.0, "meeting": 1.0}
