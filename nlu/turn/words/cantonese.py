"""Puts Cantonese and other colloquial words of questions into the words which the lists of questions contain. Imports
nothing of Rasa."""

from __future__ import annotations

import re

_STANDARD = (
    (
        re.compile(r"(?:(?<=[做整搞造办去行变家])|(?<=[做整搞造办])成)点(?:样)?(?=[呀啊喇啦㗎嘅呢\s?？,，。!！]|$)"),
        "怎么样了",
    ),
    (re.compile(r"尾数"), "尾款"),
    (re.compile(r"仲(?:差|争|欠)"), "还差"),
    (re.compile(r"几多"), "多少"),
    (re.compile(r"有冇"), "有没有"),
    (re.compile(r"(?<![回答反颠推])覆(?![盖膜没铜])"), "回复"),
    (re.compile(r"几时"), "什么时候"),
    (re.compile(r"(?<![砍讨征步])伐(?=[\s?？,，。!！]*$)"), "吗"),
    (re.compile(r"回(?:复|覆)?(?:我们?|咱们?)(?:了|咗)?(?:没有?|冇|未)(?=[呀啊吗呢\s?？,，。!！]|$)"), "回复了没"),
    (re.compile(r"\b(?:get|gets|come|comes) back to (?:us|me)\b"), "answered us"),
    (re.compile(r"找数|畀钱|俾钱|比钱|畀尾款|俾尾款"), "付款"),
    (re.compile(r"(?:係|系)(?:咪|唔係|唔系)"), "是不是"),
    (re.compile(r"(?<=[到出走寄付运])咗?未(?=[呀啊喇啦㗎\s?？,，。!！]|$)"), "了没"),
)
"""Patterns of words in the folded text, which is in simplified characters, each with the words for it."""


def in_standard_words(plain: str) -> str:
    """Returns the folded text with standard words for Cantonese ones: 餐具做怎么样了呀 for 餐具做成点呀. Other texts are
    returned unchanged. The result may be longer or shorter, so no span of it is a span of the text."""
    for said, standard in _STANDARD:
        plain = said.sub(standard, plain)
    return plain
