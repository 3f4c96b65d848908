"""Defines errors by what the catcher should do: retry, explain it to the person, or report a mistake.
Each subject derives its own from these, beside what raises them."""

from __future__ import annotations

from typing import Any


class CaravanError(Exception):
    """Serves as the base of all errors that our own programs raise on purpose."""


class Retry(CaravanError):
    """Nothing happened. The same call may succeed later."""


class Unreadable(CaravanError):
    """Data from another program does not have the agreed shape. One of the two programs has a
    mistake."""


class Explain(CaravanError):
    """The person must do something else. The error holds a code of the protocol, and a term with
    values that says what to do in the person's language."""

    def __init__(self, code: str, term: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.term = term
        self.values = values


def describe_for_log(error: Exception) -> dict[str, Any]:
    """Returns the fields of a log line about a failed attempt: the kind of error and, for a mistake
    of ours that no retry mends, its traceback."""
    return {"error": type(error).__name__, "exc_info": not isinstance(error, Retry)}
