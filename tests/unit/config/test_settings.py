from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from config.settings import CHECKOUT, Settings
from domain.errors import ConfigError

TOKEN = "123456:a-made-up-token_0123456789"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CAJAD_HOME", str(tmp_path))
    return tmp_path


def problems_of(env_file: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        Settings.from_env(env_file)
    return caught.value.problems


def shown(settings: Settings) -> dict[str, tuple[str, str, str]]:
    return {name: (value, default, meaning) for name, value, default, meaning in settings.shown()}


def test_without_any_variable_the_documented_defaults_hold(home: Path) -> None:
    settings = Settings.from_env()
    assert settings.database_url == f"sqlite:///{home}/var/cajad.sqlite3"
    assert settings.telegram_token is None
    assert settings.access == "open"
    assert settings.builtin_sources is True
    assert (settings.host_gap, settings.host_concurrency, settings.concurrency) == (5, 1, 32)
    assert (settings.rate_global, settings.rate_chat, settings.rate_group) == (30, 1, 20)
    assert settings.alert_max_age_days == 7
    assert (settings.console_language, settings.console_zone) == ("en", None)


def test_home_is_the_checkout_until_set() -> None:
    assert Settings().home == CHECKOUT
    assert (CHECKOUT / "pyproject.toml").is_file()


def test_the_constructor_does_not_look_at_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAJAD_CONCURRENCY", "7")
    assert Settings().concurrency == 32
    assert Settings.from_env().concurrency == 7


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings().concurrency = 3  # type: ignore[misc]  # the very thing that must fail


def test_values_are_read_from_the_environment_and_from_dotenv_and_the_environment_wins(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ".env").write_text(
        "# ours\nCAJAD_ADMINS=12, 34,\nexport CAJAD_BUILTIN_SOURCES=off\nCAJAD_HOST_GAP='0.5'\nOTHER_PROGRAM=1\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("CAJAD_HOST_GAP", "2")
    settings = Settings.from_env()
    assert settings.admins == (12, 34)
    assert settings.builtin_sources is False
    assert settings.host_gap == 2


def test_a_dollar_sign_in_dotenv_is_kept(home: Path) -> None:
    (home / ".env").write_text("CAJAD_DATABASE_URL=postgresql://cajad:pa${HOME}ss@db/cajad\n", encoding="utf-8")
    assert Settings.from_env().database_url == "postgresql://cajad:pa${HOME}ss@db/cajad"


def test_another_env_file_may_be_named_and_may_set_home(tmp_path: Path) -> None:
    file = tmp_path / "production.env"
    file.write_text(f"CAJAD_HOME={tmp_path}/place\nCAJAD_TELEGRAM_TOKEN_FILE=token\n", encoding="utf-8")
    (tmp_path / "place").mkdir()
    (tmp_path / "place" / "token").write_text(TOKEN, encoding="utf-8")
    settings = Settings.from_env(file)
    assert settings.home == tmp_path / "place"
    assert settings.telegram_token == SecretStr(TOKEN)


def test_a_named_env_file_has_to_exist(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "none.env") == (f"{tmp_path}/none.env: cannot be read (No such file or directory)",)


def test_an_env_file_that_is_not_text_is_a_problem(home: Path) -> None:
    (home / ".env").write_bytes(b"CAJAD_CONTACT=\xff\xfe")
    assert problems_of() == (f"{home}/.env: cannot be read (not UTF-8 text)",)


def test_home_in_the_dotenv_that_is_looked_for_in_home_is_a_problem(home: Path) -> None:
    (home / ".env").write_text("CAJAD_HOME=/elsewhere\n", encoding="utf-8")
    (problem,) = problems_of()
    assert problem.startswith("CAJAD_HOME: stands in ")


def test_a_dotenv_line_that_assigns_nothing_is_a_problem_with_its_line(home: Path) -> None:
    (home / ".env").write_text("\nCAJAD_TELEGRAM_TOKEN 123:abc\n", encoding="utf-8")
    assert problems_of() == (f"{home}/.env line 2: CAJAD_TELEGRAM_TOKEN: has no '=' after it",)


def test_every_problem_is_reported_at_once_and_names_its_variable(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".env").write_text("CAJAD_CONCURRENCY=many\nCAJAD_HOST_GAPS=3\n", encoding="utf-8")
    monkeypatch.setenv("CAJAD_ACCESS", "everybody")
    monkeypatch.setenv("CAJAD_ADMINS", "12,me,-4")
    problems = problems_of()
    assert [line.partition(":")[0] for line in problems] == [
        "CAJAD_HOST_GAPS",
        "CAJAD_ACCESS",
        "CAJAD_ADMINS",
        "CAJAD_ADMINS",
        f"CAJAD_CONCURRENCY (in {home}/.env)",
    ]
    assert problems[0] == "CAJAD_HOST_GAPS: is not a known setting; did you mean CAJAD_HOST_GAP?"
    assert problems[1].endswith("(found 'everybody')")


@pytest.mark.usefixtures("home")
def test_a_variable_like_no_setting_gets_no_suggestion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAJAD_XYZZY_PLUGH", "1")
    assert problems_of() == ("CAJAD_XYZZY_PLUGH: is not a known setting",)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("HOST_GAP", "-1", "greater than or equal to 0"),
        ("HOST_GAP", "nan", "0"),
        ("HOST_GAP", "inf", "3600"),
        ("HOST_CONCURRENCY", "0", "greater than or equal to 1"),
        ("CONCURRENCY", "1.5", "a whole number"),
        ("FETCH_TIMEOUT", "0", "greater than or equal to 1"),
        ("MAX_BODY_BYTES", "10", "10000"),
        ("RATE_GLOBAL", "0", "greater than or equal to 1"),
        ("RATE_CHAT", "1000", "less than or equal to 30"),
        ("RATE_GROUP", "0", "greater than or equal to 1"),
        ("ALERT_MAX_AGE_DAYS", "0", "greater than 0"),
        ("ADMINS", "0", "greater than 0"),
        ("BUILTIN_SOURCES", "perhaps", "true or false"),
        ("CONSOLE_LANGUAGE", "kk", "'en', 'ru' or 'ja'"),
        ("CONSOLE_ZONE", "Mars/Olympus", "not a time zone"),
        ("CONSOLE_ZONE", "../../etc/passwd", "not a time zone"),
        ("LOG_LEVEL", "loud", "'DEBUG'"),
        ("DATABASE_URL", "mysql://db/cajad", "sqlite:/// or postgresql://"),
        ("DATABASE_URL", "postgresql://u:p@[db/cajad", "sqlite:/// or postgresql://"),
        ("TELEGRAM_TOKEN", "no token", "BotFather"),
        ("TELEGRAM_API_URL", "127.0.0.1:8081", "http://127.0.0.1:8081"),
        ("TELEGRAM_API_URL", "http://[oops", "http://127.0.0.1:8081"),
        ("TELEGRAM_API_URL", "http://user:secret@host", "without user"),
        ("CONTACT", "ask me\r\nX-Evil: 1", "address"),
        ("CONTACT", "somebody", "address"),
        ("PRIVATE_HOSTS", "127.0.0.1,300.1.1.1", "300.1.1.1 is neither"),
        ("PRIVATE_HOSTS", "10.0.0.1/8", "10.0.0.1/8 has bits set"),
        ("PRIVATE_HOSTS", "http://localhost", "http://localhost is neither"),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_value_out_of_bounds_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, complaint: str
) -> None:
    monkeypatch.setenv(f"CAJAD_{name}", value)
    (problem,) = problems_of()
    assert problem.startswith(f"CAJAD_{name}: ")
    assert complaint in problem


@pytest.mark.usefixtures("home")
def test_hosts_addresses_and_networks_are_accepted_as_private(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAJAD_PRIVATE_HOSTS", "Localhost, 127.0.0.1,10.0.0.0/8 ,::1,fd00::/8,feeds.intra.example")
    hosts = Settings.from_env().private_hosts
    assert hosts == ("localhost", "127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8", "feeds.intra.example")


@pytest.mark.parametrize("contact", ["ops@example.org", "https://example.org/bot?page=1"])
def test_a_contact_is_a_mail_or_web_address(contact: str) -> None:
    assert Settings(contact=contact).contact == contact


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///var/x.sqlite3", "sqlite:///{home}/var/x.sqlite3"),
        ("sqlite+pysqlite:///x.db?timeout=3", "sqlite+pysqlite:///{home}/x.db?timeout=3"),
        ("sqlite:////srv/x.sqlite3", "sqlite:////srv/x.sqlite3"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite:///file:x.db?uri=true", "sqlite:///file:x.db?uri=true"),
        ("sqlite://", "sqlite://"),
        ("postgresql+psycopg://db/cajad", "postgresql+psycopg://db/cajad"),
    ],
)
def test_only_relative_sqlite_files_start_at_home(tmp_path: Path, url: str, expected: str) -> None:
    assert Settings(home=tmp_path, database_url=url).database_url == expected.format(home=tmp_path)


def test_the_sources_folder_starts_at_home(tmp_path: Path) -> None:
    assert Settings(home=tmp_path, sources_dir=Path("mine")).sources_dir == tmp_path / "mine"
    assert Settings(home=tmp_path, sources_dir=Path("/srv/mine")).sources_dir == Path("/srv/mine")


def test_home_must_not_be_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("CAJAD_HOME", str(file))
    assert f"CAJAD_HOME: {file} is not a folder" in problems_of()


def test_the_log_level_may_be_written_small_and_the_api_address_with_a_slash() -> None:
    settings = Settings(log_level="debug", telegram_api_url="http://127.0.0.1:8081/")
    assert settings.log_level == "DEBUG"
    assert settings.telegram_api_url == "http://127.0.0.1:8081"


@pytest.mark.parametrize(
    ("setting", "secret"),
    [("TELEGRAM_TOKEN", TOKEN), ("DATABASE_URL", "postgresql://cajad:hidden@db/cajad")],
)
def test_a_secret_may_stand_in_a_file(home: Path, monkeypatch: pytest.MonkeyPatch, setting: str, secret: str) -> None:
    (home / "secret").write_text(f"{secret}\n", encoding="utf-8")
    monkeypatch.setenv(f"CAJAD_{setting}_FILE", "secret")
    settings = Settings.from_env()
    found = {"TELEGRAM_TOKEN": settings.telegram_token, "DATABASE_URL": settings.database_url}[setting]
    assert found == (SecretStr(secret) if setting == "TELEGRAM_TOKEN" else secret)


def test_a_secret_given_twice_is_a_problem(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".env").write_text(f"CAJAD_TELEGRAM_TOKEN={TOKEN}\n", encoding="utf-8")
    monkeypatch.setenv("CAJAD_TELEGRAM_TOKEN_FILE", "token")
    assert problems_of() == ("CAJAD_TELEGRAM_TOKEN_FILE: CAJAD_TELEGRAM_TOKEN is set as well; keep one of the two",)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(None, "cannot be read (No such file or directory)"), (" \n", "is empty"), ("\udcff", "not UTF-8 text")],
    ids=["absent", "empty", "not text"],
)
def test_a_secret_file_that_cannot_be_used_is_a_problem(
    home: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, complaint: str
) -> None:
    if content is not None:
        (home / "token").write_bytes(content.encode(errors="surrogateescape"))
    monkeypatch.setenv("CAJAD_TELEGRAM_TOKEN_FILE", "token")
    (problem,) = problems_of()
    assert problem.startswith(f"CAJAD_TELEGRAM_TOKEN_FILE: {home}/token: ")
    assert complaint in problem


@pytest.mark.usefixtures("home")
def test_only_secrets_may_stand_in_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAJAD_CONTACT_FILE", "contact")
    (problem,) = problems_of()
    assert problem.startswith("CAJAD_CONTACT_FILE: is not a known setting")


@pytest.mark.usefixtures("home")
def test_a_wrong_secret_is_not_repeated_in_the_complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAJAD_TELEGRAM_TOKEN", "123456:broken token")
    monkeypatch.setenv("CAJAD_DATABASE_URL", "mysql://cajad:broken@db/cajad")
    assert "broken" not in "\n".join(problems_of())


@pytest.mark.parametrize(
    "url",
    ["postgresql://cajad:s%40crets@db/cajad", "postgresql://db/cajad?user=cajad&password=s%40crets&sslmode=require"],
    ids=["before the host", "as an option"],
)
def test_secrets_are_neither_shown_nor_printed_and_are_handed_to_the_log(url: str) -> None:
    settings = Settings(telegram_token=SecretStr(TOKEN), database_url=url)
    values = "\n".join(value for value, _, _ in shown(settings).values())
    assert shown(settings)["CAJAD_TELEGRAM_TOKEN"][0] == "set"
    assert shown(settings)["CAJAD_DATABASE_URL"][0] == url.replace("s%40crets", "***")
    for text in (values, repr(settings), str(settings)):
        assert "s%40crets" not in text
        assert TOKEN not in text
    assert set(settings.secrets()) == {TOKEN, "s%40crets", "s@crets"}


def test_what_is_served_is_served_to_this_machine_only_unless_the_operator_says_otherwise() -> None:
    settings = Settings()
    assert (settings.web_host, settings.metrics_host) == ("127.0.0.1", "127.0.0.1")


def test_every_setting_is_shown_with_value_default_and_meaning() -> None:
    rows = shown(Settings(admins=(1, 2), builtin_sources=False, host_gap=0.5))
    assert len(rows) == len(Settings.model_fields)
    assert all(default and meaning for _, default, meaning in rows.values())
    assert rows["CAJAD_ADMINS"][:2] == ("1, 2", "none")
    assert rows["CAJAD_BUILTIN_SOURCES"][:2] == ("off", "on")
    assert rows["CAJAD_HOST_GAP"][:2] == ("0.5", "5")
    assert rows["CAJAD_TELEGRAM_TOKEN"][0] == "not set"
    assert rows["CAJAD_TELEGRAM_API_URL"][:2] == ("Telegram's", "Telegram's")
