"""Recognises tracking numbers by the shapes that carriers use, and by their check digits if they have
any (S10 of the Universal Postal Union, ISO 6346).

Any other text is refused. Caravan tells the buyer the tracking number, and a supplier must not be able to
pass on a bank account or a telephone number in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from stdnum import iban, iso6346, luhn

_SHORTEST, _LONGEST = 8, 30
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_SEPARATORS = re.compile(r"[\s.\-]+")

_BILL_OF_LADING = (
    "MAEU|MSCU|MEDU|COSU|CMDU|EGLV|HLCU|ONEY|OOLU|YMLU|YMJA|HDMU|ZIMU|PCIU|WHLC|SITC|SITG|SITT|TSLU|KMTC|SNKO|RCLC|XPRS|SIKU"
    "|GSLU|MATS|SUDU|SAFM|SEAU|APLU|ANLC|ARKU|ESPU|SEJJ|CULV|CULU|SJJU|NOSN|GRIU|ACLU|CRWU|MCPU|SMLM|SLSU|NBOZ|ZGLU|ANTN"
    "|MSKU|MRKU|MRSU|MSDU|CSNU|CCLU|CBHU|CMAU|HLXU|HLBU|EGHU|EISU|EMCU|YMMU|OOCU"
)
"""The codes of shipping lines (SCAC) with which the numbers of their bills of lading and containers begin."""


def read_tracking_number(said: str) -> str | None:
    """Returns the tracking number without separators, in capitals, or None if no carrier has numbers of
    this shape or if it may be a bank account or a mobile number."""
    if not said.isascii():
        return None
    number = _SEPARATORS.sub("", said.strip()).upper()
    if not _SHORTEST <= len(number) <= _LONGEST or not number.isalnum():
        return None
    if _reaches_somebody(number):
        return None
    return number if any(shape.fullmatch(number) and is_right(number) for shape, is_right in _SHAPES) else None


def is_mistyped(said: str) -> bool:
    """Returns whether the text has the shape of a tracking number with a check digit, which does not fit the others."""
    number = _SEPARATORS.sub("", said.strip()).upper() if said.isascii() else ""
    has_shape = any(shape.fullmatch(number) for shape, is_right in _SHAPES if is_right is not _always)
    return has_shape and not _reaches_somebody(number) and read_tracking_number(said) is None


def _reaches_somebody(number: str) -> bool:
    """Returns True for a bank account, a Chinese bank card or a Chinese mobile number, with or without letters before
    it."""
    digits = number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    card = digits.startswith("62") and 16 <= len(digits) <= 19 and luhn.is_valid(digits)
    return iban.is_valid(number) or card or bool(_MOBILE.fullmatch(digits))


def _always(number: str) -> bool:
    return True


def _is_ups(number: str) -> bool:
    """Checks the last digit of a UPS number ("1Z…"). The last digit is computed from the other characters: letters are
    turned into digits, and every second digit counts double."""
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in number[2:-1]]
    return (10 - (sum(values[::2]) + 2 * sum(values[1::2])) % 10) % 10 == int(number[-1])


def _is_s10(number: str) -> bool:
    weighted = sum(int(c) * weight for c, weight in zip(number[2:10], (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    return {10: 0, 11: 5}.get(check := 11 - weighted % 11, check) == int(number[10])


def _is_fedex_express(number: str) -> bool:
    weighted = sum(int(c) * weight for c, weight in zip(number[:11], (3, 1, 7) * 4, strict=False))
    return weighted % 11 % 10 == int(number[11])


def _is_modulo_10(number: str) -> bool:
    """Checks the last digit as FedEx Ground, USPS, GLS and GS1 (SSCC) compute it.

    The last digit is computed from the others, which count triple and single in turn, from right to left.
    """
    digits = [int(c) for c in number[-2::-1]]
    return (10 - (3 * sum(digits[::2]) + sum(digits[1::2])) % 10) % 10 == int(number[-1])


def _is_modulo_7(number: str) -> bool:
    """Checks the last digit as DHL Express computes it: the remainder of the digits before it divided by seven."""
    return int(number[:-1]) % 7 == int(number[-1])


def _is_air_waybill(number: str) -> bool:
    """Checks the number of an air waybill. The number has three digits of the airline, seven of the waybill, and as its
    last digit the remainder of those seven divided by seven."""
    return _is_modulo_7(number[3:])


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = tuple(
    (re.compile(shape), is_right)
    for shape, is_right in (
        (r"1Z[A-Z0-9]{15}\d", _is_ups),
        (r"[A-Z]{2}\d{9}[A-Z]{2}", _is_s10),
        (r"[A-Z]{3}[UJZ]\d{7}", iso6346.is_valid),
        (r"2\d{8}", _always),  # bookings of Maersk
        (r"\d{12}", _is_fedex_express),
        (r"(?:96\d{20}|\d{15}|9[1-5]\d{18}|9[1-5]\d{20}|00\d{18})", _is_modulo_10),
        (r"\d{10}", _is_modulo_7),
        (r"(?!000)\d{11}", _is_air_waybill),
        (rf"(?:{_BILL_OF_LADING})[A-Z]{{0,4}}\d{{4,12}}[A-Z]?", _always),
        (r"SF\d{10,15}", _always),
        (r"(?:YT|YUNEXPRESS|JT|JTE|KY|UG|DPK|DPL|BEST|BS|CRE|ZTO|ZT|STO|YD|ANE|YMDD|TT|ZJS)\d{9,18}", _always),
        (r"JD[A-Z]{0,4}\d{9,18}", _always),
        (r"(?:JJD|GM|LX|RX|CN|WNB|4PX|SPX|CAI|LP|NLD)\d{10,24}(?:CN)?", _always),
        (r"7[3-9]\d{12}|7[35]\d{9}", _always),  # numbers of ZTO Express
        (r"(?:77|66|88|22|55)\d{13}", _always),  # numbers of STO Express
        (r"(?:4[36]|31|1[02])\d{11}", _always),  # numbers of Yunda Express and China Post
    )
)
