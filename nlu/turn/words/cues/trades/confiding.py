"""Finds what a supplier tells Caravan itself and not the buyer: that something went wrong at its works, a thought, or
the question what it should answer. Imports nothing of Rasa."""

from __future__ import annotations

from nlu.turn.words.cues.finder import Finder, has, when_short

_TROUBLE = has(
    r"(?:烧|烤|压|打|摔|染|印|做|裁|搞|淋|磕|泡)(?:坏|裂|碎|废|花|错|砸|歪|湿|烂)|坏了?一[窑批炉缸车箱]|(?:窑|机器|设备|模具|炉子|生产线|流水线)[^，,。;；]{0,6}(?:坏|炸|裂|停|故障|出问题)"
    r"|返工|报废|重[烧做染印裁](?!要)|停[电水工产]|限电|缺[料货人电]|断[料货]|(?:料|布|丝|纸箱|包装|包装盒|材料|原料|配件|蚕丝|面料|泥料|釉料|零件|外壳)[^，,。;；\d]{0,4}(?:还没到|没到|晚到|来晚|到晚|到不了|不够|迟了|出问题)"
    r"|出(?:了点?|了些)?(?:事|岔子|问题)了?"
    r"|\b(?:burn[t]?|burned|cracked|ruined|spoiled|misprinted|scrapped|flooded)\b|\b(?:kiln|machine|oven|mould|mold|press|line)s?\b[^,.;]{0,20}\b(?:broke|broken|down|failed|stopped|dead|cracked)\b"
    r"|\bpower (?:cut|outage)s?\b|\brework\w*|\bred(?:o|oing|one) (?:them|it|the|a|\d)|\b(?:short of|ran out of|out of) (?:material|fabric|yarn|parts|boxes|cartons|staff|workers|clay|steel)"
    r"|\b(?:material|fabric|silk|yarn|housing|housings|parts|chips|cartons|boxes|packaging|labels|drivers|components)\b[^,.;]{0,16}\b(?:not (?:here|arrived|come|there)|(?:come|came|comes|is|are|be|coming) late|delayed|missing)"
)
_BAD_NEWS = has(
    r"\bbad news\b|\bthere(?:'s| is) a problem\b|\b(?:we have|have|got) (?:a )?problems?\b|坏消息|出(?:了点?|了些)?问题了?|出事了|有点?(?:麻烦|状况)"
)
_MUSES = has(
    r"嗯+[…\.。]{2,}|[…]{1,}\s?算了|(?:唉|哎|诶|欸)[…~～\s,，。!！]*|算了(?:吧)?[\s,，]*(?:老客户|老朋友|不[管说]|就这样)|老客户了|(?:真|好|也)是的|没办法|我就知道|心累|烦死"
    r"|,\s*hm+\s*[.!…]*$|\b(?:hm+|well|oh well|sigh|ugh|argh)\b\s*(?:\.{2,}|…)|\.{3}\s*(?:never mind|whatever|old customer|old client)|\b(?:they are|he is|she is|they're|he's) an old (?:customer|client|friend)\b|\bas i thought\b|\bi knew it\b"
)
_ASKS_WHAT_TO_SAY = when_short(
    has(
        r"(?:我|我们|咱|该|要)(?:们|该|应该|要)?(?:咋|怎么|如何|怎样)(?:回|答|说|跟他(?:们)?说|回复|回答|讲)|(?:回|答|说)(?:他|她|他们)?(?:什么|啥)(?:好|呢|合适)"
        r"|\b(?:what|how) (?:should|shall|do|can|could|would|must) (?:i|we) (?:say|answer|reply|respond|tell (?:them|him|her)|write)\b|\bwhat (?:to|do you suggest (?:i|we)) (?:say|answer|reply|tell (?:them|him|her))\b"
    )
)
_ASKS_IF_IN_TIME = when_short(
    has(
        r"不?算(?:不算)?(?:太)?[晚迟]|晚不晚|来不来得及|来得及[吗不么嘛没]|赶得[上及][吗不么嘛没吧]|赶不赶得[上及]|算下来|要不要(?:报|上报|跟|告诉)|(?:需要|要|得)(?:报|报告|上报|报备)[吗不么嘛]"
        r"|\b(?:is|are|would|will) (?:that|it|this|they|we) (?:be )?(?:still |too |already )?(?:late|ok|okay|fine|in time|on time)\b|\b(?:still )?(?:in|on) time\s*\?|\b(?:need|have|must i|should i|do we) to (?:report|tell|announce)\b|\bneed to report\b"
        r"|\b(?:do|does|will|would|can|could) (?:that|it|this|we|\d\S* \w+) (?:still )?(?:work|make it|be enough)\b|\bcan (?:i|we) make (?:it|that)\b"
    )
)
FINDERS: dict[str, Finder] = {
    "tells_trouble": _TROUBLE,
    "tells_bad_news": when_short(_BAD_NEWS),
    "muses": when_short(_MUSES),
    "asks_what_to_say": _ASKS_WHAT_TO_SAY,
    "asks_if_so": has(
        r"在不在|有没有|变不变|算不算|对不对|还在(?:吗|么)|\b(?:is|are|does|do) (?:it|that|this|the \w+) still\b"
    ),
    "does_likewise": when_short(
        has(
            r"也(?:是|一样|这样|照|同样)|也(?:改|停|调)(?:吧|了|掉)?$|同样(?:改|处理)|\b(?:same|likewise) (?:for|with)\b|\btoo\s*[.!]*$|\bas well\s*[.!]*$"
        )
    ),
    "other_tiers_stay": when_short(
        has(
            r"(?:其他|其它|别的|后面|其余)(?:的)?(?:价格)?档(?:位|次)?(?:的)?(?:价格?)?(?:都|就|先)?(?:不[动变改]|别动|照旧)|只(?:改|动|调)(?:第一|最低|这一?|首)档|\bother (?:tiers?|price breaks?|steps?|prices)\b[^.;]{0,12}\b(?:stay|remain|unchanged|same|as (?:they are|is))|只(?:改|动|调|涨|降)(?:第一|最低|最小|起订|这一?|首)[那这]?档|\b(?:only|just) the (?:first|smallest|lowest) (?:tier|price|step)\b|\b(?:keep|leave) the other (?:tiers?|prices)\b"
        )
    ),
    "asks_if_in_time": _ASKS_IF_IN_TIME,
    "says_instead": has(
        r"(?:就|只|改)(?:说|写|讲)|写[^，,。;；\s]{1,10}原因|\bjust (?:say|write|put|tell)\b|\b(?:say|write|put) (?:only|instead)\b"
    ),
}
