"""``cajad review``: the editors' decisions."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from bot.bootstrap import open_database
from bot.commands import review_cards, review_decisions, review_status
from bot.commands.streams import err
from config.settings import Settings
from domain.errors import ConfigError
from reports.labelled import labelled_item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.review import StoredJudgement
    from domain.story import Story
    from domain.unit_of_work import OpenUnitOfWork

review = typer.Typer(no_args_is_help=True, help="The editors' decisions.")

review.command("list")(review_cards.list_cards)
review.command("show")(review_cards.show)
for decide in (
    review_decisions.accept,
    review_decisions.reject,
    review_decisions.assign,
    review_decisions.split,
    review_decisions.merge,
    review_decisions.undo,
):
    review.command()(decide)
review.command()(review_status.code)
review.add_typer(review_status.status, name="status")
review.command("agreement")(review_cards.print_agreement)
review.command("hints")(review_cards.hints)
review.command("corrections")(review_cards.corrections)

BATCH = 500


@review.callback()
def about() -> None:
    """Work with what editors have decided about matches."""


@review.command("export")
def export(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; default standard output.")
    ] = None,
) -> None:
    """Write what editors accepted and rejected as labelled items, JSON lines, for `cajad evaluate` and for training.

    The lines hold headlines, summaries and leads of publishers: they are for the operator's own use.
    """
    open_unit_of_work = open_database(Settings.from_env())
    written = left_out = 0
    with _lines_to(output) as stream:
        for stored in _decided(open_unit_of_work):
            item = labelled_item(stored)
            if item is None:
                left_out += 1
                continue
            stream.write(json.dumps(item, ensure_ascii=False) + "\n")
            written += 1
    err.print(f"{written} items written, {left_out} not yet decided to the end.", markup=False)


def _decided(open_unit_of_work: OpenUnitOfWork) -> Iterator[StoredJudgement]:
    after: Story | None = None
    while True:
        with open_unit_of_work(writes=False) as work:
            batch = work.judgements.list_decided(after, BATCH)
        if not batch:
            return
        yield from batch
        after = batch[-1].story


@contextmanager
def _lines_to(output: Path | None) -> Iterator[IO[str]]:
    """Open where lines go; a file appears when it is complete.

    Raises:
        ConfigError: it cannot be written.
    """
    if output is None:
        yield sys.stdout
        return
    draft = output.with_name(f"{output.name}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        draft.replace(output)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ConfigError([f"{output}: {error.strerror}"]) from error
