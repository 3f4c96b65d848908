"""Holds a small catalogue of one trade: 500 products of 25 kinds of packaging and stationery, in two languages."""

from __future__ import annotations

import itertools

KINDS = {
    "Packaging": [
        ("corrugated box", "瓦楞纸箱"), ("bubble mailer", "气泡信封袋"), ("kraft paper bag", "牛皮纸袋"), ("stretch film roll", "拉伸膜卷"),
        ("packing tape", "封箱胶带"), ("gift box", "礼品盒"), ("void fill paper", "填充纸"), ("pallet wrap", "托盘缠绕膜"),
        ("zip lock bag", "自封袋"), ("tissue paper", "包装薄纸"),
    ],
    "Stationery": [
        ("ballpoint pen", "圆珠笔"), ("notebook", "笔记本"), ("sticky notes", "便利贴"), ("paper clip", "回形针"), ("stapler", "订书机"),
        ("highlighter", "荧光笔"), ("whiteboard marker", "白板笔"), ("desk organiser", "桌面收纳盒"), ("file folder", "文件夹"), ("envelope", "信封"),
    ],
    "Labels": [
        ("thermal label", "热敏标签"), ("shipping label", "快递面单"), ("barcode sticker", "条码贴纸"), ("hologram seal", "全息防伪标"), ("hang tag", "吊牌"),
    ],
}  # fmt: skip
_COLOURS = [("white", "白色"), ("black", "黑色"), ("brown", "棕色"), ("red", "红色"), ("blue", "蓝色")]
_SIZES = [("small", "小号"), ("medium", "中号"), ("large", "大号"), ("A4", "A4")]
SUPPLIERS = "supplier_id,name_en,name_zh,city\nU-1,Yiwu Paperwell Co.,义乌纸佳有限公司,Yiwu\n"
OTHER_WORDS = {
    "en": [
        "cardboard carton", "padded envelope", "brown carrier bag", "cling film for pallets", "adhesive tape for parcels", "present box",
        "crumpled paper filling", "resealable pouch", "wrapping tissue", "writing pad", "text marker pen", "dry erase marker", "desk tidy",
        "document folder", "mailing envelopes", "tamper proof sticker", "address label", "parcel box", "shipping carton", "staple machine", "jiffy bag",
    ],
    "zh": [
        "纸皮箱", "泡沫信封", "手提纸袋", "缠绕薄膜", "胶纸", "礼物盒", "缓冲纸", "密封袋", "包装棉纸", "原子笔", "记事本", "报事贴", "曲别针", "钉书机",
        "记号笔", "白板水笔", "档案夹", "信纸袋", "热转印标签", "运单贴纸", "条形码标签", "防伪贴", "衣服吊卡", "快递箱",
    ],
}  # fmt: skip
"""Other words for goods of the catalogue."""


def write_products() -> str:
    """Returns the catalogue as a table."""
    head = "product_id,supplier_id,name_en,name_zh,category,unit,moq,lead_time_days,currency,price\n"
    goods = ((category, *names) for category, kinds in KINDS.items() for names in kinds)
    every = itertools.product(goods, _COLOURS, _SIZES)
    return head + "".join(
        f'U-{number},U-1,"{en.capitalize()}, {colour}, {size}",{zh} {colour_zh} {size_zh},{category},pcs,100,10,USD,0.50\n'
        for number, ((category, en, zh), (colour, colour_zh), (size, size_zh)) in enumerate(every, 1)
    )
