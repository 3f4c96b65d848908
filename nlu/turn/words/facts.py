"""Joins the questions that the tables of words find in a message (nlu/understanding/asked/questioning.py) with the
facts that the model reads in it (fact_model.py). If the model is sure of a fact, that counts more than the result of
the tables for the same words. Imports nothing of Rasa."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from foundation.yaml_text import read_yaml
from nlu.understanding.asked.examples import NONE
from nlu.understanding.asked.questioning import find_asked
from nlu.understanding.situation.acts import is_asking
from nlu.understanding.text.writing import folded

_SURE, _SURE_OF_A_PIECE = 0.5, 0.55
"""The least confidence of the model in a fact of the whole message, and in a fact of a piece of it."""
_SURER_THAN_WORDS = 0.65
"""The least confidence of the model in a fact, if the tables of words find a thing in the same piece."""
_SURER_OF_GOODS = 0.75
"""The least confidence of the model in a fact of goods, if the tables of words find another fact of goods in the same
piece and not this one: 交期短 is about the lead time, and not about punctuality."""
_ASKS = 0.25
"""The least confidence that the message asks something in its situation, for the facts in it to count."""
_ASKED_BY_WISHES = frozenset(("may_change", "may_cancel"))
"""The facts for which a wish asks, too: "can I still cancel it?"."""
_LISTS = frozenset(("list_orders", "list_requests", "view_leads", "daily_tasks"))
_SURELY_LISTS = 0.75
"""The acts that want a list of things, and the least confidence of such an act at which the message asks for no fact of
one of them: 新来的询价有哪些."""
_TRADES = frozenset(("order", "request", "quotation", "claim"))
_OF_GOODS = "g_"
_OF_OWN_COMPANY = "own_"
"""The beginning of the names of facts that a supplier asks about its own company and goods."""
_OF_TRADES_TOO = frozenset(("g_certificates", "g_cert_valid"))
"""The facts of goods that contacts also ask about the supplier of an order."""
_ANSWERED_BY_WORDS = frozenset(("g_sample", "g_custom", "g_size", "g_colour", "g_material", "g_price", "g_moq"))
"""The facts for which the model's reading is ignored, because the answer depends on the exact words: who pays for a
sample, whether there is a larger one."""
Read = Mapping[str, Any]
"""A fact that the model reads, with its confidence and its place in the text."""
Clause = dict[str, Any]


def find_facts(parsed: Mapping[str, Any], role: str | None, focus: Collection[str]) -> list[Read]:
    """Returns the facts that a parsed message surely asks for: one of the whole message, or those of its pieces if
    these ask for several. Facts that a contact of this `role` cannot ask for while things of the kinds in `focus` are
    talked about do not count, and none does if the message does something else in its situation than to ask for a
    fact: 还差什么没填, amid a form, does not ask what is owed."""
    found = _find_by_words(parsed) or _find_facts(parsed, role, focus)
    return found if _asks(parsed) else [each for each in found if each["fact"] in _ASKED_BY_WISHES]


def _find_by_words(parsed: Mapping[str, Any]) -> list[Read]:
    """Returns the fact that the words name beyond doubt, if the model sees it in the whole message, too, although it
    takes another one for likelier: 还能动吗 asks whether an order can be changed, and not how it stands."""
    plain, length = folded(str(parsed.get("text") or "")), len(str(parsed.get("text") or ""))
    named = {fact for fact, words in _read_table()["by_words"].items() if any(each in plain for each in words)}
    whole = [each for each in parsed.get("facts") or [] if (each["start"], each["end"]) == (0, length)]
    return [{**each, "confidence": 1.0} for each in whole if each["fact"] in named][:1]


def _asks(parsed: Mapping[str, Any]) -> bool:
    """Returns whether the message is likely enough to ask something and does not surely ask for a list. If the NLU has
    not ranked its acts, it may ask."""
    acts = parsed.get("acts") or []
    if any(each["act"] in _LISTS and each["confidence"] >= _SURELY_LISTS for each in acts):
        return False
    return not acts or sum(each["confidence"] for each in acts if is_asking(each["act"])) >= _ASKS


def _find_facts(parsed: Mapping[str, Any], role: str | None, focus: Collection[str]) -> list[Read]:
    length = len(str(parsed.get("text") or ""))
    spans: dict[tuple[int, int], list[Read]] = {}
    for each in parsed.get("facts") or []:
        spans.setdefault((each["start"], each["end"]), []).append(each)
    best = {span: found for span, likely in spans.items() if (found := _find_best(likely, role, focus))}
    whole = best.pop((0, length), None)
    pieces = {each["fact"]: each for each in best.values() if each["confidence"] >= _SURE_OF_A_PIECE}
    if pieces and not _TRADES & set(focus):
        others = [likely for span, likely in spans.items() if span not in best and span != (0, length)]
        pieces |= {each["fact"]: each for each in map(_find_meant, others) if each}
    if len(pieces) > 1:
        return list(pieces.values())
    if whole is not None and whole["confidence"] >= _SURE:
        return [whole]
    return list(pieces.values())


def _find_meant(likely: Sequence[Read]) -> Read | None:
    """Returns the fact of goods that a piece asks for if the model surely reads a fact of trades in it that stands for
    this one: beside "where are they?", "when does it arrive" asks for the lead time."""
    best = max(likely, key=lambda each: float(each["confidence"]))
    meant = _read_table()["instead"].get(best["fact"])
    return {**best, "fact": meant} if meant and best["confidence"] >= _SURE_OF_A_PIECE else None


def _find_best(likely: Sequence[Read], role: str | None, focus: Collection[str]) -> Read | None:
    """Returns the likeliest fact among those that can be asked for, with its share of the confidence of all these
    facts."""
    shares: dict[str, float] = {}
    for each in likely:
        fact = _name_in_situation(str(each["fact"]), role, focus)
        shares[fact] = shares.get(fact, 0.0) + each["confidence"]
    possible = {fact: share for fact, share in shares.items() if _is_possible(fact, role, focus)}
    if not possible:
        return None
    left = 1.0 - (sum(shares.values()) - sum(possible.values()))
    best = max(possible, key=lambda fact: possible[fact])
    return None if best == NONE else {**likely[0], "fact": best, "confidence": possible[best] / max(left, 0.5)}


def _name_in_situation(fact: str, role: str | None, focus: Collection[str]) -> str:
    """Returns the fact that the same words ask for in this situation: "where does it ship from" asks where an order was
    shipped, and of goods on sale where their supplier is. A visitor has traded nothing."""
    if _is_about_trades(role, focus):
        return _read_table()["as_of_trades"].get(fact, fact)
    return fact if role in ("buyer", "supplier") else _read_table()["as_of_goods"].get(fact, fact)


def _is_about_trades(role: str | None, focus: Collection[str]) -> bool:
    return role == "supplier" or bool(_TRADES & set(focus))


def _is_possible(fact: str, role: str | None, focus: Collection[str]) -> bool:
    if fact in _ANSWERED_BY_WORDS or (fact.startswith(_OF_OWN_COMPANY) and role != "supplier"):
        return False
    if _is_about_trades(role, focus):
        return not fact.startswith(_OF_GOODS) or fact in _OF_TRADES_TOO
    return role in ("buyer", "supplier") or fact == NONE or fact in _goods()


def ask_for_facts(asked: list[Clause], facts: Sequence[Read], plain: str) -> list[Clause]:
    """Returns the clauses that ask about things that were traded: those for the facts that the message surely asks for,
    or else those in `asked`. `plain` is its folded text."""
    of_trades = [each for each in facts if each["fact"] not in _goods() or each["fact"] in _both()]
    clauses = [_ask_for(each, find_asked(plain[each["start"] : each["end"]])) for each in of_trades]
    return clauses if clauses and all(clauses) else asked


def _ask_for(fact: Read, by_words: Iterable[Clause]) -> Clause:
    """Returns a clause that asks for the fact; {} if the tables find a thing in the words and the model is not sure
    enough to outweigh them."""
    clauses = list(by_words)
    if fact["confidence"] < _SURER_THAN_WORDS and any(clause["things"] for clause in clauses):
        return {}
    return {
        "kinds": list(dict.fromkeys(kind for clause in clauses for kind in clause["kinds"])),
        "things": list(dict.fromkeys(thing for clause in clauses for thing in clause["things"])),
        "is_question": any(clause["is_question"] for clause in clauses),
        "fact": fact["fact"],
    }


def ask_for_facts_of_goods(asked: list[Clause], facts: Sequence[Read], plain: str) -> list[Clause]:
    """Returns the clauses that ask about goods on sale and their suppliers: those for the facts that the message surely
    asks for, or `asked` if there are no facts or if the tables outweigh the model. Facts of trades are left out.
    `plain` is the folded text of the message.

    The tables may find several things where the model reads one fact. If the fact is one of them, the others are asked
    for as well: "since when do they exist, and are they reliable?".
    """
    of_goods = [each for each in facts if each["fact"] in _goods()]
    found = [_list_things(find_asked(plain[each["start"] : each["end"]], "goods")) for each in of_goods]
    if not facts or any(map(_is_outweighed, of_goods, found)):
        return asked
    kinds = list(dict.fromkeys(kind for clause in asked for kind in clause["kinds"])) or ["whether"]
    confirmed = {
        thing for each, things in zip(of_goods, found, strict=True) if _name(each) in things for thing in things
    }
    stand = confirmed & set(_read_table()["goods"].values())
    beside = [thing for thing in _list_things(asked) if thing not in _goods().values() or thing in stand]
    return [
        {
            "kinds": kinds,
            "things": list(dict.fromkeys([_name(each), *beside])),
            "is_question": True,
            "fact": each["fact"],
        }
        for each in of_goods
    ]


def _is_outweighed(fact: Read, things: Sequence[str]) -> bool:
    """Returns whether the tables find other facts of goods than this one among the `things` of its piece, and the model
    is not sure enough to outweigh them. A price and a total are no others: the model tells them apart."""
    others = [thing for thing in things if thing in _goods().values() and thing not in ("price", "total")]
    return bool(others) and _name(fact) not in things and float(fact["confidence"]) < _SURER_OF_GOODS


def _name(fact: Read) -> str:
    """Returns the name of a fact of goods in the table of words."""
    return _goods()[str(fact["fact"])]


def _list_things(clauses: Iterable[Clause]) -> list[str]:
    return [thing for clause in clauses for thing in clause["things"]]


@lru_cache(maxsize=1)
def _goods() -> dict[str, str]:
    """Returns the facts of goods and suppliers, each with its name in the table of words."""
    table = _read_table()
    return table["goods"] | table["both"]


def _both() -> frozenset[str]:
    """Returns the facts that contacts may ask for about goods on sale as well as about trades."""
    return frozenset(_read_table()["both"])


@lru_cache(maxsize=1)
def _read_table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = read_yaml(Path(__file__).resolve().parent / "facts.yml")
    return table


def list_facts_of_goods() -> list[str]:
    """Returns the facts of goods on sale and of their suppliers."""
    return list(_goods())
