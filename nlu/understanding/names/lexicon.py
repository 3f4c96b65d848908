"""Finds names that are known beforehand: those of places, carriers, certificates and common goods, and those of the
products, categories and suppliers that the marketplace lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu.understanding.found import Found, without_overlaps
from nlu.understanding.text.writing import folded
from trade.carriers import carriers
from trade.certifications import certifications
from trade.places import countries, provinces

DIRECTORY = Path(__file__).resolve().parents[2] / "gazetteers"
# A name of at most this many letters, all of them capitals ("CE", "US", "ONE"), may be another word if it is written in
# lower case. In that case the match is not sure, and the entity tagger decides.
_SHORT_CODE = 3
_PLACES = frozenset(["region", "country"])
# If one of these characters follows the name of a place, the word names a language or a cuisine: 西班牙语, 广东话,
# 中国菜.
_NO_PLACE = frozenset("语话文菜")
_MARKETPLACE_ENTITIES = {"suppliers": "company", "products": "product", "categories": "product"}


# Matches the legal form of a company, such as "Co., Ltd.", which people leave out of the name.
_LEGAL_FORM = re.compile(r"(?:,? ?Co\.?,? ?Ltd\.?|,? Ltd\.?|(?:股份|集团)?有限(?:责任)?公司)$")


@dataclass(frozen=True)
class Name:
    """Holds the meaning of one spelling of a name."""

    entity: str
    value: Any
    exact: str | None = None
    """The spelling that a text must have for the match to be sure; None if the capitalisation does not matter."""


class Lexicon:
    """Finds known names in a text. Of names of the same entity type that overlap, it returns the longest. In scripts
    with spaces between words, it finds a name only where it is a whole word."""

    def __init__(self) -> None:
        self._names: dict[str, list[Name]] = {}
        self._ambiguous: frozenset[str] = frozenset()
        self._beginnings: set[str] = set()

    @classmethod
    def of_marketplace(cls, listed: Mapping[str, Sequence[Mapping[str, str]]]) -> Lexicon:
        """Returns a lexicon that holds only the names of products, categories and suppliers in `listed`, which has the
        form that `add_marketplace` describes."""
        lexicon = cls()
        lexicon._ambiguous = _read_ambiguous(DIRECTORY)
        lexicon.add_marketplace(listed)
        return lexicon

    @classmethod
    def load(cls, directory: Path = DIRECTORY) -> Lexicon:
        """Returns a lexicon with the names of places, carriers and certificates in the package `trade`, and with the
        names in the files of `directory`.

        The names that the marketplace lists are among these files only after they have been exported.

        Raises:
            FileNotFoundError: `directory` has no `ambiguous.yml` or no `goods.yml`.
        """
        lexicon = cls()
        lexicon._ambiguous = _read_ambiguous(directory)
        lexicon._add_provinces()
        lexicon._add_countries()
        for carrier in carriers():
            for spelling in carrier.names:
                lexicon.add("carrier", spelling, carrier.name)
        for certification in certifications():
            for spelling in (certification.code, *certification.names):
                lexicon.add("certification", spelling, certification.code)
        for path in sorted(directory.glob("marketplace*.json")):
            lexicon.add_marketplace(json.loads(path.read_text(encoding="utf-8")))
        for goods in _yaml(directory / "goods.yml").values():
            for spelling in goods:
                lexicon.add("product", spelling, spelling)
        return lexicon

    def add(self, entity: str, spelling: str, value: Any) -> None:
        """Makes `spelling` a name of an entity of the type `entity` with this `value`. A spelling that already names an
        entity of this type keeps its first value. A spelling of less than two characters is ignored."""
        key = folded(spelling.strip())
        if len(key) < 2 or any(name.entity == entity for name in self._names.get(key, [])):
            return
        short = spelling.isascii() and spelling.isupper() and len(spelling) <= _SHORT_CODE
        self._names.setdefault(key, []).append(Name(entity, value, spelling if short else None))
        self._beginnings.update(key[:length] for length in range(1, len(key) + 1))

    def find(self, text: str) -> list[Found]:
        """Returns the matches of names in the raw text, in the order of the text. Matches of the same entity type do
        not overlap. A city and its country or province that stand side by side (德国汉堡) become one match."""
        by_entity: dict[str, list[Found]] = {}
        for found in self._all(text):
            by_entity.setdefault(found.entity, []).append(found)
        finds: list[Found] = []
        places = [*by_entity.pop("region", []), *by_entity.pop("country", [])]
        finds += _join_places(_longest(places), text)
        for candidates in by_entity.values():
            finds += _longest(candidates)
        return sorted(finds, key=lambda found: (found.start, -found.end))

    def _all(self, text: str) -> Iterator[Found]:
        plain = folded(text)
        for start in range(len(plain)):
            if start and _is_latin(plain[start]) and (_is_latin(plain[start - 1]) or plain[start - 1] in "-.@"):
                continue
            yield from self._starting_at(start, plain, text)

    def _starting_at(self, start: int, plain: str, text: str) -> Iterator[Found]:
        for end in range(start + 1, len(plain) + 1):
            key = plain[start:end]
            if key not in self._beginnings:
                return
            for name in self._names.get(key, []):
                stop = _end_of_word(plain, end, name.entity)
                if stop is None or (name.entity in _PLACES and plain[stop : stop + 1] in _NO_PLACE):
                    continue
                if stop == end or name.entity == "product":
                    sure = (key not in self._ambiguous or text[start].isupper()) and name.exact in (
                        None,
                        text[start:end],
                    )
                    yield Found(name.entity, start, stop, name.value, sure)

    def _add_provinces(self) -> None:
        for province in provinces():
            if province.country is not None:
                continue  # it is listed as a country to which goods are shipped (Hong Kong)
            for spelling in province.names_anywhere(province):
                self.add("region", spelling, {"province": province.code, "city": None})
            for city in province.cities:
                for spelling in province.names_anywhere(city):
                    self.add("region", spelling, {"province": province.code, "city": city.en})
                    if not spelling.isascii():
                        self.add("region", spelling + "市", {"province": province.code, "city": city.en})

    def _add_countries(self) -> None:
        for country in countries():
            for spelling in country.names:
                self.add("country", spelling, {"country": country.code, "city": None})
            for city, spellings in country.cities.items():
                for spelling in (city, *spellings):
                    self.add("country", spelling, {"country": country.code, "city": city})

    def add_marketplace(self, listed: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        """Adds the names of products, categories and suppliers. `listed` has the form `{kind: [{"en", "zh"}]}`, and its
        kinds are `products`, `categories` and `suppliers`."""
        for kind, entity in _MARKETPLACE_ENTITIES.items():
            for names in listed.get(kind, []):
                for name in filter(None, (names.get("en"), names.get("zh"))):
                    self.add(entity, name, name)
                    if entity == "company":
                        self.add(entity, _LEGAL_FORM.sub("", name), name)
        for short, name in _shorten(listed).items():
            self.add("company", short, name)


def _shorten(listed: Mapping[str, Sequence[Mapping[str, str]]]) -> dict[str, str]:
    """Returns the full English names of suppliers by their short forms. A short form is what people usually say: the
    city and the word after it ("Shenzhen Lumen"). A short form is left out if it fits several suppliers, or if its
    second word is in the name of goods, as in "Hangzhou silk"."""
    cities = {city.en for province in provinces() for city in province.cities}
    names = [each.get("en") or "" for kind in ("products", "categories") for each in listed.get(kind, [])]
    goods = {word for name in names for word in folded(name).split()}
    meant: dict[str, list[str]] = {}
    for company in filter(None, (each.get("en") for each in listed.get("suppliers", []))):
        city, *rest = company.split(" ")
        brand = rest[0] if len(rest) > 1 else ""
        if city in cities and brand.isalpha() and folded(brand) not in goods:
            meant.setdefault(f"{city} {brand}", []).append(company)
    return {short: companies[0] for short, companies in meant.items() if len(companies) == 1}


def _read_ambiguous(directory: Path) -> frozenset[str]:
    return frozenset(folded(str(name)) for name in _yaml(directory / "ambiguous.yml"))


def _yaml(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def _is_latin(character: str) -> bool:
    return character.isalnum() and ord(character) < 0x2E80


def _end_of_word(plain: str, end: int, entity: str) -> int | None:
    """Returns the position where a name ends in the text. `end` is where its known spelling ends. Returns None if `end`
    is inside a longer word.

    The ending of a plural belongs to the name. A tracking number may follow the name of a carrier without a space
    ("DHL6612009834").
    """
    if end == len(plain) or not _is_latin(plain[end - 1]) or not _is_latin(plain[end]):
        return end
    if entity == "carrier" and plain[end - 1].isalpha() and plain[end].isdigit():
        return end
    for plural in ("s", "es"):
        after = end + len(plural)
        if plain.startswith(plural, end) and (after == len(plain) or not _is_latin(plain[after])):
            return after
    return None


def _longest(finds: list[Found]) -> list[Found]:
    return without_overlaps(sorted(finds, key=lambda found: found.start - found.end))


def _join_places(places: list[Found], text: str) -> list[Found]:
    """Joins a city and its country or province that stand side by side ("Santos, Brazil") into one place, which has the
    value of the city."""
    joined: list[Found] = []
    for place in sorted(places, key=lambda found: found.start):
        last = joined[-1] if joined else None
        if last is not None and _is_same_place(last, place, text[last.end : place.start]):
            value = last.value if last.value["city"] else place.value
            joined[-1] = Found(place.entity, last.start, place.end, value, last.sure or place.sure)
        else:
            joined.append(place)
    return joined


def _is_same_place(first: Found, second: Found, between: str) -> bool:
    codes = [{key: code for key, code in found.value.items() if key != "city"} for found in (first, second)]
    if codes[0] != codes[1] or (first.value["city"] and second.value["city"]):
        return False
    return between == "" or (between == ", " and bool(first.value["city"]))
