"""Joins the scripts of a page into one file, and makes scripts and style sheets smaller, so that a
page is there after few requests. The sources stay ordinary modules, and no build step is needed:
this is done when the gateway starts.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_IMPORT = re.compile(
    r"^import\s*(?:(?P<default>\w+|(?=\{))(?:\{(?P<names>[^}]*)\})?\s*from\s*)?" r'"(?P<path>[^"]+)";?', re.M
)
_DECLARATION = re.compile(r"^(export )?((?:async )?(?:function|class|const|let) (\w+))", re.M)
_LIST = re.compile(r"\bexport\s*\{([^}]*)\};?")
_DEFAULT = re.compile(r"\bexport default ")
_INDENT = re.compile(r"\n\s+")
"""Matches indentation. It has no meaning in scripts, nor in the HTML templates inside them."""


def shrink_script(source: str) -> str:
    """Returns the script without comments and needless spaces, and with short names of local
    variables."""
    return _shrink("application/javascript", source)


def shrink_style(source: str) -> str:
    return _shrink("text/css", source)


def _shrink(kind: str, source: str) -> str:
    import minify  # starts threads at once (Go's), which no process survives that is copied later, as those of the tests are

    return str(minify.string(kind, source))


@dataclass(frozen=True)
class _Module:
    """Holds a module: its path, its text, and the names that it imports, by the paths of the modules
    that export them."""

    path: str
    source: str
    imports: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def is_foreign(self) -> bool:
        """Tells whether the module is a library by others (`.mjs`). The short names in such a library may clash with
        ours."""
        return self.path.endswith(".mjs")


class Modules:
    """Joins modules of a directory in one scope. A module may import others by a relative path,
    without renaming, and export what it declares at the beginning of a line. Two modules may not
    declare the same name there."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._read: dict[str, _Module] = {}

    def join(self, entry: str, later: str) -> str:
        """Returns one module with `entry` and everything that it imports. It exports the names that `later` needs, so
        that `join_later` can make a second module that imports them."""
        own = self._list(entry)
        shared = self._find_wanted(self._list_later(later, entry), own)
        return self._build(own, "export const shared=(()=>{", f"return{{{','.join(shared)}}}}})();", shared)

    def join_later(self, entry: str, first: str) -> str:
        """Returns one module with `entry` and everything that it imports, except what `join(first, …)` already
        contains; the browser loads that module before. The new module exports what `entry` exports."""
        own = self._list_later(entry, first)
        shared = ",".join(self._find_wanted(own, self._list(first)))
        names = ",".join(name for _, name in _find_exports(self._load(entry)))
        address = posixpath.relpath(first, posixpath.dirname(entry))
        begin = f'import{{shared}}from"./{address}";export const{{{names}}}=(()=>{{const{{{shared}}}=shared;'
        return self._build(own, begin, f"return{{{names}}}}})();")

    def _build(self, modules: Sequence[_Module], begin: str, end: str, shared: Sequence[str] = ()) -> str:
        declared: dict[str, str] = {}
        for module in modules:
            for _, _, name in [] if module.is_foreign else _DECLARATION.findall(module.source):
                if declared.setdefault(name, module.path) != module.path:
                    raise ValueError(f"both {declared[name]} and {module.path} declare {name}")
        return shrink_script(
            begin + "\n".join(self._inline(module, modules, shared) for module in modules) + "\n" + end
        )

    def _inline(self, module: _Module, modules: Sequence[_Module], shared: Sequence[str]) -> str:
        """Returns the module as statements in the common scope. A foreign module keeps a scope of its own."""
        if not module.is_foreign:
            source = _LIST.sub("", _IMPORT.sub("", module.source))
            return _DECLARATION.sub(r"\2", _INDENT.sub("\n", source))
        taken = [
            f"const {local}={name};" for names in module.imports.values() for name, local in names if name != local
        ]
        exports = _find_exports(module)
        given = [f"{name}:{local}" for local, name in exports]
        body = _DEFAULT.sub("const $default=", _LIST.sub("", _IMPORT.sub("", module.source)))
        wanted = ",".join(sorted({*self._find_names(module, modules), *(n for _, n in exports if n in shared)}))
        return f"const{{{wanted}}}=(()=>{{{''.join(taken)}{body}\nreturn{{{','.join(given)}}}}})();"

    @staticmethod
    def _find_names(module: _Module, modules: Sequence[_Module]) -> set[str]:
        """Returns the names that others import from a foreign module."""
        names = [each for other in modules for each in other.imports.get(module.path, [])]
        return {f"default:{local}" if name == "default" else name for name, local in names}

    @staticmethod
    def _find_wanted(modules: Sequence[_Module], known: Sequence[_Module]) -> list[str]:
        """Returns the names that these modules import from the known ones."""
        paths = {module.path for module in known}
        wanted = {
            local for module in modules for path, names in module.imports.items() if path in paths for _, local in names
        }
        return sorted(wanted)

    def _list(self, entry: str) -> list[_Module]:
        """Returns the module and those that it imports, each after those that it imports itself."""
        done: dict[str, _Module] = {}

        def visit(path: str, way: tuple[str, ...]) -> None:
            if path in way:
                raise ValueError(f"circular import: {' → '.join((*way, path))}")
            if path not in done:
                module = self._load(path)
                for each in module.imports:
                    visit(each, (*way, path))
                done[path] = module

        visit(entry, ())
        return list(done.values())

    def _list_later(self, entry: str, first: str) -> list[_Module]:
        known = {module.path for module in self._list(first)}
        return [module for module in self._list(entry) if module.path not in known]

    def _load(self, path: str) -> _Module:
        if path not in self._read:
            source = (self._directory / path).read_text(encoding="utf-8")
            imports = {}
            for found in _IMPORT.finditer(source):
                names = [("default", found["default"])] if found["default"] else _split(found["names"] or "")
                imports[posixpath.normpath(posixpath.join(posixpath.dirname(path), found["path"]))] = names
            self._read[path] = _Module(path, source, imports)
        return self._read[path]


def _find_exports(module: _Module) -> list[tuple[str, str]]:
    """Returns pairs of names: the name in the module, and the name under which the module exports it."""
    found = [(name, name) for export, _, name in _DECLARATION.findall(module.source) if export]
    for names in _LIST.findall(module.source):
        found += _split(names)
    return [*found, ("$default", "default")] if _DEFAULT.search(module.source) else found


def _split(names: str) -> list[tuple[str, str]]:
    """Reads `a, b as c` into pairs of the name before and the name after "as"."""
    parts = [part.strip().partition(" as ") for part in names.split(",") if part.strip()]
    return [(before.strip(), (after or before).strip()) for before, _, after in parts]
