"""Reads settings from the environment and `.env`. Wrong or missing ones are reported with one clear
line each."""

from __future__ import annotations

import datetime as dt
import hmac
import ipaddress
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from limits import parse_many
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from bot.staff.roles import ROLES
from foundation.addresses import is_loopback
from foundation.private_files import read_or_make
from foundation.secrets import find_weakness

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("CARAVAN_VAR") or ROOT / "var")
"""Folder of this installation's databases, secrets and logs."""


S = TypeVar("S", bound="DatabaseSettings")


class DatabaseSettings(BaseSettings):
    """Says where the databases and the files are. Commands that migrate, back up or restore them need
    no other setting."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", extra="ignore", env_ignore_empty=True, secrets_dir=os.environ.get("SECRETS_DIR") or None
    )

    database_url: str = f"sqlite:///{VAR}/caravan.db"
    marketplace_database_url: str = f"sqlite:///{VAR}/marketplace.db"
    files_folder: Path = VAR / "files"
    """Folder of the files that people send. Several gateways need the same one."""

    @field_validator("database_url", "marketplace_database_url", mode="after")
    @classmethod
    def _is_database(cls, value: str) -> str:
        if not re.match(r"(sqlite(\+aiosqlite)?|postgres(ql(\+asyncpg)?)?):", value):
            raise ValueError("must begin with sqlite: or postgresql:")
        return value


class Settings(DatabaseSettings):
    """Holds all settings of the gateway. The names are those of docs/contract.md in lower case."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    redis_url: str | None = None
    secret_key: str = ""
    identity_secret: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    action_context_secret: str = ""
    webchat_origins: Annotated[list[str], NoDecode] = Field(default_factory=list)
    webchat_identity_url: str | None = None
    """Address at which our own chat page asks the marketplace for the signed-in person
    (docs/embed.md)."""
    telegram_bot_token: str | None = None
    telegram_base_url: str = "https://api.telegram.org"
    public_url: str | None = None
    demo: bool = True
    demo_now: dt.datetime | None = None
    rasa_url: Annotated[list[str], NoDecode] = Field(default_factory=lambda: ["http://127.0.0.1:5005"])
    rasa_token: str = ""
    actions_url: Annotated[list[str], NoDecode] = Field(default_factory=lambda: ["http://127.0.0.1:5055"])
    actions_token: str = ""
    demo_passwords: Path = VAR / "demo-passwords.json"
    oidc_issuer: str | None = None
    """Identity provider that staff may sign in with (docs/console.md)."""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = "OpenID Connect"
    oidc_role_claim: str = "roles"
    oidc_roles: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    retention_conversations_days: int = Field(730, ge=1)
    """How many days the conversations of accounts are kept (docs/privacy.md). The settings below
    say the same of the conversations of visitors, and of other things."""
    retention_visitors_days: int = Field(90, ge=1)
    retention_not_understood_days: int = Field(180, ge=1)
    retention_staff_sessions_days: int = Field(30, ge=1)
    retention_audit_days: int = Field(730, ge=30)
    retention_files_days: int = Field(365, ge=1)
    files_url: str | None = None
    """Origin that serves files and nothing else, such as `https://files.example.com`. It must lead
    to this gateway. Without it, files come from our own host."""
    file_megabytes: int = Field(20, ge=1, le=20)
    """How large a file may be. Telegram hands out no larger ones than 20 MB."""
    files_per_message: int = Field(10, ge=1, le=50)
    files_contact_day_megabytes: int = Field(200, ge=1)
    files_account_day_megabytes: int = Field(1000, ge=1)
    """How much a contact, and all contacts of an account, may send within 24 hours."""
    metrics_token: str = ""
    """Bearer token for `/metrics`. If it is empty, only loopback may read them."""
    rate_limit_contact: str | None = None
    """How many messages may come from a contact, from an account, from an address and in total, and
    how many new web sessions from an address. Those not set are as bot/conversation/limits.py says."""
    rate_limit_account: str | None = None
    rate_limit_address: str | None = None
    rate_limit_overall: str | None = None
    rate_limit_sessions: str | None = None
    rate_limit_visitors: str | None = None
    """How many conversations visitors may begin from an address."""
    sockets_per_address: int = Field(200, ge=1)
    connections_per_address: int = Field(500, ge=1)
    """How many connections, including chats, may be open from an address. The addresses in
    TRUSTED_PROXIES have no such limit."""
    connections: int = Field(10_000, ge=1)
    """How many connections may be open in total."""
    waiting_per_address: int | None = Field(None, ge=1)
    """How many visitors from an address may wait for an agent at once."""
    trusted_proxies: Annotated[list[str], NoDecode] = Field(default_factory=list)
    """Addresses or networks of our own proxies. Only what they report as a client's address is
    trusted."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "json", "console"] = "auto"

    @field_validator("identity_secret", mode="before")
    @classmethod
    def _keys(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        pairs = [pair.strip().partition(":") for pair in value.split(",") if pair.strip()]
        if any(not kid or not secret for kid, _, secret in pairs):
            raise ValueError("must be kid:secret, several with commas")
        return {kid: secret for kid, _, secret in pairs}

    @field_validator("rasa_url", "actions_url", mode="before")
    @classmethod
    def _urls(cls, value: Any) -> Any:
        urls = [url.strip().rstrip("/") for url in value.split(",")] if isinstance(value, str) else value
        if not urls or not all(re.fullmatch(r"https?://[^\s/?#,]+", url) for url in urls):
            raise ValueError("must be http://host:port, several with commas")
        return urls

    @field_validator("webchat_origins", mode="before")
    @classmethod
    def _origins(cls, value: Any) -> Any:
        return (
            [origin.strip().rstrip("/") for origin in value.split(",") if origin.strip()]
            if isinstance(value, str)
            else value
        )

    @field_validator("webchat_origins", mode="after")
    @classmethod
    def _are_origins(cls, value: list[str]) -> list[str]:
        if not all(re.fullmatch(r"https?://[^\s/?#;,]+", origin) for origin in value):
            raise ValueError("must be scheme://host[:port], several with commas")
        return value

    @field_validator("webchat_identity_url", mode="after")
    @classmethod
    def _is_identity_address(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r"https?://[^\s/?#;,]+(/[^\s;,]*)?|/[^\s;,/][^\s;,]*", value):
            raise ValueError("must be an http(s) address, or a path on this host")
        return value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _proxies(cls, value: Any) -> Any:
        parts = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
        try:
            networks = [ipaddress.ip_network(part) for part in parts if part]
        except ValueError:
            raise ValueError("must be addresses or networks such as 10.0.0.0/8, several with commas") from None
        for network in networks:
            if network.prefixlen < 2:
                raise ValueError(
                    f"{network} is half the internet or more: anybody could say to be anybody; name your proxies"
                )
        return [str(network) for network in networks]

    @field_validator(
        *("rate_limit_contact", "rate_limit_account", "rate_limit_address", "rate_limit_overall"),
        *("rate_limit_sessions", "rate_limit_visitors"),
    )
    @classmethod
    def _is_rate(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            readable = bool(value.strip()) and bool(parse_many(value))
        except ValueError:
            readable = False
        if not readable:
            raise ValueError("must be such as 60/10 second, several with semicolons")
        return value

    @field_validator("oidc_roles", mode="before")
    @classmethod
    def _roles(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        pairs = [pair.strip().rpartition("=") for pair in value.split(",") if pair.strip()]
        if any(not given or role not in ROLES for given, _, role in pairs):
            raise ValueError(f"must be value=role, several with commas; roles are {', '.join(ROLES)}")
        return {given: role for given, _, role in pairs}

    @field_validator("oidc_issuer", mode="after")
    @classmethod
    def _is_issuer(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "https://issuer")
        if not parts.hostname or (parts.scheme != "https" and not is_loopback(parts.hostname)):
            raise ValueError("must be an https address")
        return value

    @field_validator("redis_url", mode="after")
    @classmethod
    def _is_redis(cls, value: str | None) -> str | None:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @field_validator("demo_now", mode="after")
    @classmethod
    def _aware(cls, value: dt.datetime | None) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("must carry a zone, such as 2026-11-25T10:00:00+08:00")
        return value

    @model_validator(mode="before")
    @classmethod
    def _demo_unless_set_up(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Switches DEMO on only if no database URL, secret or public address is set."""
        given = {name.lower() for name, value in values.items() if value}
        if "demo" not in given and given & {
            "database_url",
            "marketplace_database_url",
            "secret_key",
            "identity_secret",
            "public_url",
        }:
            return {**values, "demo": False}
        return values

    @model_validator(mode="after")
    def _safe(self) -> Settings:
        if self.demo and not is_loopback(self.host):
            raise ValueError(
                f"HOST={self.host}: the demo listens on loopback only; set DEMO=0 and real secrets to go public"
            )
        if self.public_url and not _is_public_address(self.public_url):
            raise ValueError("PUBLIC_URL: must be https://host[:port], without a path (http on this machine alone)")
        if self.files_url and not _is_public_address(self.files_url):
            raise ValueError("FILES_URL: must be https://host[:port], without a path (http on this machine alone)")
        if self.demo and self.public_url and not is_loopback(urlsplit(self.public_url).hostname or ""):
            raise ValueError("PUBLIC_URL: a demo has no public address; set DEMO=0 and real secrets")
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set with OIDC_ISSUER")
        if not self.demo and (bad := self._find_bad_secrets()):
            raise ValueError("\n".join(bad))
        return self

    def _find_bad_secrets(self) -> list[str]:
        """Returns a line for each secret that is missing or can be guessed."""
        given = {"SECRET_KEY": self.secret_key} | {
            f"IDENTITY_SECRET: the secret of {kid}": secret for kid, secret in self.identity_secret.items()
        }
        missing = [name for name in ("SECRET_KEY", "IDENTITY_SECRET") if not getattr(self, name.lower())]
        between = ("action_context_secret", "rasa_token", "actions_token", "metrics_token")
        given |= {name.upper(): getattr(self, name) for name in between}
        weak = [f"{name} {problem}" for name, secret in given.items() if secret and (problem := find_weakness(secret))]
        reused = [
            f"IDENTITY_SECRET: the secret of {kid} is SECRET_KEY, too: the marketplace must not know that one"
            for kid, secret in self.identity_secret.items()
            if secret == self.secret_key
        ]
        return [*(f"{name} is missing: without DEMO it must be set" for name in missing), *weak, *reused]

    def with_derived_secrets(self) -> Settings:
        """Returns the settings with the secrets between our own processes derived from SECRET_KEY,
        where they are not set."""
        names = ("action_context_secret", "rasa_token", "actions_token")
        derived = {name: _derive(self.secret_key, name) for name in names if not getattr(self, name)}
        return self.model_copy(update=derived)

    @property
    def secrets(self) -> tuple[str | None, ...]:
        """Returns all secrets, which must not appear in a log."""
        urls = (self.database_url, self.marketplace_database_url, self.redis_url or "")
        return (
            *(self.secret_key, self.action_context_secret, self.rasa_token, self.actions_token, self.metrics_token),
            *(self.telegram_bot_token, self.telegram_secret, self.oidc_client_secret, *self.identity_secret.values()),
            self.oidc_client_secret,
            *(urlsplit(url).password for url in urls),
        )

    @property
    def oidc(self) -> dict[str, Any]:
        """Returns the settings of the staff's identity provider, by their names."""
        return self._find_named("oidc_")

    @property
    def periods(self) -> dict[str, int]:
        """Returns for how many days things are kept, by their names."""
        return self._find_named("retention_", "_days")

    @property
    def file_limits(self) -> dict[str, int]:
        """Returns how large files may be in bytes, and how many, by the names of their limits."""
        return {
            "largest": self.file_megabytes << 20,
            "per_message": self.files_per_message,
            "contact_day": self.files_contact_day_megabytes << 20,
            "account_day": self.files_account_day_megabytes << 20,
        }

    @property
    def rates(self) -> dict[str, str]:
        """Returns the rate limits that are set, by what they limit."""
        return {name: rate for name, rate in self._find_named("rate_limit_").items() if rate is not None}

    def _find_named(self, prefix: str, suffix: str = "") -> dict[str, Any]:
        names = [name for name in type(self).model_fields if name.startswith(prefix)]
        return {name.removeprefix(prefix).removesuffix(suffix): getattr(self, name) for name in names}

    @property
    def telegram_secret(self) -> str:
        """Returns the secret that Telegram must send to the webhook."""
        return _derive(self.secret_key, "telegram webhook")

    @property
    def address(self) -> str:
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def allowed_origins(self) -> list[str]:
        """Returns the origins of pages that may open the chat socket: the configured ones, and our
        own."""
        own = [self.address.rstrip("/")]
        if is_loopback(self.host):
            own += [f"http://{name}:{self.port}" for name in ("127.0.0.1", "localhost")]
        return [*self.webchat_origins, *own]


def _derive(secret: str, purpose: str) -> str:
    return hmac.new(secret.encode(), purpose.encode(), "sha256").hexdigest()


def _is_public_address(url: str) -> bool:
    found = re.fullmatch(r"(https?)://(\[[0-9A-Fa-f:.]+\]|[^\s/?#;,@:\[\]]+)(:\d{1,5})?/?", url)
    return found is not None and (found[1] == "https" or is_loopback(found[2].strip("[]")))


def find_problems(error: ValidationError) -> list[str]:
    """Returns one line for each wrong setting, without the values of secrets."""
    lines = []
    for item in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in item["loc"]).upper()
        message = item["msg"].removeprefix("Value error, ")
        lines += [f"{name}: {message}"] if name else message.split("\n")
    return lines


def add_demo_secrets(settings: Settings, folder: Path) -> Settings:
    """Returns the settings with random secrets where the demo has none set."""
    if not settings.demo:
        return settings
    made = _read_demo_secrets(folder)
    kid, _, key = made["identity_secret"].partition(":")
    return settings.model_copy(
        update={
            "secret_key": settings.secret_key or made["secret_key"],
            "identity_secret": settings.identity_secret or {kid: key},
        }
    )


def _read_demo_secrets(folder: Path) -> dict[str, str]:
    def make() -> dict[str, str]:
        return {"secret_key": token_hex(32), "identity_secret": f"demo:{token_hex(32)}"}

    return read_or_make(folder / "demo-secrets.json", make)


def read_settings() -> Settings:
    """Returns the settings. If some are wrong, it prints a line for each and exits with status 2."""
    return add_demo_secrets(_or_one_line_each(Settings), VAR).with_derived_secrets()


def read_database_settings() -> DatabaseSettings:
    """Returns the settings of the databases. It handles wrong ones as `read_settings` does.
    Commands that maintain the databases need no other settings."""
    return _or_one_line_each(DatabaseSettings)


def _or_one_line_each(read: Callable[[], S]) -> S:
    try:
        return read()
    except ValidationError as error:
        for line in find_problems(error):
            print(f"caravan: {line}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
    except SettingsError as error:
        print(f"caravan: SECRETS_DIR: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
