"""Checks inline keyboards and command menus by Telegram's rules."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram.errors import bad_request

Json = dict[str, Any]
ACTIONS = {"callback_data", "url", "web_app", "login_url", "copy_text", "switch_inline_query"}
MOST_BUTTONS = 100


def keyboard(params: Json) -> Json:
    """Checks the inline keyboard in the parameters of a method, and returns it as `{"reply_markup": …}`, or {} if there
    is none.

    Raises:
        ApiError: 400, Telegram does not accept the keyboard.
    """
    markup = params.get("reply_markup")
    if not markup:
        return {}
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list):
        raise bad_request("object expected as reply markup")
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            _check_button(button)
    return {"reply_markup": {"inline_keyboard": [row for row in rows if row]}} if any(rows) else {}


def _check_button(button: Json) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: Button text must be non-empty")
    used = ACTIONS & set(button)
    if len(used) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(str(button["url"]))


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    ok = parts.scheme == "tg" or (parts.scheme in ("http", "https") and "." in (parts.hostname or ""))
    if not ok:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def commands(params: Json) -> list[Json]:
    found: list[Json] = params.get("commands") or []
    if len(found) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for entry in found:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(entry.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(entry.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return found


def language(params: Json) -> str:
    code = str(params.get("language_code") or "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code
