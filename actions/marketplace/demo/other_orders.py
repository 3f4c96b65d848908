"""Makes orders in every state between companies that have no account in the demo. The orders have the same form as
those in contract.yml, which belong to the demo's accounts."""

import random
from collections.abc import Iterator
from typing import Any

from actions.marketplace.demo.catalogue import Catalogue, load

Row = dict[str, Any]
FIRST_NUMBER = 100900
PER_STATE = 6

# For each state, the events that lead an order there, each with the days since the previous event.
PATHS: dict[str, dict[str, int]] = {
    "awaiting_confirmation": {"placed": 0},
    "accepted": {"placed": 0, "accepted": 1, "deposit_paid": 2},
    "in_production": {"placed": 0, "accepted": 1, "deposit_paid": 3, "production_started": 2},
    "ready_to_ship": {"placed": 0, "accepted": 1, "deposit_paid": 3, "production_started": 2, "production_finished": 24, "inspection_passed": 2},
    "shipped": {"placed": 0, "accepted": 1, "deposit_paid": 3, "production_started": 2, "production_finished": 24, "inspection_passed": 2, "balance_paid": 3, "shipped": 4, "departed": 1},
}  # fmt: skip
PATHS["delivered"] = PATHS["shipped"] | {"arrived": 27, "customs_cleared": 2, "delivered": 2}
PATHS["completed"] = PATHS["delivered"] | {"completed": 31}
PATHS["disputed"] = PATHS["delivered"] | {"dispute_opened": 5}
PATHS["cancelled"] = PATHS["accepted"] | {"cancelled": 4, "refund_requested": 0, "refunded": 6}

# For each carrier by sea, its code|English|Chinese, the prefix of its container numbers, and a vessel.
SEA = (
    ("COSCO|COSCO Shipping|中远海运", "COSU", "COSCO Shipping Taurus"),
    ("Maersk|Maersk|马士基", "MAEU", "Maersk Hangzhou"),
    ("MSC|MSC|地中海航运", "MEDU", "MSC Gülsün"),
    ("CMA CGM|CMA CGM|达飞轮船", "CMAU", "CMA CGM Kimberley"),
    ("Evergreen|Evergreen|长荣海运", "EGHU", "Ever Golden"),
)
PORTS = ("Shanghai|上海", "Ningbo|宁波", "Shenzhen|深圳", "Qingdao|青岛", "Xiamen|厦门", "Tianjin|天津")


def other_orders(catalogue: Catalogue, buyers: list[Row]) -> Iterator[Row]:
    """Yields orders between companies that have no account. Companies with an account have exactly the orders that
    contract.yml lists."""
    contract = load("contract.yml")
    abroad = [buyer["slug"] for buyer in buyers if buyer["slug"] in contract["other_buyers"]]
    supplied = [key for key in catalogue.supplies if key[0] not in contract["supplier_languages"]]
    chance = random.Random("orders")
    number = FIRST_NUMBER
    for state in PATHS:
        for supplier, family in chance.sample(supplied, PER_STATE):
            number += chance.randint(1, 4)
            product = catalogue.supplies[supplier, family][0]
            yield {
                "number": f"ORD-{number}",
                "buyer": chance.choice(abroad),
                "supplier": supplier,
                "goods": {"family": family, "quantity": product["moq"] * chance.choice((1, 2, 5, 10))},
                "state": state,
                "incoterm": chance.choice(("FOB", "CIF", "CFR")),
                **_course(state, chance),
            }


def _course(state: str, chance: random.Random) -> Row:
    """Returns the events, payments, shipment and expected arrival that fit an order in this state."""
    ago = _days_ago(PATHS[state], chance.randint(1, 9))
    deposit: Row = {"kind": "deposit", "share": 30}
    balance: Row = {"kind": "balance", "share": 70}
    deposit |= {"paid": ago["deposit_paid"]} if "deposit_paid" in ago else {"due": 5}
    balance |= {"paid": ago["balance_paid"]} if "balance_paid" in ago else {"due": 25}
    course: Row = {"events": ago, "payments": [deposit, balance]}
    if state == "cancelled":
        course["payments"] = [deposit, {"kind": "refund", "share": 30, "paid": ago["refunded"]}]
    elif "shipped" in ago:
        course["shipment"] = _shipment(ago, chance)
    else:
        course["expected"] = chance.randint(35, 70)
    return course


def _days_ago(path: dict[str, int], last: int) -> dict[str, int]:
    """Returns how many days ago each event happened, if the last one happened `last` days ago."""
    elapsed, since_start = 0, {}
    for kind, days in path.items():
        elapsed += days
        since_start[kind] = elapsed
    return {kind: elapsed - days + last for kind, days in since_start.items()}


def _shipment(ago: dict[str, int], chance: random.Random) -> Row:
    carrier, prefix, vessel = chance.choice(SEA)
    schedule = {"arrived": ago["arrived"]} if "arrived" in ago else {"eta": 30 - ago["shipped"]}
    return {
        "mode": "sea",
        "carrier": carrier,
        "tracking": f"{prefix}{chance.randint(10**6, 10**7 - 1)}",
        "vessel": vessel,
        "origin": chance.choice(PORTS),
        **schedule,
    }
