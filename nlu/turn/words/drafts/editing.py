"""Finds the changes that a message wants in words that are being written for somebody: add these, leave that out, say
it in another tone, or word it otherwise. Imports nothing of Rasa."""

from __future__ import annotations

import re
from typing import TypedDict

from nlu.turn.words.drafts.inserting import find_insertion

_FIRST = (
    r"(?:(?:no|ok|okay|yes|yeah|yep|sure|fine|and|also|then|so|but|hmm+|oh|wait|actually|well|now|just|please|pls|plz|kindly|maybe|perhaps|better|lets|let's"
    r"|can you|could you|can we|you can|you may|i would|i'd)[\s,.]{1,3}){0,8}"
)
_PART = r"(?:bits?|parts?|lines?|sentences?|phrases?|things?|stuff|pieces?|remarks?|paragraphs?|points?|questions?|comments?|words?)"
_CUTS = r"(?:take|leave|cut|drop|delete|remove|scrap|scratch|skip|strike|lose|omit|kill|forget|ditch|erase|bin|axe|nix|get rid of|throw)"
_THE = r"(?:the|that|this|my|our|your|those|these)\s"
_THING = r"(?P<thing>(?!(?:whole|entire|lot|all|same|other)\b)[a-z0-9][a-z0-9' -]{1,40}?)"
_THING_ZH = r"(?P<thing>[^\s，,。；;！!？?、]{1,12}?)"
_PART_ZH = r"(?:那|这|哪)?(?:一|几)?(?:[句段条點点个]|部分|句话|段话|的话|内容)(?:话)?"
_GOES_ZH = r"(?:不要了?|唔要|不用了?|删了|刪咗|删掉|刪掉|删去|去掉|拿掉|划掉|别要了?|撤了|撤掉|不写了?|别写了?|不提了?|别提了?|不说了?|别说了?|[别不]放了?|[别不]加了?|取消)"
_SOFTLY_ZH = r"(?:先|就|也|都|还是|给我|帮我|暂时|咱|咱们)*"
_END = (
    r"(?=\s*(?:$|[,.;:!?\n]|(?:please|pls|plz|again|after all|for now|then|now|and|but|thanks|ok|it'?s|we|i)(?![a-z])))"
)
_END_ZH = r"(?=吧|啦|了|呗|咯|先|$|[\s，,。；;！!？?、])"

_OF_THINGS = (
    re.compile(rf"\b{_CUTS}\s(?:out\s|off\s|away\s)?(?:{_THE})?{_PART}\s(?:about|with|on|of|regarding|where (?:i|we) (?:say|said|ask|asked))\s(?:{_THE})?{_THING}{_END}"),
    re.compile(rf"\b{_CUTS}\s(?:out\s|off\s|away\s)?(?:{_THE})?{_THING}\s{_PART}(?:\s(?:out|off|away))?{_END}"),
    re.compile(rf"\b(?:leave|take|cut|keep|strike|cross)\s(?:{_THE})?{_THING}\sout(?:\sof\s(?:it|this|that|the (?:message|text|note)))?{_END}"),
    re.compile(rf"\b(?:don'?t|do not|no need to|never)\s(?:mention|bring up|talk about|say anything about|write anything about)\s(?:anything about\s)?(?:{_THE})?{_THING}{_END}"),
    re.compile(rf"(?:别|不要|不用|甭)(?:再|跟[他她]们?)?(?:提|说|写|讲)(?:到|起|出)?(?:那|这)?(?:个|些)?{_THING_ZH}(?:的)?(?:事情?|那事|这事|情况)(?:了|啊|哈|哦|吧)*(?=$|[\s，,。；;！!？?、])"),
    re.compile(rf"\b(?:never ?mind|nvm|forget about|no need for)\s(?:about\s)?{_THE}{_THING}{_END}"),
    re.compile(rf"\b(?:{_THE})(?:{_PART}\s(?:about|with|on)\s(?:{_THE})?)?{_THING}(?:\s{_PART})?\s(?:can|could|should)\s(?:go|come out|be left out|be dropped|be deleted)(?=\s*(?:$|[,.;!?]|now\b|again\b|then\b|please\b))"),
    re.compile(rf"(?:关于|關於|说|講|讲|提到)?{_THING_ZH}(?:的)?{_PART_ZH}{_SOFTLY_ZH}{_GOES_ZH}{_END_ZH}"),
    re.compile(rf"(?:^|[\s，,。；;])(?P<thing>[^\s，,。；;！!？?、不]{{1,8}}?)(?:先|就|也|都)*不(?:印|做|加|带|贴|打|绣|刻|配|写|用|放|送|喷|刷|烫)了{_END_ZH}"),
    re.compile(rf"(?:删掉|删了|刪掉|删除|删去|去掉|拿掉|划掉|撤掉|把)(?:关于|说|讲|提到)?{_THING_ZH}(?:的)?{_PART_ZH}{_END_ZH}"),
)  # fmt: skip
"""Match words that ask to leave out a part of a message, and name the part by its subject: "take out the bit about the
cost", 付款那句删掉."""
_FIRST_ONE, _LAST_ONE = r"(?P<first>first|top|opening|1st)", r"(?P<last>last|latest|final|previous|closing|most recent)"
_PLACE_ZH = r"(?:(?P<first>第一|头一|前半|上半|最前面?的?|开头的?|最上面的?)|(?P<last>最后一?|后半|下半|末尾|最后面的?|后面的?|前面的?|上面的?|上一|刚才的?|刚刚的?|刚加的|刚说的|后一|刚那))"
_OF_PLACES = (
    re.compile(rf"\b{_CUTS}\s(?:out\s|off\s|away\s)?(?:{_THE})?(?:{_FIRST_ONE}|{_LAST_ONE})\s(?:{_PART}|one)\b"),
    re.compile(rf"\b(?:{_THE})(?:{_FIRST_ONE}|{_LAST_ONE})\s(?:{_PART}|one)\s(?:can go|out|should go|goes|not needed|isn't needed)\b"),
    re.compile(rf"\b{_CUTS}\s(?:out\s)?(?P<last>what (?:i|we) (?:just|last) (?:said|added|wrote)|(?:that|it) (?:again|out again))\b"),
    re.compile(rf"{_PLACE_ZH}{_PART_ZH}?{_SOFTLY_ZH}{_GOES_ZH}"),
    re.compile(rf"(?:删掉|删了|刪掉|删除|删去|去掉|拿掉|划掉|把){_PLACE_ZH}{_PART_ZH}"),
)  # fmt: skip
"""Match words that ask to leave out a part of a message, and name the part by its place: "drop the last bit",
前面那句不要了."""
_IT = r"(?:it|this|that|the (?:message|text|note|mail|wording|words|tone|whole thing)|me|us)"
_TONE = re.compile(
    rf"\b(?:make|have|let|put|say|word|write|phrase)\s{_IT}\s(?:sounds?\s|read\s|come across\s|be\s)?(?:all\s)?(?:an?\s)?(?:bit\s|little\s|touch\s|lot\s|tad\s)?(?:more\s)?"
    r"(?:warm\w*|nice\w*|kind\w*|gentl\w+|soft\w*|polite\w*|friendl\w+|courteous\w*|cordial\w*|respectful\w*|pleasant\w*|mild\w*)"
    r"|\b(?:less|not (?:so|that|as)|too)\s(?:stiff|blunt|cold|demanding|pushy|aggressive|bossy|angry|sharp|rude|harsh|hard|direct)\b|\btone (?:it )?down\b"
    r"|\b(?:warmer|softer|gentler|nicer|kinder|friendlier|politer) (?:please|pls|tone|wording|words)\b|^(?:a bit |bit |a little )?(?:warmer|softer|gentler|nicer)\W*$"
    r"|(?:语气|口气|口吻|话|话说|说得|写得|說得|寫得|讲得|講得)[^，,。]{0,6}?(?:[别別不]那?么?[么樣]?(?:太)?(?:硬|冲|生硬|强硬|凶|直)|太(?:硬|冲|生硬|强硬|凶|直)|软|和气|和氣|温柔|亲切|親切|热情|缓|委婉|客气)"
    r"|(?:[别別]|不要|不用)(?:写|说|講|讲|搞)?得?(?:那么|这么|太)(?:硬|冲|生硬|强硬|凶|直)|(?:说|写|講|讲|寫)得?(?:软|和气|温和|亲切|好听|热情)(?:一?[点些])"
)
"""Matches the wish for a kinder tone in words that the act model does not know."""
_REWORDS = re.compile(
    rf"\b(?:make|keep|cut|have|get|put)\s{_IT}\s(?:down|(?:a\s)?(?:bit\s|little\s|lot\s)?(?:more\s)?(?:short\w*|brief\w*|concise|crisp\w*|compact|simple\w*|simpler|clear\w*|formal\w*|professional\w*|detailed|long\w*|strong\w*|firm\w*|urgent|strict\w*|tight\w*|to the point))\b"
    rf"|\b(?:shorten|condense|trim|polish|proofread|rephrase|reword|rewrite|tidy(?: up)?|clean up|improve|spell ?check|summari[sz]e)\s(?:{_IT}|my|the)\b"
    r"|\b(?:too|bit|rather|very|way too) (?:long|wordy|much text|lengthy)\b|^(?:please |pls |a bit |bit |little |much |even )*(?:shorter|briefer|simpler|clearer|firmer|longer|more formal|more professional|more concise|less wordy)\W*(?:please|pls)?\W*$"
    r"|\b(?:fix|correct|check) (?:my|the) (?:english|grammar|spelling|typos?|wording|chinese)\b|\b(?:other|different|better) (?:wording|words)\b"
    r"|(?:太长|太長|太啰嗦|太囉嗦|太罗嗦|太繁|精简|精簡|简短|簡短|缩短|縮短|简洁|簡潔|写短|寫短|短一?[点點些啲]|简单[点些]说|润色|潤色|改通顺|通顺一?[点些]|换个说法|換個說法|换种说法|换个讲法|重新组织|措辞|正式一?[点點些啲]|专业一?[点些]|强硬一?[点些]|严肃一?[点些]|改改语病|改下语病)"
)
"""Matches the wish to have the words put otherwise, which only their writer can do here."""
_THEM = r"(?:them|him|her|the (?:supplier|factory|seller|buyer|customer))"
_KNOW = r"(?:to know|know|hear|find out|understand)"
_ASKS_WHAT = r"(?=(?:if|whether|how|what|when|where|why|which|who)\b)"
_MESSAGE = r"(?:word|messages?|msgs?|notes?|lines?|heads[- ]up|text)"
_STAFF_ZH = r"(?:你们|你們|贵司|平台)?(?:的)?(?:客服|团队|團隊|同事|财务|財務|会计|销售|业务员?|经理|老板|负责人|人工|工作人员|运营)"
_TO_ZH = (
    r"(?:他们|她们|他|她|佢哋|佢|厂家|廠家|工厂|工廠|厂里|厂方|供应商|供應商|对方|對方|卖家|賣家|买家|買家|客户|客戶)"
)
_LEADS = (
    re.compile(rf"^{_FIRST}(?:write|text|message)\s(?:to\s)?{_THEM}\s(?:that\s|saying\s)?(?=(?:we|i|our|my|the|it|please|pls|they|there|you)\b)"),
    re.compile(rf"^{_FIRST}(?:(?:i|we)\s)?(?:(?:need|want|would like|like|have|wanna)\s(?:to\s)?)?(?:get|pass|send|drop|leave|give|bring|write|shoot|fire|ping)\s(?:an?\s|some\s|another\s|this\s)?(?:quick\s|short\s)?{_MESSAGE}(?:\s(?:on|along|over|across))?\s(?:to|for)\s(?!me\b|us\b)[^:;?]{{2,60}}?(?::|\s(?:that|saying)(?![a-z]))\s*(?=\S)"),
    re.compile(rf"^{_FIRST}(?:(?:i|we)\s)?(?:(?:need|want|would like|like|wanna)\s(?:to\s)?)?(?:get|pass|send|drop|leave|give|write)\s(?!me\b|us\b)[a-z' ]{{2,30}}?\s(?:an?|this|some|the)\s(?:quick\s|short\s)?{_MESSAGE}\s?(?::|(?:that|saying)(?![a-z]))\s*(?=\S)"),
    re.compile(rf"^[^，,。;；:：?？]{{0,14}}?(?:[\s,，]|我们?|就|还|也|先)*(?:想|要|得|麻烦|帮我|幫我|请|劳烦)+(?:问|問|跟|告诉|通知|转告)(?:一?[下声句]|问)?{_TO_ZH}(?:说|讲)?(?:一?[下声])?[\s:：,，]+(?=\S)"),
    re.compile(rf"^(?:[\s,，]|请|麻烦|帮我|幫我|我想|想|要|能不能|可以|可否)*(?:给|跟|向|替我给)?{_STAFF_ZH}(?:留|带|捎)(?:一?[个句条])?(?:话|話|言|口信|信|便条)[\s:：,，]+(?:说|就说)?[\s:：,，]*(?=\S)"),
)  # fmt: skip
"""Match introductions to a message that the act model does not know: "get word to the factory about the pallets: …",
想问厂家 …."""
_ASKS_FOR = re.compile(rf"^{_FIRST}(?:also\s)?ask\s{_THEM}(?:\s(?:also|too))?\sfor\s(?P<words>\S.*)$")
_FORWARDS = (
    re.compile(rf"^{_FIRST}(?:(?:hey|hi|hello|u|you|can u)[\s,]+)*(?:forward|pass (?:it |this )?on|relay|report|convey)\s(?:this\s)?to\s(?!me\b|us\b)[^:;?]{{2,40}}?(?::|\s(?:that|saying)(?![a-z]))\s*(?=\S)"),
    re.compile(r"^(?:[\s,，]|请|麻烦|帮忙|帮我|幫我|劳烦|我想|想|要|你)*(?:带|捎|传|递)(?:一?[个句声])?(?:话|話|口信|信)(?:给|到)[^\s，,。;；:：你我]{2,12}[\s:：,，]+(?:说|就说)?[\s:：,，]*(?=\S)"),
    re.compile(r"^(?:[\s,，]|请|麻烦|帮忙|帮我|幫我|劳烦|我想|想|要|你)*(?:知会|告知|通知|回复|转达)(?:一?[下声]|给)?[^\s，,。;；:：你我]{2,12}[\s:：,，]+(?=\S)"),
)  # fmt: skip
"""Match words that introduce a message which is to be passed on: "forward to the factory that …", 知会一下华夏 …."""
_LEAVES_WORD = re.compile(
    r"^(?:(?:那|还是|就|算了|帮我|我要?|[\s,，])*(?:找|转|叫)(?:个|一个)?(?:真?人工?|客服)(?:吧|好了)?[\s,，。;；]+)?"
    r"(?:[\s,，]|请|麻烦|帮我|帮忙|替我|你|您|那|就|先|给我|也|再)*留(?:一?[个句条下])?(?:话|言|口信)(?:吧)?[\s:：,，]*(?:就说|说|讲|內容是|内容是)[\s:：,，]*(?=\S)"
)
"""Matches the wish to leave word for whoever reads it, before the words themselves: 还是找人吧 你先留个话 说 …."""
_TO_STAFF = re.compile(rf"\b(?:your|you guys|team|staff|support|colleagues?|customer service)\b|{_STAFF_ZH}")
_ALSO_NOTED = re.compile(
    r"[,.;?？]\s*(?:please\s|pls\s|and\s)?(?:say|add|write|mention|note|include) (?:that|this|it)(?: too| in| as well| down| as an? (?:wish|question|note|request|remark|point))*[\s.!]*$|[\s,，?？]+(?:这个?|那个?)?(?:也|都|请|帮我|麻烦)+(?:帮我)?(?:写|加|补|记|备注|注明|带)(?:进去|上去?|一下|清楚)?(?:吧|啊|哈)?[\s。！!]*$"
)
"""Matches words behind an addition that ask to write it down, too: …，也写进去."""
_BEFORE_SENDING = re.compile(
    r"(?:(?:wait|hold on|hang on|one (?:moment|sec)|ok|and)[\s,.-]+)*before (?:you (?:send|pass|submit)|sending|submitting|passing)(?:\s(?:it|that|this))?(?:\son)?\s*[-–—:,]+\s*"
    r"|(?:等等|等一下|等下|慢着|先等等)?[\s,，]*(?:先别发|先不发|发之前|发送前|发送之前|提交之前)[\s,，:：]+"
)
"""Matches words before an addition that only say when to add it: "before you send it: …"."""
_ADDS = (
    re.compile(rf"^{_FIRST}(?:also|and|plus|then|oh and|one more:?)[\s,]+(?:also\s|please\s|pls\s)*(?:say|write|mention|add|tell (?:them|him|her)|let (?:them|him|her) know|remind (?:them|him|her))(?:\s(?:that|this|please|pls)(?![a-z]))*\s?:?\s*(?=\S)"),
    re.compile(r"^(?:(?:oh|ok|okay|yes|yeah|hmm+|well|and|plus)[\s,]+)*(?:also|plus|and)[\s,]+that\s(?=\S)"),
    re.compile(rf"^{_FIRST}(?:(?:let me|lemme|i|we)\s)?(?:also\s(?:(?:want|need|would like|like|wish|wanna|have)\s)?|(?:want|need|would like|like|wish|wanna|have)\salso\s){_KNOW}\s{_ASKS_WHAT}"),
    re.compile(rf"^{_FIRST}(?:also\s)?(?:ask|check)\s(?:with\s)?{_THEM}(?:\s(?:also|too|as well))?\s{_ASKS_WHAT}|^{_FIRST}(?:also|plus)\s(?:also\s)?(?:ask|check)\s{_ASKS_WHAT}|^{_FIRST}(?:ask|check)\s(?:also|too)\s{_ASKS_WHAT}"),
    re.compile(rf"^{_FIRST}(?:also\s)?(?:note|mention|include|state|specify|stress|emphasi[sz]e|point out|make (?:it |that )?clear|make sure (?:they|he|she) knows?|put in|throw in|work in|write in|slip in|squeeze in|write down|write|say)(?:\s(?:there|in|too|also|please))?\s(?:that|:)\s*(?=\S)"),
    re.compile(rf"^{_FIRST}(?:also\s)?(?:mention\s(?=(?:our|my|the|it|this|these)\s)|(?:mention|say|write)\s(?=(?:our|we|i|it's|its|we're|they|they're|there)\s))"),
    re.compile(rf"^{_FIRST}(?:also\s)?(?:add|include|put)(?:\s(?:in|there|also|too|as well|a question|the question))*\s(?=(?:if|whether)(?![a-z]))|^\+\s*(?=[a-z\u4e00-\u9fff])"),
    re.compile(r"^plus[\s,]+(?=(?:our|we|i|my|the|it|they|there|a|an)\s)"),
    re.compile(r"^(?:[\s,，]|再|另外|还有|還有|也|顺便|順便|对了|對了|哦|那|就|请|帮我|麻烦|记得|記得|最好|得)*(?:写清楚|寫清楚|说清楚|讲清楚|写明白?|说明(?!书)|强调|強調|提一?[下句嘴]|带[上]?一?句|加[上]?一?[句条點点]|补[充上]?一?[句条點点]|再来一?[句条點点]|补充(?:一下)?(?=[\s,，:：])|说一?[下句](?=[\s,，:：]|他|我|你))(?:一下|一声|话)?(?:说|是|就是)?[\s:：,，]*(?=\S)"),
    re.compile(r"^(?:[\s,，]|再|另外|还有|還有|也|顺便|順便|对了|對了|哦|那|就|请|帮我|麻烦|还|還)+(?<!请)(?<!請)(?:问|問)(?:问|問|一?[下声句])?(?:他们|她们|他|她|佢哋|佢|对方|供应商|厂里|厂家|工厂|卖家|买家|客户)?(?:一下)?[\s:：,，]*(?=\S)"),
)  # fmt: skip
"""Match words that introduce an addition to a message: "also that …", "lemme also know whether …", 写清楚是…."""
_THEN = re.compile(
    r"[\s,，.。;；]+(?:(?:and|but|just|then|instead|rather|better)[\s,]+)*(?:say|write|put|ask|tell (?:them|him|her)|make it|replace it with)(?:\s(?:(?:them|him|her)\sfor|just|only|instead|that|them|him|her))*\s?:?\s*(?P<en>\S.{2,}?)(?:\sinstead)?\W*$"
    r"|[\s,，。;；]*(?:就|直接|再|而是|然后)*(?:改成|改为|改為|换成|換成|换句话|就说|就写|就问|写|说|問|问)(?:问|說|说|写)?(?:一下|下|成)?(?:他们|她们|他|她|佢哋|佢|对方)?[\s:：,，]*(?P<zh>\S.+)$"
)
"""Matches the words that shall replace a part that is left out: "…, just say we need it by Friday",
…，改成问最快几号发."""
_EVERYTHING = frozenset(("whole", "entire", "lot", "all", "it", "this", "that", "them", "everything", "rest"))
"""Words for the whole message: "drop the whole thing" names no part of it."""
_NO_THING = ("说", "說", "算了", "又", "就", "都", "先", "那")
"""Endings of Chinese words that do not name a part."""
_ENDS = ".。;；!！?？"
_LONGEST = 120
"""The most characters of a text that is read as a wish to change the words; a longer one is read as words of the
message itself."""


_FIGURE = r"(?:\d[\d,.]*|[一二三四五六七八九十两兩百千半]+)\s?[^\s\d,，。;；!！?？改]{0,3}"
_SWAP = re.compile(
    rf"^(?:[\s,，]|不对|不|哦|啊|还是|把|那)*(?P<old>{_FIGURE})改(?:成|为|為|到|作)?(?P<new>{_FIGURE})(?:吧|了|啦|。|！|!|\s)*$"
)
"""Matches a short text that replaces one figure by another: 四天改五天."""


_ANEW = re.compile(
    rf"^{_FIRST}(?:say|write|put|make (?:it|that)|it'?s|it is|it should (?:be|read|say)|should (?:be|read|say)|i mean|i meant|that'?s|sorry|oops|correction)[\s,:]+(?!that\b|so\b|it\b|sure\b|ok\b|fine\b|right\b|good\b|all\b|not\b)(?P<en>[a-z0-9][^,.;:!?]{{2,60}}?)(?:\s(?:instead|rather|please|pls))*[\s.!]*$"
    r"|^(?:[\s,，]|不对|错了|等等|等下|等一下|哦|啊|那|就|应该|應該|要|改|我是说|噢)*(?:说成|写成|改成|换成|应该是|應該是|说的是|是|(?:说错了?|写错了?|打错了?|搞错了?)[\s,，]*)(?P<zh>(?![不吗呢啊的吧否])[^，,。;；!！?？]{2,20}?)(?:吧|了|啦|才对|哈)?[\s。！]*$"
)
"""Matches words that shall replace something similar, which the text does not name: "say three pallets", 是牛津布袋."""


class Edits(TypedDict):
    """Describes the changes that a text wants in words that are written already. `gone` holds names of parts to leave
    out, and `place` says which sentence to leave out: "first", "last" or "". `then` are the words that take its place.
    `swap` holds a figure and the one that replaces it, and `anew` words that replace something similar. `is_polite`
    asks for a kinder tone, and `rewords` for another wording. `insertion` holds the words to put in, the place, and the
    words beside which they go, as `nlu.turn.words.drafts.inserting.find_insertion` returns them."""

    gone: list[str]
    place: str
    swap: list[str]
    anew: str
    then: str
    is_polite: bool
    rewords: bool
    insertion: list[str]


_WRITES = r"(?:write|send|drop|shoot|leave|give|message|text|contact|reach(?: out)?|get in touch|talk|speak|get hold)"
_ADDRESSES = re.compile(
    rf"^{_FIRST}(?:(?:hi|hey|hello)[\s,]+)?(?:can i |could i |may i |how (?:can|do) i |let me |lemme |(?:i|we)(?:'d| would)?\s?(?:want|need|like|have|wanna|gotta|'ll|will|must)(?:\sto)?\s|help me )"
    rf"(?:to\s)?{_WRITES}(?:\s(?:an?|another|some|my|the)?\s?(?:quick |short )?{_MESSAGE})?(?:\s(?:to|with|of))?\s"
    r"(?:the |my |our )?(?!me\b|us\b|you\b|that\b)[a-z0-9][^,:;.?!]{1,40}?(?:\s(?:about|regarding|re|on|concerning)\s(?:the |my |our |an? )?[^,:;.?!]{2,40})?[\s.!?]*$"
    r"|^(?:[\s,，]|我们?|想|要|需要|帮我|麻烦|请|能不能|可以|怎么)*(?:给|跟|向|和)(?![你您])[^，,。：:；;]{1,20}?(?:发|写|留|捎|寄)(?:一?[个条封句])?(?:消息|短信|信息|信|言|话|邮件)(?:吧|一下|吗|，?谢谢)?[\s。！!？?]*$"
    r"|^(?:[\s,，]|我们?|想|要|需要|帮我|麻烦|请|能不能|可以|怎么)*(?:联系|联络)(?:一?下)?(?![你您])[^，,。：:；;]{1,20}?(?:厂|厂家|供应商|卖家|买家|客户|公司|那家|那边)(?:吧|一下|吗)?[\s。！!？?]*$"
)
"""Matches the wish to write to somebody, if it does not say what to write: "I want to write to the lamp factory about my order"."""
_SAYS_WHAT = re.compile(
    r"(?<![a-z])(?:that|saying|if|whether|asking|to (?!the\b|my\b|our\b|them\b|him\b|her\b)[a-z]+ (?:the|it|us|me|a|an|my|our)|and (?:ask|tell|say))(?![a-z])"
)


def only_addresses(plain: str) -> bool:
    """Returns whether the folded text only says to whom to write, but not yet what to write."""
    found = _ADDRESSES.match(plain)
    return found is not None and _SAYS_WHAT.search(plain, len(plain) // 3) is None


def find_edits(text: str, plain: str) -> Edits:
    """Returns the changes that the raw text, whose folded form is `plain`, wants in words that are written already."""
    edits = Edits(gone=[], place="", then="", swap=[], anew="", is_polite=False, rewords=False, insertion=[])
    if len(plain) > _LONGEST:
        return edits
    if insertion := find_insertion(text, plain):
        return {**edits, "insertion": insertion}
    placed = next((found for pattern in _OF_PLACES if (found := pattern.search(plain))), None)
    if placed:
        edits["place"] = "first" if placed.groupdict().get("first") else "last"
    found = [found for pattern in _OF_THINGS for found in pattern.finditer(plain)] if not placed else []
    found = [
        each
        for each in found
        if each["thing"].split(" ")[-1] not in _EVERYTHING and not each["thing"].endswith(_NO_THING)
    ]
    edits["gone"] = list(dict.fromkeys(text[slice(*each.span("thing"))].strip() for each in found))
    end = max((each.end() for each in (placed, *found) if each), default=None)
    if end is not None and (then := _THEN.match(plain, end)):
        edits["then"] = text[slice(*then.span(then.lastgroup or 0))].strip()
    if anew := _ANEW.match(plain):
        edits["anew"] = text[slice(*anew.span(anew.lastgroup or 0))].strip()
    if swap := _SWAP.match(plain):
        edits["swap"] = [text[slice(*swap.span(name))].strip() for name in ("old", "new")]
    edits["is_polite"] = _TONE.search(plain) is not None
    edits["rewords"] = _REWORDS.search(plain) is not None
    return edits


def find_lead(plain: str) -> tuple[int, bool]:
    """Returns where the words of a message begin in the folded text, after their introduction (0 if there is none), and
    whether the message is for the marketplace's staff."""
    if asked := _ASKS_FOR.match(plain):
        return asked.start("words"), False
    if left := _LEAVES_WORD.match(plain):
        return left.end(), True
    end = next((found.end() for pattern in (*_LEADS, *_FORWARDS) if (found := pattern.match(plain))), 0)
    return end, _TO_STAFF.search(plain, 0, end) is not None


def find_added(plain: str) -> tuple[int, int]:
    """Returns where the words begin and end that the folded text adds to a message, before words such as 也写进去; (0, 0)
    if it has none."""
    before, found = _BEFORE_SENDING.match(plain), _ALSO_NOTED.search(plain)
    start = before.end() if before else 0
    if found is None or any(sign in plain[start : found.start()] for sign in _ENDS):
        return 0, 0  # more than one sentence
    stop = found.start() + (plain[found.start()] in "?？")
    return (start, stop) if start < stop else (0, 0)


def find_lead_of_addition(plain: str) -> int:
    """Returns where the words begin that the folded text adds to a message; 0 if it adds no words."""
    return next((found.end() for pattern in _ADDS if (found := pattern.match(plain))), 0)
