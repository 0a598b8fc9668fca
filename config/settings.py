"""Settings: what an operator may choose, as one frozen value, read once and passed in."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from config.codes import is_zone
from config.environment import FILE_SUFFIX, Reading, read_env_file, read_environment, variable
from config.mail_server import mail_server, sender
from config.problems import plain_words
from domain.errors import ConfigError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

CHECKOUT = Path(__file__).resolve().parent.parent

SECRETS = ("telegram_token", "database_url", "translator_key", "smtp_url")
"""Settings whose value is never shown and that may stand in a file of their own."""

_DEFAULTS_IN_WORDS = MappingProxyType(
    {
        "home": "the checkout",
        "telegram_api_url": "Telegram's",
        "console_zone": "that of the language",
        "web_url": "host and port",
    }
)
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_DATABASE = re.compile(r"(sqlite|postgresql)(\+\w+)?://")
_SQLITE_FILE = re.compile(r"(?P<scheme>sqlite(?:\+\w+)?:///)(?P<path>(?!file:)[^/?:][^?]*)(?P<query>.*)", re.DOTALL)
_PASSWORD_OPTION = re.compile(r"password=([^&]+)")
_HOST_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_CONTACT = re.compile(r"[!-'*-~]+@[!-'*-~]+|https?://[!-'*-~]+")


def _split(value: object) -> object:
    """Split the text of a list at its commas."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _private_host(value: str) -> str:
    """Return a host name, address or network, in small letters."""
    value = value.lower()
    try:
        ip_network(value)
    except ValueError as error:
        if "host bits" in str(error):
            raise ValueError(f"{value} has bits set outside of its network mask") from error
        last = value.rpartition(".")[2]
        if last.isdigit() or not _HOST_NAME.fullmatch(value):
            raise ValueError(f"{value} is neither a host name nor an address nor a network like 10.0.0.0/8") from error
    return value


CommaSeparated = BeforeValidator(_split)
PrivateHost = Annotated[str, BeforeValidator(_private_host)]


class Settings(BaseModel):
    """Everything an operator may set; ``Settings.from_env()`` reads it.

    The constructor takes only what it is given: a demo or a test does not change with the environment.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, hide_input_in_errors=True)

    home: Path = Field(
        default=CHECKOUT, description="folder for the database, caches and `.env`; relative paths start here"
    )
    database_url: str = Field(
        default="sqlite:///var/cajad.sqlite3",
        repr=False,
        description="SQLAlchemy URL of the database (SQLite or PostgreSQL)",
    )
    telegram_token: SecretStr | None = Field(
        default=None, description="bot token; without one, alerts go to the console"
    )
    telegram_api_url: str | None = Field(default=None, description="Bot API server, for a local server")
    access: Literal["open", "invite", "list"] = Field(
        default="open", description="who may subscribe: `open`, `invite`, `list`"
    )
    admins: Annotated[tuple[Annotated[int, Field(gt=0)], ...], CommaSeparated] = Field(
        default=(), description="Telegram user ids of the editors, comma-separated"
    )
    sources_dir: Path | None = Field(default=None, description="folder with more source files (`*.toml`)")
    builtin_sources: bool = Field(default=True, description="`off` leaves the packaged catalogue of sources out")
    intermediates_dir: Path | None = Field(
        default=None, description="folder with certificates that servers forget to send (`HOST.pem`)"
    )
    rates_file: Path | None = Field(
        default=None, description="dated exchange rates for the ledger instead of the packaged ones (TOML)"
    )
    reports_dir: Path = Field(
        default=Path("var/reports"), description="folder for the weekly and monthly reports and for frozen ones"
    )
    review_rule: bool = Field(
        default=True, description="`off` leaves every match to people; `on` accepts sure ones of official sources"
    )
    reviewers: int = Field(
        default=1, ge=1, le=2, description="editors who have to judge the same before it counts: 1 or 2"
    )
    private_hosts: Annotated[tuple[PrivateHost, ...], CommaSeparated] = Field(
        default=(), description="hosts and networks that may be fetched although private, comma-separated"
    )
    contact: str | None = Field(
        default=None, description="web or mail address of the operator, put into the User-Agent"
    )
    host_gap: float = Field(default=5, ge=0, le=3600, description="seconds between two requests to one host")
    host_concurrency: int = Field(default=1, ge=1, le=32, description="requests to one host at a time")
    concurrency: int = Field(default=32, ge=1, le=1000, description="requests at a time in all")
    fetch_timeout: float = Field(default=30, ge=1, le=600, description="seconds that one request may take")
    max_body_bytes: int = Field(
        default=10_000_000,
        ge=10_000,
        le=1_000_000_000,
        description="largest document that is read, in bytes after unpacking",
    )
    rate_global: int = Field(default=30, ge=1, le=1000, description="Telegram messages per second in all")
    rate_chat: int = Field(default=1, ge=1, le=30, description="Telegram messages per second to one chat")
    rate_group: int = Field(default=20, ge=1, le=1000, description="Telegram messages per minute to one group")
    translator: Literal["off", "deepl", "libretranslate", "openai"] = Field(
        default="off", description="service that translates headlines: `off`, `deepl`, `libretranslate`, `openai`"
    )
    translator_url: str | None = Field(default=None, description="address of that service")
    translator_key: SecretStr | None = Field(default=None, description="key of that service")
    translator_model: str | None = Field(default=None, description="model, for an OpenAI-compatible service")
    translator_budget: int = Field(
        default=400_000, ge=0, le=1_000_000_000, description="characters of headlines that may be translated a month"
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="mail server for digests by e-mail, `smtp://user:password@host:587` or `smtps://...:465`",
    )
    mail_from: str | None = Field(
        default=None, description="sender of these, `name@example.org` or `Name <name@example.org>`"
    )
    alert_max_age_days: float = Field(default=7, gt=0, le=366, description="days after which an item no longer alerts")
    spare_kept_days: int = Field(
        default=365, ge=90, le=36_500, description="days for which is kept what ended and is no evidence"
    )
    console_language: Literal["en", "ru", "ja"] = Field(default="en", description="language of alerts on the console")
    console_zone: str | None = Field(default=None, description="time zone of alerts on the console, e.g. `Asia/Tokyo`")
    web_host: str = Field(default="127.0.0.1", description="address on which the page is served")
    web_port: int = Field(default=8080, ge=1, le=65535, description="port of the page")
    web_url: str | None = Field(default=None, description="public address of the page, named in its feeds")
    metrics_host: str = Field(
        default="127.0.0.1", description="address of `/healthz`, `/readyz` and `/metrics`; not for the public"
    )
    metrics_port: int = Field(default=9464, ge=1, le=65535, description="port of the same")
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)] = Field(
        default="INFO", description="least severity of the log: `DEBUG`, `INFO`, `WARNING`, `ERROR`, `CRITICAL`"
    )

    @field_validator("home")
    @classmethod
    def _check_home(cls, value: Path) -> Path:
        path = value.expanduser().resolve()
        if path.exists() and not path.is_dir():
            raise ValueError(f"{path} is not a folder")
        return path

    @field_validator("sources_dir", "intermediates_dir", "rates_file", "reports_dir")
    @classmethod
    def _start_at_home(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        return value and info.data.get("home", CHECKOUT) / value.expanduser()

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: str, info: ValidationInfo) -> str:
        if not _DATABASE.match(value) or not _splits(value):
            raise ValueError("has to be an address that begins with sqlite:/// or postgresql://")
        relative = _SQLITE_FILE.fullmatch(value)
        if relative is None:
            return value
        path = info.data.get("home", CHECKOUT) / relative["path"]
        return f"{relative['scheme']}{path}{relative['query']}"

    @field_validator("telegram_token")
    @classmethod
    def _check_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is not of the form that BotFather gives: digits, a colon, letters and digits")
        return value

    @field_validator("telegram_api_url", "web_url", "translator_url")
    @classmethod
    def _check_api_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value) if _splits(value) else urlsplit("")
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
            raise ValueError("has to be an address like http://127.0.0.1:8081, without user, password or query")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _check_smtp_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            mail_server(value.get_secret_value())
        return value

    @field_validator("mail_from")
    @classmethod
    def _check_mail_from(cls, value: str | None) -> str | None:
        return value and str(sender(value))

    @field_validator("contact")
    @classmethod
    def _check_contact(cls, value: str | None) -> str | None:
        if value is not None and not _CONTACT.fullmatch(value):
            raise ValueError("has to be one web address (https://...) or one mail address")
        return value

    @field_validator("console_zone")
    @classmethod
    def _check_zone(cls, value: str | None) -> str | None:
        if value is not None and not is_zone(value):
            raise ValueError(f"{value} is not a time zone of the IANA list, e.g. Asia/Tokyo")
        return value

    @model_validator(mode="after")
    def _check_translator(self) -> Self:
        missing = self.translator != "off" and self.translator_url is None
        if missing or (self.translator == "openai" and not self.translator_model):
            name = "translator_url" if missing else "translator_model"
            raise ValueError(f"the translator {self.translator} needs {variable(name)}")
        return self

    @model_validator(mode="after")
    def _check_mail(self) -> Self:
        if self.smtp_url is not None and self.mail_from is None:
            raise ValueError(f"{variable('smtp_url')} needs {variable('mail_from')}")
        return self

    @classmethod
    def from_env(cls, env_file: Path | None = None) -> Settings:
        """Read the environment and ``.env``; the environment wins.

        Args:
            env_file: the file to read instead of ``.env`` in CAJAD_HOME.

        Raises:
            ConfigError: every problem at once, each line naming its variable.
        """
        reading = _read_all(env_file)
        problems = list(reading.problems)
        try:
            settings = cls.model_validate(reading.values)
        except ValidationError as error:
            problems += [_problem(details, reading) for details in error.errors(include_url=False)]
            raise ConfigError(problems) from error
        if problems:
            raise ConfigError(problems)
        return settings

    def shown(self) -> list[tuple[str, str, str, str]]:
        """Return (variable, value, default, meaning) of every setting, with secrets hidden."""
        return [
            (variable(key), self._shown_value(key), _shown_default(key, field.default), field.description or "")
            for key, field in type(self).model_fields.items()
        ]

    def secrets(self) -> tuple[str, ...]:
        """Return what must never appear in logs: tokens, keys, and the passwords in addresses."""
        values = [getattr(self, key) for key in SECRETS]
        whole = [each.get_secret_value() for each in values if isinstance(each, SecretStr)]
        addresses = [*whole, self.database_url]
        return (*whole, *(password for each in addresses if "://" in each for password in _passwords(each)))

    def _shown_value(self, key: str) -> str:
        if key == "database_url":
            return _without_password(self.database_url)
        if key in SECRETS:
            return "set" if getattr(self, key) else "not set"
        value = getattr(self, key)
        return _as_text(value) if value is not None else _shown_default(key, None)


def _read_all(env_file: Path | None) -> Reading:
    """Join what the environment, the ``.env`` file and the secret files say; unknown names are problems."""
    environment = read_environment()
    home = Path(environment.values.get("home", CHECKOUT)).expanduser().resolve()
    path = env_file or home / ".env"
    reading = read_env_file(path, required=env_file is not None)
    if env_file is None and "home" in reading.values:
        del reading.values["home"]
        reading.problems.append(f"{variable('home')}: stands in {path}, which is looked for there; set it outside")
    reading.override(environment)
    home = Path(reading.values.get("home", home)).expanduser().resolve()
    reading.add_secret_files(SECRETS, home)
    known = [*Settings.model_fields, *(key + FILE_SUFFIX.lower() for key in SECRETS)]
    reading.drop_unknown(known)
    return reading


def _problem(details: ErrorDetails, reading: Reading) -> str:
    """Write one complaint of pydantic as a line; the value is repeated unless it may hold a secret."""
    if not details["loc"]:
        # A complaint of two settings together names them itself.
        return plain_words(details)
    key = str(details["loc"][0])
    place = f" (in {reading.places[key]})" if key in reading.places else ""
    ours = details["type"] == "value_error" or key in SECRETS
    found = "" if ours else f" (found {details['input']!r})"
    return f"{variable(key)}{place}: {plain_words(details)}{found}"


def _as_text(value: object) -> str:
    """Write a value as one would in ``.env``."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _shown_default(key: str, default: object) -> str:
    if key in _DEFAULTS_IN_WORDS:
        return _DEFAULTS_IN_WORDS[key]
    return "none" if default is None else _as_text(default)


def _splits(url: str) -> bool:
    """Tell whether a URL can be taken apart; the library's complaint would repeat a password in it."""
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _passwords(url: str) -> tuple[str, ...]:
    """Return the passwords in a database URL, as written and as meant."""
    parts = urlsplit(url)
    written = [parts.password or "", *_PASSWORD_OPTION.findall(parts.query)]
    return tuple(dict.fromkeys(form for text in written if text for form in (text, unquote(text))))


def _without_password(url: str) -> str:
    for password in _passwords(url):
        url = url.replace(f":{password}@", ":***@").replace(f"password={password}", "password=***")
    return url
