"""The templates of pages: compiled once, however many languages they are shown in."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError

from bot.web.templates import open_templates


def test_a_template_is_compiled_once_for_all_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, compile_ = [], Environment.compile

    def count(self: Environment, *about: object, **more: object) -> object:
        compiled.append(about[1])
        return compile_(self, *about, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", count)
    (tmp_path / "page.html").write_text("{{ greeting }}, {{ name | polite }}!")
    said = []
    for greeting, polite in (("Hello", "Ms {}"), ("您好", "{}女士")):
        templates = open_templates(tmp_path)
        templates.globals["greeting"] = greeting
        templates.filters["polite"] = polite.format
        said.append(templates.get_template("page.html").render(name="<Li>"))
    assert said == ["Hello, Ms &lt;Li&gt;!", "您好, &lt;Li&gt;女士!"]
    assert compiled == ["page.html"]


def test_a_changed_template_is_compiled_anew(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    for words in ("before", "after"):
        page.write_text(words)
        assert open_templates(tmp_path).get_template("page.html").render() == words


def test_an_unknown_name_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ nobody_knows }}")
    with pytest.raises(UndefinedError):
        open_templates(tmp_path).get_template("page.html").render()
