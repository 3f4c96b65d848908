"""Reads the forms of the operator's documents, and renders what they would look like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from starlette.datastructures import FormData

from bot.rendering.renderer import Renderer, find_placeholders
from bot.words.documents import FACTS, Content
from bot.words.markdown import render_html
from foundation.languages import LANGUAGES

Preview = list[tuple[str, list[Markup]]]
"""What a document looks like: for each language, its paragraphs as HTML."""


def read_fields(form: FormData, kind: str) -> dict[str, Any]:
    """Returns the fields of a form as the JSON of a document. Fields such as `title.en` are put
    under `title`."""
    given: dict[str, Any] = {}
    for name, value in form.multi_items():
        outer, _, inner = name.partition(".")
        if inner:
            given.setdefault(outer, {})[inner] = value
        else:
            given[outer] = value
    return dict(given.get("text") or {}) if kind == "text" else given


def list_fillers(kind: str, original: Content) -> list[str]:
    """Returns the placeholders that a text may have besides those of every text, such as `{name}` in a greeting."""
    if kind != "text":
        return []
    return sorted(f"{{{name}}}" for name in find_placeholders("".join(original.values())) - {*FACTS})


def render_preview(renderer: Renderer, kind: str, content: Content) -> Preview:
    """Returns what the texts of a document look like, with their placeholders filled by the facts
    (`FACTS`) as they are today."""
    if kind == "article":
        fields = [content["title"], content["text"], content["more"]]
        return [
            (language, [_show_markdown(renderer, each[language], language) for each in fields])
            for language in LANGUAGES
        ]
    if kind == "text":
        return [(language, [_show_text(renderer, content[language], language)]) for language in LANGUAGES]
    return []


def _show_markdown(renderer: Renderer, text: str, language: str) -> Markup:
    return Markup(render_html(_fill(renderer, text, language)))  # noqa: S704  HTML in the text was escaped


def _show_text(renderer: Renderer, text: str, language: str) -> Markup:
    return Markup('<p class="as-written">{}</p>').format(_fill(renderer, text, language))


def _fill(renderer: Renderer, text: str, language: str) -> str:
    """Returns the text with the facts in their places. Other placeholders stay as they are."""
    others: Mapping[str, str] = {name: f"{{{name}}}" for name in find_placeholders(text) - {*FACTS}}
    return renderer.fill(text, language, others)
