"""Finds words beside an answer that ask for nothing and tell nothing about the matter: that somebody waits or looks on,
what the writer does meanwhile, or that the writer wants to hear when it is done (老板在旁边看着呢, "my boss is waiting",
问完了告诉我一声). Imports nothing of Rasa."""

from __future__ import annotations

import re

_SOMEBODY = (
    r"(?:我(?:们|家)?的?)?(?:老板娘?|领导|经理|厂长|同事|会计|财务|主管|客户|买家|老婆|老公|师傅|大家|人家|他们?|她)"
)
_ASIDES = re.compile(
    rf"{_SOMEBODY}(?:就|正|一直|都|还|也|现在)*(?:在|站在|坐在)?(?:我?(?:旁边|边上|身边|后面|背后|这儿|这里|门口|隔壁|电话那头))?(?:看|盯|等|催|守|坐|站|骂|急)(?:着|我|死|得|急)*(?:呢|啊|哈|了|的)*"
    r"|(?:等|有)?(?:你|您|他们?|她)?(?:问|发|办|弄|搞|做|回复?|答复|结果|消息|回音)(?:完|好|到)?(?:了|后|之后|以后)?(?:就|再|记得|麻烦)*(?:告诉|通知|跟|和|叫|喊)我(?:说|讲)?(?:一[声下]|声)(?:啊|哈|吧|呗|哦|就行)*"
    r"|我(?:们|这边|这里|先|也|就|现在|马上|这就|正|在)*(?:去|来|要)?(?:把[^,，。;；!！?？\s]{1,8})?(?:算|忙|开会|吃饭|出门|出去|赶车|赶飞机|上飞机|开车|装货|备货|备料|接电话)(?:一下|一算|去|呢|了|着|啊|哈)*"
    r"|我?(?:有点|挺|很)?(?:着急|赶时间|急用)(?:的|呢|啊|了)*"
    r"|(?<![a-z'])(?:my|our|the)\s(?:boss|manager|director|customer|client|buyer|colleague|wife|husband|accountant|team)\s(?:is|keeps|sits|stands|waits|watches|was)(?:\s(?!not|against|says|wants|asking for|saying)[a-z']+){0,6}"
    r"|(?<![a-z'])(?:(?:please|pls|just|and|then)\s)*(?:let me know|tell me|ping me|text me)\s(?:when|once|as soon as|if)\s(?:they|he|she|it|you|the|there|anything|done)(?:\s[a-z']+){0,5}"
    r"|(?<![a-z'])i(?:'m| am)\s(?:in a (?:hurry|rush|meeting)|running late|driving|on the (?:road|train|phone)|about to (?:leave|board))",
    re.I,
)


def without_asides(text: str) -> str | None:
    """Returns the text without such words. Returns None if it has none, or holds nothing else."""
    rest = _ASIDES.sub(" ", text.replace("’", "'"))
    return rest if rest != text and rest.strip(" ,，.。!！;；") else None
