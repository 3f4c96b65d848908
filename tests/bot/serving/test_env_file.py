"""What stands wrong in `.env` is told in one line each, and nothing in it is passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.settings import Settings as ActionsSettings
from bot.serving.settings import reading
from bot.serving.settings.env_file import OF_OTHER_PROGRAMS
from bot.serving.settings.settings import Settings


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def test_a_file_that_is_not_utf_8_is_one_line(env_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    env_file.write_bytes("PORT=8000\nOIDC_NAME=Café\n".encode("latin-1"))
    with pytest.raises(SystemExit) as ended:
        reading.read_settings(env_file)
    assert ended.value.code == 2
    assert capsys.readouterr().err == "caravan: .env: line 2 is not UTF-8; save the file as UTF-8\n"


def test_a_name_that_is_no_setting_is_told_with_the_one_that_was_meant(
    env_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    env_file.write_text("PORT=8000\nTELEGRAM_TOKEN=1\nWEBCHAT_ORIGIN=https://a.example\nCOLOUR=red\nRASA_PORT=5005\n")
    reading.warn_of_unknown_names(env_file)
    assert capsys.readouterr().err.splitlines() == [
        "caravan: .env: TELEGRAM_TOKEN is no setting and has no effect; did you mean TELEGRAM_BOT_TOKEN?",
        "caravan: .env: WEBCHAT_ORIGIN is no setting and has no effect; did you mean WEBCHAT_ORIGINS?",
        "caravan: .env: COLOUR is no setting and has no effect",
    ]


def test_without_a_file_nothing_is_said(env_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not env_file.exists()
    reading.warn_of_unknown_names(env_file)
    assert capsys.readouterr().err == ""


def test_every_setting_of_the_action_server_is_known() -> None:
    assert set(ActionsSettings.model_fields) <= OF_OTHER_PROGRAMS | set(Settings.model_fields)
