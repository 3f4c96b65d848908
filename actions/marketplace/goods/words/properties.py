"""Finds what a name of goods says about a property: "450 gsm" about the weight, 纯棉 about the material. Listings have no
fields for such properties, but their names contain them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from actions.marketplace.base.records import Name
from foundation.yaml_text import read_yaml

_NUMBER = r"\d+(?:[.,]\d+)?(?:\s?[x×-]\s?\d+(?:[.,]\d+)?)*"
_UNITS = {
    "weight": r"gsm|g/m²|momme|kg|g|t|克|公斤|千克|姆米|吨|斤",
    "size": r"cm|mm|m|inch|inches|ft|厘米|毫米|米|英寸|寸|英尺|码|mm²",
    "thickness": r"mm|毫米",
    "volume": r"ml|l|litres?|oz|cc|毫升|升|盎司",
    "power": r"kw|w|v|mah|ah|hp|lm|千瓦|瓦|伏|毫安时?|马力",
}
"""The units in which each property is given."""
_PACKING = re.compile(
    rf"{_NUMBER}\s?(?:kg|g|ml|l|t|pcs)?\s?(?:[a-z]+ )?(?:cartons?|drums?|bags?|tins?|bottles?|jars?|box(?:es)?|sachets?|bins?|cases?|pouch(?:es)?)(?![a-z])"
    r"|(?:\d[\d.]*)?[\u4e00-\u9fff]{1,4}装(?![\u4e00-\u9fff])",
    re.IGNORECASE,
)


def find_property(name: Name, of: str) -> Name | None:
    """Returns the words in a name of goods that state the property `of`, in both languages, or None if the name does
    not state it. `of` is one of the properties with units, or one of properties.yml, such as `material`."""
    en, zh = (_find(text, of) for text in (name.en, name.zh))
    if not en and not zh:
        return None
    return Name(", ".join(en) or name.en, "、".join(zh) or name.zh)


def _find(text: str, of: str) -> list[str]:
    if of == "packing":
        return [found[0].strip() for found in _PACKING.finditer(text)]
    if of in _UNITS:
        return [found[0].strip() for found in _matcher(of).finditer(text)]
    words = _words().get(of, ())
    plain = text.casefold()
    found = [(plain.find(word), word) for word in words if _is_in(word, plain)]
    longest = [each for each in found if not any(each[1] != word and each[1] in word for _, word in found)]
    return [text[at : at + len(word)] for at, word in sorted(longest)]


def _is_in(word: str, plain: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", plain) is not None if word.isascii() else word in plain


@cache
def _matcher(of: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])(?:{_NUMBER})\s?(?:{_UNITS[of]})(?![a-zA-Z0-9])", re.IGNORECASE)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    table = read_yaml(Path(__file__).resolve().parent / "properties.yml")
    return {of: tuple(str(word).casefold() for word in words) for of, words in table.items()}
