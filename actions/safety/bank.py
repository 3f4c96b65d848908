"""Where money would go: bank accounts, codes of banks, wallets, payment apps."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from stdnum import bic, bitcoin, iban, luhn
from stdnum.exceptions import ValidationError

from actions.safety.findings import Finding, compact

_FLAGS = re.IGNORECASE | re.ASCII
"""ASCII: a Chinese character is no part of a Latin word, so a word ends there."""
_NEAR = 60
"""Characters within which a word says what a number is."""
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \-.]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")
_SWIFT_WORD = re.compile(r"swift|\bbic\b|银行代码|国际代码", _FLAGS)
_SWIFT = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{6}[A-Za-z0-9]{2}(?:[A-Za-z0-9]{3})?(?![A-Za-z0-9])")
_DIGITS = re.compile(r"(?<![A-Za-z0-9.])\d(?:[ \-]?\d){9,24}(?![A-Za-z0-9])")
_ACCOUNT_WORD = re.compile(
    r"\baccount\b|\bacc?t?\.?\b|\ba/c\b|\biban\b|\bbank\b|beneficiary|\bcard\b|账号|账户|帐号|帐户|卡号|户名|开户|收款|汇款|打款|转账|银行"
    r"|\b(?:icbc|ccb|boc|abc|cmb|hsbc|citic|bocom|psbc|spdb)\b|工行|建行|农行|中行|招行|交行|邮储",
    _FLAGS,
)
_OTHER_NUMBER = re.compile(
    r"track|waybill|\bawb\b|\bb/l\b|container|invoice|\bhs\b|barcode|\bean\b|\bgtin\b|运单|单号|快递|提单|箱号|发票|条码|编码|订单",
    _FLAGS,
)
_PAID_TO = re.compile(
    r"\b(?:pay|paid|payment|transfer|remit|wire|deposit|balance|money)\b[^.?!\n]{0,40}\bto:?\s*\Z", _FLAGS
)
_ETHEREUM = re.compile(r"(?<![A-Za-z0-9])0x[0-9a-fA-F]{40}(?![A-Za-z0-9])")
_BASE58 = re.compile(r"(?<![A-Za-z0-9])(?:bc1[02-9ac-hj-np-z]{11,71}|[13T][1-9A-HJ-NP-Za-km-z]{25,34})(?![A-Za-z0-9])")
_CRYPTO_WORD = re.compile(
    r"\busdt\b|\busdc\b|\btrc-?20\b|\berc-?20\b|\bbitcoin\b|\bbtc\b|\bcrypto(?:currency)?\b|泰达币|比特币|虚拟币|加密货币",
    _FLAGS,
)
_PAYING = r"(?:pay|send|transfer|remit|wire|deposit|balance|money|付|打|转|汇|收|款)"
_WALLETS = r"(?:pay\s?pal|ali\s?pay|wechat\s?pay|we\s?chat\s?wallet|western\s?union|money\s?gram|payoneer|zelle|venmo|cash\s?app|revolut|支付宝|微信支付|微信转账|微信收款|财付通|西联|速汇金)"
_WALLET = re.compile(rf"{_WALLETS}", _FLAGS)
_WALLET_ASKED = re.compile(
    rf"{_PAYING}[^.?!。？！]{{0,40}}{_WALLETS}|{_WALLETS}[^.?!。？！]{{0,30}}(?:account|\bid\b|账号|帐号|号|:|：|@|\d{{6,}}|{_PAYING}[^.?!。？！]{{0,20}}(?:me|us|我))|{_WALLETS}\.me|{_WALLETS}\s+to\s+\w|(?:直接|走|用)(?:微信转账|微信收款|支付宝)",
    _FLAGS,
)
_QUESTION = re.compile(
    r"[?？吗]\s*$|^\s*(?:do|does|can|is|are|may|could|which|what)\b|可以.{0,12}(?:吗|么)|支持.{0,12}(?:吗|么)|能不能|能用",
    _FLAGS,
)
_OTHER_ACCOUNT = re.compile(
    r"(?:personal|private|another|different|new|changed?|other|my\s+wife'?s?|my\s+cousin'?s?|my\s+boss'?s?|director'?s?)\s+(?:bank\s+)?(?:account|bank\b)"
    r"|bank\s+(?:details|account|information|info)\s+(?:has|have|had|was|were|is|are)?\s*(?:been\s+)?(?:changed|updated|new|different)"
    r"|(?:私人|个人|对私|新的?|另一个|别的|其他|其它|老板|财务)(?:银行)?(?:账户|账号|帐户|帐号|卡)|私账|私户"
    r"|(?:银行)?(?:账户|账号|帐户|帐号|收款信息)(?:已经?|有)?(?:变更|更换|更改|换了|改了)",
    _FLAGS,
)


def money_elsewhere(text: str) -> Iterator[Finding]:
    """Every sign, in no order; a number may be found as more than one thing."""
    yield from _ibans(text)
    yield from _swifts(text)
    yield from _accounts(_IBAN.sub(lambda found: " " * len(found[0]) if _iban(found[0]) else found[0], text))
    yield from _cryptos(text)
    for found in _WALLET_ASKED.finditer(text):
        sentence = _sentence(text, found)
        if not (_QUESTION.search(sentence) and not re.search(r"[\w.]@|\d{6,}|\.me/", sentence)):
            yield Finding("wallet", found[0].strip())
    for found in _OTHER_ACCOUNT.finditer(text):
        yield Finding("other_account", found[0].strip())


def _ibans(text: str) -> Iterator[Finding]:
    for found in _IBAN.finditer(text):
        if number := _iban(found[0]):
            yield Finding("iban", number)


def _iban(words: str) -> str | None:
    """The IBAN at the start: a match runs on into the next word at times. Checked by the country's length and the checksum."""
    letters = compact(words)
    return next((letters[:end] for end in range(len(letters), 14, -1) if iban.is_valid(letters[:end])), None)


def _swifts(text: str) -> Iterator[Finding]:
    for found in _SWIFT.finditer(text):
        if _SWIFT_WORD.search(_around(text, found)) and not _SWIFT_WORD.fullmatch(found[0]) and bic.is_valid(found[0]):
            yield Finding("swift", found[0].upper())


def _accounts(text: str) -> Iterator[Finding]:
    """Digits that a word calls an account, or that are a bank card of China by their first figures and checksum."""
    for found in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        around = _around(text, found)
        card = 16 <= len(digits) <= 19 and digits.startswith("62") and luhn.is_valid(digits)
        called = len(digits) <= 22 and (_ACCOUNT_WORD.search(around) or _PAID_TO.search(text[: found.start()]))
        if (card or called) and (card or not _OTHER_NUMBER.search(around)):
            yield Finding("account", digits)


def _cryptos(text: str) -> Iterator[Finding]:
    for found in _ETHEREUM.finditer(text):
        yield Finding("crypto", found[0])
    for found in _BASE58.finditer(text):
        if (found[0].startswith("T") and len(found[0]) == 34 and _is_base58check(found[0])) or (
            not found[0].startswith("T") and bitcoin.is_valid(found[0])
        ):
            yield Finding("crypto", found[0])
    for found in _CRYPTO_WORD.finditer(text):
        if not _QUESTION.search(_sentence(text, found)):
            yield Finding("crypto", found[0])


def _is_base58check(address: str) -> bool:
    """TRON addresses are base58check like Bitcoin's, of another version, which the library leaves to the caller."""
    try:
        decoded = bitcoin.b58decode(address)
    except (ValidationError, ValueError):
        return False
    return hashlib.sha256(hashlib.sha256(decoded[:-4]).digest()).digest()[:4] == decoded[-4:]


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(found.start() - _NEAR, 0) : found.end() + _NEAR]


def _sentence(text: str, found: re.Match[str]) -> str:
    """The sentence that it stands in, its end mark included."""
    start = max((text.rfind(mark, 0, found.start()) for mark in ".!?。！？\n"), default=-1) + 1
    ends = [end for mark in "!?。！？\n" if (end := text.find(mark, found.end())) >= 0]
    return text[start : min(ends) + 1 if ends else len(text)]
