"""Sentences that say parts of a report in the reader's language, as plain text; renderers escape them for their format.

Foreign words may stand in any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.assessment.scores import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.ports import Speaker
    from reports.model import (
        AgreementLine,
        ChangeLine,
        CommitmentPart,
        CorrectionLine,
        DealLine,
        DuePart,
        FailingSource,
        Footnote,
        LedgerBar,
        MissedLine,
        Movement,
        Named,
        NextStep,
        Occurrence,
        Report,
        Summary,
        UnitEffect,
        UnitPart,
        WatchedLine,
    )

NOTHING = "–"


def words(values: Iterable[Named], between: str = ", ") -> str:
    """Return several words as one list; ``between`` is what the reader's language puts between them."""
    return between.join(each.word for each in values)


def scope_lines(report: Report, texts: Speaker) -> Iterator[str]:
    """Yield what the report is about, a line each."""
    scope = report.scope
    yield texts.say("Period: {since} to {until}", since=texts.day(scope.since), until=texts.day(scope.until))
    if scope.commitment is not None:
        yield texts.say("Commitment: {number}", number=scope.commitment)
    if scope.pillar is not None:
        yield texts.say("Part of the Declaration: {pillar}", pillar=scope.pillar.word)
    if scope.country is not None:
        yield texts.say("Country: {country}", country=scope.country.word)
    yield texts.say("Made: {when}", when=texts.time(scope.made_at))


def summary_lines(summary: Summary, texts: Speaker) -> Iterator[str]:
    """Yield the figures of the summary, a sentence each."""
    developments = texts.count("{n} development", "{n} developments", summary.developments)
    reports = texts.count("from {n} report", "from {n} reports", summary.reports)
    under = texts.say("touching {n} of {all} tracked commitments", n=summary.touched, all=summary.tracked)
    yield texts.say("{developments} {reports}, {under}.", developments=developments, reports=reports, under=under)
    if summary.unreviewed:
        yield texts.count(
            "{n} development has not been reviewed by a person.",
            "{n} developments have not been reviewed by a person.",
            summary.unreviewed,
        )
    yield tally_line(Tally(summary.scored, summary.verifiable, summary.units, summary.percent), texts)


def tally_line(found: Tally, texts: Speaker) -> str:
    """Return the figures below statuses: scored / verifiable / all units, and the mean where there are enough."""
    line = texts.say(
        "Scored / verifiable / all units: {scored} / {verifiable} / {all}",
        scored=found.scored,
        verifiable=found.verifiable,
        all=found.all,
    )
    return line if found.percent is None else f"{line} · {found.percent:.0f}%"


def overview_heads(texts: Speaker) -> list[str]:
    """Return the heads of the table of all commitments."""
    return [
        texts.say("No."),
        texts.say("Commitment"),
        texts.say("Status"),
        texts.say("Evidence"),
        texts.say("Developments"),
        texts.say("Newest"),
        texts.say("Trend"),
    ]


def overview_cells(part: CommitmentPart, texts: Speaker) -> tuple[str, ...]:
    """Return one commitment as a line of the table of all."""
    return (
        str(part.number),
        part.label,
        part.status.word,
        part.step.word if part.step else NOTHING,
        str(part.developments),
        texts.day(part.newest) if part.newest else NOTHING,
        part.trend.word,
    )


def statuses_line(summary: Summary, texts: Speaker) -> str:
    """Return how many commitments have each status."""
    counts = texts.say("; ").join(
        texts.say("{name}: {what}", name=each.status.word, what=each.commitments) for each in summary.statuses
    )
    return texts.say("Status of the commitments: {counts}", counts=counts)


def movement_line(moved: Movement, texts: Speaker) -> str:
    """Return what moved for a unit."""
    steps = moved.before.word if moved.before == moved.after else f"{moved.before.word} → {moved.after.word}"
    told = texts.say("{text} ({note})", text=steps, note=texts.day(moved.at.date()))
    return texts.say("{name}: {what}", name=f"{moved.unit_id} {moved.title}", what=told)


def standing_line(part: CommitmentPart, texts: Speaker) -> str:
    """Return how far a commitment has come."""
    status = texts.say("Status: {status}", status=part.status.word)
    step = texts.say("furthest step: {step}", step=part.step.word if part.step else NOTHING)
    reviewed = [] if part.reviewed or part.step is None else [texts.say("unreviewed")]
    remarks = [words(part.overlays, texts.say(", "))] if part.overlays else []
    trend = texts.say("trend: {trend}", trend=part.trend.word)
    return " · ".join([status, step, *remarks, trend, *reviewed])


def due_text(part: CommitmentPart | UnitPart, texts: Speaker) -> str:
    """Return the day by which something is promised, empty where there is none."""
    if part.due is None:
        return ""
    day = texts.say("Due: {title}", title=texts.day(part.due))
    return f"{day} ({part.due_note})" if part.due_note else day


def unit_line(unit: UnitPart, texts: Speaker) -> str:
    """Return how far a unit has come."""
    notes = [
        unit.status.word,
        *([texts.say("furthest step: {step}", step=unit.step.word)] if unit.step else []),
        *([words(unit.overlays, texts.say(", "))] if unit.overlays else []),
        *(
            [texts.say("score {score}", score=f"{unit.score:+d}" if unit.score else "0")]
            if unit.score is not None
            else []
        ),
        *([texts.say("unreviewed")] if unit.step and not unit.reviewed else []),
    ]
    return " · ".join(notes)


def unit_terms(unit: UnitPart, texts: Speaker) -> str:
    """Return how a unit is promised: by whom, how firmly, how far it reaches."""
    return texts.say(
        "Kind: {kind}; verb: {verb}; reach: {ambition}; to act: {actors}",
        kind=unit.kind.word,
        verb=unit.verb.word,
        ambition=unit.ambition.word,
        actors=words(unit.actors, texts.say(", ")),
    )


def codebook_rows(unit: UnitPart, texts: Speaker) -> list[tuple[str, str]]:
    """Return the entries of a unit's codebook with their heads; none where it is not reviewable."""
    if unit.codebook is None:
        return [(texts.say("Not reviewable"), unit.not_reviewable)] if unit.not_reviewable else []
    entry = unit.codebook
    return [
        (texts.say("Counts as done"), entry.done),
        (texts.say("Counts as partly done"), entry.partly),
        (texts.say("Counts against"), entry.contrary),
        *((texts.say("Does not count"), miss) for miss in entry.near_misses),
    ]


def occurrence_notes(each: Occurrence, texts: Speaker) -> list[str]:
    """Return what is said of a development beside headline and passage."""
    return [
        each.when,
        *([each.instrument.word] if each.instrument else []),
        *([words(each.countries, texts.say(", "))] if each.countries else []),
        *([each.money.text] if each.money else []),
        *([each.tie.word] if each.tie and each.tie.code == "explicit" else []),
        *([texts.say("officially reported")] if each.official else []),
        *([texts.say("found late")] if each.found_late else []),
        each.review.word,
    ]


def passage_text(each: Occurrence, texts: Speaker) -> str:
    """Return the words quoted, or why there are none."""
    return each.passage or texts.say("The publisher does not allow quotation; see the source.")


def effects_text(effects: Iterable[UnitEffect], texts: Speaker) -> str:
    """Return what a development is worth for each unit, in one line."""
    return "; ".join(effect_text(each, texts) for each in effects)


def effect_text(effect: UnitEffect, texts: Speaker) -> str:
    """Return what a development is worth for a unit, why, and who said so."""
    return texts.say(
        "{unit}: {step} ({ground}; {judge})",
        unit=effect.unit_id,
        step=f"{effect.step.code} {effect.step.word}",
        ground=effect.ground,
        judge=effect.judge.word,
    )


def next_line(step: NextStep, texts: Speaker) -> str:
    """Return what usually comes next."""
    return texts.say(
        "{ladder}: after “{reached}” comes “{next}”", ladder=step.ladder, reached=step.reached, next=step.next
    )


def bar_text(bar: LedgerBar, texts: Speaker) -> str:
    """Return what the deals of one class and stage come to."""
    if not bar.deals:
        return NOTHING
    deals = texts.count("{n} deal", "{n} deals", bar.deals)
    official = texts.say("{n} of them officially reported", n=bar.official)
    return f"{bar.total.text} ({deals}, {official})"


def deal_notes(deal: DealLine, texts: Speaker) -> list[str]:
    """Return what is said of a deal beside its sum."""
    rate = [] if deal.rate_day is None else [_converted(deal, texts)]
    missing = [texts.say("no exchange rate")] if deal.yen is None else []
    sums = "; ".join(each.text for each in deal.beside)
    apart = " / ".join(each.text for each in (deal.money, *deal.differing)) if deal.differing else ""
    return [
        *rate,
        *missing,
        deal.stage.word,
        *([deal.instrument.word] if deal.instrument else []),
        *([words(deal.receivers, texts.say(", "))] if deal.receivers else []),
        deal.payer.word,
        texts.say("{name}: {what}", name=deal.counted.word, what=deal.reason.word),
        *([texts.say("Reports differ: {sums}", sums=apart)] if apart else []),
        *([texts.say("Also named and not added: {sums}", sums=sums)] if sums else []),
    ]


def _converted(deal: DealLine, texts: Speaker) -> str:
    if deal.yen is None or deal.rate_day is None:
        return ""
    return f"≈ {deal.yen.text}, {texts.say('rate of {day}', day=texts.day(deal.rate_day))}"


def due_line(due: DuePart, texts: Speaker) -> str:
    """Return when and what is due."""
    days = texts.day(due.day)
    if due.last > due.day:
        days = texts.say("{low} to {high}", low=days, high=texts.day(due.last))
    numbers = texts.say("Commitments: {numbers}", numbers=texts.say(", ").join(map(str, due.commitments)))
    countries = f" · {words(due.countries, texts.say(', '))}" if due.countries else ""
    return f"{days} · {due.kind.word} · {due.title} · {numbers}{countries}"


def watched_text(line: WatchedLine, texts: Speaker) -> str:
    """Return how one language of one country was watched."""
    told = texts.say(
        "{country}, {language}: {sources}, {share} % of polls answered",
        country=line.country.word,
        language=line.language.word,
        sources=texts.count("{n} source", "{n} sources", line.sources),
        share=100 * line.answered // line.polls if line.polls else 0,
    )
    return texts.say("{line}; not one answer: {n}", line=told, n=line.mute) if line.mute else told


def watched_summary(report: Report, texts: Speaker) -> str:
    """Return how many sources were asked how often, and from when on that is known."""
    coverage = report.coverage
    return texts.say(
        "{since} to {until}: {sources}, {polls} polls, {answered} of them answered",
        since=texts.day(coverage.since),
        until=texts.day(coverage.until),
        sources=texts.count("{n} source", "{n} sources", coverage.sources),
        polls=coverage.polls,
        answered=coverage.answered,
    )


def failing_line(source: FailingSource, texts: Speaker) -> str:
    """Return why a source fails."""
    told = texts.say("{reason}; failed {failures} times in a row", reason=source.reason.word, failures=source.failures)
    if source.since is not None:
        since = texts.say("since {day}", day=texts.day(source.since.date()))
        told = texts.say("{text} ({note})", text=told, note=since)
    return texts.say("{name}: {what}", name=texts.say(", ").join((source.name, source.country.word)), what=told)


def missed_text(story: MissedLine, texts: Speaker) -> str:
    """Return a report that only a search brought."""
    return texts.say("{title} (found by {search})", title=story.title, search=story.found_by)


def change_text(change: ChangeLine, texts: Speaker) -> str:
    """Return one line of the log of statuses."""
    before = NOTHING if change.before is None else _with_remarks(change.before, change.overlays_before, texts)
    after = _with_remarks(change.after, change.overlays_after, texts)
    who = texts.say("by machine") if change.who == "machine" else change.who
    day = texts.day(change.at.date())
    moved = texts.say("{name}: {what}", name=f"{change.unit_id} {change.title}", what=f"{before} → {after}")
    return f"{day} · {moved} · {change.reason.word} · {who}"


def _with_remarks(status: Named, overlays: tuple[Named, ...], texts: Speaker) -> str:
    remarks = words(overlays, texts.say(", "))
    return texts.say("{text} ({note})", text=status.word, note=remarks) if overlays else status.word


def correction_text(line: CorrectionLine, texts: Speaker) -> str:
    """Return one correction."""
    moved = texts.say("{name}: {what}", name=line.subject, what=f"{line.before} → {line.after}")
    return f"{texts.day(line.at.date())} · {moved} · {line.reason} · {line.who}"


def agreement_text(line: AgreementLine, texts: Speaker) -> str:
    """Return how far two people agreed."""
    return texts.say(
        "{subject}: {items} items coded twice, agreement {agreed}, Krippendorff's alpha {alpha}",
        subject=line.subject,
        items=line.items,
        agreed=NOTHING if line.agreed is None else f"{line.agreed:.0%}",
        alpha=NOTHING if line.alpha is None else f"{line.alpha:.2f}",
    )


def citation_head(note: Footnote, texts: Speaker) -> str:
    """Return publisher, title and date of a report."""
    return texts.say("{publisher}: “{title}”, {date}.", publisher=note.publisher, title=note.title, date=note.published)


def citation_tail(note: Footnote, texts: Speaker) -> str:
    """Return when the text was read, and its hash."""
    accessed = texts.say("accessed {day}", day=texts.day(note.accessed))
    return f"({accessed}; SHA-256 {note.short_digest})"


def citation(note: Footnote, texts: Speaker) -> str:
    """Return a report as a footnote cites it, in one line."""
    parts = (citation_head(note, texts), note.url, citation_tail(note, texts))
    return " ".join(part for part in parts if part)
