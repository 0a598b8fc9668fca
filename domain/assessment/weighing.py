"""Weighing: what one development is worth for one unit.

The conditions, in the order in which they are asked: dated on or after the day of the declaration; a passage quoted;
a party concerned; no near miss of the codebook. Then the rung of the instrument ladder gives the step, the codebook
may lift it to done, and two caps hold: in the week of adoption reports that name the declaration tell the promise
again, and one source that is not official lifts to E2 at most.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.match import Instrument, Tie
from domain.source import Tier
from domain.status import CodebookEntry, EvidenceStep, Ground, Weighed

if TYPE_CHECKING:
    from datetime import date

    from domain.status import Outlet, UnitEvidence
    from domain.unit import Unit

SUMMIT_WEEK = timedelta(days=7)
"""So long after adoption, reports that name the declaration tell the promise again, but for papers with duties."""

PAPERS = (
    Instrument.GRANT, Instrument.LOAN, Instrument.INVESTMENT, Instrument.CONTRACT, Instrument.TREATY,
    Instrument.MEMORANDUM,
)  # fmt: skip
"""Forms that are acts of their own, even in the week of the summit."""

INDEPENDENT = 2
"""Sources, none of them official, that together carry as far as an official one."""


def weigh(evidence: UnitEvidence, unit: Unit, adopted: date) -> Weighed:
    """Return what a piece of evidence is worth for a unit.

    Args:
        evidence: of this unit. adopted: day of the declaration; what is older never counts.
    """
    refused = _refused(evidence, unit, adopted)
    if refused is not None:
        return Weighed(evidence, EvidenceStep.MENTION, refused, moves=False)
    is_echo = _tells_the_promise(evidence, adopted)
    entry = evidence.coded or (None if is_echo else _criterion_met(evidence, unit))
    moves = evidence.tie is Tie.EXPLICIT or entry is not None
    step, ground = _step(evidence, entry, is_echo=is_echo)
    return Weighed(evidence, step, ground if moves else Ground.SAME_TOPIC, moves, entry)


def is_supported(outlets: tuple[Outlet, ...]) -> bool:
    """Tell whether an official source, or two independent ones, stand behind a development; aggregators are none."""
    tiers = {outlet.name: outlet.tier for outlet in outlets if outlet.tier is not Tier.AGGREGATOR}
    return Tier.OFFICIAL in tiers.values() or len(tiers) >= INDEPENDENT


def _refused(evidence: UnitEvidence, unit: Unit, adopted: date) -> Ground | None:
    if evidence.day is None:
        return Ground.UNDATED
    if evidence.day < adopted:
        return Ground.BEFORE_DECLARATION
    if not evidence.passage.strip():
        return Ground.NO_PASSAGE
    if not set(evidence.parties) & set(unit.actors):
        return Ground.NO_PARTY
    if evidence.coded is CodebookEntry.NEAR_MISS:
        return Ground.NEAR_MISS
    return None


def _tells_the_promise(evidence: UnitEvidence, adopted: date) -> bool:
    is_of_the_week = evidence.day is not None and evidence.day < adopted + SUMMIT_WEEK
    return is_of_the_week and evidence.tie is Tie.EXPLICIT and evidence.instrument not in PAPERS


def _criterion_met(evidence: UnitEvidence, unit: Unit) -> CodebookEntry | None:
    if evidence.reached.is_setback:
        return None
    for entry, criterion in ((CodebookEntry.DONE, unit.done_when), (CodebookEntry.PARTLY, unit.partly_when)):
        if criterion is not None and criterion.is_met(evidence.instrument, evidence.stage, evidence.tie):
            return entry
    return None


def _step(evidence: UnitEvidence, entry: CodebookEntry | None, *, is_echo: bool) -> tuple[EvidenceStep, Ground]:
    step, ground = _raw(evidence, entry)
    if is_echo and evidence.coded is None and step.height > EvidenceStep.WORDS.height:
        return EvidenceStep.WORDS, Ground.SUMMIT_ITSELF
    if not is_supported(evidence.outlets):
        if step is EvidenceStep.CANCELLED:
            return EvidenceStep.DELAYED, Ground.SINGLE_SOURCE
        if step.height > EvidenceStep.ORGANISED.height:
            return EvidenceStep.ORGANISED, Ground.SINGLE_SOURCE
    return step, ground


def _raw(evidence: UnitEvidence, entry: CodebookEntry | None) -> tuple[EvidenceStep, Ground]:
    if entry is CodebookEntry.DONE:
        return EvidenceStep.MET, Ground.CODEBOOK
    if entry is CodebookEntry.CONTRARY:
        return EvidenceStep.CANCELLED, Ground.CODEBOOK
    return evidence.reached, Ground.LADDER
