"""``cajad group``: a file of reports in, the keys of developments and storylines out, no database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.servers.installation import Installation

REPORTS = [
    {
        "id": "ja",
        "date": "2026-01-30",
        "title": "カザフスタンのアクタウ港税関に貨物検査機材　無償資金協力の書簡に署名",
        "summary": "1月30日、アスタナで大型X線検査機材を整備する無償資金協力(供与限度額7.19億円)の書簡に署名した。",
    },
    {
        "id": "en",
        "title": "Japan grants up to 719 million yen for cargo X-ray equipment at Aktau customs in Kazakhstan",
    },
    {
        "id": "ru",
        "date": "2026-02-02",
        "title": "Порт Актау получит от Японии рентген-сканеры для таможни на 719 млн иен",
        "summary": "Ноты о гранте Казахстану подписаны в Астане 30 января.",
    },
    {
        "id": "tj",
        "date": "2025-12-10",
        "title": "Япония выделит Таджикистану 1,34 млрд иен на рентген-сканеры для таможни Спитамен",
    },
    {"id": "flight", "date": "2026-02-02", "title": "Air Astana откроет прямой рейс Алматы – Токио"},
    {"id": "chess", "date": "2026-02-02", "title": "Шахматный турнир завершён"},
]


def grouped(bare: Installation, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    ran = bare.cajad("group", stdin=lines.encode())
    assert (ran.status, ran.err) == (0, "")
    return [json.loads(line) for line in ran.out.splitlines()]


def test_reports_of_one_occurrence_have_one_key_whatever_their_language_and_order(bare: Installation) -> None:
    answers = grouped(bare, REPORTS)
    assert [answer["id"] for answer in answers] == [row["id"] for row in REPORTS]
    keys = {answer["id"]: answer["development"] for answer in answers}
    assert keys["ja"] == keys["en"] == keys["ru"]
    assert len({keys["ru"], keys["tj"], keys["flight"]}) == 3
    assert answers[-1] == {"id": "chess", "development": None, "storyline": None}
    assert all(answer["storyline"] for answer in answers[:-1])
    assert {each["id"]: each for each in grouped(bare, REPORTS[::-1])} == {each["id"]: each for each in answers}
    assert not bare.database.exists()


def test_a_bad_line_stops_nothing_and_repeated_ids_are_lines_of_their_own(bare: Installation) -> None:
    good = json.dumps(REPORTS[0] | {"id": "x"}, ensure_ascii=False)
    other = json.dumps(REPORTS[3] | {"id": "x"}, ensure_ascii=False)
    file = bare.home / "items.jsonl"
    file.write_bytes(f"{good}\n{{not json\n{other}\n".encode() + b"\xff\xfe\n")
    ran = bare.cajad("group", str(file))
    assert ran.status == 1
    first, broken, second, garbled = (json.loads(line) for line in ran.out.splitlines())
    assert first["development"] != second["development"]
    assert (broken["id"], broken["line"]) == (None, 2)
    assert garbled == {"id": None, "line": 4, "error": "not UTF-8"}
    assert [line.partition(": ")[0] for line in ran.lines] == [f"{file}, line {n}" for n in (2, 4)]


def test_an_empty_file_gives_nothing(bare: Installation) -> None:
    assert grouped(bare, []) == []
