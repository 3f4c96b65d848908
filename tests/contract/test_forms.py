"""What the web chat's forms offer is what the marketplace knows."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from trade.incoterms import incoterms
from trade.units import units

ROOT = Path(__file__).parents[2]
CHOICES = (ROOT / "bot/channels/webchat/static/chat/forms/choices.js").read_text(encoding="utf-8")


def listed(name: str) -> set[str]:
    found = re.search(rf"export const {name} = \[(.*?)\]", CHOICES, re.S)
    assert found
    return set(re.findall(r'"(\w+)"', found[1]))


def test_each_unit_and_incoterm_of_a_form_is_one_of_the_trade() -> None:
    assert listed("UNITS") == units().keys() - {"container"}, "a container without a size says too little"
    assert listed("INCOTERMS") == incoterms().keys()


def test_each_country_of_a_form_is_one_where_goods_go() -> None:
    known = yaml.safe_load((ROOT / "trade/countries.yml").read_text(encoding="utf-8"))
    found = re.search(r'COUNTRIES =\s+"([A-Z ]+)"', CHOICES)
    assert found
    assert set(found[1].split()) == known.keys()
