"""Finds the wishes for papers in a message, each with the words that say of which goods: "the proforma for the lights and
the invoice for the tomatoes". Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from nlu.turn.words.topics import find_more_conditions
from nlu.understanding.cues.cues import find_mentions

_CUT = re.compile(
    r"\s*[,，、;；]\s*|(?<=[.!?])\s+|(?<=[。！？])|\s+(?:and|plus|also|as well as)\s+|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|(?:和|跟|还有|以及)"
)
_SOME_INVOICE = re.compile(r"\b(?:invoices?|bills?)\b|发票|發票")
"""Matches words for an invoice that do not say which kind."""
_RECEIPT_ZH = r"(?:收据|收據|收款凭证|收款憑證|收款证明|收款證明|付款证明)"
_RECEIPT = re.compile(rf"\breceipts?\b|{_RECEIPT_ZH}")
"""Matches words for a receipt."""
_NO_RECEIPT = re.compile(
    r"\b(?:confirm(?:s|ed|ing)?|acknowledg\w+|up ?on|on|after|bank(?:['’]s)?|transfer|without|not an?"
    r"|don['’]?t (?:need|want) an?)(?: the| our| your)? receipts?\b"
    r"|\b(?:here(?:['’]s| is| are)|sent you|attached|uploaded)(?: the| my| our| a)? receipts?\b"
    r"|\breceipts? (?:paper|printer|roll|book|number|no\b|(?:is |are )?attached|confirmed|below"
    r"|of (?:the |our |your |my |all )?(?:goods|order|shipment|container|parcel|cargo))"
    rf"|[别不][要用给开]{{0,2}}{_RECEIPT_ZH}"
    rf"|{_RECEIPT_ZH}(?:已经?|都|我|刚)?(?:上传|[发传附])(?:了|过|你|您|给你|给您|上)"
)
"""Matches such words where they ask for no receipt: a bank's slip, by which the writer proves a payment, the receipt of
goods, or a receipt that is not wanted."""
_PAPER = "paper."
_INVOICE = "invoice"
_INVOICES = frozenset(("proforma", "commercial", "fapiao"))
_MOST, _LONGEST = 6, 300


def find_paper_wishes(plain: str) -> list[dict[str, Any]]:
    """Returns the clauses of the folded text that name a paper, and those after them, each with the kinds of the papers
    that it wants (`invoice` if only that is said). A clause that names none wants those of the clause before it.
    Returns [] if the text wants only one paper."""
    if len(plain) > _LONGEST:
        return []
    clauses = [clause for clause in _CUT.split(plain) if clause and clause.strip()]
    found: list[dict[str, Any]] = []
    for clause in clauses[:_MOST]:
        kinds = _find_kinds(clause) or (found[-1]["papers"] if found else [])
        if kinds:
            found.append({"words": clause.strip(), "papers": kinds})
    return found if sum(len(each["papers"]) for each in found) > 1 else []


def find_receipt(plain: str) -> list[str]:
    """Returns the mention of a receipt, if the folded text asks for one: "receipt for the deposit please"."""
    if "paper.fapiao" in find_more_conditions(plain):
        return []  # a tax receipt
    return [f"{_PAPER}receipt"] if _RECEIPT.search(_NO_RECEIPT.sub(" ", plain)) else []


def _find_kinds(clause: str) -> list[str]:
    mentions: Sequence[str] = [*find_mentions(clause), *find_more_conditions(clause), *find_receipt(clause)]
    kinds = [name.removeprefix(_PAPER) for name in mentions if name.startswith(_PAPER)]
    is_some = _SOME_INVOICE.search(clause) is not None and not _INVOICES & set(kinds)
    return list(dict.fromkeys([_INVOICE, *kinds] if is_some else kinds))
