"""Finds codes, which are the numbers of orders, requests for quotation (RFQs), parcels and the like. It also finds
Incoterms and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.understanding.found import Found
from trade.incoterms import incoterms

_NO_MORE = r"(?![a-z0-9])(?![-_]\d)"
_GOODS = (
    r"(?!\s?(?:(?:pcs|pieces?|sets?|units?|pairs?|kgs?|tons?|mt|cartons?)(?![a-z])|[件个只条台套双箱吨米]|,\d|\.\d))"
)
_SIX, _FIVE = r"(?P<digits>\d{3}[ -]?\d{3})", r"(?P<digits>\d{5})"

_ORDER = re.compile(rf"(?<![a-z0-9])ord\s?[-–—_#]?\s?{_SIX}{_NO_MORE}{_GOODS}")
_NAMED_ORDER = re.compile(
    r"(?:(?<![a-z])(?:orders?|po)(?:\s?(?:number|no\.?|nr\.?|num\.?|id|ref(?:erence)?\.?)(?:\sis)?\s?[#:：]?\s?#?|\s?[#:：]\s?"
    # In "to order 120500" and "order 300000" the number is a quantity.
    r"|(?<!to order)(?<!to order )\s?(?!\d{3} ?000))"
    rf"|[订采]购?单(?:号码?|编号)?[是为:：\s]{{0,2}}#?)(?P<span>{_SIX}){_NO_MORE}{_GOODS}"
)
# Matches six digits that begin like an order number. In a text with a word about orders ("order 100234", "100234那单"),
# they surely are one. In "order 100000" and "want to order 102400", they may be a quantity, so the match is not sure.
_BARE_ORDER = re.compile(rf"(?<![a-z0-9.,/-])(?<!\d )(?P<digits>10\d{{4}}){_NO_MORE}{_GOODS}")
_SAID_TO_BE_AN_ORDER = re.compile(
    r"(?<![a-z])(?<!to )(?:orders?|po|where(?:'?s| is| are)|track(?:ing)?)(?![a-z])|单|到哪|到了|发货|物流"
)
_RFQ = re.compile(rf"(?<![a-z0-9])rfq\s?(?:no\.?\s?)?[-–—_#]?\s?{_FIVE}{_NO_MORE}{_GOODS}")
# A prefix, a hyphen and digits are always a code, whatever follows them: "RFQ-10355個報價", "ORD-102218箱单".
_WHOLE_ORDER = re.compile(rf"(?<![a-z0-9])ord-(?P<digits>\d{{6}}){_NO_MORE}")
_WHOLE_RFQ = re.compile(rf"(?<![a-z0-9])rfq-{_FIVE}{_NO_MORE}")
_RFQ_DIGITS = re.compile(
    r"(?:询价单?|询盘单?|inquiry|enquiry)(?:号|编号|\s?(?:number|no\.?|#))[是为:：\s]{0,2}#?"
    rf"(?P<span>{_FIVE}){_NO_MORE}"
)

# CLM-40001 is a claim, SMP-50001 a sample, QST-60001 a question to a supplier.
_OF_TALKS = re.compile(rf"(?<![a-z0-9])(?P<prefix>clm|smp|qst)\s?[-–—_#]?\s?{_FIVE}{_NO_MORE}")
_TALKS = {"clm": "claim_number", "smp": "sample_number", "qst": "question_number"}

_CARRIERS = "dhl|ups|ems|tnt|dpd|gls|usps|fedex|aramex"
_PARCEL = re.compile(
    rf"(?:(?<![a-z0-9@.+-])(?!(?:{_CARRIERS})\d)|{'|'.join(f'(?<={name})' for name in _CARRIERS.split('|'))})(?:"
    r"1z[0-9a-z]{9,16}"  # UPS
    r"|(?:oney|hlcu|cosu|mscu|maeu|oolu|eglv|sudu|zimu|hdmu)[a-z]{0,4}\d{4,10}"  # a shipping line's bill of lading
    r"|[a-z]{2}\d{9}[a-z]{2}"  # S10, the format of the Universal Postal Union
    r"|[a-z]{4}\d{7}"  # a container
    r"|[a-z]{2,4}\d{8,18}"  # SF, YT, DPK, ZTO …
    r"|jd[a-z]{0,2}\d{8,18}"
    r"|\d{3}-\d{8}"  # an air waybill
    r"|(?<=[a-z])\d{8,20}"  # directly after a carrier's name
    r"|(?:\d{10}|\d{12,20})"  # digits only, but not 11 of them, as a Chinese mobile number has
    r")(?![a-z0-9@])(?!\.[a-z0-9])"
)
_MOBILE_LENGTH_PARCEL = re.compile(
    r"(?:单号|运单|快递号|追踪号|tracking(?: number| no\.?| id)?|awb|waybill|b/?l)[\s是为:：#]{0,3}(?P<span>\d{8,11})(?!\d)"
)
_TAX = re.compile(r"(?:(?<![a-z])(?:vat|tax|gst|eori|ust|tva|iva|btw)(?![a-z])|税|统一社会信用代码)[^,.;，。；]{0,25}$")
"""Matches words before a number which show that it is a tax number, although it has the form of a tracking number."""
_BEFORE_A_PARCEL = 40
_OURS = re.compile(r"(?:ord|rfq|clm|smp|qst)\d")

_EMAIL = re.compile(r"(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?![a-z0-9])")

_INCOTERMS = {name: code for code, term in incoterms().items() for name in (code.lower(), *term.names)}
# The longest names come first, because "delivered at place unloaded" begins like "delivered at place".
_INCOTERM = re.compile(
    rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, sorted(_INCOTERMS, key=len, reverse=True)))})(?![a-z0-9])"
)


def find(text: str) -> Iterator[Found]:
    """Yields the codes, the Incoterms and the e-mail addresses of a folded text, the e-mail addresses first. Matches
    may overlap."""
    for matched in _EMAIL.finditer(text):
        yield Found("email", matched.start(), matched.end(), matched[0])
    for entity, prefix, patterns in (
        ("order_number", "ORD", (_WHOLE_ORDER, _ORDER, _NAMED_ORDER)),
        ("rfq_number", "RFQ", (_WHOLE_RFQ, _RFQ, _RFQ_DIGITS)),
    ):
        for pattern in patterns:
            for matched in pattern.finditer(text):
                start, end = matched.span("span" if "span" in matched.groupdict() else 0)
                yield Found(entity, start, end, f"{prefix}-{re.sub('[ -]', '', matched['digits'])}")
    for matched in _OF_TALKS.finditer(text):
        prefix = matched["prefix"]
        yield Found(_TALKS[prefix], matched.start(), matched.end(), f"{prefix.upper()}-{matched['digits']}")
    names_an_order = _SAID_TO_BE_AN_ORDER.search(text) is not None
    for matched in _BARE_ORDER.finditer(text):
        sure = names_an_order and not matched["digits"].endswith("000")
        yield Found("order_number", matched.start(), matched.end(), f"ORD-{matched['digits']}", sure)
    yield from _parcels(text)
    for matched in _INCOTERM.finditer(text):
        yield Found("incoterm", matched.start(), matched.end(), _INCOTERMS[matched[0]])


def find_bare_order(text: str) -> str | None:
    """Returns the order number (`ORD-100712`) that a folded text names without its prefix, as in 取消100712. Returns
    None if there is none."""
    found = _BARE_ORDER.search(text)
    return f"ORD-{found['digits']}" if found else None


def find_incoterm(text: str) -> str | None:
    """Returns the code of the first Incoterm in a folded text, or None if there is none."""
    found = _INCOTERM.search(text)
    return _INCOTERMS[found[0]] if found else None


def _parcels(text: str) -> Iterator[Found]:
    for matched in _MOBILE_LENGTH_PARCEL.finditer(text):
        start, end = matched.span("span")
        yield Found("tracking_number", start, end, matched["span"])
    for matched in _PARCEL.finditer(text):
        before = text[max(matched.start() - _BEFORE_A_PARCEL, 0) : matched.start()]
        if not _OURS.match(matched[0]) and not _TAX.search(before):
            yield Found("tracking_number", matched.start(), matched.end(), matched[0].upper())
