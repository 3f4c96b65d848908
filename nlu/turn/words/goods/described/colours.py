"""Holds the words for colours, as patterns, and finds the colour that a part of goods is to have. Imports nothing of
Rasa."""

import re

COLOUR = (
    "black|white|red|blue|green|yellow|grey|gray|brown|pink|purple|orange|beige|navy|ivory|cream|gold|silver|turquoise"
    "|khaki|teal"
)
COLOUR_ZH = "[黑白红紅蓝藍绿綠黄黃灰棕粉紫橙金银銀米咖卡]色?"
_SHADED = re.compile(
    rf"(?<![a-z])(?:(?:dark|light|deep|pale|bright|navy|sky|royal)\s)?(?:{COLOUR})(?![a-z])|[深浅淡藏暗亮]?{COLOUR_ZH}",
    re.I,
)
_BESIDE = re.compile(
    r"(?<![a-z])(?:no|yes|ok|okay|sorry|actually|just|only|half|part|some|of|them|it|those|these|please|pls|in|the|a|be|but|and|others?|rest"
    r"|ones?|stays?|remains?|remain|as|ordered|before|is|are|keep|same|make|want|need|take|we|i|pieces?|pcs|units?|sets?|pairs?|leave)(?![a-z])"
    r"|一半|半数|只要|只|就|要|其中|其他|其它|其余|剩下|不变|不动|照旧|原样|的|个|件|条|套|双|吧|我们?|改成|改为|换成|做成|都|还是|不|是|里面?"
)
"""Matches words that only say for which part of the goods something is meant."""


def find_part_colour(text: str) -> str | None:
    """Returns the colour in words that speak of a part of goods and name nothing else: "dark blue" for "half of them
    please in dark blue"; None for any other words."""
    found = _SHADED.findall(text)
    rest = _BESIDE.sub("", _SHADED.sub("", text.casefold()))
    is_all = not any(sign.isalpha() for sign in rest)
    return str(found[0]).strip() if len(found) == 1 and is_all else None
