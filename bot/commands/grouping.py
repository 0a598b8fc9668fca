"""``cajad group``: the reports of a file into developments and storylines, without a database."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.bootstrap import load_grouper, load_matcher
from bot.commands.streams import err, lines_of
from domain.identity import stable_id
from domain.story import StoryId
from matching.exchange import UnreadableItem, error_answer, read_item
from matching.grouping import grouped_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.grouping import GroupedStory
    from matching.grouping import Grouper
    from matching.matcher import LexicalMatcher

File = Annotated[str, typer.Argument(metavar="FILE", help="JSON lines; - is standard input.")]

_Row = dict[str, Any]


def group(file: File = "-") -> None:
    """Group items into developments and storylines: JSON lines in, JSON lines out, no database."""
    with lines_of(file) as lines:
        rows, stories = _read(lines, load_matcher())
    _name(rows, stories, load_grouper())
    failed = False
    for number, row in enumerate(rows, start=1):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        if "error" in row:
            failed = True
            err.print(f"{file}, line {number}: {row['error']}", style="red", markup=False)
    if failed:
        raise typer.Exit(1)


def _read(lines: Iterable[bytes], matcher: LexicalMatcher) -> tuple[list[_Row], dict[int, GroupedStory]]:
    """Return a row for each line, and the relevant items by their place among them."""
    rows: list[_Row] = []
    stories: dict[int, GroupedStory] = {}
    for number, raw in enumerate(lines, start=1):
        try:
            item = read_item(raw.decode("utf-8"), number)
        except UnicodeDecodeError:
            rows.append(error_answer(number, "not UTF-8"))
            continue
        except UnreadableItem as error:
            rows.append(error_answer(number, str(error)))
            continue
        judgement = matcher.match(item)
        if judgement.relevant:
            stories[len(rows)] = grouped_item(item, judgement)
        rows.append({"id": item.id, "development": None, "storyline": None})
    return rows, stories


def _name(rows: Sequence[_Row], stories: dict[int, GroupedStory], grouper: Grouper) -> None:
    """Write the keys of groups into the rows.

    Several lines may have one id, and the order of lines must not matter: within, a report is called by its content.
    """
    called: dict[StoryId, list[int]] = {}
    unique: list[GroupedStory] = []
    for place, story in stories.items():
        name = StoryId(stable_id(story.id, story.title, story.summary, story.published_at.isoformat(), story.url_key))
        if name not in called:
            unique.append(replace(story, id=name))
        called.setdefault(name, []).append(place)
    for storyline in grouper.lines(unique):
        line_key = stable_id("storyline", storyline[0][0])
        for members in storyline:
            for place in (place for name in members for place in called[StoryId(name)]):
                rows[place] |= {"development": stable_id("development", members[0]), "storyline": line_key}
