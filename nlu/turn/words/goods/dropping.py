"""Finds the words that take goods off a list, whether or not the list is on the screen: "cancel the pouch one", "leave
leggings for now", 水壶算了. Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.understanding.text.writing import folded

_CLAUSE = re.compile(
    r"(?:[^\s,，;；。!！?？\n.…]|(?<=\d)[.,](?=\d)|[ \t](?=[^\u4e00-\u9fff])|(?<![\u4e00-\u9fff])[ \t])+"
)
_NOT = re.compile(
    r"(?<![a-z])(?:don'?t|do not|never|not)\s(?:cancel|drop|remove|skip|forget|leave|scrap|delete)|(?:别|先别|不要|唔好)(?:取消|去掉|删|刪)"
    r"|(?<![a-z])leave\s[^,]*(?:\bas\b|\bat\b|\balone\b|\bin\b|\bthere\b)|(?<![a-z])forget\s(?:to|that)(?![a-z])"
)
"""Matches words that take nothing away: "leave the cups as they are"."""
_DROPS = re.compile(
    r"(?<![a-z])(?:cancel|drop|remove|skip|forget|leave|scrap|scratch|delete|ditch|(?:take|leave|cut)\s(?:out|off)|no more|(?:don'?t|do not|no longer)\s(?:want|need|take)|never ?mind)"
    r"\s(?:about\s|out\s|off\s)?(?:the\s|my\s|our\s|that\s|those\s|these\s)?(?P<en>[a-z][a-z0-9' -]{1,40})"
    r"|^(?P<zh>[^不]{1,14}?)(?:先|就|也|还是|還是|那边|那個|那个|的话|的話)*(?:算了|不要了|唔要了?|不用了|先不要了?|不买了?|不買了?|不考虑了?|取消(?:吧|了|掉)?|去掉(?:吧|了)?|删掉|刪掉)(?:吧|啦|哈|好了)*$"
    r"|^(?:那|就|先|算了|把|麻烦|请|帮我)*(?:不要|唔要|去掉|取消|删掉|刪掉|不买|不買|去除|剔除)(?P<zh2>[\u4e00-\u9fffa-z0-9]{1,10}?)(?:了|吧|啦)*$"
    r"|^把(?P<zh3>[\u4e00-\u9fffa-z0-9]{1,10}?)(?:去掉|取消|删了|删掉|刪掉|拿掉|撤掉|划掉)"
)
_PROPERTY = re.compile(r"[的嘅]$")
_REST = re.compile(r"^(?:the\s)?(?:others?|rest|ones? left|everything else)(?![a-z])")


def find_dropped(text: str) -> list[str]:
    """Returns the words of the raw text for what it takes off a list, clause by clause. Whether they name any goods is
    not known here."""
    plain = folded(text).replace("’", "'")
    if len(plain) != len(text):
        return []
    found = list[str]()
    for clause in _CLAUSE.finditer(plain):
        said = clause[0].strip()
        match = None if _NOT.search(said) else _DROPS.search(said)
        if match is None:
            continue
        words = next(words for words in match.groups() if words)
        if not _PROPERTY.search(words) and not _REST.match(words):
            found.append(words.strip())
    return found
