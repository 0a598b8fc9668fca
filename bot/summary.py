"""What a cycle did, as a table: sources new, unchanged and failed with plain reasons, entries, developments, alerts."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from bot.labels import REASONS
from domain.source import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.deliver import DeliverySummary
    from domain.outcome import PollOutcome, Rejudgement
    from monitors.leads import LeadOutcome

NAMED = 4
"""At most so many sources are named per reason; the rest are counted."""


@dataclass(frozen=True, slots=True)
class CycleSummary:
    """The figures of one cycle.

    Attributes:
        failed: ids of sources by verdict.
    """

    new: int
    unchanged: int
    failed: dict[Verdict, tuple[str, ...]]
    entries: int
    opened: int
    confirmed: int
    alerts: int

    @property
    def polled(self) -> int:
        """Number of sources asked."""
        return self.new + self.unchanged + sum(map(len, self.failed.values()))

    @property
    def all_failed(self) -> bool:
        """Whether sources were asked and none answered."""
        return self.polled > 0 and self.new + self.unchanged == 0


def summarise(outcomes: Sequence[PollOutcome], leads: Sequence[LeadOutcome] = ()) -> CycleSummary:
    """Add up the outcomes of a cycle: of its polls, and of the leads read after them."""
    changes: list[PollOutcome | Rejudgement] = [*outcomes, *(lead.changes for lead in leads)]
    verdicts = Counter(outcome.record.verdict for outcome in outcomes)
    failed: dict[Verdict, list[str]] = defaultdict(list)
    for outcome in outcomes:
        if not outcome.record.verdict.is_success:
            failed[outcome.record.verdict].append(outcome.record.source_id)
    return CycleSummary(
        new=verdicts[Verdict.NEW],
        unchanged=verdicts[Verdict.UNCHANGED],
        failed={verdict: tuple(sorted(ids)) for verdict, ids in sorted(failed.items())},
        entries=sum(outcome.record.new_entries for outcome in outcomes),
        opened=sum(len(each.opened) for each in changes),
        confirmed=sum(len(each.confirmed) for each in changes),
        alerts=sum(len(each.messages) for each in changes),
    )


def summary_table(summary: CycleSummary, delivery: DeliverySummary | None = None) -> Table:
    """Return the table shown at the end of a cycle."""
    table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    failed = sum(map(len, summary.failed.values()))
    table.add_row("Sources", f"{summary.new} new, {summary.unchanged} unchanged, {failed} failed")
    for verdict, ids in summary.failed.items():
        table.add_row("", Text(f"{REASONS[verdict]}: {_named(ids)}", style="yellow"))
    table.add_row("Entries", f"{summary.entries} new")
    table.add_row("Developments", f"{summary.opened} new, {_counted(summary.confirmed, 'further report')}")
    table.add_row("Alerts", f"{summary.alerts} recorded{_delivered(delivery)}")
    return table


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _named(ids: tuple[str, ...]) -> str:
    rest = len(ids) - NAMED
    return ", ".join(ids[:NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _delivered(delivery: DeliverySummary | None) -> str:
    if delivery is None:
        return ""
    parts = [f"{delivery.sent} delivered"]
    for count, word in (
        (delivery.delayed, "delayed"),
        (delivery.refused, "refused"),
        (delivery.uncertain, "uncertain"),
    ):
        if count:
            parts.append(f"{count} {word}")
    return ", " + ", ".join(parts)
