"""The options of interfaces and news searches, and the search that stands in for a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.loading import load_sources
from domain.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from domain.source import Source

API = "[source.options]\nitems = 'data'\ntitle = 'title'\n"
LINKED = f"{API}link = 'url'\n"
SEARCH = "[source.options]\nengine = 'google'\nlanguage = 'ja'\ncountry = 'JP'\n"


def load(folder: Path, kind: str, more: str) -> Source:
    text = (
        f'[[source]]\nid = "kz-port"\nname = "Port"\nkind = "{kind}"\nurl = "https://port.example.kz/api"\n'
        f'country = "KZ"\nlanguages = ["ru"]\n{more}\n'
    )
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    (source,) = load_sources(folder, builtin=False)
    return source


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("api", f"{LINKED}date = 'date'\nsummary = 'anons || text'\ncounter = 'page'\nmore_from = 0"),
        ("api", f"{API}id = 'id'\npage = 'https://a.example/{{id}}'\nheaders = {{code = 'mfa'}}"),
        ("api", f"{LINKED}method = 'POST'\nbody = {{filter = {{active = true}}, page = 0}}\ncounter = 'filter.page'"),
        ("news_search", f"{SEARCH}queries = ['中央アジア＋日本', 'x y']\ndays = 7\nedition = 'KG:ru'"),
        ("news_search", f"{SEARCH.replace('google', 'bing')}queries = ['a b']"),
        ("telegram_channel", ""),
    ],
)
def test_what_is_declared_soundly_is_loaded(tmp_path: Path, kind: str, options: str) -> None:
    assert load(tmp_path, kind, options).kind.value == kind


@pytest.mark.parametrize(
    ("kind", "options", "complaint"),
    [
        ("api", "", "title: is missing"),
        ("api", API, "needs either link"),
        ("api", f"{LINKED}page = 'https://a.example/{{id}}'", "needs either link"),
        ("api", f"{API}page = 'https://a.example/{{id}}'", "needs id"),
        ("api", f"{API}page = '/news/{{id}}'\nid = 'id'", "{id} once"),
        ("api", f"{LINKED}date = 'a..b'", "is not a JMESPath"),
        ("api", f"{LINKED}date = 'nofunc('", "is not a JMESPath"),
        ("api", f"{LINKED}date_form = 'days'", "date_form"),
        ("api", f"{LINKED}body = {{a = 1}}", "only a POST"),
        ("api", f"{LINKED}more_from = 2", "counter is missing"),
        ("api", f"{LINKED}headers = {{'a b' = 'x'}}", "headers"),
        ("api", f'{LINKED}headers = {{a = "x\\ny"}}', "headers"),
        ("api", f"{LINKED}counter = 'a b'", "counter"),
        ("api", f"{LINKED}rows = 'x'", "not a known key"),
        ("news_search", f"{SEARCH}queries = []", "queries: is empty"),
        ("news_search", f"{SEARCH}queries = ['   ']", "queries"),
        ("news_search", f"{SEARCH}queries = ['aa', 'aa']", "twice"),
        ("news_search", f"{SEARCH}queries = {[f'query {n}' for n in range(9)]}", "queries"),
        ("news_search", f"{SEARCH.replace('google', 'yahoo')}queries = ['aa']", "engine"),
        ("news_search", f"{SEARCH.replace('google', 'bing')}queries = ['aa']\ndays = 7", "words of Google News"),
        ("rss", "fallback = '中央アジア'", "has to name the site"),
        ("rss", "fallback = 'site:localhost'", "has to name the site"),
    ],
)
def test_what_is_declared_wrongly_is_named(tmp_path: Path, kind: str, options: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match="kz-port") as caught:
        load(tmp_path, kind, options)
    assert any(complaint in problem for problem in caught.value.problems), caught.value.problems


def test_a_source_names_the_search_that_stands_in_for_it(tmp_path: Path) -> None:
    assert load(tmp_path, "rss", "fallback = 'site:port.example.kz Япония'").fallback == "site:port.example.kz Япония"
