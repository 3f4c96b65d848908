"""States facts of suppliers when a contact talks about them because of a trade, and not because of a list of
listings."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import SupplierProfile
from actions.replies import lines, rating, term, text
from actions.sourcing.cards import supplier_buttons
from actions.sourcing.evaluating.facts import FACTS, About, collect, name_response
from actions.sourcing.facts import say_certificate

_MOST = 3


def list_facts_of_companies(turn: Turn, *prefixes: str) -> list[str]:
    """Returns the facts of a supplier that the NLU is sure the message asks for, however it is worded. The NLU's names of
    these facts begin with one of the prefixes."""
    clauses = [clause for clause in turn.asked_of_goods if clause.fact.startswith(prefixes)]
    things = [thing for clause in clauses for thing in sorted(clause.things)]
    return [name for name in dict.fromkeys(things) if name in FACTS and FACTS[name].of_supplier][:_MOST]


async def say_facts_of_companies(turn: Turn, facts: Sequence[str], profiles: Sequence[SupplierProfile]) -> bool:
    """States the facts of each supplier that are on record. Returns whether there are any."""
    told = [await _say_fact(turn, name, profiles) for name in facts]
    return any(told)


async def _say_fact(turn: Turn, name: str, profiles: Sequence[SupplierProfile]) -> bool:
    if name == "certificate" and len(profiles) == 1 and (codes := turn.entities.certifications):
        say_certificate(turn, profiles[0], codes[0])
        return True
    values = {each.summary.slug: FACTS[name].read(await collect(turn, each, [name])) for each in profiles}
    if not any(value is not None for value in values.values()):
        return False
    if len(profiles) > 1:
        each = [
            term(
                "goods_fact.of_supplier",
                supplier=text(profile.summary.name),
                value=values[profile.summary.slug] or term("goods_fact.unstated"),
            )
            for profile in profiles
        ]
        turn.say("utter_companies_each", {"fact": term(f"goods_fact.{name}"), "facts": lines(each)})
        return True
    summary = profiles[0].summary
    shown = {"supplier": text(summary.name), "offer": text(summary.name), "rating": rating(summary.rating)}
    turn.say(
        name_response(name, About(profiles[0])),
        {**shown, "value": values[summary.slug] or ""},
        buttons=supplier_buttons(summary),
    )
    return True
