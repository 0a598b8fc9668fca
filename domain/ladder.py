"""Ladder: the stages through which an instrument usually goes, and what is next on it.

A rung knows the stages and words by which a report shows it, and the step of evidence it is worth. The rungs are
data (``config/ladders.toml``); this file only climbs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.development import Stage
from domain.wording import folded, holds_any

if TYPE_CHECKING:
    from domain.commitment import Texts
    from domain.match import Instrument
    from domain.status import EvidenceStep

GENERAL = "general"
"""Key of the ladder for developments whose instrument has none of its own."""
SETBACK = "setback"
"""Key of the ladder for delays and cancellations, whatever the instrument."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One stage of an instrument.

    Attributes:
        stages: by which it is shown. words: stems of which the report must hold one, none = any report of the stage.
        step: what it is worth as evidence.
    """

    key: str
    name: Texts
    stages: tuple[Stage, ...]
    step: EvidenceStep
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of one or several instruments, lowest first."""

    key: str
    name: Texts
    instruments: tuple[Instrument, ...]
    rungs: tuple[Rung, ...]

    def after(self, rung: Rung) -> Rung | None:
        """Return the usual next step, None after the last; a setback has none."""
        if self.key == SETBACK:
            return None
        place = self.rungs.index(rung) + 1
        return self.rungs[place] if place < len(self.rungs) else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a development stands.

    Attributes:
        next: what usually comes next, None where nothing does.
    """

    ladder: Ladder
    rung: Rung

    @property
    def key(self) -> str:
        """Name of the rung over all ladders, ``grant.delivered``."""
        return f"{self.ladder.key}.{self.rung.key}"

    @property
    def next(self) -> Rung | None:
        """Return the usual next step."""
        return self.ladder.after(self.rung)


@dataclass(frozen=True, slots=True)
class Ladders:
    """All ladders, the general and the setback one among them."""

    ladders: tuple[Ladder, ...]

    def get(self, key: str) -> Ladder:
        """Return one ladder; raises KeyError."""
        for ladder in self.ladders:
            if ladder.key == key:
                return ladder
        raise KeyError(key)

    def of(self, instrument: Instrument | None) -> Ladder:
        """Return the ladder of an instrument, the general one where it has none."""
        return next((each for each in self.ladders if instrument in each.instruments), self.get(GENERAL))

    def standing(self, instrument: Instrument | None, stage: Stage, text: str) -> Standing:
        """Return where a development stands.

        Of the rungs shown by the stage, the highest one whose words the report holds; else the lowest that needs none.

        Args:
            instrument, stage: as the matcher read them. text: headline and passage.
        """
        ladder = self.get(SETBACK) if stage is Stage.SETBACK else self.of(instrument)
        read = folded(text)
        shown = [rung for rung in ladder.rungs if stage in rung.stages]
        named = [rung for rung in shown if holds_any(read, rung.words)]
        plain = [rung for rung in shown if not rung.words]
        return Standing(ladder, named[-1] if named else plain[0])
