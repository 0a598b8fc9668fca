"""Weighings: what each development is worth for each unit, kept so that a change of one needs no reading of all.

A development is weighed by itself (``domain.assessment.weighing``); the status of a unit follows from what was weighed
(``domain.assessment.assess.conclude``). Whatever changes a development marks it; whoever assesses weighs what is marked
again. Kept is what weighs, and that something shares the topic; neither words nor outlets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from domain.source import Quote
from domain.status import Ground

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from domain.development import DevelopmentId
    from domain.status import Weighed
    from domain.unit import UnitId

AT_ONCE = 200
"""Developments weighed in one transaction: about 50 ms of reading and writing, for which others wait."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What is known of one unit.

    Attributes:
        weighed: what weighs, without passages and outlets. counted: developments that only share the topic.
    """

    weighed: tuple[Weighed, ...] = ()
    counted: int = 0


def lean(weighed: Weighed) -> Weighed:
    """Return a weighing as it is kept: what it was made from is read again where somebody asks for it."""
    evidence = replace(weighed.evidence, passage="", outlets=(), instrument=None, quote=Quote.SHORT, aside=None)
    return replace(weighed, evidence=evidence)


def is_kept(weighed: Weighed) -> bool:
    """Whether a weighing says anything of its unit; the rest is not kept."""
    return weighed.weighs or weighed.ground is Ground.SAME_TOPIC


class WeighingRepository(Protocol):
    """What developments are worth for units, and which have changed since."""

    def mark(self, development_ids: Collection[DevelopmentId]) -> None:
        """Say that these are to be weighed again."""
        ...

    def list_marked(self, limit: int | None = None) -> Sequence[DevelopmentId]:
        """Return which are to be weighed again, by id."""
        ...

    def list_ids(self, after: DevelopmentId | None, limit: int) -> Sequence[DevelopmentId]:
        """Return developments by id, whether or not they count; those that follow one, None = from the first."""
        ...

    def list_of(self, development_ids: Collection[DevelopmentId]) -> Sequence[Weighed]:
        """Return what is kept of these developments."""
        ...

    def replace(self, development_ids: Collection[DevelopmentId], weighed: Collection[Weighed]) -> Collection[UnitId]:
        """Keep what these developments are worth now, forget their marks; return the units that it changes."""
        ...

    def scales(self, unit_ids: Collection[UnitId]) -> Mapping[UnitId, Scale]:
        """Return what is kept of these units."""
        ...
