"""Offers to ask the supplier for a fact that no record has."""

from __future__ import annotations

from typing import Any

from actions.dialogue.events import Event
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import Listing, SupplierProfile


def propose_to_ask(turn: Turn, profile: SupplierProfile, listing: Listing | None) -> Event:
    """Returns the event by which a "yes" passes the words of the message on to the supplier."""
    named: dict[str, Any] = {"product_id": listing.product_id} if listing else {}
    return turn.propose("contact_supplier", supplier_id=profile.summary.slug, question=turn.told, **named)
