"""``cajad review status`` and ``cajad review code``: changes of status that wait for an editor, and codings."""

from __future__ import annotations

import getpass
import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.bootstrap import assessing_parts
from bot.commands.streams import AsJson, err, out
from bot.status_reviewing import StatusEditing
from config.settings import Settings
from domain.status import CodebookEntry
from domain.status_review import change_id

if TYPE_CHECKING:
    from bot.assessing import AssessingSummary
    from bot.status_reviewing import StatusReviewed
    from domain.status import StatusChange

Who = Annotated[str | None, typer.Option("--who", help="The editor; default the user of this machine.")]
Change = Annotated[str, typer.Argument(metavar="UNIT", help="The unit, or the first letters of the change's id.")]
Reason = Annotated[str, typer.Option("--reason", help="In your words; kept with the decision.")]

status = typer.Typer(no_args_is_help=True, help="Changes of status that the machine proposes.")


class Meets(StrEnum):
    """How far a development meets the codebook of a unit."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    CONTRARY = "contrary"
    UNSAID = "unsaid"


_ENTRIES = {
    Meets.YES: CodebookEntry.DONE,
    Meets.PARTLY: CodebookEntry.PARTLY,
    Meets.NO: CodebookEntry.NEAR_MISS,
    Meets.CONTRARY: CodebookEntry.CONTRARY,
    Meets.UNSAID: None,
}


@status.command("list")
def list_changes(*, as_json: AsJson = False) -> None:
    """Show the changes of status that nobody has reviewed, the latest first."""
    waiting = _editing(None).waiting()
    for each in waiting:
        out.print(json.dumps(_values(each)) if as_json else _line(each), markup=False)
    if not as_json:
        err.print(f"Changes that wait for an editor: {len(waiting)}.", markup=False)


@status.command()
def accept(change: Change, *, reason: Reason = "", who: Who = None) -> None:
    """Accept the newest change of a unit."""
    _print(_editing(who).accept(change, reason))


@status.command()
def reject(
    change: Change, *, reason: Annotated[str, typer.Option("--reason", help="Kept with it.")], who: Who = None
) -> None:
    """Reject the newest change of a unit: it stands as before until other evidence comes."""
    if not reason.strip():
        raise typer.BadParameter("a rejection needs its reason")
    _print(_editing(who).reject(change, reason.strip()))


@status.command()
def undo(
    decision: Annotated[str | None, typer.Argument(metavar="[DECISION]", help="Default: your newest one.")] = None,
    *,
    who: Who = None,
) -> None:
    """Take a decision about a change back."""
    _print(_editing(who).undo(decision))


@status.command("log")
def print_log() -> None:
    """Print what editors said of changes, newest first."""
    with assessing_parts(Settings.from_env()).open_unit_of_work(writes=False) as work:
        decisions = work.assessments.list_status_decisions()
    for each in reversed(decisions):
        named = " ".join(f"{development[:10]}:{step.value}" for development, step in each.evidence)
        before = each.before.value if each.before else "-"
        said = f"{each.id[:10]}  {each.at:%Y-%m-%d %H:%M} {each.who}: {each.verdict} {each.unit_id} "
        taken = " (taken back)" if each.undone_by else ""
        out.print(f"{said}{before} -> {each.after.value} {named} {each.reason}".rstrip() + taken, markup=False)


def code(
    development: Annotated[str, typer.Argument(metavar="ID", help="Of a development; its first letters are enough.")],
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="As in `cajad commitments show`: 26-b.")],
    *,
    meets: Annotated[Meets, typer.Option("--meets", help="`no` is a near miss; `unsaid` takes it back.")],
    why: Annotated[str, typer.Option("--why", help="In your words; kept with it.")] = "",
    who: Who = None,
) -> None:
    """Judge a development against the codebook of a unit."""
    assessed = _editing(who).code(development, unit, _ENTRIES[meets], why.strip())
    out.print(f"{development} {unit}: {meets}", markup=False)
    _print_changed(assessed)


def _editing(who: str | None) -> StatusEditing:
    return StatusEditing(assessing_parts(Settings.from_env()), who or getpass.getuser())


def _print(reviewed: StatusReviewed) -> None:
    decision = reviewed.decision
    out.print(f"{decision.id[:10]}  {decision.verdict} {decision.unit_id}", markup=False)
    _print_changed(reviewed.assessed)


def _print_changed(assessed: AssessingSummary) -> None:
    for each in assessed.changed:
        before = each.before.value if each.before else "-"
        out.print(f"  {each.unit_id}: {before} -> {each.after.value} ({each.reason.value})", markup=False)


def _line(each: StatusChange) -> str:
    before = each.before.value if each.before else "-"
    beside = ", ".join(overlay.value for overlay in each.overlays_after)
    named = " ".join(development[:10] for development in each.evidence)
    said = f"{change_id(each)[:10]}  {each.at:%Y-%m-%d} {each.unit_id}: {before} -> {each.after.value}"
    return f"{said}{f' [{beside}]' if beside else ''} ({each.reason.value}) {named}".rstrip()


def _values(each: StatusChange) -> dict[str, object]:
    return {
        "id": change_id(each),
        "unit": each.unit_id,
        "at": each.at.isoformat(),
        "before": each.before,
        "after": each.after,
        "overlays": list(each.overlays_after),
        "reason": each.reason,
        "evidence": list(each.evidence),
    }
