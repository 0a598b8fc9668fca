"""The report as a Word document, with charts, links to its sources and their list at the end; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import sentences as say
from reports.docx_paper import Paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.ports import Speaker
    from reports.model import Chart, CommitmentPart, LedgerPart, Occurrence, Report, UnitPart


SHARES = (5, 19, 16, 17, 11, 14, 14)
"""Of the columns of the table of all commitments in its width."""


def docx_report(report: Report, texts: Speaker, charts: Sequence[Chart] = ()) -> bytes:
    """Return the document.

    Args:
        report: what to write. texts: of the report's language. charts: shown after the summary.
    """
    paper = Paper(report.scope.language, texts.say("Commitment match report"), report.scope.made_at)
    _head(paper, report, texts)
    _summary(paper, report, texts, charts)
    _table(paper, report.commitments, texts)
    for each in report.commitments:
        _section(paper, each, texts)
    _ledger(paper, report.ledger, texts)
    _listed(paper, texts.say("What is due"), (say.due_line(each, texts) for each in report.due), texts)
    _coverage(paper, report, texts)
    _logs(paper, report, texts)
    _sources(paper, report, texts)
    return paper.content()


def _head(paper: Paper, report: Report, texts: Speaker) -> None:
    paper.heading(texts.say("Commitment match report"), 0)
    paper.linked(report.declaration.name, report.declaration.url)
    paper.items(say.scope_lines(report, texts))


def _summary(paper: Paper, report: Report, texts: Speaker, charts: Sequence[Chart]) -> None:
    paper.heading(texts.say("Summary"))
    first, *others = say.summary_lines(report.summary, texts)
    paper.line("", strong=first)
    paper.items((*others, say.statuses_line(report.summary, texts)))
    for chart in charts:
        paper.picture(chart.png, chart.title, chart.alt)
    moved = (say.movement_line(each, texts) for each in report.summary.moved)
    _listed(paper, texts.say("What moved in the period"), moved, texts, level=2)


def _table(paper: Paper, commitments: Sequence[CommitmentPart], texts: Speaker) -> None:
    paper.heading(texts.say("All commitments"))
    paper.table(say.overview_heads(texts), [say.overview_cells(each, texts) for each in commitments], SHARES)


def _section(paper: Paper, part: CommitmentPart, texts: Speaker) -> None:
    paper.heading(f"{part.number}. {part.title}")
    aim = texts.say("Aim: {aim}", aim=part.target) if part.target else ""
    for line in (part.promise, say.standing_line(part, texts), aim, say.due_text(part, texts)):
        if line:
            paper.line(line)
    if part.timeline:
        paper.heading(texts.say("Timeline"), 2)
    for each in part.timeline:
        _occurrence(paper, each, texts)
    _open_ends(paper, part, texts)
    if part.units:
        paper.heading(texts.say("Units and codebook"), 2)
    for unit in part.units:
        _unit(paper, unit, texts)


def _open_ends(paper: Paper, part: CommitmentPart, texts: Speaker) -> None:
    if part.next_steps:
        steps = (say.next_line(each, texts) for each in part.next_steps)
        _listed(paper, texts.say("What usually comes next"), steps, texts, level=2)
    if part.questions:
        _listed(paper, texts.say("Open questions"), (each.text for each in part.questions), texts, level=2)


def _occurrence(paper: Paper, each: Occurrence, texts: Speaker) -> None:
    stage = f"{each.stage.word} · " if each.stage else ""
    paper.line(" · ".join(say.occurrence_notes(each, texts)), style="List Bullet", strong=stage)
    paper.line(f"{each.headline} ", each.footnotes, style="List Continue")
    paper.line(say.passage_text(each, texts), style="Quote")
    if each.effects:
        paper.line(say.effects_text(each.effects, texts), style="List Continue")


def _unit(paper: Paper, unit: UnitPart, texts: Speaker) -> None:
    paper.line(f" · {say.unit_line(unit, texts)}", style="List Bullet", strong=f"{unit.id} {unit.title}")
    paper.line(say.unit_terms(unit, texts), style="List Bullet 2")
    if unit.due is not None:
        paper.line(say.due_text(unit, texts), style="List Bullet 2")
    for head, text in say.codebook_rows(unit, texts):
        paper.line(texts.say("{name}: {what}", name=head, what=text), style="List Bullet 2")


def _ledger(paper: Paper, ledger: LedgerPart, texts: Speaker) -> None:
    stages = list(dict.fromkeys(bar.stage for bar in ledger.bars))
    paper.heading(texts.say("Ledger"))
    paper.line(texts.say("Target of paragraph 13: {sum}", sum=ledger.target.text))
    rows = [
        [counted.word, *(say.bar_text(bar, texts) for bar in ledger.bars if bar.counted == counted)]
        for counted in dict.fromkeys(bar.counted for bar in ledger.bars)
    ]
    paper.table([texts.say("Toward the target"), *(stage.word for stage in stages)], rows)
    if not ledger.deals:
        paper.line(texts.say("No sums of money were reported."))
    for deal in ledger.deals:
        notes = [] if deal.footnote is None else [deal.footnote]
        told = f" · {' · '.join(say.deal_notes(deal, texts))}"
        paper.line(told, notes, style="List Bullet", strong=deal.money.text)
        paper.linked(f"{texts.day(deal.day)} · {deal.title}", deal.url, f" ({deal.source_name})")


def _coverage(paper: Paper, report: Report, texts: Speaker) -> None:
    coverage = report.coverage
    lines = [say.watched_summary(report, texts), *(say.watched_text(each, texts) for each in coverage.lines)]
    missed = [say.missed_text(each, texts) for each in coverage.missed_stories]
    _listed(paper, texts.say("What was watched"), [*lines, coverage.missed, *missed], texts)
    failing = (say.failing_line(each, texts) for each in coverage.failing)
    _listed(paper, texts.say("Sources that do not answer"), failing, texts, level=2)


def _logs(paper: Paper, report: Report, texts: Speaker) -> None:
    changes = (say.change_text(each, texts) for each in report.changes)
    _listed(paper, texts.say("Log of status changes"), changes, texts)
    corrections = (say.correction_text(each, texts) for each in report.corrections)
    _listed(paper, texts.say("Corrections"), corrections, texts)
    agreement = (say.agreement_text(each, texts) for each in report.agreement)
    _listed(paper, texts.say("Agreement between coders"), agreement, texts)
    _listed(paper, texts.say("Method"), report.method, texts)


def _sources(paper: Paper, report: Report, texts: Speaker) -> None:
    if report.footnotes:
        paper.heading(texts.say("Sources cited"))
    for note in report.footnotes:
        paper.source(note.number, say.citation_head(note, texts), note.url, say.citation_tail(note, texts))


def _listed(paper: Paper, heading: str, lines: Iterable[str], texts: Speaker, level: int = 1) -> None:
    """Write a heading and a list; an empty list is said to be empty."""
    paper.heading(heading, level)
    listed = list(lines)
    paper.items(listed)
    if not listed:
        paper.line(texts.say("None."))
