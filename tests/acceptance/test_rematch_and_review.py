"""``cajad rematch`` and ``cajad review export`` as an operator runs them, on a real database."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.bootstrap import migrate_database, open_database
from bot.cli import app
from config.declarations import load_declaration
from config.settings import Settings
from domain.errors import ConfigError, SchemaOutOfDate
from domain.review import MatchState
from tests.builders import a_judgement, a_source, a_subscriber, an_irrelevant_judgement
from tests.integration.storage.outcomes import a_report, an_opening, an_outcome
from tests.servers.installation import compiled_once

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from domain.match import Judgement
    from domain.story import JudgedStory
    from domain.unit_of_work import OpenUnitOfWork

GRANT = "Япония выделит Казахстану грант на таможенное оборудование порта Актау"
CHESS = "Шахматный турнир завершён"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CAJAD_HOME", str(tmp_path))
    monkeypatch.setenv("CAJAD_BUILTIN_SOURCES", "off")
    monkeypatch.setattr("bot.bootstrap.build_matcher", lambda *_: compiled_once())
    return tmp_path


@pytest.fixture
def opens(home: Path) -> OpenUnitOfWork:
    assert home.is_dir()
    settings = Settings.from_env()
    migrate_database(settings)
    opens = open_database(settings)
    with opens() as work:
        work.seed(load_declaration(), [a_source()])
        work.subscribers.save(a_subscriber())
        work.commit()
    return opens


def record(opens: OpenUnitOfWork, title: str, judgement: Judgement, hours: float = 0) -> JudgedStory:
    report = a_report(title[:6], judgement=judgement, hours=hours)
    report = replace(report, story=replace(report.story, title=title, summary=""))
    opened = (an_opening(report),) if judgement.relevant else ()
    with opens() as work:
        work.record(an_outcome(report, opened=opened), "an earlier matcher")
        work.commit()
    return report


def cajad(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def test_rematch_shows_what_differs_and_records_it(opens: OpenUnitOfWork) -> None:
    record(opens, GRANT, an_irrelevant_judgement())
    record(opens, CHESS, a_judgement(26), hours=1)
    record(opens, "Цены на картофель выросли", an_irrelevant_judgement(), hours=2)
    ran = cajad("rematch")
    assert ran.exit_code == 0
    heading, newly, no_longer = ran.stdout.splitlines()
    assert heading.split() == ["Difference", "Published", "Before", "Now", "Source:", "headline"]
    assert newly.startswith("newly relevant      2026-01-15  -  ")
    assert newly.endswith(f"Steppe Courier: {GRANT}")
    assert no_longer.startswith("no longer relevant  2026-01-15  26 planned KZ")
    assert no_longer.endswith(f"{CHESS} (kept: told already)")
    assert ran.stderr.splitlines() == [
        "3 stories judged again: 1 newly relevant, 1 no longer relevant.",
        "1 of them keep their judgement: told already.",
    ]
    again = cajad("rematch")
    assert "1 stories judged again: 1 no longer relevant." in again.stderr
    with opens(writes=False) as work:
        assert work.outbox.count_by_state() == {}
        assert {each.lead.title for each in work.developments.list_latest(10)} == {GRANT, CHESS}


def test_a_dry_run_of_rematch_writes_nothing(opens: OpenUnitOfWork) -> None:
    record(opens, GRANT, an_irrelevant_judgement())
    ran = cajad("rematch", "--dry-run")
    assert ran.exit_code == 0
    assert ran.stdout.count(GRANT) == 1
    assert ran.stderr.splitlines()[-1] == "Nothing was written."
    assert cajad("rematch", "--dry-run").stdout == ran.stdout
    with opens(writes=False) as work:
        assert work.developments.list_latest(10) == []


def test_rematch_since_a_day_leaves_the_earlier_ones(opens: OpenUnitOfWork) -> None:
    record(opens, GRANT, an_irrelevant_judgement())
    ran = cajad("rematch", "--since", "2026-01-16")
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert ran.stderr == "0 stories judged again: nothing differs.\n"
    assert cajad("rematch", "--since", "January").exit_code == 2


def test_rematch_says_when_an_editor_s_word_stands(opens: OpenUnitOfWork) -> None:
    report = record(opens, GRANT, a_judgement(11))
    with opens() as work:
        work.judgements.decide(report.story.id, 11, MatchState.ACCEPTED)
        work.commit()
    ran = cajad("rematch")
    assert ran.stdout.splitlines()[1].endswith("(kept: decided by an editor)")
    assert "1 of them keep their judgement: decided by an editor." in ran.stderr


def test_rematch_without_a_database_says_what_to_run(home: Path) -> None:
    assert home.is_dir()
    assert isinstance(cajad("rematch").exception, SchemaOutOfDate)


@pytest.fixture
def decided(opens: OpenUnitOfWork) -> JudgedStory:
    """One story accepted, one rejected, one undecided, one nobody asked about."""
    accepted = record(opens, GRANT, a_judgement(26))
    rejected = record(opens, CHESS, a_judgement(26), hours=1)
    record(opens, "Япония и Узбекистан", a_judgement(28), hours=2)
    with opens() as work:
        work.judgements.decide(accepted.story.id, 26, MatchState.ACCEPTED)
        work.judgements.decide(rejected.story.id, 26, MatchState.REJECTED)
        work.commit()
    return accepted


@pytest.mark.usefixtures("decided")
def test_decisions_go_out_as_labelled_items(tmp_path: Path) -> None:
    ran = cajad("review", "export")
    assert (ran.exit_code, ran.stderr) == (0, "2 items written, 0 not yet decided to the end.\n")
    first, second = (json.loads(line) for line in ran.stdout.splitlines())
    assert (first["title"], first["relevant"], first["core"]) == (GRANT, True, [26])
    assert (second["title"], second["relevant"], second["commitments"]) == (CHESS, False, [])
    file = tmp_path / "labelled.jsonl"
    assert cajad("review", "export", "-o", str(file)).exit_code == 0
    assert file.read_text(encoding="utf-8") == ran.stdout
    assert sorted(each.name for each in tmp_path.glob("labelled*")) == ["labelled.jsonl"]


@pytest.mark.usefixtures("decided")
def test_what_is_exported_can_be_evaluated(tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    cajad("review", "export", "-o", str(file))
    evaluated = cajad("evaluate", str(file), "--json")
    assert evaluated.exit_code == 0, evaluated.output


@pytest.mark.usefixtures("decided")
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    ran = cajad("review", "export", "-o", str(tmp_path / "missing" / "labelled.jsonl"))
    assert isinstance(ran.exception, ConfigError)
    assert "labelled.jsonl: No such file or directory" in str(ran.exception)


def test_a_story_decided_in_part_is_counted_and_left_out(opens: OpenUnitOfWork) -> None:
    two = replace(a_judgement(26), matches=(*a_judgement(26).matches, *a_judgement(27).matches))
    report = record(opens, GRANT, two)
    with opens() as work:
        work.judgements.decide(report.story.id, 26, MatchState.REJECTED)
        work.commit()
    ran = cajad("review", "export")
    assert (ran.stdout, ran.stderr) == ("", "0 items written, 1 not yet decided to the end.\n")


def test_rematch_shows_its_progress_on_a_terminal(opens: OpenUnitOfWork, monkeypatch: pytest.MonkeyPatch) -> None:
    record(opens, GRANT, an_irrelevant_judgement())
    screen = Console(file=io.StringIO(), force_terminal=True, width=100, _environ={"TERM": "xterm"})
    monkeypatch.setattr("bot.commands.rematch.err", screen)
    assert cajad("rematch").exit_code == 0
    assert isinstance(screen.file, io.StringIO)
    assert "Judging again" in screen.file.getvalue()
    assert "1/1" in screen.file.getvalue()


def test_with_nothing_decided_nothing_goes_out(opens: OpenUnitOfWork) -> None:
    record(opens, GRANT, a_judgement(26))
    ran = cajad("review", "export")
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "0 items written, 0 not yet decided to the end.\n")
