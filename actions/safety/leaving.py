"""Where the talk would go on: messengers, e-mail, telephone, links, and plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

from actions.safety.findings import Finding

_FLAGS = re.IGNORECASE | re.ASCII
"""ASCII: a Chinese character is no part of a Latin word, so a word ends there."""
_AT = r"(?:@|\(\s*at\s*\)|\[\s*at\s*\]|\{\s*at\s*\}|\s+at\s+|#|艾特|\(a\)|\[@\]|＠)"
_DOT = r"(?:\.|\(\s*dot\s*\)|\[\s*dot\s*\]|\s+dot\s+|点|\s\.\s)"
_HOSTS = r"(?:gmail|googlemail|hotmail|outlook|yahoo|qq|163|126|foxmail|icloud|proton(?:mail)?|gmx|web|mail|sina|aliyun|live|msn|yandex)"
_EMAIL = re.compile(
    rf"(?<![\w.+\-])[\w.+\-]{{2,64}}\s?@\s?[\w\-]+(?:\s?{_DOT}\s?[A-Za-z]{{2,}})+|(?<![\w.+\-])[\w.+\-]{{2,64}}\s?{_AT}\s?{_HOSTS}\s?{_DOT}\s?[A-Za-z]{{2,6}}"
    rf"|(?<![\w.+\-])[\w.+\-]{{2,64}}\s?{_AT}\s?[\w\-]{{2,}}\s?(?:\(\s*dot\s*\)|\[\s*dot\s*\]|\s+dot\s+|点)\s?[A-Za-z]{{2,6}}",
    _FLAGS,
)
_EMAIL_ASKED = re.compile(
    r"(?:send|write|drop|shoot|mail)\s+(?:it\s+|them\s+|me\s+|us\s+)?(?:\w+\s+){0,4}(?:to|at|on|by)\s+(?:my|our)\s+(?:private\s+|personal\s+|own\s+)?e-?mail"
    r"|(?:my|our)\s+e-?mail\s+(?:is|address)|发(?:到|我|至)?(?:我的?)?邮箱|邮箱(?:联系|聊)|私人邮箱",
    _FLAGS,
)
_TOP_LEVEL = r"(?:com|cn|net|org|shop|store|top|xyz|io|co|biz|info|site|online|vip|app|me|link|de|uk|ru|fr|it|es|nl|eu|in|ng|hk|tw|cc|ly)"
_LINK = re.compile(
    rf"https?://\S+|hxxps?://\S+|\bwww\s?(?:\.|点)\s?[\w\-]+|(?<![@\w.])(?:[A-Za-z0-9\-]{{2,}}\.)+{_TOP_LEVEL}(?![A-Za-z0-9])(?:/\S*)?",
    _FLAGS,
)
_WHATSAPP = r"(?:w+h?[a@4]t+s+\s?[\-_.]?\s?(?:up+|[a@4]p+)|wa\.me|\bw\.?app\b|\bwhats\b(?=\W{0,3}(?:me\b|\+?\d))|瓦次|沃茨阿普|\bwsapp\b)"
_WECHAT = r"(?:we\s?-?chat|we1chat|wei\s?xin|wechaat|[微薇威徽葳溦v][信xX芯❤心]|微\s信|(?<![A-Za-z])[vV]\s?[xX](?![A-Za-z])|(?<![A-Za-z])[wW][xX](?![A-Za-z])|[vV]信|[➕＋+]\s?[vV](?![A-Za-z]))"
_OTHERS = r"(?:telegram|\btg\b|t\.me|skype|viber|kakao\s?talk|zalo|\bline\s+(?:id|app)|\bsignal\s+(?:app|number)|messenger|instagram|\bins\b|facebook|\bfb\b|钉钉|飞书|扣扣|[qQ]\s?[qQ](?!糖)|企鹅号|电报|飞机号)"
_MESSENGER = re.compile(rf"(?P<app>{_WHATSAPP}|{_WECHAT}|{_OTHERS})", _FLAGS)
_INVITE = re.compile(
    r"\b(?:contact|reach|add|text|ping|message|msg|chat|talk|speak|discuss|continue|call|write|find|hit|scan|move|switch|connect|send|share|give|get|buzz|me|my|mine|our|us|id|number)\b"
    r"|加|联系|聊|找我|发我|扫|私|沟通|详谈|谈|转到|我的|号|细说|搜|添加|\+",
    _FLAGS,
)
_HANDLE = re.compile(
    r"^\W{0,4}(?:id|no|num|number|号码?|是|:|：)*\W{0,4}(?:\+?\d[\d\s\-]{5,}|[A-Za-z][\w\-]{4,})", _FLAGS
)
_ABOUT_GOODS = re.compile(
    r"logo|sticker|printed?|mascot|plush|toy|cup|mug|公仔|贴纸|图案|印|玩偶|表情包|小程序|icon|case|stand", _FLAGS
)
_MOBILE_CN = re.compile(r"(?<![A-Za-z0-9.])(?:\+?86[\s\-]?)?1[3-9]\d(?:[\s\-]?\d{4}){2}(?![A-Za-z0-9])")
_PHONE_WORD = re.compile(
    r"\btel\b|phone|\bmob(?:ile)?\b|\bcell\b|\bcall\b|\bdial\b|\btext\b|\bsms\b|\bring\b|whats|电话|手机|座机|致电|来电|热线|拨打|打给|联系",
    _FLAGS,
)
_LOOSE_NUMBER = re.compile(r"(?<![A-Za-z0-9])\+?\(?\d(?:[ .\-()/]{0,2}\d){7,14}(?![A-Za-z0-9])")
_NO_PHONE = re.compile(
    r"track|waybill|\bawb\b|\bhs\b|运单|单号|快递|提单|条码|编码|barcode|\bean\b|\bpcs\b|pieces|件|个|套|USD|\$|¥|元|订单",
    _FLAGS,
)
_OFF_PLATFORM = re.compile(
    r"\b(?:off|outside(?: of)?|out of|leave|bypass(?:ing)?|avoid(?:ing)?|skip(?:ping)?|without|around|not (?:through|via|on|over)|instead of)\s+(?:of\s+)?(?:the\s+|this\s+|your\s+)?"
    r"(?:platform|caravan|marketplace|website|site|commission|middlem[ae]n|platform'?s? fees?|(?:service |platform )?fees?)\b"
    r"|\b(?:deal|pay|trade|settle|contact|order|buy)\s+(?:\w+\s+){0,3}?(?:directly|privately|offline)\b"
    r"|\b(?:talk|chat|speak|discuss|continue|go)\s+(?:\w+\s+){0,2}?(?:privately|offline)\b"
    r"|(?:线下|私下|场外|平台外|平台以外|站外)(?:交易|付款|联系|聊|谈|走|打款|合作|支付|沟通|单)|绕(?:过|开)(?:平台|网站|中间)|不走平台|不(?:通过|经过)平台|走线下|私聊|私下|跳过平台|省(?:掉|下|去)?(?:平台)?(?:手续费|佣金)|避开(?:平台|佣金)",
    _FLAGS,
)


def talk_elsewhere(text: str) -> Iterator[Finding]:
    """Every sign, in no order."""
    for found in _EMAIL.finditer(text):
        yield Finding("email", found[0])
    for found in _EMAIL_ASKED.finditer(text):
        yield Finding("email", found[0])
    without_emails = _EMAIL.sub(" ", text)
    for found in _LINK.finditer(without_emails):
        yield Finding("link", found[0])
    yield from _messengers(text)
    yield from _phones(text)
    for found in _OFF_PLATFORM.finditer(text):
        yield Finding("off_platform", found[0])


def _messengers(text: str) -> Iterator[Finding]:
    """An app with somebody's name in it, or with words that invite there; one that is printed on goods is none."""
    for found in _MESSENGER.finditer(text):
        before, after = text[max(found.start() - 30, 0) : found.start()], text[found.end() : found.end() + 30]
        if _HANDLE.search(after) and not _ABOUT_GOODS.search(after):
            yield Finding("messenger", found[0] + after.split("\n")[0][:24])
        elif _INVITE.search(before + " " + after) and not _ABOUT_GOODS.search(before + after):
            yield Finding("messenger", found[0])


def _phones(text: str) -> Iterator[Finding]:
    for found in _MOBILE_CN.finditer(text):
        if not _NO_PHONE.search(text[max(found.start() - 15, 0) : found.end() + 6]):
            yield Finding("phone", found[0])
    for match in PhoneNumberMatcher(text, None, leniency=Leniency.VALID):
        yield Finding("phone", match.raw_string)
    for found in _LOOSE_NUMBER.finditer(text):
        around = text[max(found.start() - 25, 0) : found.start()]
        if _PHONE_WORD.search(around) and not _NO_PHONE.search(around + text[found.end() : found.end() + 8]):
            yield Finding("phone", found[0])
