"""The commitment match report as Markdown (CommonMark with tables and footnotes); pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import sentences as say
from reports.markdown import escaped, linked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from domain.ports import Speaker
    from reports.model import Chart, CommitmentPart, LedgerPart, Occurrence, Report, UnitPart


def markdown_report(report: Report, texts: Speaker, charts: Sequence[Chart] = ()) -> bytes:
    """Return the report as UTF-8 text.

    Args:
        report: what to write. texts: of the report's language.
        charts: of each, the title and what it says in words are written.
    """
    lines = [
        *_head(report, texts),
        *_summary(report, texts, charts),
        *_table(report.commitments, texts),
        *(line for each in report.commitments for line in _section(each, texts)),
        *_ledger(report.ledger, texts),
        *_listed(texts.say("What is due"), (say.due_line(each, texts) for each in report.due), texts),
        *_coverage(report, texts),
        *_logs(report, texts),
        *_notes(report, texts),
    ]
    return ("\n".join(lines) + "\n").encode()


def _head(report: Report, texts: Speaker) -> Iterator[str]:
    yield f"# {texts.say('Commitment match report')}"
    yield ""
    yield linked(report.declaration.name, report.declaration.url)
    yield ""
    for line in say.scope_lines(report, texts):
        yield f"- {escaped(line)}"
    yield ""


def _summary(report: Report, texts: Speaker, charts: Sequence[Chart]) -> Iterator[str]:
    yield f"## {texts.say('Summary')}"
    yield ""
    first, *others = say.summary_lines(report.summary, texts)
    yield f"**{escaped(first)}**"
    yield ""
    for line in (*others, say.statuses_line(report.summary, texts)):
        yield f"- {escaped(line)}"
    yield ""
    for chart in charts:
        yield f"*{escaped(chart.title)}.* {escaped(chart.alt)}"
        yield ""
    moved = [say.movement_line(each, texts) for each in report.summary.moved]
    yield from _listed(texts.say("What moved in the period"), moved, texts, level=3)


def _table(commitments: Sequence[CommitmentPart], texts: Speaker) -> Iterator[str]:
    yield f"## {texts.say('All commitments')}"
    yield ""
    yield f"| {' | '.join(say.overview_heads(texts))} |"
    yield "| ---: | --- | --- | --- | ---: | --- | --- |"
    for each in commitments:
        yield f"| {' | '.join(escaped(cell) for cell in say.overview_cells(each, texts))} |"
    yield ""


def _section(part: CommitmentPart, texts: Speaker) -> Iterator[str]:
    yield f"## {part.number}. {escaped(part.title)}"
    yield ""
    aim = texts.say("Aim: {aim}", aim=part.target) if part.target else ""
    for line in (part.promise, say.standing_line(part, texts), aim, say.due_text(part, texts)):
        if line:
            yield escaped(line)
            yield ""
    if part.timeline:
        yield f"### {texts.say('Timeline')}"
        yield ""
    for each in part.timeline:
        yield from _occurrence(each, texts)
    yield from _open_ends(part, texts)
    if part.units:
        yield f"### {texts.say('Units and codebook')}"
        yield ""
    for unit in part.units:
        yield from _unit(unit, texts)


def _open_ends(part: CommitmentPart, texts: Speaker) -> Iterator[str]:
    if part.next_steps:
        steps = (say.next_line(each, texts) for each in part.next_steps)
        yield from _listed(texts.say("What usually comes next"), steps, texts, level=3)
    if part.questions:
        yield from _listed(texts.say("Open questions"), (each.text for each in part.questions), texts, level=3)


def _occurrence(each: Occurrence, texts: Speaker) -> Iterator[str]:
    notes = "".join(f"[^{number}]" for number in each.footnotes)
    stage = f"**{escaped(each.stage.word)}** · " if each.stage else ""
    yield f"- {stage}{escaped(' · '.join(say.occurrence_notes(each, texts)))}"
    yield f"  {escaped(each.headline)} {notes}".rstrip()
    yield f"  > {escaped(say.passage_text(each, texts))}"
    if each.effects:
        yield ""
        yield f"  {escaped(say.effects_text(each.effects, texts))}"
    yield ""


def _unit(unit: UnitPart, texts: Speaker) -> Iterator[str]:
    yield f"- **{escaped(unit.id)} {escaped(unit.title)}** · {escaped(say.unit_line(unit, texts))}"
    yield f"  - {escaped(say.unit_terms(unit, texts))}"
    if unit.due is not None:
        yield f"  - {escaped(say.due_text(unit, texts))}"
    for head, text in say.codebook_rows(unit, texts):
        yield f"  - {escaped(texts.say('{name}: {what}', name=head, what=text))}"
    yield ""


def _ledger(ledger: LedgerPart, texts: Speaker) -> Iterator[str]:
    stages = list(dict.fromkeys(bar.stage for bar in ledger.bars))
    yield f"## {texts.say('Ledger')}"
    yield ""
    yield escaped(texts.say("Target of paragraph 13: {sum}", sum=ledger.target.text))
    yield ""
    yield f"| {' | '.join([texts.say('Toward the target'), *(escaped(stage.word) for stage in stages)])} |"
    yield f"| --- |{' ---: |' * len(stages)}"
    for counted in dict.fromkeys(bar.counted for bar in ledger.bars):
        cells = [escaped(say.bar_text(bar, texts)) for bar in ledger.bars if bar.counted == counted]
        yield f"| {' | '.join([escaped(counted.word), *cells])} |"
    yield ""
    if not ledger.deals:
        yield texts.say("No sums of money were reported.")
        yield ""
    for deal in ledger.deals:
        note = f"[^{deal.footnote}]" if deal.footnote else ""
        yield f"- **{escaped(deal.money.text)}** · {escaped(' · '.join(say.deal_notes(deal, texts)))}"
        yield f"  {texts.day(deal.day)} · {linked(deal.title, deal.url)} ({escaped(deal.source_name)}){note}"
        yield ""


def _coverage(report: Report, texts: Speaker) -> Iterator[str]:
    coverage = report.coverage
    lines = [say.watched_summary(report, texts), *(say.watched_text(each, texts) for each in coverage.lines)]
    missed = [say.missed_text(each, texts) for each in coverage.missed_stories]
    yield from _listed(texts.say("What was watched"), [*lines, coverage.missed, *missed], texts)
    failing = [say.failing_line(each, texts) for each in coverage.failing]
    yield from _listed(texts.say("Sources that do not answer"), failing, texts, level=3)


def _logs(report: Report, texts: Speaker) -> Iterator[str]:
    yield from _listed(
        texts.say("Log of status changes"), (say.change_text(each, texts) for each in report.changes), texts
    )
    yield from _listed(
        texts.say("Corrections"), (say.correction_text(each, texts) for each in report.corrections), texts
    )
    yield from _listed(
        texts.say("Agreement between coders"), (say.agreement_text(each, texts) for each in report.agreement), texts
    )


def _notes(report: Report, texts: Speaker) -> Iterator[str]:
    yield from _listed(texts.say("Method"), report.method, texts)
    if report.footnotes:
        yield f"## {texts.say('Sources cited')}"
        yield ""
    for note in report.footnotes:
        address = f" <{note.url}>" if note.url else ""
        head, tail = escaped(say.citation_head(note, texts)), escaped(say.citation_tail(note, texts))
        yield f"[^{note.number}]: {head}{address} {tail}"


def _listed(heading: str, lines: Iterable[str], texts: Speaker, level: int = 2) -> Iterator[str]:
    """Yield a heading and a list; an empty list is said to be empty."""
    yield f"{'#' * level} {heading}"
    yield ""
    listed = list(lines)
    for line in listed:
        yield f"- {escaped(line)}"
    if not listed:
        yield texts.say("None.")
    yield ""
