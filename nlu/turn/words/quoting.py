"""Finds messages in which a supplier says that it quotes for a request (我报1.35, "for that request I quote 1.35"), and
those that name what is offered for a claim (方案, "the settlement"). Imports nothing of Rasa."""

from __future__ import annotations

import re

_REQUEST = r"(?:request|rfq|inquiry|enquiry|lead)"
_QUOTES = re.compile(
    r"\b(?:i|we)(?:'d|'ll| would| will| can| could)?(?: like to| want to)? quote\b(?! (?:you|me)\b)"
    rf"|\b(?:for|on) (?:the|that|this|your|their) (?:[\w-]+ ){{0,4}}{_REQUEST}\b"
    r"|\bmy (?:quote|quotation|bid) (?:is|for|would be)\b"
    r"|(?:我|咱)们?(?:这边|就|先|想|可以|能|给)*报(?!错|低|高|的|过|关|警|名|销|多少)"
    r"|[那这該该](?:个|个的|份|条|张|单|笔)?[^，,。；;\d]{0,12}?(?:求购|询价|询盘|詢價|詢盤)"
)
_CHANGES = re.compile(r"\b(?:change|set|raise|lower|update) (?:the|my|our|it)\b|改成|改到|改为|調到|调到|设成|设为")
_ALONE = re.compile(
    r"(?:(?:那|就|我们?|要|来|现在|先|去|直接|[\s,，])*(?:报价|报个价|報價|报价吧)"
    r"|(?:(?:ok|then|so|please|i want to|i'd like to|let me|just)[\s,]+)*(?:submit |send |make |give )?(?:a |the |my )?(?:quote|quotation)(?: it| now| for it)?)"
    r"[\s.!。！吧]*"
)
_OFFER_OF_CLAIM = re.compile(
    r"\b(?:settlement|compensation|claims?|refund|replacements?)\b|方案|赔偿|賠償|补偿|補償|补发|補發|赔款|索赔|索賠|理赔"
)
_OFFER = re.compile(r"\b(?:the|their|this|that|his|her|supplier's) offer\b")


def quotes(plain: str) -> bool:
    """Returns whether a folded text says that its writer quotes, or names a buyer's request to which its values
    belong."""
    return _QUOTES.search(plain) is not None and _CHANGES.search(plain) is None


def only_quotes(plain: str) -> bool:
    """Returns whether a folded text says nothing but that its writer wants to quote, as the label of the button does:
    报价."""
    return _ALONE.fullmatch(plain.strip()) is not None


def names_offer_of_claim(plain: str) -> bool:
    """Returns whether a folded text names what can only be offered for a claim: 方案, "the settlement"."""
    return _OFFER_OF_CLAIM.search(plain) is not None


def names_offer(plain: str) -> bool:
    """Returns whether a folded text speaks of an offer, which may be one for a claim or a quotation."""
    return _OFFER.search(plain) is not None
