"""Finds the places in a text that may lead money elsewhere: bank accounts, codes of banks, wallets, payment apps, and
other people's accounts that are mentioned in plain words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from phonenumbers import SUPPORTED_REGIONS
from stdnum import bitcoin, luhn
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

from actions.marketplace.safety import vocabulary
from actions.marketplace.safety.evidence import HELD_FROM, Text, is_code, weigh_wallet
from actions.marketplace.safety.findings import Finding, compact
from actions.marketplace.safety.numbers import Number

_LENGTHS = {
    country: int(length)
    for length, countries in {
        15: "NO", 16: "BE BI", 18: "DK FI FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK", 21: "CH CR HR LI LV",
        22: "BG BH DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL", 24: "AD CZ DZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST", 26: "IS TR", 27: "BF BJ CI DJ FR GR IT MC MG ML MR SM SN", 28: "AL AZ BY CY DO GT HN HU LB MA NI PL SV",
        29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
"""How many characters an IBAN has in each country."""
_IBAN_START = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(_LENGTHS)})[^\w\n]{{0,3}}\d[^\w\n]{{0,3}}\d", re.IGNORECASE)
_IBAN_REACH = 100
_NOT_IBAN = re.compile(r"[^A-Za-z0-9]+")
_SWIFT_WORD = re.compile(r"(?:swift|(?<![a-z])bic(?![a-z])|银行代码|国际代码)(?:[\s:：是为-]|code|no\.?|代码){0,4}")
_SWIFT = re.compile(r"[A-Za-z]{6}[A-Za-z0-9]{2}(?:[A-Za-z0-9]{3})?(?![A-Za-z0-9])")
_ETHEREUM = re.compile(r"(?<![A-Za-z0-9])0x[0-9a-fA-F]{40}(?![A-Za-z0-9])")
_BASE58 = re.compile(r"(?<![A-Za-z0-9])(?:bc1[02-9ac-hj-np-z]{11,71}|[13T][1-9A-HJ-NP-Za-km-z]{25,34})(?![A-Za-z0-9])")
_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,2}|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}|20\d{6}")
_FREIGHT = re.compile(
    r"(?<![a-z])(?:dhl|ups|fedex|tnt|aramex|sf|freight|courier|maersk)(?:'s)?\s?(?:的)?(?:account|acc|账号|账户|月结)|(?:customer|client|客户)(?:编)?[\s.]?(?:no|number|号)?"
)
_UPI = re.compile(r"(?<![\w.])[\w.\-]{3,40}@(?:ok\w+|paytm|upi|ybl|ibl|axl|apl|icici|hdfc\w*|sbi|axis\w*)(?![\w.])")


def money_elsewhere(text: Text) -> Iterator[Finding]:
    """Yields everything in the text that may lead money to another account, in no particular order. One number may be
    yielded several times, as different kinds of findings."""
    yield from _ibans(text)
    yield from _swifts(text)
    yield from _accounts(text)
    yield from _addresses(text)
    yield from _wallets(text)
    for pattern in (vocabulary.OTHER_ACCOUNT, vocabulary.CASH):
        for found in pattern.finditer(text.small):
            yield Finding("other_account", found[0].strip())


def _ibans(text: Text) -> Iterator[Finding]:
    """Yields IBANs. An IBAN is recognised by the length for its country and by its checksum; spaces and punctuation
    between the characters are skipped."""
    for found in _IBAN_START.finditer(text.plain):
        letters = _NOT_IBAN.sub("", text.plain[found.start() : found.start() + _IBAN_REACH]).upper()
        number = letters[: _LENGTHS[letters[:2]]]
        if len(number) == _LENGTHS[letters[:2]] and mod_97_10.is_valid(number[4:] + number[:4]):
            yield Finding("iban", number)


def _swifts(text: Text) -> Iterator[Finding]:
    """Yields SWIFT codes. A SWIFT code must follow a word such as "swift" or "BIC", and must be in capitals or contain
    a digit. Otherwise "delivery" in "swift delivery" would be a SWIFT code, since its fifth and sixth letter are the
    code of a country (VE)."""
    for word in _SWIFT_WORD.finditer(text.small):
        found = _SWIFT.match(text.plain, word.end())
        if found and (found[0].isupper() or re.search(r"\d", found[0])) and found[0][4:6].upper() in SUPPORTED_REGIONS:
            yield Finding("swift", found[0].upper())


def _accounts(text: Text) -> Iterator[Finding]:
    for number in text.numbers:
        if _is_account(text, number):
            yield Finding("account", number.digits)


def _is_account(text: Text, number: Number) -> bool:
    """Returns True if the words near a number say that it is a bank account, or if its check digit shows that it is a
    Chinese bank card."""
    length = len(number.digits)
    if number.is_counted or is_code(number) or _AMOUNT.fullmatch(text.small, number.start, number.end):
        return False
    if 16 <= length <= 19 and number.digits.startswith("62") and luhn.is_valid(number.digits):
        return True
    if _FREIGHT.search(text.small[max(number.start - 32, 0) : number.start]):
        return False
    if number.is_listed and len(set(number.groups)) > 2:
        return False
    if number.is_called("account", 16 if length > 4 else 4):
        return not re.fullmatch(r"(?:19|20)\d\d", number.digits)
    return (length >= 8 and number.is_called("account", 44)) or (
        length >= 7 and (number.is_called("bank", 44) or number.is_called("pay", 34))
    )


def _addresses(text: Text) -> Iterator[Finding]:
    for found in _ETHEREUM.finditer(text.plain):
        yield Finding("crypto", found[0])
    for found in _BASE58.finditer(text.plain):
        tron = found[0].startswith("T") and len(found[0]) == 34 and _is_base58check(found[0])
        if tron or (not found[0].startswith("T") and bitcoin.is_valid(found[0])):
            yield Finding("crypto", found[0])
    for found in vocabulary.CRYPTO.finditer(text.small):
        if weigh_wallet(text, *found.span(), weak=False) >= HELD_FROM:
            yield Finding("crypto", found[0])


def _is_base58check(address: str) -> bool:
    """Returns True if the checksum of a base58check address is right. The library checks addresses of Bitcoin only;
    those of TRON have the same form."""
    try:
        decoded = bitcoin.b58decode(address)
    except (ValidationError, ValueError):
        return False
    return hashlib.sha256(hashlib.sha256(decoded[:-4]).digest()).digest()[:4] == decoded[-4:]


def _wallets(text: Text) -> Iterator[Finding]:
    for found in vocabulary.WALLET.finditer(text.small):
        weak = compact(found[0]).lower() in vocabulary.WEAK_WALLETS
        if weigh_wallet(text, *found.span(), weak=weak) >= HELD_FROM:
            yield Finding("wallet", found[0])
    for found in vocabulary.WALLET_ONLY_MINE.finditer(text.small):
        yield Finding("wallet", found[0])
    for found in _UPI.finditer(text.small):
        yield Finding("wallet", found[0])
