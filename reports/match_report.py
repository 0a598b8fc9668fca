"""The commitment match report as Markdown: per commitment, what happened, with evidence and links; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.match import Tie

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from domain.commitment import Commitment, Declaration
    from domain.development import Development, Stage
    from domain.ports import Speaker

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&]|^[#+-]|(?<=^\d)[.)])")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>]+")


@dataclass(frozen=True, slots=True)
class Reported:
    """A development with every report of it.

    Attributes:
        reports: (source name, headline, address), the lead first.
    """

    development: Development
    reports: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportScope:
    """What a report is about.

    Attributes:
        since, until: days, inclusive. commitments: numbers, empty for every tracked one.
        country: ISO code, or empty for all. made_at: when the report was made (UTC).
    """

    since: date
    until: date
    made_at: datetime
    commitments: tuple[int, ...] = ()
    country: str = ""


def in_scope(found: Sequence[Reported], scope: ReportScope) -> list[Reported]:
    """Return the developments that the report is about, in their order."""
    wanted = set(scope.commitments)
    return [
        each
        for each in found
        if (not wanted or wanted & {match.number for match in each.development.judgement.matches})
        and (not scope.country or scope.country in each.development.judgement.countries)
    ]


def markdown_report(
    declaration: Declaration,
    found: Sequence[Reported],
    scope: ReportScope,
    texts: Speaker,
    stage_name: Callable[[Stage], str],
) -> str:
    """Return the report.

    Args:
        declaration: whose commitments are followed.
        found: developments published in the period that count as evidence, oldest first.
        scope: period and selection.
        texts: says everything in the reader's language.
        stage_name: the reader's word for a stage.
    """
    selected = in_scope(found, scope)
    commitments = [each for each in declaration.tracked if not scope.commitments or each.number in scope.commitments]
    by_number: dict[int, list[Reported]] = {each.number: _of(each, selected) for each in commitments}
    lines = [
        *_head(declaration, selected, by_number, scope, texts),
        *_table(commitments, by_number, texts, stage_name),
        *(line for each in commitments for line in _section(each, by_number[each.number], texts, stage_name)),
        *_silent(commitments, by_number, texts),
        *_method(texts),
    ]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Return foreign text so that Markdown shows it and obeys nothing in it."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _of(commitment: Commitment, found: Sequence[Reported]) -> list[Reported]:
    return [
        each for each in found if any(match.number == commitment.number for match in each.development.judgement.matches)
    ]


def _head(
    declaration: Declaration,
    found: Sequence[Reported],
    by_number: Mapping[int, list[Reported]],
    scope: ReportScope,
    texts: Speaker,
) -> Iterator[str]:
    touched = sum(bool(each) for each in by_number.values())
    reports = sum(len(each.reports) for each in found)
    yield f"# {texts.say('Commitment match report')}"
    yield ""
    yield f"[{escaped(declaration.name.in_language(texts.language))}]({declaration.url})"
    yield ""
    yield texts.say("Period: {since} to {until}", since=texts.day(scope.since), until=texts.day(scope.until))
    if scope.country:
        yield ""
        yield texts.say("Country: {country}", country=texts.country_name(scope.country))
    yield ""
    yield texts.say("Made: {when}", when=texts.time(scope.made_at))
    yield ""
    developments = texts.count("{n} development", "{n} developments", len(found))
    from_reports = texts.count("from {n} report", "from {n} reports", reports)
    under = texts.say("touching {n} of {all} tracked commitments", n=touched, all=len(by_number))
    unreviewed = texts.say("Matches are made by machine and not yet reviewed.")
    yield f"**{developments} {from_reports}, {under}.** {unreviewed}"
    yield ""


def _table(
    commitments: Sequence[Commitment],
    by_number: Mapping[int, list[Reported]],
    texts: Speaker,
    stage_name: Callable[[Stage], str],
) -> Iterator[str]:
    heads = [texts.say(head) for head in ("No.", "Commitment", "Developments", "Newest", "Stage")]
    yield f"| {' | '.join(heads)} |"
    yield "| ---: | --- | ---: | --- | --- |"
    for each in commitments:
        found = by_number[each.number]
        label = escaped(each.label.in_language(texts.language))
        newest = found[-1].development if found else None
        when = texts.day(newest.lead.published.at.date()) if newest else "–"
        stage = stage_name(newest.judgement.stage) if newest and newest.judgement.stage else "–"
        yield f"| {each.number} | {label} | {len(found)} | {when} | {stage} |"
    yield ""


def _section(
    commitment: Commitment, found: Sequence[Reported], texts: Speaker, stage_name: Callable[[Stage], str]
) -> Iterator[str]:
    if not found:
        return
    yield f"## {commitment.number}. {escaped(commitment.title.in_language(texts.language))}"
    yield ""
    yield escaped(commitment.content.in_language(texts.language))
    yield ""
    for each in reversed(found):
        yield from _development(commitment, each, texts, stage_name)


def _development(
    commitment: Commitment, each: Reported, texts: Speaker, stage_name: Callable[[Stage], str]
) -> Iterator[str]:
    development, judgement = each.development, each.development.judgement
    match = next(match for match in judgement.matches if match.number == commitment.number)
    stage = stage_name(judgement.stage) if judgement.stage else ""
    countries = ", ".join(texts.country_name(code) for code in judgement.countries)
    notes = [
        texts.moment(development.lead.published),
        *([countries] if countries else []),
        *([texts.say("the source names the Declaration")] if judgement.tie is Tie.EXPLICIT else []),
        *([texts.say("found late")] if development.found_late else []),
    ]
    yield f"- **{stage}** · {' · '.join(notes)}"
    yield f"  > {escaped(match.evidence)}"
    yield ""
    for source, headline, url in each.reports:
        yield f"  - {_linked(headline, url)} ({escaped(source)})"
    yield ""


def _silent(
    commitments: Sequence[Commitment], by_number: Mapping[int, list[Reported]], texts: Speaker
) -> Iterator[str]:
    silent = [each for each in commitments if not by_number[each.number]]
    if not silent:
        return
    yield f"## {texts.say('No reports found')}"
    yield ""
    for each in silent:
        yield f"- {each.number}. {escaped(each.label.in_language(texts.language))}"
    yield ""


def _method(texts: Speaker) -> Iterator[str]:
    yield f"## {texts.say('Method')}"
    yield ""
    yield texts.say(
        "News and ministry feeds are polled on schedule; each report is matched to the commitments by terms in eight "
        "languages. Reports of one development are grouped. Evidence counts from the day of the Declaration. "
        "A passage is quoted as published; the link leads to its source."
    )


def _linked(headline: str, url: str) -> str:
    text = escaped(headline)
    return f"[{text}](<{url}>)" if _WEB_ADDRESS.fullmatch(url) else text
