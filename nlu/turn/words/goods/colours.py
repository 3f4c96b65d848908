"""Holds the words for colours, as patterns. Imports nothing of Rasa."""

COLOUR = (
    "black|white|red|blue|green|yellow|grey|gray|brown|pink|purple|orange|beige|navy|ivory|cream|gold|silver|turquoise"
    "|khaki|teal"
)
COLOUR_ZH = "[黑白红紅蓝藍绿綠黄黃灰棕粉紫橙金银銀米咖卡]色?"
