"""Makes the scripts and style sheets of the web chat's pages from their sources: they are
joined, so that a page needs few requests, and their comments are left out."""

from __future__ import annotations

from pathlib import Path

from bot.web.bundles import Modules, shrink_script, shrink_style

FIRST, LATER = "chat/app.js", "chat/later.js"
"""The two scripts of the chat: one with all that the first message needs, and one with the rest, which is loaded later."""


def make_assets(directory: Path) -> dict[str, str]:
    """Returns the texts of scripts and style sheets by the names under which they are served.
    `directory` holds their sources."""
    modules = Modules(directory)
    alone = {path.name: path.read_text(encoding="utf-8") for path in directory.iterdir() if path.is_file()}
    styles = {name: text for name, text in alone.items() if name.endswith(".css")}
    scripts = {name: text for name, text in alone.items() if name.endswith(".js") and name != "widget.js"}
    return {
        **{name: shrink_style(text) for name, text in styles.items()},
        **{name: shrink_script(text) for name, text in scripts.items()},
        "chat.css": shrink_style(styles["base.css"] + styles["chat.css"]),
        FIRST: modules.join(FIRST, LATER),
        LATER: modules.join_later(LATER, FIRST),
    }
