"""The table at the end of a cycle."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

from rich.console import Console

from bot.deliver import DeliverySummary
from bot.summary import REASONS, summarise, summary_table
from domain.outcome import PollOutcome
from domain.source import PollRecord, SourceId, SourceState, Verdict
from monitors.plan import NOTHING

NOW = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


def polled(source_id: str, verdict: Verdict, new: int = 0) -> PollOutcome:
    record = PollRecord(SourceId(source_id), NOW, verdict, "", 0.1, new, new)
    return PollOutcome(SourceState(SourceId(source_id)), record, NOTHING)


def shown(*outcomes: PollOutcome, delivery: DeliverySummary | None = None) -> str:
    console = Console(file=io.StringIO(), width=100)
    console.print(summary_table(summarise(outcomes), delivery))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_sources_are_counted_and_failures_named_by_plain_reason() -> None:
    text = shown(
        polled("a", Verdict.NEW, new=12),
        polled("b", Verdict.UNCHANGED),
        *(polled(f"x{n}", Verdict.DNS) for n in range(6)),
        polled("y", Verdict.NOT_A_FEED),
    )
    assert "1 new, 1 unchanged, 7 failed" in text
    assert "the host name cannot be found: x0, x1, x2, x3 and 2 more" in text
    assert "the answer is not a feed: y" in text
    assert "12 new" in text


def test_deliveries_are_counted_where_there_were_any() -> None:
    text = shown(polled("a", Verdict.NEW), delivery=DeliverySummary(sent=3, uncertain=1))
    assert "0 recorded, 3 delivered, 1 uncertain" in text
    assert "refused" not in text


def test_a_cycle_failed_only_if_sources_were_asked_and_none_answered() -> None:
    assert summarise([polled("a", Verdict.DNS)]).all_failed
    assert not summarise([polled("a", Verdict.DNS), polled("b", Verdict.UNCHANGED)]).all_failed
    assert not summarise([]).all_failed


def test_every_failure_has_a_reason_in_plain_words() -> None:
    assert set(REASONS) == {verdict for verdict in Verdict if not verdict.is_success}


def test_one_further_report_is_no_plural() -> None:
    console = Console(file=io.StringIO(), width=100)
    for reports in (0, 1, 2):
        console.print(summary_table(replace(summarise([]), confirmed=reports)))
    assert isinstance(console.file, io.StringIO)
    lines = [line.rstrip() for line in console.file.getvalue().splitlines() if line.startswith("Developments")]
    assert [line.partition(", ")[2] for line in lines] == ["0 further reports", "1 further report", "2 further reports"]
