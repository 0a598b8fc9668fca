"""``cajad match``, ``evaluate`` and ``explain``: files in, lines out, nothing lost."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.servers.articles import GRANT
from tests.servers.installation import CAJAD, Installation

if TYPE_CHECKING:
    from tests.servers.newsroom import Newsroom

ITEM = json.dumps({"id": "a", "title": GRANT.title, "summary": GRANT.summary, "lang": "ru"}, ensure_ascii=False)


def test_match_answers_line_by_line_and_a_bad_line_stops_nothing(bare: Installation) -> None:
    lines = [ITEM, "{not json", "", '{"title": 7}', json.dumps({"title": "Local football club wins", "lang": "en"})]
    file = bare.home / "items.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = bare.cajad("match", str(file))
    assert ran.status == 1
    good, broken, empty, wrong, other = (json.loads(line) for line in ran.out.splitlines())
    assert (good["id"], good["relevant"], good["primary"]) == ("a", True, 26)
    assert good["commitments"][0]["evidence"] in GRANT.title + GRANT.summary
    assert (broken["id"], broken["line"]) == (None, 2)
    assert (empty["id"], empty["line"]) == (None, 3)
    assert (wrong["id"], wrong["line"]) == (None, 4)
    assert (other["id"], other["relevant"], other["commitments"]) == ("5", False, [])
    assert [line.partition(": ")[0] for line in ran.lines] == [f"{file}, line {n}" for n in (2, 3, 4)]
    assert not bare.database.exists()


@pytest.mark.parametrize("arguments", [["match"], ["match", "-"]])
def test_match_reads_standard_input(bare: Installation, arguments: list[str]) -> None:
    ran = bare.cajad(*arguments, stdin=f"{ITEM}\n".encode())
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out)["countries"] == ["KZ"]


def test_match_names_bytes_that_are_no_text(bare: Installation) -> None:
    ran = bare.cajad("match", stdin=b'{"title": "\xff\xfe"}\n' + ITEM.encode())
    assert ran.status == 1
    assert [json.loads(line).get("error") for line in ran.out.splitlines()] == ["not UTF-8", None]


@pytest.mark.parametrize("command", ["match", "evaluate"])
def test_a_file_that_is_not_there_is_named(bare: Installation, command: str) -> None:
    ran = bare.cajad(command, "missing.jsonl")
    assert (ran.status, ran.lines) == (1, ["missing.jsonl: No such file or directory"])


@pytest.mark.slow
def test_a_reader_of_our_output_may_leave(bare: Installation) -> None:
    file = bare.home / "many.jsonl"
    file.write_text(f"{ITEM}\n" * 600, encoding="utf-8")
    with subprocess.Popen([CAJAD, "match", file], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as matching:
        assert matching.stdout is not None
        assert matching.stderr is not None
        assert json.loads(matching.stdout.readline())["relevant"]
        matching.stdout.close()
        assert matching.stderr.read() == b""


def labelled(**over: object) -> str:
    labels = {
        "relevant": True,
        "commitments": [26],
        "core": [26],
        "primary": [26],
        "stage": ["agreed"],
        "countries": ["KZ"],
        "countries_core": ["KZ"],
    }
    return json.dumps(json.loads(ITEM) | labels | over, ensure_ascii=False)


def test_evaluate_prints_figures_for_people_and_for_programs(bare: Installation) -> None:
    file = bare.home / "labelled.jsonl"
    chess = json.dumps({"id": "b", "title": "Шахматы", "lang": "ru", "relevant": False}, ensure_ascii=False)
    file.write_text(f"{labelled()}\n\n{chess}\n", encoding="utf-8")
    shown = bare.cajad("evaluate", str(file))
    assert shown.status == 0
    assert "ru" in shown.out
    as_json = bare.cajad("evaluate", str(file), "--json")
    assert json.loads(as_json.out)


@pytest.mark.parametrize(
    ("line", "said"), [('{"id": "a"}', "title"), (ITEM, "no label"), ("[]", "line 1"), ("{", "line 1")]
)
def test_evaluate_says_what_a_line_lacks(bare: Installation, line: str, said: str) -> None:
    file = bare.home / "labelled.jsonl"
    file.write_text(line, encoding="utf-8")
    ran = bare.cajad("evaluate", str(file))
    assert (ran.status, ran.out) == (1, "")
    assert len(ran.lines) == 1
    assert said in ran.err
    assert "labelled.jsonl, line 1" in ran.err


def test_explain_tells_of_a_file_an_address_and_an_id(house: Installation, newsroom: Newsroom) -> None:
    file = house.home / "items.jsonl"
    file.write_text(ITEM, encoding="utf-8")
    newsroom.publishes("kz-steppe", GRANT)
    house.cajad("poll", "kz-steppe")
    [(story_id,)] = house.rows("SELECT id FROM stories WHERE url = ?", GRANT.url)
    for what in (str(file), GRANT.url, f"{GRANT.url}?utm_source=feed", str(story_id)):
        ran = house.cajad("explain", what)
        assert ran.status == 0, what
        assert "26" in ran.out, what
    assert json.loads(house.cajad("explain", str(story_id), "--json").out)
    unknown = house.cajad("explain", "https://articles.example/unheard-of")
    assert (unknown.status, len(unknown.lines)) == (1, 1)
    assert house.cajad("explain", "-", stdin=b"{").lines[0].startswith("-, line 1: ")
