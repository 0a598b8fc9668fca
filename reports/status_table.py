"""The status of units as a table in the reader's language; pure. Its words are neutral: no score, no verdict.

A score is printed only where the unit is due and people have looked, and every figure comes with its three numbers:
scored / verifiable / all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from domain.assessment.scores import tally
from reports.markdown import escaped
from reports.sentences import tally_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from domain.commitment import Declaration
    from domain.ports import Speaker
    from domain.status import Assessment, Coverage, Ground, Overlay, Status, Weighed
    from domain.unit import Unit


class StatusWords(Protocol):
    """The reader's words for values of status."""

    def status(self, status: Status, coverage: Coverage) -> str:
        """Return what a status is called."""
        ...

    def overlay(self, overlay: Overlay) -> str:
        """Return what is said beside a status."""
        ...

    def step(self, weighed: Weighed) -> str:
        """Return how far one development goes."""
        ...

    def ground(self, ground: Ground) -> str:
        """Return why it goes no further, or moves nothing; empty where nothing needs saying."""
        ...


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One unit as a line: all texts in the reader's language."""

    unit_id: str
    title: str
    status: str
    newest: str
    moving: int
    same_topic: int
    notes: str


def status_heads(texts: Speaker) -> list[str]:
    """Return the heads of the table's columns."""
    return [
        texts.say("Unit"),
        texts.say("Aim"),
        texts.say("Status"),
        texts.say("Newest"),
        texts.say("Developments"),
        texts.say("Same topic"),
        texts.say("Notes"),
    ]


def status_rows(
    units: Sequence[Unit], assessments: Sequence[Assessment], texts: Speaker, words: StatusWords
) -> list[StatusRow]:
    """Return a line for each unit, in the order of the units."""
    by_id = {each.unit_id: each for each in assessments}
    return [_row(unit, by_id[unit.id], texts, words) for unit in units if unit.id in by_id]


def status_summary(assessments: Sequence[Assessment], texts: Speaker) -> str:
    """Return the figures below a table: scored / verifiable / all, and the mean where there are enough."""
    return tally_line(tally(assessments), texts)


def status_markdown(
    declaration: Declaration,
    units: Sequence[Unit],
    assessments: Sequence[Assessment],
    day: date,
    texts: Speaker,
    words: StatusWords,
) -> str:
    """Return the table of all units as Markdown.

    Args:
        declaration: whose units they are. units: in their order. assessments: of these units.
        day: of assessment. texts, words: the reader's language.
    """
    heads = status_heads(texts)
    lines = [
        f"# {texts.say('Status of the units')}",
        "",
        f"[{escaped(declaration.name.in_language(texts.language))}]({declaration.url})",
        "",
        texts.say("Assessed: {when}", when=texts.day(day)),
        "",
        f"| {' | '.join(heads)} |",
        "| --- | --- | --- | --- | ---: | ---: | --- |",
        *(_line(row) for row in status_rows(units, assessments, texts, words)),
        "",
        status_summary(assessments, texts),
        "",
        texts.say("By machine, from rules written beforehand; what nobody has reviewed is marked."),
    ]
    return "\n".join(lines) + "\n"


def evidence_lines(assessment: Assessment, texts: Speaker, words: StatusWords) -> Iterator[str]:
    """Yield a line for each development weighed, newest first: day, step, why no further, passage as published.

    A passage is left out where its publisher lets nothing be repeated.
    """
    for each in reversed(assessment.weighed):
        day, passage = texts.day(each.evidence.day) if each.evidence.day else "–", each.evidence.quotable
        said = [day, words.step(each), words.ground(each.ground), f"“{passage}”" if passage else ""]
        yield " · ".join(part for part in said if part)


def _row(unit: Unit, found: Assessment, texts: Speaker, words: StatusWords) -> StatusRow:
    moving = [each for each in found.weighed if each.moves]
    days = [each.evidence.day for each in moving if each.evidence.day is not None]
    notes = [words.overlay(overlay) for overlay in found.overlays]
    if found.causes and not found.reviewed:
        notes.append(texts.say("unreviewed"))
    if found.shows_score:
        notes.append(texts.say("score {score}", score=f"{found.score:+d}" if found.score else "0"))
    return StatusRow(
        unit_id=unit.id,
        title=unit.title.in_language(texts.language),
        status=words.status(found.status, found.coverage),
        newest=texts.day(max(days)) if days else "–",
        moving=len(moving),
        same_topic=found.same_topic,
        notes=", ".join(notes),
    )


def _line(row: StatusRow) -> str:
    cells = (row.unit_id, escaped(row.title), row.status, row.newest, row.moving, row.same_topic, row.notes)
    return f"| {' | '.join(str(cell) for cell in cells)} |"
