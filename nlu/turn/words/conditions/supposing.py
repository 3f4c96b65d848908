"""Finds whether a message makes a wish depend on something that somebody else does later: "if they say no I'll cancel",
不行就原价, "once the sample is good we order". Such a wish is not carried out yet. Imports nothing of Rasa."""

from __future__ import annotations

import re

_THEY = r"(?:they|he|she|them|nothing|nobody|somebody|someone|anybody|no ?one|the \w+|our \w+|my \w+|no (?:answer|reply|news|response)|it|we|i)"
_SUPPOSES_EN = re.compile(
    r"(?<![a-z])(?:if|unless|in case|should|once|as soon as|provided(?: that)?|as long as|suppose|supposing|assuming)\s"
    r"(?!possible|necessary|needed|you(?![a-z])|so(?![a-z])|(?:it|that|this)(?:'s| is) (?:ok|okay|fine|possible|alright|all right)(?![a-z])|i (?:can|may|could)(?![a-z]))[a-z]"
    rf"|(?<![a-z])(?:when|after)\s{_THEY}(?![a-z])"
    r"|(?<![a-z])(?:or else|otherwise) (?:i|we)(?![a-z])"
)
_SUPPOSES_ZH = re.compile(
    r"(?:如果|要是|若|假如|万一|萬一|倘若|如果说)(?!可以|可能|方便|不麻烦)"
    r"|(?:不行|唔得|不肯|不同意|不答应|不接受|不干|不降|不确认|不回|没答复|没回复|没消息|没动静|谈不成|谈不拢|不成)(?:的话|嘅話)?[，,\s]?(?:就|那就|我就|我们就|也|我也|再|还是)"
    r"|的话[，,\s]?(?:我|我们|咱|就|那|原价|原價)|嘅話|等[^，,。]{1,14}(?:再|才)(?!说|看|来|联系)"
)
_ALREADY = re.compile(
    r"(?<![a-z])(?:yet|already|haven'?t|hasn'?t|have not|has not|isn'?t|is not|still|not (?:been )?(?:shipped|started|sent|paid|produced))(?![a-z])"
    r"|还没|還沒|没开始|没发|沒發|已经|已經|尚未|还能|還能|来得及|來得及|未开始|未发"
)
"""Matches a condition that can be checked now: "cancel it if it has not been shipped" is a wish."""
_OFFERS_EN = re.compile(
    r"(?<![a-z])if (?:they|he|she|it|that|the \w+)(?:'s|'d|'ll| can| could| would| will)?"
    r"(?: (?:do|does|did|go|goes|come|comes|drop|drops|make|makes|give|gives|is|it|me|us|down|to|at|for)){1,3}"
    r" [$€£¥]?\d{1,9}(?:\.\d{1,4})?(?![\d.]*\d| ?(?:%|[ap]m|percent|days?|weeks?|months?|pcs|pieces?|units?)(?![a-z]))"
)
_TAKES_EN = re.compile(r"(?<![a-z])(?:accept|take|deal)(?![a-z])")
_OFFERS_ZH = re.compile(
    r"(?:^|[，,。；\s])[^，,。；不没沒冇无無]{0,24}(?<![\d.])\d{1,9}(?:\.\d{1,4})?\s?(?:块|塊|元|蚊|美元|美金|刀|人民币|usd|cny|rmb)?(?:钱|錢)?"
    r"(?:的话|嘅話)[，,\s]?(?:我们?|我哋|咱们?)?(?:那就|就|那|可以)?(?:接受|成交|要了|拿下|下单|下單|同意|定了)"
)


def _offers_a_price(plain: str) -> bool:
    """Returns whether the text offers a price by saying that the writer accepts at that price: 6块的话就接受."""
    offers_in_english = _OFFERS_EN.search(plain) and _TAKES_EN.search(plain)
    return bool(offers_in_english or _OFFERS_ZH.search(plain))


def supposes(plain: str) -> bool:
    """Returns whether a folded text makes something depend on a later event, and does not offer a price in this way."""
    found = _SUPPOSES_EN.search(plain) or _SUPPOSES_ZH.search(plain)
    return found is not None and _ALREADY.search(plain) is None and not _offers_a_price(plain)
