"""A command ends with its result, with one line, or with a traceback where it is our mistake."""

from __future__ import annotations

import pytest

from foundation.commands import run_command


async def succeed() -> int:
    return 42


async def fail_with(error: Exception) -> int:
    raise error


def explain(error: Exception) -> str | None:
    return f"caravan: {error}" if isinstance(error, OSError) else None


def test_the_result_comes_back() -> None:
    assert run_command(succeed(), explain) == 42


def test_an_error_that_is_explained_is_one_line_and_the_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run_command(fail_with(OSError("the disk is full")), explain, status=2)
    assert ended.value.code == 2
    assert capsys.readouterr() == ("", "caravan: the disk is full\n")


def test_a_mistake_of_ours_shows_where_it_is() -> None:
    with pytest.raises(KeyError):
        run_command(fail_with(KeyError("x")), explain)
