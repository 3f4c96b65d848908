"""Finds words about suppliers: verified ones, factories, a rating. Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.turn.words.cues.correcting import is_denied
from nlu.turn.words.cues.finder import Finder, has, is_short, when_short

_SELLERS = (
    r"(?:suppliers?|factor(?:y|ies)|manufacturers?|producers?|makers?|sellers?|vendors?|exporters?|compan(?:y|ies))"
)
_SEEKS = re.compile(
    rf"\b(?:need|want|find|looking for|look for|search(?:ing)? for|seek\w*|get|recommend|any)\b(?: [\w-]+){{0,3}} {_SELLERS}\b|[找求搵][个個]?.{{0,8}}(?:供应商|供應商|厂家|廠家|工厂|工廠)",
    re.I,
)
_BECOMES = re.compile(r"\b(?:becom\w+|be an?|being|as an?|register|join|sell|open a)\b|成为|入驻|注册|开店|加入", re.I)
_VERIFIED_SELLERS = re.compile(
    rf"\b(?:verified|audited|vetted|trusted)\b(?: [\w-]+){{0,3}} {_SELLERS}\b"
    rf"|\b{_SELLERS},? (?:(?!not\b|[a-z]+n't\b)[a-z]+ ){{0,4}}(?:verified|audited|vetted)\b"
    r"|已(?:经|經)?(?:核实|核實|验证|驗證|认证|認證)|(?:核实|核實|验证|驗證)(?:过|過)的"
    r"|(?:核实|核實|验证|驗證)的?(?:供应商|供應商|厂家|廠家|工厂|工廠|商家|卖家|賣家|企业|企業)",
    re.I,
)
"""Matches words that ask for verified suppliers, in texts of any length."""
_FACTORIES = re.compile(
    r"\b(?:factor(?:y|ies)|manufacturers?|producers?|makers?)(?: direct)?(?: ones)? only(?=\s*(?:$|[,.;!?])|\s(?:please|pls|and|with|from|in|under)\b)"
    r"|\b(?:only|just) (?:\w+ ){0,2}(?:factor(?:y|ies)|manufacturers?|producers?)\b|\bdirect(?:ly)? (?:from )?(?:the )?(?:factor|manufactur)\w+"
    r"|\bno (?:trad(?:ers?|ing compan\w+)|middle ?m[ae]n|agents?)\b"
    r"|(?:只|仅|僅)[要看找限跟和与]?.{0,3}(?:工厂|工廠|厂家|廠家|生产商|生產商)|(?:工厂|工廠|厂家|廠家)直[销銷供]|源[头頭](?:工厂|工廠|厂家|廠家)"
    r"|(?:不要|不找|不跟)(?:贸易|貿易|中[间間])",
    re.I,
)
_STARS = r"[\s-]?(?:stars?|★|⭐)"
_RATING = re.compile(
    rf"\b(?:above|over|at least|min(?:imum)?|more than|better than|from)\s(?P<limit>[1-5](?:\.\d)?)\+?(?:{_STARS}|\srating)"
    rf"|(?<![\d.])(?P<stars>[1-5](?:\.\d)?)\+?{_STARS}\s?(?:(?:or|and|&)\s(?:more|above|up|higher|better|over)|\+)"
    rf"|(?<![\d.])(?P<plus>[1-5](?:\.\d)?)\s?\+{_STARS}"
    r"|\brat(?:ed|ings?)(?:\sof|\sis)?(?:\s(?:above|over|at least|higher than|more than|better than|from))?\s(?P<rated>[1-5](?:\.\d)?)"
    r"(?=\s?(?:\+|or\b|and\b|/|[,!?]|\.?$|stars?))"
    r"|(?:评分|評分|评价|評價)[^\d]{0,6}(?P<zh>[1-5](?:\.\d)?)(?![\d.])|(?<![\d.])(?P<fen>[1-5](?:\.\d)?)\s?(?:分|星)[级級]?[及或]?(?:以上|起)",
    re.I,
)


def names_verified_sellers(text: str) -> bool:
    """Returns whether the words ask for verified suppliers: "verified suppliers of tomato paste", 已核实的番茄酱供应商."""
    return _is_wanted(_VERIFIED_SELLERS, text)


def names_factories(text: str) -> bool:
    """Returns whether the words ask for factories instead of trading companies: "factories only", 只要工厂."""
    return _is_wanted(_FACTORIES, text)


def _is_wanted(condition: re.Pattern[str], text: str) -> bool:
    found = condition.search(text)
    return found is not None and not is_denied(text, found.start())


def seeks_supplier(text: str) -> bool:
    """Returns whether the words look for a supplier, as "need supplier" does and "want to be a supplier" does not."""
    return is_short(text) and _SEEKS.search(text) is not None and _BECOMES.search(text) is None


def find_min_rating(text: str) -> float | None:
    """Returns the lowest rating of a supplier, from 1 to 5, that the words allow: "above 4.5 stars", 评分4.5以上."""
    found = _RATING.search(text)
    return next(float(said) for said in found.groups() if said) if found else None


FINDERS: dict[str, Finder] = {
    "wants_verified": when_short(
        has(
            r"\b(verified|certified suppliers?|audited|trusted)\b|认证过的|通过了?(?:认证|認證|审核|審核|验厂|驗廠)|验证|驗證|核实|核實|已认证|认证供应商|靠谱"
        )
    ),
    "names_verified_sellers": names_verified_sellers,
    "names_factories": names_factories,
    "min_rating": find_min_rating,
    "seeks_supplier": seeks_supplier,
    # They are about the sellers and not about their goods.
    "speaks_of_sellers": has(
        rf"\b{_SELLERS}\b|\b(?:rat\w+|reviews?|certif\w+|verified|licen[cs]e\w*|profile|who|they|them|their|old|founded|trust\w*)\b"
        r"|家|供应商|供應商|厂商|廠商|公司|工厂|工廠|评分|評分|评价|評價|资质|資質|证书|證書|认证|認證|靠谱|规模|規模|成立"
    ),
}
