"""Defines errors by what the catcher should do: retry, explain it to the person, or hand over."""

from __future__ import annotations

from typing import Any


class CaravanError(Exception):
    """Serves as the base of the gateway's own errors."""


class Retry(CaravanError):
    """Nothing happened. The same call may succeed later."""


class DatabaseUnavailable(Retry):
    """The database is away, full or locked. The message is the database's own reason."""


class DialogueUnavailable(Retry):
    """Rasa or the action server gave no answer. `part` is the one that failed; `in_work` says
    whether it had accepted the message."""

    def __init__(self, part: str, *, in_work: bool = False) -> None:
        super().__init__(part)
        self.part = part
        self.in_work = in_work


class Unreadable(CaravanError):
    """Data from another program does not have the agreed shape. One of the two programs has a
    mistake."""


class LeaseLost(CaravanError):
    """Another worker has taken the conversation over. Drop the work, because it is being done
    again."""


class Explain(CaravanError):
    """The contact must do something else. The error holds a code of the protocol, and a term with
    values that says what to do in the contact's language."""

    def __init__(self, code: str, term: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.term = term
        self.values = values


SESSION_ENDED = Explain("session_ended", "gateway.session_ended")
IDENTITY_EXPIRED = Explain("identity_expired", "gateway.identity_expired")


def describe_for_log(error: Exception) -> dict[str, Any]:
    """Returns the fields of a log line about a failed attempt: the kind of error and, for a mistake
    of ours that no retry mends, its traceback."""
    return {"error": type(error).__name__, "exc_info": not isinstance(error, Retry)}
