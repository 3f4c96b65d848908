"""Which languages there are is said once (`foundation/languages.py`): no page, script or module of the gateway lists them again."""

from __future__ import annotations

import re

import pytest

from bot.rendering.catalogues import locale
from foundation.languages import DEFAULT_LANGUAGE, LANGUAGES, WRITINGS, writing_of
from nlu import model
from tests.selection import ROOT

CODE = re.compile(r"""["']zh["']|zh[-_]Hans|中文""")
READERS = {"bot/contacts/language.py", "bot/understanding/training.py"}
"""The two that recognise the language of words by their script."""
PEOPLE = ("bot/demo/",)
"""The demo's people, each of whom speaks a language."""


def names_a_language(text: str) -> bool:
    return CODE.search(text) is not None


def test_the_gateway_lists_its_languages_once() -> None:
    files = [path for kind in ("py", "html", "js", "mjs") for path in (ROOT / "bot").rglob(f"*.{kind}")]
    own = [path for path in files if not {"vendor", "migrations"} & set(path.parts)]
    assert len(own) > 200
    found = {str(path.relative_to(ROOT)) for path in own if names_a_language(path.read_text("utf-8"))}
    assert {name for name in found if not name.startswith(PEOPLE)} == READERS


@pytest.mark.parametrize("text", ['LANGUAGES = ("en", "zh")', "lang='zh'", "{'zh': 1}", 'lang="zh-Hans"', "zh_Hans_CN"])
def test_a_second_list_is_found(text: str) -> None:
    assert names_a_language(text)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_has_its_catalogue_and_its_examples(code: str) -> None:
    language = writing_of(code)
    assert language.code == code
    assert (ROOT / "locales" / language.catalogue / "LC_MESSAGES" / "messages.po").is_file()
    assert (ROOT / "nlu" / code).is_dir()
    assert locale(code).language == code


def test_an_unknown_code_reads_as_english() -> None:
    assert writing_of("xx") is writing_of(DEFAULT_LANGUAGE)


def test_every_language_says_how_it_is_written_and_is_learnt() -> None:
    assert tuple(WRITINGS) == LANGUAGES
    assert {f"nlu/{code}" for code in LANGUAGES} <= set(model.DATA)
