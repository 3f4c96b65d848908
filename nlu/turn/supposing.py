"""Finds whether a message makes a wish depend on what somebody else does later: "if they say no I'll cancel", 不行就原价, "once the
sample is good we order". Such a wish is none yet. Imports nothing of Rasa."""

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
"""Matches a condition that is true or not by now: "cancel it if it has not been shipped" is a wish."""


def supposes(plain: str) -> bool:
    """Returns whether a folded text makes something depend on what happens later."""
    found = _SUPPOSES_EN.search(plain) or _SUPPOSES_ZH.search(plain)
    return found is not None and _ALREADY.search(plain) is None
