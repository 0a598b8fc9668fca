"""The stage's weights, parted by stage."""

from __future__ import annotations

from domain.match import Stage
from matching.stage import STAGES, weights_by_stage


def test_weights_are_parted_by_stage_and_each_stage_has_a_table() -> None:
    parted = weights_by_stage({"done_from_title_done": 2.0, "done_from_bias": -0.5, "said_from_title_from_here": 1.0})
    assert tuple(parted) == STAGES
    assert parted[Stage.DONE] == {"title_done": 2.0, "bias": -0.5}
    assert parted[Stage.SAID] == {"title_from_here": 1.0}
    assert parted[Stage.PLANNED] == {}
