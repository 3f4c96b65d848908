"""Defines the settings of the gateway, which are read from environment variables and the file `.env`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from bot.channels.telegram.settings import TelegramSettings
from bot.channels.webchat.settings import WebChatSettings
from bot.serving.settings.places import VAR, DatabaseSettings
from bot.serving.settings.secrets import find_bad_secrets
from bot.serving.settings.values import (
    Issuer,
    Keys,
    Proxies,
    Rate,
    RedisUrl,
    Roles,
    Urls,
    ZonedMoment,
    is_public_address,
)
from foundation.addresses import is_loopback
from foundation.secrets import derive_secret


class Settings(TelegramSettings, WebChatSettings, DatabaseSettings):
    """Holds all settings of the gateway, among them those of the channels, which each channel defines in its own
    folder. The names are those of the environment variables in docs/contract.md, in lower case."""

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    redis_url: RedisUrl | None = None
    secret_key: str = ""
    identity_secret: Keys = Field(default_factory=dict)
    events_secret: Keys = Field(default_factory=dict)
    """The keys with which the operator's own system signs its events, by their ids (docs/events.md). Without keys, no
    events are taken in."""
    operator_database_url: str = ""
    """The operator's own database (docs/your-database.md). The action servers alone use it: the gateway knows the name
    so that no other process gets the password."""
    operator_url: str = ""
    operator_secret: str = ""
    """The address of the operator's own system, and the keys for it (docs/events-out.md). The action servers get the
    same settings."""
    action_context_secret: str = ""
    public_url: str | None = None
    demo: bool = True
    demo_now: ZonedMoment | None = None
    rasa_url: Urls = Field(default_factory=lambda: ["http://127.0.0.1:5005"])
    rasa_token: str = ""
    actions_url: Urls = Field(default_factory=lambda: ["http://127.0.0.1:5055"])
    actions_token: str = ""
    demo_passwords: Path = VAR / "demo-passwords.json"
    oidc_issuer: Issuer | None = None
    """The URL of the identity provider (OpenID Connect) with which staff may sign in
    (docs/console.md)."""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = "OpenID Connect"
    oidc_role_claim: str = "roles"
    oidc_roles: Roles = Field(default_factory=dict)
    retention_conversations_days: int = Field(730, ge=1)
    """The retention period of conversations of contacts with an account, in days (docs/privacy.md).
    The next five settings are the periods of other data."""
    retention_visitors_days: int = Field(90, ge=1)
    retention_not_understood_days: int = Field(180, ge=1)
    retention_staff_sessions_days: int = Field(30, ge=1)
    retention_audit_days: int = Field(730, ge=30)
    retention_files_days: int = Field(365, ge=1)
    draft_reminder_hours: int = Field(24, ge=0, le=24 * 14)
    """After how many hours of silence a contact is asked, once, after what they have left unfinished. With 0 nobody is
    asked."""
    notice_gather_seconds: int = Field(60, ge=0, le=600)
    """For how many seconds after a notification the further ones for a silent contact are gathered into one message. With
    0 each goes by itself as it comes."""
    files_url: str | None = None
    """A separate origin that serves only files, such as `https://files.example.com`. Requests to
    this origin must reach this gateway. Without this setting, files are served from the gateway's
    own host."""
    file_megabytes: int = Field(20, ge=1, le=20)
    """The largest size of a file, in megabytes. Bots cannot download more than 20 MB from Telegram."""
    files_per_message: int = Field(10, ge=1, le=50)
    files_contact_day_megabytes: int = Field(200, ge=1)
    files_account_day_megabytes: int = Field(1000, ge=1)
    """How many megabytes of files all contacts of an account together may send within 24 hours. The
    setting above is the limit for one contact."""
    metrics_token: str = ""
    """The bearer token for `/metrics`. If there is no token, only requests from loopback may read
    the metrics."""
    rate_limit_contact: Rate | None = None
    """How many messages may come from one contact, such as `60/10 second`. The next four settings
    limit the messages of an account, of an IP address and in total, and new web sessions from an
    address. The defaults are in bot/conversation/limits.py."""
    rate_limit_account: Rate | None = None
    rate_limit_address: Rate | None = None
    rate_limit_overall: Rate | None = None
    rate_limit_sessions: Rate | None = None
    rate_limit_visitors: Rate | None = None
    """How many conversations visitors may begin from one IP address."""
    connections_per_address: int = Field(500, ge=1)
    """How many connections, including chats, may be open from one IP address. The addresses in
    TRUSTED_PROXIES have no such limit."""
    connections: int = Field(10_000, ge=1)
    """How many connections may be open in total, in each gateway."""
    waiting_per_address: int | None = Field(None, ge=1)
    """How many visitors from one IP address may wait for an agent at the same time."""
    trusted_proxies: Proxies = Field(default_factory=list)
    """Addresses or networks of the proxies before this gateway. Only these proxies are trusted to
    report the client's address."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "json", "console"] = "auto"

    @model_validator(mode="before")
    @classmethod
    def _demo_unless_set_up(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Switches the demo off if DEMO is not set but a database URL, a secret or a public address
        is."""
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
        if self.public_url and not is_public_address(self.public_url):
            raise ValueError("PUBLIC_URL: must be https://host[:port], without a path (http on this machine alone)")
        if self.files_url and not is_public_address(self.files_url):
            raise ValueError("FILES_URL: must be https://host[:port], without a path (http on this machine alone)")
        if self.demo and self.public_url and not is_loopback(urlsplit(self.public_url).hostname or ""):
            raise ValueError("PUBLIC_URL: a demo has no public address; set DEMO=0 and real secrets")
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_client_secret):
            raise ValueError("OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set with OIDC_ISSUER")
        if not self.demo and (bad := find_bad_secrets(self)):
            raise ValueError("\n".join(bad))
        return self

    def with_derived_secrets(self) -> Settings:
        """Returns the settings in which those secrets between Caravan's own processes that are not
        set are derived from SECRET_KEY."""
        names = ("action_context_secret", "rasa_token", "actions_token")
        derived = {name: derive_secret(self.secret_key, name) for name in names if not getattr(self, name)}
        return self.model_copy(update=derived)

    @property
    def secrets(self) -> tuple[str | None, ...]:
        """Returns all secrets, which must not appear in a log."""
        urls = (self.database_url, self.marketplace_database_url, self.redis_url or "")
        return (
            *(self.secret_key, self.action_context_secret, self.rasa_token, self.actions_token, self.metrics_token),
            *(self.oidc_client_secret, *self.identity_secret.values()),
            *self.list_secrets(self.secret_key),
            *self.events_secret.values(),
            *(urlsplit(url).password for url in urls),
        )

    @property
    def oidc(self) -> dict[str, Any]:
        """Returns the settings of the staff's identity provider, by their names."""
        return self._find_named("oidc_")

    @property
    def periods(self) -> dict[str, int]:
        """Returns the retention periods in days, by the kind of data."""
        return self._find_named("retention_", "_days")

    @property
    def file_limits(self) -> dict[str, int]:
        """Returns the fields of `FileLimits` by name. Sizes are in bytes."""
        return {
            "largest": self.file_megabytes << 20,
            "per_message": self.files_per_message,
            "contact_day": self.files_contact_day_megabytes << 20,
            "account_day": self.files_account_day_megabytes << 20,
        }

    @property
    def rates(self) -> dict[str, str]:
        """Returns the rate limits that are set, by the field names of `Rates`."""
        return {name: rate for name, rate in self._find_named("rate_limit_").items() if rate is not None}

    def _find_named(self, prefix: str, suffix: str = "") -> dict[str, Any]:
        names = [name for name in type(self).model_fields if name.startswith(prefix)]
        return {name.removeprefix(prefix).removesuffix(suffix): getattr(self, name) for name in names}

    @property
    def address(self) -> str:
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def own_origins(self) -> list[str]:
        """Returns the origins of the gateway's own pages."""
        own = [self.address.rstrip("/")]
        if is_loopback(self.host):
            own += [f"http://{name}:{self.port}" for name in ("127.0.0.1", "localhost")]
        return own
