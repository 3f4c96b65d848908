"""Removes personal data and secrets from log lines, also from those of libraries and from
tracebacks.

Four filters are used, because none is enough by itself. The filters hide the values of fields with
certain names, the secrets of the installation, the words of the message that is being processed
(`telemetry.turn`), and text that looks like a token, an e-mail address, a telephone number or an
account number. Ids of conversations and messages, numbers of orders and requests for quotation,
dates and IP addresses are kept, because a log would be useless without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping
from typing import Any

from telemetry.turn import read_private_words

HIDDEN = "<hidden>"
SECRET = "<secret>"  # noqa: S105 - the text that replaces a secret
SHORTEST_WORD = 4
"""Shorter words ("yes") reveal nothing, and hiding them would blot out half of a line."""
SHORTEST_SECRET = 8

PRIVATE_FIELDS = frozenset(
    (
        *("text", "texts", "words", "body", "content", "payload", "state", "entities", "values", "slots"),
        *("argument", "command_argument", "query", "label", "token", "password", "passwords", "secret"),
        *("authorization", "cookie", "cookies", "session", "identity", "context", "code", "credentials"),
        *("email", "phone", "person", "display_name", "account", "contact_key", "chat", "chat_id", "headers"),
    )
)
"""The names of fields whose values are always hidden."""
PLAIN_FIELDS = frozenset({"timestamp", "level", "logger", "process", "conversation", "message"})
"""The names of fields that are not redacted: this package writes them itself, or they contain an id
that matches `_ID`."""

_ID = re.compile(r"[0-9a-f]{32}(?:-(?:in)?\d+)?\Z")
_QUOTING = (
    # SQLAlchemy, PostgreSQL and pydantic quote values in their error messages.
    (re.compile(r"\[parameters: .*?(?=\n\(Background|\Z)", re.DOTALL), f"[parameters: {HIDDEN}]"),
    (re.compile(r"DETAIL: .*"), f"DETAIL: {HIDDEN}"),
    (re.compile(r"(invalid input for query argument \$\d+: ).*"), rf"\g<1>{HIDDEN}"),
    (re.compile(r"input_value=.*?(?=, input_type=)", re.DOTALL), f"input_value={HIDDEN}"),
)
_SHAPES = re.compile(
    "|".join(
        (
            r"(?P<keep>(?<![\w-])[0-9a-f]{32}(?:-(?:in)?\d+)?(?![\w-])"  # ids of conversations, contacts and messages
            r"|(?<![\w-])(?:ORD|RFQ)-\d+(?![\w-])"
            r"|(?<![\w-])(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])"
            # an IP address, with or without a port
            r"|(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?![\w.-])(?::\d{1,5})?"
            r"|(?<![\w.-])\d+\.\d+(?![\w.-])"
            r"|(?<![\w-])0x[0-9a-f]{1,16}(?![\w-]))",
            r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)",  # the password in the address of a database
            r"(?<=[?&])(?:token|key|secret|code|session|identity|signature)=[^&\s'\"]+",
            r"eyJ[\w-]{8,1024}\.[\w-]+(?:\.[\w-]*)?",  # a JSON Web Token
            r"(?<!\d)\d{6,12}:[\w-]{30,}",  # a bot token of Telegram
            # The secrets of sessions, sign-in codes and buttons have 22 characters; longer matches
            # are keys and hashes.
            r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[A-Za-z0-9_-]{22}(?![\w-])",
            r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{23,}(?![\w-])",
            r"(?P<personal>[\w.+-]{1,64}\s?[@＠]\s?[\w-]{1,63}(?:\s?[.．。]\s?[\w-]{1,63})+"
            r"|(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,4})?(?![A-Za-z0-9])"  # IBAN
            r"|[+＋]\s?\(?\d(?:[\s().\-–/]{0,2}\d){6,16}"
            r"|(?<![\w.])\(?\d{2,5}\)?(?:[\s\-–]\d{2,5}){2,6}(?![\w.])"
            r"|(?<![\w.])\d{8,}[Xx]?(?![\w.]))",
        )
    )
)


class Redaction:
    """Redacts each log line, as a structlog processor. `secrets` are the secrets of the
    installation, which are replaced wherever they occur."""

    def __init__(self, secrets: Iterable[str | None] = ()) -> None:
        known = {secret for secret in secrets if secret and len(secret) >= SHORTEST_SECRET}
        self._secrets = sorted(known, key=len, reverse=True)

    def __call__(self, _logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for field, value in line.items():
            if field.startswith("_") or isinstance(value, bool | int | float | None):
                continue
            if field in PLAIN_FIELDS and (field not in ("conversation", "message") or _ID.match(str(value))):
                continue
            line[field] = self._redact_value(field, value)
        return line

    def redact(self, text: str) -> str:
        """Returns the text without personal data and secrets."""
        for secret in self._secrets:
            text = text.replace(secret, SECRET)
        for word in read_private_words():
            if len(word) >= SHORTEST_WORD:
                text = text.replace(word, HIDDEN).replace(repr(word)[1:-1], HIDDEN)
        for pattern, instead in _QUOTING:
            text = pattern.sub(instead, text)
        return _SHAPES.sub(_replace_shape, text)

    def _redact_value(self, field: str, value: Any) -> Any:
        if field.lower() in PRIVATE_FIELDS:
            return HIDDEN
        if isinstance(value, bool | int | float | None):
            return value
        if isinstance(value, dict):
            return {str(key): self._redact_value(str(key), inner) for key, inner in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._redact_value("", inner) for inner in value]
        return self.redact(value if isinstance(value, str) else repr(value))


def _replace_shape(match: re.Match[str]) -> str:
    if match["keep"]:
        return match[0]
    return "<personal>" if match["personal"] else SECRET
