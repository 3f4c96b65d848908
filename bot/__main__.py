"""Runs the gateway or one of its maintenance commands: `python -m bot …`."""

from __future__ import annotations

from bot.serving.command_line import app

if __name__ == "__main__":
    app()
