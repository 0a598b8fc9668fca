"""``cajad match``, ``evaluate`` and ``explain``: the matcher on files, without a database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.bootstrap import load_matcher, open_database
from bot.commands.streams import err, lines_of, out
from config.settings import Settings
from domain.errors import ConfigError
from domain.story import StoryId
from matching.evaluation import evaluate as evaluate_answers
from matching.evaluation import evaluation_lines
from matching.exchange import UnreadableItem, answer, error_answer, item_of, read_item
from monitors.leads import with_lead
from monitors.normalise import url_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from domain.match import Item
    from matching.matcher import LexicalMatcher

File = Annotated[str, typer.Argument(metavar="FILE", help="JSON lines; - is standard input.")]


def match(file: File = "-") -> None:
    """Match items against the commitments: JSON lines in, JSON lines out, no database."""
    matcher = load_matcher()
    failed = False
    with lines_of(file) as lines:
        for number, result in _answers(lines, matcher):
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
            if "error" in result:
                failed = True
                err.print(f"{file}, line {number}: {result['error']}", style="red", markup=False)
    if failed:
        raise typer.Exit(1)


def evaluate(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Labelled items, JSON lines.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Figures as JSON.")] = False,
) -> None:
    """Print how well the matcher does on labelled items, by language, with a reliability table."""
    matcher = load_matcher()
    gold: dict[str, dict[str, Any]] = {}
    predicted: dict[str, dict[str, Any]] = {}
    with lines_of(file) as lines:
        for number, raw in enumerate(lines, start=1):
            if not raw.strip():
                continue
            try:
                item = read_item(raw.decode("utf-8"), number)
                gold[item.id] = _labelled(raw, file, number)
            except (UnreadableItem, UnicodeDecodeError) as error:
                raise ConfigError([f"{file}, line {number}: {error}"]) from error
            predicted[item.id] = answer(item, matcher.match(item, to_group=False))
    figures = evaluate_answers(gold, predicted)
    if as_json:
        out.print_json(json.dumps(figures))
        return
    for line in evaluation_lines(figures):
        out.print(line, markup=False)


def explain(
    what: Annotated[str, typer.Argument(metavar="FILE|URL|ID", help="A file of items, or a stored story.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show why an item did or did not match, step by step."""
    matcher = load_matcher()
    for item in _items(what):
        explanation = matcher.explain(item)
        if as_json:
            sys.stdout.write(json.dumps(explanation.to_dict(), ensure_ascii=False) + "\n")
            continue
        for line in explanation.to_lines():
            out.print(line, markup=False)


def _answers(lines: Iterable[bytes], matcher: LexicalMatcher) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, raw in enumerate(lines, start=1):
        try:
            item = read_item(raw.decode("utf-8"), number)
        except UnicodeDecodeError:
            yield number, error_answer(number, "not UTF-8")
        except UnreadableItem as error:
            yield number, error_answer(number, str(error))
        else:
            yield number, answer(item, matcher.match(item, to_group=False))


def _labelled(raw: bytes, file: str, number: int) -> dict[str, Any]:
    labels: dict[str, Any] = json.loads(raw)
    missing = {"relevant", "commitments", "core", "primary", "stage", "countries", "countries_core"} - labels.keys()
    if labels.get("relevant") is False:
        missing &= {"relevant"}
    if missing or "lang" not in labels:
        raise ConfigError([f"{file}, line {number}: no label {', '.join(sorted(missing) or ['lang'])}"])
    return labels


def _stored(what: str) -> Item:
    """Return a stored story as the matcher last read it, with its lead where one was read."""
    with open_database(Settings.from_env())(writes=False) as work:
        story = work.stories.find(StoryId(what)) or work.stories.find_at(url_key(what))
        if story is None:
            raise ConfigError([f"{what}: neither a file nor the address or id of a stored story"])
        awaited = work.leads.find(story.id)
    return with_lead(item_of(story), awaited.lead.text if awaited else "")


def _items(what: str) -> Iterator[Item]:
    if what != "-" and not Path(what).exists():
        yield _stored(what)
        return
    with lines_of(what) as lines:
        for number, raw in enumerate(lines, start=1):
            if raw.strip():
                try:
                    yield read_item(raw.decode("utf-8", "replace"), number)
                except UnreadableItem as error:
                    raise ConfigError([f"{what}, line {number}: {error}"]) from error
