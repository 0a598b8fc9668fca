"""Composing: what was read becomes one report in the reader's language; pure, the only maker of ``Report``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.calendar import upcoming
from reports.composing.changes import change_lines, summary_of
from reports.composing.commitments import Found, commitment_part, day_of
from reports.composing.footnotes import footnotes, number_texts
from reports.composing.method import method_lines
from reports.composing.money import due_part, ledger_part
from reports.composing.reader import Reader
from reports.composing.review import agreement_lines, correction_lines
from reports.composing.timeline import bearing_on, match_with
from reports.composing.units import effects_on
from reports.composing.watching import coverage_part
from reports.model import DeclarationHead, Report, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from domain.assessment.gathering import ToldDevelopment
    from domain.calendar import Event
    from domain.commitment import Commitment
    from domain.development import DevelopmentId
    from domain.evidence import KeptText
    from domain.ports import Speaker
    from reports.material import Material, ReportScope
    from reports.words import ReportWords


def compose(material: Material, scope: ReportScope, texts: Speaker, words: ReportWords) -> Report:
    """Return the report: the same material and scope give the same report.

    Args:
        material: what was read. scope: what the reader asked for.
        texts, words: the reader's language.
    """
    reader = Reader(texts, words)
    chosen = scope.chosen(material.declaration)
    numbers = [each.number for each in chosen]
    units = {unit.id: unit for unit in material.units if unit.number in numbers}
    found, cited = _found(material, scope, chosen, reader)
    parts = tuple(commitment_part(each, found, reader) for each in chosen)
    changes = [each for each in found.changes if each.unit_id in units]
    lines = change_lines(changes, units, reader)
    notes = footnotes(cited, reader)
    return Report(
        declaration=_head(material, reader),
        scope=_scope(scope, reader),
        summary=summary_of(
            parts,
            [each for each in found.of_period(found.told) if _bears_on_any(each, chosen)],
            material.kept,
            [each for each in material.assessments if each.unit_id in units],
            lines,
            changes,
        ),
        commitments=parts,
        ledger=ledger_part(material.ledger, numbers, scope.country, _leads(found), reader),
        due=tuple(due_part(each, reader) for each in _due(material.calendar, scope, chosen)),
        coverage=coverage_part(material.watch, material.sources, notes, reader),
        changes=lines,
        corrections=correction_lines(material.corrections, scope, set(numbers), reader),
        agreement=agreement_lines(material.match_agreement, material.codebook_agreement, reader),
        method=method_lines(texts),
        footnotes=notes,
    )


def _found(
    material: Material, scope: ReportScope, chosen: Sequence[Commitment], reader: Reader
) -> tuple[Found, list[KeptText]]:
    told = [
        each
        for each in material.told
        if day_of(each) <= scope.until and (not scope.country or scope.country in each.development.judgement.countries)
    ]
    numbers, cited = number_texts(_order(told, scope, chosen), material.kept)
    changes = [each for each in material.changes if scope.since <= each.at.date() <= scope.until]
    return Found(material, scope, told, changes, numbers, effects_on(material.assessments, reader)), cited


def _order(
    told: Sequence[ToldDevelopment], scope: ReportScope, chosen: Sequence[Commitment]
) -> Iterator[DevelopmentId]:
    """Yield the developments as the report mentions them."""
    for commitment in chosen:
        for each in bearing_on(told, commitment.number):
            if day_of(each) >= scope.since:
                yield each.development.id


def _bears_on_any(told: ToldDevelopment, chosen: Sequence[Commitment]) -> bool:
    return any(match_with(told, each.number) is not None for each in chosen)


def _leads(found: Found) -> dict[DevelopmentId, int]:
    leads = {key: texts[0].story.id for key, texts in found.material.kept.items() if texts}
    return {key: found.numbers[story_id] for key, story_id in leads.items() if story_id in found.numbers}


def _due(calendar: Sequence[Event], scope: ReportScope, chosen: Sequence[Commitment]) -> list[Event]:
    numbers = {each.number for each in chosen}
    return [
        each
        for each in upcoming(calendar, scope.until)
        if numbers & set(each.commitments)
        and (not scope.country or not each.countries or scope.country in each.countries)
    ]


def _head(material: Material, reader: Reader) -> DeclarationHead:
    declaration = material.declaration
    return DeclarationHead(
        name=reader.text(declaration.name),
        short_name=reader.text(declaration.short_name),
        adopted=declaration.adopted,
        url=declaration.url,
    )


def _scope(scope: ReportScope, reader: Reader) -> Scope:
    return Scope(
        since=scope.since,
        until=scope.until,
        made_at=scope.made_at,
        language=reader.texts.language,
        commitment=scope.commitment,
        pillar=reader.maybe(scope.pillar),
        country=reader.countries([scope.country])[0] if scope.country else None,
    )
