"""Presets: the packaged ones choose what their names promise, and a wrong file is complained about in full."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest

from config.presets import PACKAGED, load_presets
from domain.commitment import Pillar
from domain.development import Stage
from domain.errors import ConfigError
from domain.facets import EVERYTHING, Facet, Preset, concerns, facts_of
from domain.match import Tie
from domain.subscriber import ReadyMade
from domain.telling import GENERAL, USUAL, Mode, Urgency, urgency_of
from tests.builders import a_judged_story, a_judgement

if TYPE_CHECKING:
    from pathlib import Path

    from domain.match import Judgement

UNSURE, SURE = 0.3, 0.9


def test_every_preset_narrows_or_widens_what_a_new_subscriber_hears() -> None:
    presets = load_presets()
    assert set(presets) == set(Preset)
    assert ReadyMade() not in presets.values()
    assert len(set(presets.values())) == len(Preset)


def stops(preset: Preset, judgement: Judgement, pillar: Pillar) -> tuple[Facet, ...]:
    """What keeps a development away from a reader who took a preset and chose nothing else."""
    facts = facts_of(a_judged_story(judgement=judgement), {int(each.number): pillar for each in judgement.matches})
    return concerns(load_presets()[preset].facets, facts).stopped_by


def test_news_is_everything_that_is_sure() -> None:
    for pillar, stage in product(Pillar, Stage):
        sure, unsure = (a_judgement(score=score, tie=Tie.TOPIC, stage=stage) for score in (SURE, UNSURE))
        assert stops(Preset.NEWS, sure, pillar) == ()
        assert stops(Preset.NEWS, unsure, pillar) == (Facet.CERTAIN,)


def test_diplomacy_is_directions_regional_and_global_matters_however_far_they_are() -> None:
    told = {pillar for pillar in Pillar if stops(Preset.DIPLOMACY, a_judgement(stage=Stage.SAID), pillar) == ()}
    assert {Pillar.DIRECTIONS, Pillar.REGIONAL, Pillar.GLOBAL} <= told
    assert told.isdisjoint({Pillar.GREEN, Pillar.CONNECTIVITY, Pillar.PEOPLE})
    assert load_presets()[Preset.DIPLOMACY].mode is None


@pytest.mark.parametrize("number", [26, GENERAL[0]])
@pytest.mark.parametrize("tie", list(Tie))
@pytest.mark.parametrize("stage", list(Stage))
def test_research_is_everything_and_at_once(stage: Stage, tie: Tie, number: int) -> None:
    judgement = a_judgement(number, stage=stage, tie=tie, score=UNSURE)
    chosen = load_presets()[Preset.RESEARCH]
    assert all(stops(Preset.RESEARCH, judgement, pillar) == () for pillar in Pillar)
    assert urgency_of(judgement, chosen.facets, chosen.timing_for(USUAL)) is Urgency.AT_ONCE
    assert chosen.mode is Mode.ALL_AT_ONCE


def test_business_is_green_growth_and_connectivity_from_plans_on() -> None:
    from_plans = set(Stage) - {Stage.SAID}
    for pillar, stage in product(Pillar, Stage):
        told = stops(Preset.BUSINESS, a_judgement(stage=stage), pillar) == ()
        assert told == (pillar in {Pillar.GREEN, Pillar.CONNECTIVITY} and stage in from_plans)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("[news]", "[gossip]"), "[news] is missing"),
        (("certain_only", "sure_only"), "[news] has no facet 'sure_only'"),
        (('"green"', '"blue"'), "pillars"),
        (("all_at_once", "some_at_once"), "mode"),
        (("[news]\ncertain_only = true", "news = 1"), "news"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    file = tmp_path / "presets.toml"
    text = PACKAGED.read_text()
    # Tables come before single values at the top level of TOML, so a value that stands for one is put first.
    wrong = text.replace(*change) if change[1] != "news = 1" else f"news = 1\n{text.replace(change[0], '')}"
    file.write_text(wrong)
    with pytest.raises(ConfigError) as raised:
        load_presets(file)
    assert complaint in str(raised.value)


@pytest.mark.parametrize("preset", list(Preset))
def test_no_preset_lets_unreviewed_matches_into_a_chat_that_holds_them(preset: Preset) -> None:
    ready = load_presets()[preset]
    assert ready.facets_for(replace(EVERYTHING, reviewed_only=True)).reviewed_only
    assert not ready.facets_for(EVERYTHING).reviewed_only
