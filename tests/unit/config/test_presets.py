"""Presets: the packaged ones are whole, and a wrong file is complained about in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.presets import PACKAGED, load_presets
from domain.errors import ConfigError
from domain.facets import EVERYTHING, Preset

if TYPE_CHECKING:
    from pathlib import Path


def test_every_preset_narrows_or_widens_what_a_new_subscriber_hears() -> None:
    presets = load_presets()
    assert set(presets) == set(Preset)
    assert EVERYTHING not in presets.values()
    assert len(set(presets.values())) == len(Preset)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("[news]", "[gossip]"), "[news] is missing"),
        (("certain_only", "sure_only"), "[news] has no facet 'sure_only'"),
        (('"green"', '"blue"'), "pillars"),
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
