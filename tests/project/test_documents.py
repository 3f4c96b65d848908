"""What documents, docstrings and comments name is there: files, `make` targets, modules, decisions."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.selection import ROOT
from tools.map import DOCUMENT, PACKAGES, with_map

FOLDERS = "|".join((*PACKAGES, "tests", "docs", "tools", "locales", "deploy", "bench"))
DOCUMENTS = sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"])
SOURCES = sorted(
    file for folder in FOLDERS.split("|") for file in ROOT.glob(f"{folder}/**/*.py") if ".venv" not in file.parts
)
MADE = (
    "nlu/gazetteers/marketplace-own.json",
    "bench/results.json",
    "bench/peer/.venv",
    "bench/.cache",
    "nlu/en/from_traffic.yml",
    "nlu/zh/from_traffic.yml",
    "tests/nlu/data/from_traffic.jsonl",
    "bot/channels/line/",
    "tests/bot/channels/line/",
    "bot/channels/telegram/staff/",
    "deploy/.env",
    "deploy/secrets",
    "deploy/backups",
)
"""What is named and made only later, or where docs/extending.md would have something made."""
DECISIONS = ROOT / "docs/decisions"


def links_of(text: str) -> list[str]:
    """Returns the relative links of a Markdown text, without their anchors."""
    found = re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", text)
    return [unquote(link) for link in found if "://" not in link and not link.startswith("mailto:")]


def paths_of(text: str) -> list[str]:
    """Returns the paths from the root that a text names; one with a placeholder in it is none."""
    found = re.findall(rf"(?<![\w/.<-])(?:{FOLDERS})/[\w./*{{<…-]*", text)
    return [path.rstrip(".-") for path in found if not re.search(r"[{<…]", path)]


def targets_of(text: str) -> list[str]:
    return re.findall(r"(?:`|^)make ([a-z][a-z-]*)", text, re.MULTILINE)


def modules_of(text: str) -> list[str]:
    return re.findall(rf"python -m ((?:{FOLDERS})(?:\.\w+)*)", text)


def prose_of(source: str) -> Iterator[str]:
    """Yields the docstrings and the comments of a file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def missing_in(text: str) -> list[str]:
    """Returns what a text names and is not there."""
    makefile = (ROOT / "Makefile").read_text()
    return [
        *(path for path in paths_of(text) if not path.startswith(MADE) and not any(ROOT.glob(path.rstrip("/")))),
        *(f"make {name}" for name in targets_of(text) if not re.search(rf"^{name}:", makefile, re.MULTILINE)),
        *(f"python -m {name}" for name in modules_of(text) if not is_module(name)),
    ]


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_is_there(document: Path) -> None:
    text = document.read_text("utf-8")
    dead = [link for link in links_of(text) if not (document.parent / link).exists()]
    assert dead + missing_in(text) == []


def test_what_docstrings_and_comments_name_is_there() -> None:
    assert len(SOURCES) > 300
    missing = [
        f"{file.relative_to(ROOT)}: {name}"
        for file in SOURCES
        for prose in prose_of(file.read_text("utf-8"))
        for name in missing_in(prose)
    ]
    assert missing == []


@pytest.mark.parametrize(
    "text",
    [
        "see docs/nothing.md",
        "`bot/nowhere/`",
        "(`tests/**/nobody.py`)",
        "`make nothing`",
        "run `python -m bot.nothing`",
    ],
)
def test_what_is_not_there_is_found(text: str) -> None:
    assert len(missing_in(text)) == 1


def test_links_are_found() -> None:
    assert links_of("[a](x.md) [b](../y.md#z) [c](https://d.example/e) [f](#g)") == ["x.md", "../y.md"]


def test_decisions_are_numbered_dated_and_in_the_index() -> None:
    files = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
    assert [path.name[:5] for path in files] == [f"{number:04}-" for number in range(1, len(files) + 1)]
    index = (DECISIONS / "README.md").read_text("utf-8")
    for path in files:
        title, _, date = path.read_text("utf-8").splitlines()[:3]
        assert re.fullmatch(r"\*\d{4}-\d\d-\d\d\*", date), path.name
        assert f"| {path.name[:4]} | [{title[2:]}]({path.name}) | {date.strip('*')} |" in index


def test_every_document_is_in_the_index() -> None:
    index = set(links_of((ROOT / "docs/README.md").read_text("utf-8")))
    files = {path.name for path in ROOT.glob("docs/*.md")} - {"README.md"}
    assert files | {"decisions/README.md", "../CONTRIBUTING.md"} == index


def test_the_map_says_what_every_folder_is() -> None:
    """`python -m tools.map` writes it from what the folders say of themselves."""
    text = DOCUMENT.read_text("utf-8")
    assert text == with_map(text)
    assert all(f"\n| `{package}/` | " in text for package in PACKAGES)


def test_what_the_recipes_show_of_a_notice_is_still_in_the_code() -> None:
    """The diff of the notice that was added last is a part of the code, line by line, so that it cannot go stale."""
    recipe = (ROOT / "docs/extending.md").read_text(encoding="utf-8").split("## A notice")[1].split("```diff")[1]
    path, checked = ROOT, 0
    for line in recipe.split("```")[0].splitlines():
        if line.startswith("--- a/"):
            path = ROOT / line.removeprefix("--- a/")
        elif line.startswith("+"):
            assert line[1:].strip() in path.read_text(encoding="utf-8"), (path.name, line)
            checked += 1
    assert checked > 10
