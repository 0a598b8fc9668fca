"""The documents and the code tell of the same things."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.main import get_command

from bot.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click import Command

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
ABSOLUTE_PATH = re.compile(r"(?<![\w:/.~>])/(?:[\w.-]+/)+[\w.-]*")
MENTION = re.compile(r"[\w.-]+")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def commands_of(command: Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command that does something."""
    below = getattr(command, "commands", {})
    for name, each in below.items():
        yield from commands_of(each, (*path, name))
    if not below:
        yield path


def requirements() -> list[str]:
    """Return the names of all dependencies: of the product, its extras and the groups."""
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))
    extras = project["project"]["optional-dependencies"].values()
    groups = project["dependency-groups"].values()
    lines = [*project["project"]["dependencies"], *(line for part in (*extras, *groups) for line in part)]
    return sorted({re.split(r"[\[<>=~ ;]", line)[0] for line in lines})


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("words", list(commands_of(get_command(app))), ids=" ".join)
def test_a_command_stands_in_the_readme(words: tuple[str, ...]) -> None:
    rows = [line for line in text_of(README).splitlines() if line.startswith(f"| `cajad {words[0]}")]
    assert any(words[-1] in re.findall(r"\w+", row.split("|")[1]) for row in rows)


@pytest.mark.parametrize("name", requirements())
def test_a_dependency_has_its_reason_in_a_decision(name: str) -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    mentioned = {word.strip(".").lower() for page in decisions for word in MENTION.findall(text_of(page))}
    assert name.lower() in mentioned


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere_in_the_repository(page: Path) -> None:
    for target in LINK.findall(text_of(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.is_relative_to(ROOT), target
        assert there.exists(), target
        if fragment:
            assert fragment in {slug(line.lstrip("#")) for line in text_of(there).splitlines() if line.startswith("#")}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_names_no_path_outside_of_the_repository(page: Path) -> None:
    assert ABSOLUTE_PATH.findall(text_of(page)) == []
    assert page == README or "../shared" not in text_of(page)
    assert page != README or "../" not in text_of(page)


def test_the_readme_tells_what_for_whom_and_the_two_commands_in_this_order() -> None:
    text = text_of(README)
    opening = "\n".join(text.splitlines()[:10])
    assert "Tokyo Declaration" in opening
    assert "It is for " in opening
    assert text.index("It is for ") < text.index("```text") < text.index("make run ") < text.index("make demo ")


def test_the_folders_in_the_architecture_are_those_of_the_repository() -> None:
    tree = text_of(ARCHITECTURE).split("```text\n", 1)[1].split("```", 1)[0]
    folder, named = "", set()
    for line in tree.splitlines():
        name = line.strip().split("  ")[0]
        if not line.startswith(" "):
            folder = name if name.endswith("/") else ""
        for each in name.split(", "):
            place = f"{folder if line.startswith(' ') else ''}{each}"
            assert list(ROOT.glob(place.rstrip("/"))) != [], place
            named.add(place)
    packages = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {f"{package}/" for package in packages} <= named


def test_decisions_are_numbered_without_gaps_and_have_their_four_parts() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        for part in ("**Problem.**", "**Choice.**", "**Refused.**", "**Consequence.**"):
            assert part in text_of(page), f"{page.name}: {part}"


def test_the_alert_in_the_readme_is_one_that_the_demo_prints() -> None:
    (alert,) = re.findall(r"```text\n(.+?)\n```", text_of(README), re.DOTALL)
    assert f"\n{alert}\n" in text_of(ROOT / "tests" / "golden" / "demo.txt")
