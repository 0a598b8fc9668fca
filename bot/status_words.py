"""The words for status: neutral on every screen, whatever the method calls them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.texts import marked
from domain.status import EvidenceStep, Ground, Overlay, Status

if TYPE_CHECKING:
    from bot.texts import Texts
    from domain.status import Coverage, Weighed

_STATUSES = MappingProxyType(
    {
        Status.NOT_REVIEWABLE: marked("not reviewable"),
        Status.WITHHELD: marked("too few sources answered ({unreachable} of {watched} unreachable)"),
        Status.NOT_STARTED: marked("statements only"),
        Status.LIMITED: marked("under way"),
        Status.SUBSTANTIAL: marked("largely done"),
        Status.COMPLETE: marked("done"),
    }
)

_BARE = MappingProxyType(
    {
        **_STATUSES,
        Status.WITHHELD: marked("too few sources answered"),
        Status.NO_EVIDENCE: marked("no reports found"),
    }
)
"""Statuses where the number of sources stands elsewhere."""

_OVERLAYS = MappingProxyType(
    {
        Overlay.STALLED: marked("nothing new for 180 days"),
        Overlay.DELAYED: marked("delayed"),
        Overlay.CONTRARY: marked("a step back was reported"),
        Overlay.NOT_YET_DUE: marked("not yet due"),
        Overlay.DUE_WITHOUT_EVIDENCE: marked("due, no reports found"),
    }
)

_STEPS = MappingProxyType(
    {
        EvidenceStep.MENTION: marked("mentioned"),
        EvidenceStep.WORDS: marked("words"),
        EvidenceStep.ORGANISED: marked("organised"),
        EvidenceStep.RESOURCED: marked("resourced"),
        EvidenceStep.RUNNING: marked("running"),
        EvidenceStep.MET: marked("aim reached"),
        EvidenceStep.DELAYED: marked("put off"),
        EvidenceStep.CANCELLED: marked("called off"),
    }
)

_GROUNDS = MappingProxyType(
    {
        Ground.SAME_TOPIC: marked("same topic, moves nothing"),
        Ground.BEFORE_DECLARATION: marked("before the Declaration"),
        Ground.UNDATED: marked("without a date"),
        Ground.NO_PASSAGE: marked("without a passage"),
        Ground.NO_PARTY: marked("names no party concerned"),
        Ground.NEAR_MISS: marked("a near miss"),
        Ground.SUMMIT_ITSELF: marked("tells of the summit itself"),
        Ground.SINGLE_SOURCE: marked("one source, not official"),
        Ground.SET_ASIDE: marked("set aside by an editor"),
    }
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one reader; see ``reports.status_table.StatusWords``."""

    texts: Texts

    def status(self, status: Status, coverage: Coverage) -> str:
        """Return what a status is called."""
        if status is Status.NO_EVIDENCE:
            return self.texts.count(
                "no reports found ({n} source watched, {unreachable} unreachable)",
                "no reports found ({n} sources watched, {unreachable} unreachable)",
                coverage.watched,
                unreachable=coverage.unreachable,
            )
        return self.texts.say(_STATUSES[status], watched=coverage.watched, unreachable=coverage.unreachable)

    def status_name(self, status: Status) -> str:
        """Return what a status is called by itself, without the sources behind it."""
        return self.texts.say(_BARE[status])

    def overlay(self, overlay: Overlay) -> str:
        """Return what is said beside a status."""
        return self.texts.say(_OVERLAYS[overlay])

    def step(self, weighed: Weighed) -> str:
        """Return how far one development goes."""
        return self.step_name(weighed.step)

    def step_name(self, step: EvidenceStep) -> str:
        """Return what a step of evidence is called."""
        return self.texts.say(_STEPS[step])

    def ground(self, ground: Ground) -> str:
        """Return why it goes no further, or moves nothing; empty where nothing needs saying."""
        return self.texts.say(_GROUNDS[ground]) if ground in _GROUNDS else ""
