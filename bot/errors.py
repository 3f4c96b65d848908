"""Errors say what the catcher should do: retry, explain to the person, or hand over."""

from __future__ import annotations

from typing import Any


class CaravanError(Exception):
    """Base of the gateway's own errors."""


class Retry(CaravanError):
    """Nothing happened; the same call may succeed later."""


class DatabaseUnavailable(Retry):
    """The database is away, full or locked; the message is the database's own reason."""


class DialogueUnavailable(Retry):
    """Rasa or the action server gave no answer; `part` is the one that failed, `in_work` whether it had taken the message."""

    def __init__(self, part: str, *, in_work: bool = False) -> None:
        super().__init__(part)
        self.part = part
        self.in_work = in_work


class LeaseLost(CaravanError):
    """Another worker took the conversation over: drop what was done, it is being done again."""


class Explain(CaravanError):
    """The contact has to do something else: a code of the protocol, and a term with its values to say it in their language."""

    def __init__(self, code: str, term: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.term = term
        self.values = values


SESSION_ENDED = Explain("session_ended", "gateway.session_ended")
IDENTITY_EXPIRED = Explain("identity_expired", "gateway.identity_expired")


def for_log(error: Exception) -> dict[str, Any]:
    """What a line about a failed attempt tells: its kind, and with a mistake of ours, which no second attempt mends, where it is."""
    return {"error": type(error).__name__, "exc_info": not isinstance(error, Retry)}
