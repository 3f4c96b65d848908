"""Defines base classes of errors by what the catcher should do: retry, explain the error to the
person, or report a bug. Each package derives its own errors from these classes."""

from __future__ import annotations

from typing import Any


class CaravanError(Exception):
    """Serves as the base class of all errors that Caravan raises on purpose."""


class Retry(CaravanError):
    """The call had no effect. The same call may succeed later."""


class Unreadable(CaravanError):
    """Data from another program does not have the expected form, because one of the two programs
    has a bug."""


class Explain(CaravanError):
    """The person must be told what is wrong. The error has a code for programs, and the name and
    values of a text that is shown in the person's language."""

    def __init__(self, code: str, term: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.term = term
        self.values = values


def describe_for_log(error: Exception) -> dict[str, Any]:
    """Returns the fields of a log line about a failed attempt: the class of the error and, unless
    it is a `Retry`, its traceback."""
    return {"error": type(error).__name__, "exc_info": not isinstance(error, Retry)}
