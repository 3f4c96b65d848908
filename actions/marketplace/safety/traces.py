"""Finds traces of disguise that prove nothing by themselves: oddly spelled addresses and numbers, and names of
messengers inside the names of files.

The judge weighs them (`features`). Whether such a trace means anything depends on the words beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from actions.marketplace.safety import vocabulary
from actions.marketplace.safety.disguises import HAN
from actions.marketplace.safety.domains import HOSTS, TOP_LEVEL, WORDS_TOO

_ENDINGS = "|".join(sorted(TOP_LEVEL - WORDS_TOO, key=len, reverse=True))
_AT = re.compile(
    r"[(\[{<]\s?(?:at|a)\s?[)\]}>]|圈a|花a|a圈|小老鼠|艾特|蜗牛|猴子尾巴|(?<![a-z])(?:snail|monkey'?s?\s+tail|curly\s+a|circled[\s-]a|a\s+in\s+a\s+circle)(?![a-z])|(?:@|(?<![a-z])at)[\s-]+(?:sign|symbol)"
)
_DOT = re.compile(
    rf"[a-z0-9](?:\s*[(\[{{]\s?(?:\.|dot|point)\s?[)\]}}]\s*|\s+(?:dot|d0t|d\s?o\s?t|point)\s+|\s?[点丶⋅·•。∙]\s?|,)(?:{_ENDINGS}|c\s?n|c\s?o\s?m)(?![a-z])"
    r"|[点丶]\s?(?:康姆|西恩|考姆|网址|商城|商店|中国)|(?<![a-z])dot\s+(?:com|c\s?n|net|co|shop|store|org)(?![a-z])"
)
_WEB = re.compile(r"(?<![a-z])w\s?w\s?w(?![a-z])|三个?(?:w|达不溜)|three\s+w'?s|https?|冒号双?斜杠|slash\s+slash|hxxp")
_MAILBOX = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(HOSTS)}|hotmale|mailbox)(?![a-z0-9])")
_LIKE_DIGITS = re.compile(r"(?<![a-z0-9])[\dolizsbgq|]{2,}(?:[\s\-.·]{1,2}[\dolizsbgq|]{2,})*(?![a-z0-9])")
_MIXED = re.compile(r"\d[olizsbgq|]|[olizsbgq|]\d")
_SPELLED = {"zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double", "triple"}
_TEENS = {
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred",
}  # fmt: skip
_SOUNDS = {"won", "to", "too", "for", "free", "ate", "fife", "niner", "naught", "nought", "o", "plus"}
_TOKEN = re.compile(r"[a-z]+|\d+")
_HAN_DIGITS = re.compile(
    r"[零〇一二三四五六七八九幺两洞拐勾](?:[\s,，.、\-]{0,2}[零〇一二三四五六七八九幺两洞拐勾\d]){2,}|[两三四五]个[零一二三四五六七八九\d](?!月|人)"
)
_SOUNDING = re.compile(
    r"[幺腰妖要邀依衣医伊尔耳儿伞散叁思寺肆丝舞物吾午勿伍流溜柳陆期妻漆柒气吧爸扒捌拔久酒玖就岭领零另洞拐]{6,}"
)
_ENDED = re.compile(r"\.(?:pdf|xlsx?|docx?|jpe?g|png|webp|zip|rar|dwg|ai|mp4|txt|csv|pptx?)(?![a-z])")
MOBILE_OF_CHINA = re.compile(r"(?:00)?(?:86)?1[3-9]\d{9}")
_ABROAD = re.compile(
    r"(?<![a-z])(?:konto(?:nummer)?|blz|cuenta|titular|compte|rib|cbu|cvu|clabe|alias|chave|conta|iban|fps|duitnow|bsb|ifsc|sort\s+code|aba|routing|swift|bic|mtcn)(?![a-z])"
)
_MEANT = str.maketrans("@4310!5$7", "aaeioissl")
_MEANT_ELSE = str.maketrans("@4310!5$7", "aaelolsst")
_NAMES = frozenset(
    [
        "line", "zalo", "whatsapp", "whats", "whatsap", "watsapp", "wechat", "telegram", "skype", "viber", "signal", "insta", "instagram",
        "facebook", "kakao", "discord", "threema", "imo", "weixin", "messenger", "snapchat", "paypal", "alipay",
    ]
)  # fmt: skip
_WRITTEN = re.compile(r"(?<![a-z0-9@$!])[a-z0-9@$!]{3,12}(?![a-z0-9@$!])")
_PARTS = re.compile(r"[_\-. ]+|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])|(?<=qr)|(?=qr)")
_IN_FILES = re.compile(
    r"(?:wechat|whats?app|telegram|skype|viber|wx|qr|account|bank|iban|paypal|alipay|usdt|contact|phone|call|mobile|wa)\Z|.*(?:微信|支付宝|收款|账户|账号|电报|扫码|二维码|电话|加v|加我|联系)"
)
_APART = re.compile(rf"[{HAN}][\s.*/|+]{{1,2}}(?=[{HAN}][\s.*/|+])")


def traces(small: str) -> Iterator[str]:
    """Yields a name for each trace in the text, which is in small letters and whose known tricks were undone."""
    for name, pattern in (
        ("at", _AT),
        ("dot", _DOT),
        ("web", _WEB),
        ("mailbox", _MAILBOX),
        ("sounding", _SOUNDING),
        ("abroad", _ABROAD),
        ("numerals", _HAN_DIGITS),
        ("apart", _APART),
    ):
        if pattern.search(small):
            yield name
    yield from _letters_for_digits(small)
    yield from _digits_in_words(small)
    yield from _names_with_digits(small)
    yield from _in_name_of_file(small)


def marks_of_number(digits: str, groups: tuple[int, ...], marks: str) -> Iterator[str]:
    """Yields what is odd about a number and what stands between its groups."""
    if MOBILE_OF_CHINA.fullmatch(digits):
        yield "mobile of China"
    if len(digits) >= 8 and (odd := set(marks) - set(" -.,/")):
        yield f"odd marks {len(odd) > 1}"
    if len(groups) >= 5 and len(digits) >= 9:
        yield "many groups"
    if (
        digits.startswith(("00", "86", "234", "233", "254", "91", "44", "49", "971", "27", "0"))
        and 9 <= len(digits) <= 14
    ):
        yield "as if dialled"


def _letters_for_digits(small: str) -> Iterator[str]:
    for found in _LIKE_DIGITS.finditer(small):
        run = found[0]
        digits = sum(c.isdigit() for c in run)
        letters = sum(c.isalpha() for c in run)
        if digits >= 4 and letters >= 1 and digits + letters >= 7 and _MIXED.search(run):
            yield f"letters for digits {min(3, letters)}"


def _digits_in_words(small: str) -> Iterator[str]:
    longest = run = strict = 0
    for token in _TOKEN.findall(small):
        if token in _SPELLED or token in _TEENS:
            run, strict = run + 1, strict + 1
        elif token in _SOUNDS or token.isdigit():
            run += 1
        else:
            run = strict = 0
        if strict >= 2:
            longest = max(longest, run)
    if longest >= 3:
        yield f"digits in words {min(4, longest // 2)}"


def _names_with_digits(small: str) -> Iterator[str]:
    for written in _WRITTEN.findall(small):
        if not written.isalpha() and not written.isdigit():
            for table in (_MEANT, _MEANT_ELSE):
                meant = written.translate(table)
                if meant in _NAMES or meant.startswith(("whats", "wecha", "telegra", "instag")):
                    yield "name with digits"
                    return


def _in_name_of_file(small: str) -> Iterator[str]:
    if not _ENDED.search(small):
        return
    yield "file"
    if any(_IN_FILES.match(part) for part in _PARTS.split(small)) or vocabulary.MESSENGER.search(
        small.replace("_", " ")
    ):
        yield "file leads away"
