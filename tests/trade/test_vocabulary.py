"""The vocabulary of the trade contradicts itself nowhere."""

from __future__ import annotations

from collections import Counter

from trade.carriers import carriers
from trade.certifications import certifications
from trade.incoterms import incoterms
from trade.places import City, Province, countries, groups, provinces


def doubles(names: list[str]) -> list[str]:
    return [name for name, count in Counter(name.casefold() for name in names).items() if count > 1]


def test_a_name_says_one_carrier_one_certification_one_incoterm() -> None:
    assert (
        doubles([name for carrier in carriers() for name in {n.casefold() for n in (*carrier.names, *carrier.asked)}])
        == []
    )
    assert doubles([name for one in certifications() for name in {n.casefold() for n in (one.code, *one.names)}]) == []
    assert doubles([name for term in incoterms().values() for name in (term.code, *term.names)]) == []


def test_a_city_is_named_once_in_english_and_in_chinese() -> None:
    cities = [city for province in provinces() for city in province.cities]
    assert doubles([city.en for city in cities]) == []
    assert doubles([city.zh for city in cities]) == []
    assert all(city.zh and not city.zh.isascii() for city in cities)


def test_what_is_only_understood_when_asked_for_is_a_name_of_that_place() -> None:
    for province in provinces():
        places: tuple[Province | City, ...] = (province, *province.cities)
        assert province.asked <= {name for place in places for name in (place.en, place.zh, *place.names)}
        for place in places:
            assert province.names_anywhere(place), place


def test_groups_and_countries_name_what_is_there() -> None:
    codes = {province.code for province in provinces()}
    assert all(group.provinces and group.provinces <= codes for group in groups())
    abroad = {country.code for country in countries()}
    assert {province.country for province in provinces()} - {None} <= abroad
