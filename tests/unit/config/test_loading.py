from __future__ import annotations

import logging
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from babel import Locale

from config.codes import COUNTRIES, LANGUAGES, is_zone
from config.loading import PACKAGED, load_sources
from domain.errors import ConfigError
from domain.source import SourceKind, Tier

if TYPE_CHECKING:
    from pathlib import Path

LEAST = {
    "id": '"kz-steppe"',
    "name": '"Steppe Courier"',
    "kind": '"rss"',
    "url": '"https://steppe.example.kz/rss"',
    "country": '"KZ"',
    "languages": '["ru"]',
}


def a_table(**over: str | None) -> str:
    """Write one source; a value of None leaves a key out."""
    keys = {**LEAST, **over}
    return "[[source]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value is not None)


def write(folder: Path, name: str, *tables: str) -> Path:
    path = folder / name
    path.write_text("\n".join(tables), encoding="utf-8")
    return path


def problems_of(folder: Path, *, builtin: bool = False) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_sources(folder, builtin=builtin)
    return list(caught.value.problems)


def complaint_of(folder: Path, *tables: str) -> str:
    path = write(folder, "mine.toml", *tables)
    (problem,) = problems_of(folder)
    assert problem.startswith(f"{path}: ")
    return problem.removeprefix(f"{path}: ")


def test_the_least_a_source_needs(tmp_path: Path) -> None:
    write(tmp_path, "mine.toml", a_table())
    (source,) = load_sources(tmp_path, builtin=False)
    assert (source.id, source.name, source.kind) == ("kz-steppe", "Steppe Courier", SourceKind.RSS)
    assert (source.country, source.languages, source.tier) == ("KZ", ("ru",), Tier.PRESS)
    assert (source.zone, source.gap_hours, source.enabled) == ("UTC", 24.0, True)
    assert (source.verified, source.user_agent, source.encoding, source.options) == (None, None, None, {})


def test_everything_a_source_may_say(tmp_path: Path) -> None:
    write(
        tmp_path,
        "mine.toml",
        a_table(
            kind='"html_list"',
            languages='["kk", "ru", "kk"]',
            tier='"official"',
            owner_type='"ministry"',
            zone='"Asia/Almaty"',
            gap_hours="12",
            enabled="false",
            reason='"being moved"',
            verified="2026-09-24",
            user_agent='"Reader/1.0 (+https://example.org)"',
            encoding='"windows-1251"',
            terms='"link only"',
            note='"quiet in August"',
        ),
        "[source.options]\npattern = '/news/\\d+'\nremarks = true\n",
    )
    (source,) = load_sources(tmp_path, builtin=False)
    assert source.languages == ("kk", "ru")
    assert (source.tier, source.owner_type, source.zone) == (Tier.OFFICIAL, "ministry", "Asia/Almaty")
    assert (source.gap_hours, source.enabled, source.reason) == (12.0, False, "being moved")
    assert (source.verified, source.encoding) == (date(2026, 9, 24), "windows-1251")
    assert (source.user_agent, source.terms) == ("Reader/1.0 (+https://example.org)", "link only")
    assert source.note == "quiet in August"
    assert source.options == {"pattern": "/news/\\d+", "remarks": True}
    assert len({source, source}) == 1


@pytest.mark.parametrize(
    ("over", "complaint"),
    [
        ({"name": None}, "name: is missing"),
        ({"colour": '"red"'}, "colour: is not a known key"),
        ({"name": '" "'}, "name: is empty"),
        ({"name": "7"}, "name: has to be text"),
        ({"kind": '"rrs"'}, "kind: has to be 'rss', 'atom'"),
        (
            {"url": '"ftp://steppe.example.kz/rss"'},
            "url: 'ftp://steppe.example.kz/rss' is not an http or https address",
        ),
        ({"url": '"https:///rss"'}, "url: 'https:///rss' is not an http or https address"),
        ({"url": '"https://a b.example/"'}, "is not an http or https address"),
        ({"url": '"https://[steppe/rss"'}, "is not an address"),
        ({"url": '"https://steppe.example.kz:port/"'}, "is not an address"),
        ({"url": '"https://me:secret@steppe.example.kz/"'}, "url: must not hold a user name or password"),
        ({"country": '"kz"'}, "country: 'kz' is neither an ISO 3166 code"),
        ({"country": '"XX"'}, "country: 'XX' is neither"),
        ({"languages": "[]"}, "languages: "),
        ({"languages": '["ru", "kaz"]'}, "languages[1]: 'kaz' is not an ISO 639-1 code"),
        ({"languages": '"ru"'}, "languages: "),
        ({"tier": '"tabloid"'}, "tier: has to be 'official'"),
        ({"zone": '"Asia/Alma-Ata-2"'}, "zone: 'Asia/Alma-Ata-2' is not a time zone"),
        ({"zone": '"../passwd"'}, "zone: '../passwd' is not a time zone"),
        ({"gap_hours": "0"}, "gap_hours: has to be greater than 0"),
        ({"gap_hours": "nan"}, "gap_hours: "),
        ({"gap_hours": '"12"'}, "gap_hours: has to be a number"),
        ({"enabled": '"no"'}, "enabled: has to be true or false"),
        ({"enabled": "false"}, "reason: is missing: a disabled source says why"),
        ({"reason": '"too slow"'}, "reason: is given, but the source is enabled"),
        ({"verified": '"lately"'}, "verified: has to be a date"),
        ({"user_agent": '"a\\r\\nX-Evil: 1"'}, "user_agent: has to be plain ASCII text in one line"),
        ({"encoding": '"cp99999"'}, "encoding: 'cp99999' is not a known encoding"),
        ({"options": "{ pages = 2 }"}, "options: a source of kind rss has none"),
    ],
)
def test_a_complaint_names_file_source_and_key(tmp_path: Path, over: dict[str, str | None], complaint: str) -> None:
    found = complaint_of(tmp_path, a_table(**over))
    assert found.startswith("source kz-steppe: ")
    assert complaint in found


@pytest.mark.parametrize("identifier", ['"KZ Steppe"', '""', "7", '"a--b"', f'"{"a" * 65}"', None])
def test_a_source_without_a_good_id_is_called_by_its_id_or_its_place(tmp_path: Path, identifier: str | None) -> None:
    problem = complaint_of(tmp_path, a_table(id='"other"', url='"https://other.example/rss"'), a_table(id=identifier))
    assert problem.startswith("source ")
    assert ": id: " in problem
    if identifier in {None, "7", '""'}:
        assert problem.startswith("source number 2: id: ")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[source]\nid = 'a'\n", "source: has to be written with two brackets, [[source]]"),
        ("source = ['a']\n", "source number 1: "),
        ("[[sources]]\nid = 'a'\n", "sources: is not a known table"),
        ("[[source]\n", "is not valid TOML"),
        ("[[do_not_add]]\naddress = 'a.example/rss'\n", "do_not_add number 1: reason: is missing"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    assert complaint in complaint_of(tmp_path, text)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xff\xfe")
    (problem,) = problems_of(tmp_path)
    assert "not UTF-8" in problem


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", a_table(kind='"rrs"', country='"kz"'), a_table(id='"second"', zone='"Mars"'))
    write(tmp_path, "b.toml", "not toml")
    problems = problems_of(tmp_path)
    assert len(problems) == 4
    assert [problem.startswith(f"{tmp_path}/a.toml: source ") for problem in problems] == [True, True, True, False]


def test_an_id_that_stands_twice_is_named_with_both_files(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", a_table())
    write(tmp_path, "b.toml", a_table(url='"https://other.example/rss"'))
    assert problems_of(tmp_path) == [f"{tmp_path}/b.toml: source kz-steppe: id: stands in {tmp_path}/a.toml as well"]


def test_an_operator_cannot_reuse_an_id_of_the_packaged_catalogue(tmp_path: Path) -> None:
    path = write(tmp_path, "mine.toml", a_table(id='"kg-24kg"'))
    expected = f"{path}: source kg-24kg: id: stands in config/sources/kyrgyzstan.toml as well"
    assert problems_of(tmp_path, builtin=True) == [expected]
    assert len(load_sources(tmp_path, builtin=False)) == 1


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "none") == [f"CAJAD_SOURCES_DIR: {tmp_path}/none is not a folder"]


def test_the_operators_sources_come_after_the_packaged_ones_and_other_files_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "mine.toml", a_table())
    write(tmp_path, "notes.txt", "not TOML at all")
    sources = load_sources(tmp_path, builtin=True)
    assert sources[-1].id == "kz-steppe"
    assert sources[:-1] == load_sources(None, builtin=True)


def warnings_of(caplog: pytest.LogCaptureFixture, folder: Path | None, *, builtin: bool) -> list[str]:
    with caplog.at_level(logging.WARNING, logger="config.loading"):
        load_sources(folder, builtin=builtin)
    return caplog.messages


@pytest.mark.parametrize("url", ["https://www.kabar.kg/rus/rss/", "http://kabar.kg/rus/rss"])
def test_a_dead_address_is_polled_with_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture, url: str) -> None:
    path = write(tmp_path, "mine.toml", a_table(url=f'"{url}"'))
    (warning,) = warnings_of(caplog, tmp_path, builtin=True)
    assert warning == f"{path}: source kz-steppe: kabar.kg/rus/rss: 410 (2026); it is polled all the same"


def test_an_operator_may_list_dead_addresses_too_and_a_disabled_source_may_have_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    dead = "[[do_not_add]]\naddress = 'steppe.example.kz/*'\nreason = 'gone'\nmeasured = 2026-10-01\n"
    off = a_table(id='"off"', enabled="false", reason='"gone"', url='"https://steppe.example.kz/atom"')
    write(tmp_path, "mine.toml", dead, off, a_table())
    (warning,) = warnings_of(caplog, tmp_path, builtin=False)
    assert "source kz-steppe: steppe.example.kz/*: gone (2026-10-01);" in warning


def test_one_feed_under_two_ids_gives_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    twin = a_table(id='"twin"', url='"http://www.steppe.example.kz/rss/"')
    write(tmp_path, "mine.toml", a_table(), twin)
    (warning,) = warnings_of(caplog, tmp_path, builtin=False)
    assert warning.endswith("source twin: has the address of kz-steppe, so it is polled twice")


def test_sources_of_other_kinds_may_share_an_address(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, "mine.toml", a_table(kind='"gdelt"'), a_table(id='"other"', kind='"gdelt"'))
    assert warnings_of(caplog, tmp_path, builtin=False) == []


def test_nothing_to_poll_gives_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    assert warnings_of(caplog, None, builtin=False) == ["no source is enabled: nothing will be polled"]


def test_the_packaged_catalogue_gives_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    assert warnings_of(caplog, None, builtin=True) == []
    assert PACKAGED.is_dir()


def test_the_country_codes_are_those_of_the_time_zone_database() -> None:
    listed = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8").splitlines()
    assert {line.split("\t")[0] for line in listed if line and not line.startswith("#")} == COUNTRIES


def test_the_language_codes_are_known_to_unicode() -> None:
    short = {code for code in map(str, Locale("en").languages) if len(code) == 2}
    assert short - LANGUAGES == {"sh"}, "deprecated in ISO 639-1"
    assert short > LANGUAGES


@pytest.mark.parametrize("name", ["", "Asia", "/etc/passwd", "../UTC", "asia\0"])
def test_what_is_no_zone_is_no_zone(name: str) -> None:
    assert not is_zone(name)
