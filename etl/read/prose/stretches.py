"""Stretches of a clause without what only joins them: times, connectives, verbs of giving.

Belongs here: taking these off. Does not belong here: what is left (``names``), whose it is (``subject``).
"""

from __future__ import annotations

import re

_TIME = (
    r"(?:(?:19|20)\d\d年?(?:度|末|底|初|内)?|\d{1,2}月(?:份|底|末|初)?(?:\d{1,2}日)?|上半年|下半年|全年|当年|本年度?|年内|年初|年中|年底前?|年末前?|原来|原先|后来|起初|最初|最终|中途|"
    r"截[至止]到?|目前|今年|该年|此后|随后|后|期间|至|到|以来|以内|[-、])"
)
_LINK = re.compile(
    rf"^(?:经(?:[^，。;:]{{0,8}}?)(?:批准|批复|同意|审批|审议)后?|(?:根据|按照?|依据)[^，。;:\d]{{2,18}}(?:情况|文件精神|批复|要求|实际)|(?:先|再|还|接着|最后|首先|其次|再来)(?:说说|说|看看|看|讲讲|讲)|{_TIME}|其中|另外|此外|同时|还|并|又|再(?!次)|且|但|而|则|仅仅?|只|由于|因此|所以|根据|按照|经|据|即|如|比如|例如|[，:、\"\-\[]|在|于|对(?!照|外)|将|从|用|以(?!上|下|内|前|来|案|奖)|共|实际|已|累计|总共|一共|也|均|都|(?:分别|依次)(?:[为是](?!\d))?|主要|"
    r"(?:项目)?绩效(?:评价|自评)(?:金额|资金)为?|[问答]:|具体(?:为|是|如下)?|(?:预算|执行|支出|资金|得分|自评|决算|使用|结构|结余|到位|来源|完成|绩效|支付|拨付)(?:情况|批复|安排|方面|环节|数|额)?:|按[^，。;:]{2,14}(?:计算|口径|统计|测算)的?|以[^，。;]{2,24}号(?:文件?)?|会议(?:同意|认为|确定|决定)|[一二三四五六七八九]是|其[一二三四五六七八九](?=，|:|是|为)|[①-⑳]|\(\d\)|通过|安排的?|下达的?|批复的?|投入的?|申请的?|拨付的?|(?:省|市|区|县|州|中央)?财政(?=安排|下达|批复|核定|拨|预算|资金|局|共|统筹|专项|$)|本级|统筹)+"
)
_TAIL = re.compile(
    rf"(?:{_TIME}|上年度?|去年|上一年度?|共|实际|已|累计|总共|合计|总计|财政|区财政局?|县财政局?|市财政局?|省财政厅?|中央财政|安排|投入|申请|批复|下达|拨付|核定|用于|为|的|也|均|分别|是|其|，|:|、|\"|需|使用|纳入|"
    r"开展|实施|支出|资金|专项|经费|项目|获得?|取得|自评|绩效|综合|最终|平均|在|经|过|后)+$"
)


#: (一期): a bracket that tells one project from another.
_PHASE = re.compile(r"\((第?[一二三四五六七八九十\d]{1,2}(?:期|标段|批次?|阶段)|[东西南北上下][段片区])\)")


def outside(text: str) -> str:
    """A stretch without what its brackets tell, but for those of a name; of one inside a bracket what stands in it.

    >>> outside("清淤(含护坡)工程"), outside("清淤(二期)全年"), outside("清淤(其中护坡")
    ('清淤工程', '清淤(二期)全年', '其中护坡')
    """
    kept = re.sub(r"\([^()]*\)", "", _PHASE.sub(r"〔\1〕", text))
    return kept.lstrip(")").rpartition("(")[2].replace("〔", "(").replace("〕", ")")


def strip(text: str) -> str:
    """A stretch without times and connectives before it and without verbs of giving behind it."""
    bare = _LINK.sub("", text)
    bare = re.sub(r"\([^()]*\)$", lambda m: m[0] if _PHASE.fullmatch(m[0]) else "", bare)
    while True:
        tail = _TAIL.search(bare)
        if tail is None or tail.start() == 0:
            break
        cut = bare[: tail.start()]
        # 项目, 资金, 经费 at the end belong to a name.
        keep = re.match(r"(?:的)?(?:项目|专项资金|专项|资金|经费|支出)+", bare[tail.start() :])
        bare = cut + (keep[0].removeprefix("的").removesuffix("支出") if keep and len(cut) >= 2 else "")
        break
    return bare.strip('"，:、') if not bare.startswith('"') else bare.rstrip("，:、")


def time_only(text: str) -> bool:
    return bool(re.fullmatch(rf"{_TIME}+", text))
