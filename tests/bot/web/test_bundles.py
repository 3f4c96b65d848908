"""Modules are joined in one file, or refused with the reason; the browser's tests run what comes of the chat's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.web.bundles import Modules, shrink_script


def modules(directory: Path, **sources: str) -> Modules:
    for name, source in sources.items():
        (directory / f"{name}.js").write_text(source)
    return Modules(directory)


def test_the_first_module_holds_what_it_imports_and_the_later_one_only_the_rest(tmp_path: Path) -> None:
    found = modules(
        tmp_path,
        words='/** Says something. */\nexport const word = "first only";\nexport function say() {\n  return word;\n}\n',
        first='import { say } from "./words.js";\nexport const load = () => import("./later.js");\nsay();\n',
        more='export const rest = "later only";\n',
        later='import { rest } from "./more.js";\nimport { say } from "./words.js";\nexport function both() {\n  return say() + rest;\n}\n',
    )
    first, later = found.join("first.js", "later.js"), found.join_later("later.js", "first.js")
    assert "first only" in first
    assert "later only" not in first
    assert "later only" in later
    assert "first only" not in later
    assert 'from"./first.js"' in later
    assert "Says something" not in first, "comments are for people"


def test_two_modules_that_declare_the_same_name_are_refused(tmp_path: Path) -> None:
    found = modules(
        tmp_path,
        a="export const size = 1;\n",
        b='import { x } from "./a.js";\nconst size = 2;\n',
        later="export const y = 1;\n",
    )
    with pytest.raises(ValueError, match=r"a\.js and b\.js declare size"):
        found.join("b.js", "later.js")


def test_a_circle_of_imports_is_refused(tmp_path: Path) -> None:
    found = modules(tmp_path, a='import { b } from "./b.js";\n', b='import { a } from "./a.js";\n')
    with pytest.raises(ValueError, match=r"a\.js → b\.js → a\.js"):
        found.join("a.js", "b.js")


def test_a_declaration_stays_behind_the_one_that_it_needs() -> None:
    shrunk = shrink_script(
        "(() => { function f(n) { const empty = {}; const [v] = use({ ...empty, ...n }); return v; } return f; })()"
    )
    assert re.search(r"const (\w+)=\{\},\[\w+\]=use\(\{\.\.\.\1,", shrunk), shrunk
