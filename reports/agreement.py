"""Agreement between editors who judged the same: percent and Krippendorff's alpha; the only door to krippendorff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from domain.review import ReviewAction
from domain.status import CodebookEntry
from domain.status_review import StatusVerdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from domain.review import Decision
    from domain.status import UnitCoding
    from domain.status_review import StatusDecision

Level = Literal["nominal", "ordinal"]

GOOD, TENTATIVE = 0.80, 0.67
"""Krippendorff's customary bars for alpha."""

_HEIGHTS = {
    CodebookEntry.CONTRARY: 0,
    CodebookEntry.NEAR_MISS: 1,
    CodebookEntry.PARTLY: 2,
    CodebookEntry.DONE: 3,
}

Ratings = dict[tuple[str, str], dict[str, int]]
"""By what was judged, then by editor: the place of the judgement on its scale."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far editors agree.

    Attributes:
        units: judged by two editors or more. editors: how many of them.
        percent: of pairs of judgements about one thing that are the same, 0 to 100; None without any.
        alpha: -1 to 1; None where it is not defined (nothing judged twice, or every judgement the same).
    """

    level: Level
    units: int
    editors: int
    percent: float | None
    alpha: float | None


def match_ratings(decisions: Iterable[Decision]) -> Ratings:
    """Return each person's last standing word about each match: 1 right, 0 wrong (rejected or moved away)."""
    found: Ratings = {}
    for each in sorted(decisions, key=lambda each: (each.at, each.id)):
        if not each.stands or each.by_rule or each.action in (ReviewAction.SPLIT, ReviewAction.MERGE):
            continue
        for number in each.numbers:
            said = found.setdefault((each.development_id, str(number)), {})
            said[each.who] = int(each.action is ReviewAction.ACCEPT)
    return found


def codebook_ratings(codings: Iterable[UnitCoding]) -> Ratings:
    """Return each person's last judgement of a development against a unit's codebook, contrary to done."""
    found: Ratings = {}
    for each in sorted(codings, key=lambda each: each.at):
        said = found.setdefault((each.development_id, each.unit_id), {})
        if each.entry is None:
            said.pop(each.who, None)
        else:
            said[each.who] = _HEIGHTS[each.entry]
    return found


def status_ratings(decisions: Iterable[StatusDecision]) -> Ratings:
    """Return each person's last standing word about each change of status: 1 accepted, 0 rejected."""
    found: Ratings = {}
    for each in sorted(decisions, key=lambda each: (each.at, each.id)):
        if each.stands:
            said = found.setdefault((each.change_id, each.unit_id), {})
            said[each.who] = int(each.verdict is StatusVerdict.ACCEPT)
    return found


def agreement(ratings: Mapping[tuple[str, str], Mapping[str, int]], level: Level) -> Agreement:
    """Return how far editors agree about what at least two of them judged."""
    shared = [said for _, said in sorted(ratings.items()) if len(said) > 1]
    editors = sorted({who for said in shared for who in said})
    pairs = [one == other for said in shared for one, other in _pairs(sorted(said.items()))]
    percent = 100 * sum(pairs) / len(pairs) if pairs else None
    return Agreement(level, len(shared), len(editors), percent, _alpha(shared, editors, level))


def _pairs(said: Sequence[tuple[str, int]]) -> list[tuple[int, int]]:
    return [(one, other) for place, (_, one) in enumerate(said) for _, other in said[place + 1 :]]


def _alpha(shared: Sequence[Mapping[str, int]], editors: Sequence[str], level: Level) -> float | None:
    if len({value for said in shared for value in said.values()}) < 2:  # noqa: PLR2004 - one value leaves no chance to differ
        return None
    import krippendorff  # noqa: PLC0415 - with numpy a third of a second, which no other command should cost
    import numpy as np  # noqa: PLC0415 - numpy loads as long as krippendorff does

    table = np.array([[float(said.get(who, np.nan)) for said in shared] for who in editors])
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement=level))
