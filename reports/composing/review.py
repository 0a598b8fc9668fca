"""Review: corrections of what was published, and how far editors agree who judged the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.model import AgreementLine, CorrectionLine
from reports.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.review import Correction
    from reports.agreement import Agreement
    from reports.composing.reader import Reader
    from reports.material import ReportScope


def correction_lines(
    corrections: Iterable[Correction], scope: ReportScope, numbers: set[int], reader: Reader
) -> tuple[CorrectionLine, ...]:
    """Return the corrections of the period that concern these commitments, in their order; no editor is named."""
    return tuple(
        _line(each, reader)
        for each in corrections
        if scope.since <= each.at.date() <= scope.until and numbers & {*each.told, *each.right}
    )


def agreement_lines(matches: Agreement | None, codebook: Agreement | None, reader: Reader) -> tuple[AgreementLine, ...]:
    """Return how far editors agree about matches and about codebook entries; what was not computed is left out."""
    subjects = ((reader.texts.say("Matches"), matches), (reader.texts.say("Codebook entries"), codebook))
    return tuple(
        AgreementLine(subject, found.units, None if found.percent is None else found.percent / 100, found.alpha)
        for subject, found in subjects
        if found is not None
    )


def _line(each: Correction, reader: Reader) -> CorrectionLine:
    texts = reader.texts
    return CorrectionLine(
        at=each.at,
        subject=plain(each.headline),
        before=_numbers(each.told, reader),
        after=_numbers(each.right, reader),
        reason=plain(each.reason),
        who=texts.say("by rule") if each.by_rule else texts.say("by an editor"),
    )


def _numbers(numbers: Iterable[int], reader: Reader) -> str:
    told = ", ".join(map(str, numbers))
    return reader.texts.say("Commitments: {numbers}", numbers=told) if told else reader.texts.say("no commitment")
