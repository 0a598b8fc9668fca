"""Loading the instrument ladders: ``ladders.toml`` to domain values."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from config.problems import problems_from
from config.toml_file import read_toml
from config.unit_tables import LadderFile
from domain.development import Stage
from domain.errors import ConfigError
from domain.ladder import GENERAL, SETBACK, Ladders
from domain.status import EvidenceStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.ladder import Ladder

PACKAGED = Path(__file__).parent / "ladders.toml"


def load_ladders(path: Path = PACKAGED) -> Ladders:
    """Return the ladders, each able to place a development of every stage.

    Raises:
        ConfigError: the file is malformed, a ladder is missing or doubled, or a stage has no rung.
    """
    name = path.name
    try:
        ladders = Ladders(tuple(each.ladder() for each in LadderFile.model_validate(read_toml(path, name)).ladder))
    except ValidationError as error:
        raise ConfigError(problems_from(error, name, "")) from error
    problems = [*_doubled(ladders, name), *(line for each in ladders.ladders for line in _gaps(each, name))]
    if problems:
        raise ConfigError(problems)
    return ladders


def _doubled(ladders: Ladders, name: str) -> Iterator[str]:
    keys = Counter(each.key for each in ladders.ladders)
    forms = Counter(form for each in ladders.ladders for form in each.instruments)
    for key in (GENERAL, SETBACK):
        if key not in keys:
            yield f"{name}: there is no ladder {key}"
    yield from (f"{name}: ladder {key}: stands twice" for key, count in keys.items() if count > 1)
    yield from (f"{name}: instrument {form}: has two ladders" for form, count in forms.items() if count > 1)


def _gaps(ladder: Ladder, name: str) -> Iterator[str]:
    """Name the stages that no rung without words shows, and steps that no rung may give."""
    stages = [Stage.SETBACK] if ladder.key == SETBACK else [stage for stage in Stage if stage is not Stage.SETBACK]
    shown = {stage for rung in ladder.rungs if not rung.words for stage in rung.stages}
    yield from (
        f"{name}: ladder {ladder.key}: no plain rung for stage {stage}" for stage in stages if stage not in shown
    )
    for rung in ladder.rungs:
        if rung.step is EvidenceStep.MET:
            yield f"{name}: ladder {ladder.key}: rung {rung.key}: E5 comes from a codebook only"
