"""Whether a text is a report on money spent at all, and what it is if not.

Belongs here: kinds of documents that look alike and state nobody's results: rules, forms, plans, notices, news,
lessons. Does not belong here: reading (``read``), sections inside a report (``sections``).
"""

from __future__ import annotations

import re

from etl.read.prose.model import Document
from etl.read.prose.title import Title

_ABOUT = re.compile(r"绩效|自评|预算|执行率|项目资金")
_IS_REPORT = re.compile(
    r"自评(?!工作方案|办法)|评价报告|绩效报告|绩效总结"
    # Results made public, no call for tenders: 绩效评价结果公告.
    r"|(?:绩效|评价|评估|复核|抽查)(?:的)?(?:结果|结论|情况|得分|等级|等次|成绩)(?:情况)?(?:的)?(?:综合|统一|对外)?(?:公告|公示|公开|公布|通报|通告|发布)"
)
_RULES = re.compile(
    r"(?:办法|细则|规定|条例|通知|提纲|模板|指南|工作方案|操作规程|范本|格式|征求意见稿)(?:\([^()]*\))?(?:$|第一|为了?|根据)"
    r"|\([^()]*(?:提纲|模板|样式|样表|范本|格式)\)$"
)
#: Plans and wishes, calls for tenders, lessons: titles of what is not yet spent or not real.
_ELSE = re.compile(
    r"目标(?:申报|批复|设定|编制)|(?:申报|立项|可行性研究|事前(?:绩效)?评估|预算编制|项目入库)(?:表|书|说明|报告|材料)?|(?:招标|采购|磋商|谈判|询价|比选|中标|成交)(?:公告|文件|公示|结果)?$|公告$|"
    r"讲义|教材|培训(?:资料|材料|课件|手册)|知识问答|知识读本|请示$|申请$|的请示|考试|试题|合同$|协议书?$"
)
#: News of a meeting or an order, in the title and in the first sentence.
_NEWS = re.compile(r"(?:召开|举行|举办|启动|部署|通报会|推进会|座谈会|培训班|印发).{0,30}$")
#: 举办文化节项目绩效自评报告 is none.
_ENDS_AS_REPORT = re.compile(r"项目[^，。]{0,10}(?:自评|评价|绩效)(?:总|综合)?(?:报告|总结)(?:\([^()]*\))?$")
_NEWS_OPENS = re.compile(r"^(?:本报讯|本网讯|讯|近日|[^，。]{0,8}\(?(?:通讯员|记者))|\((?:通讯员|记者)[^()]*\)\d")


def refusal(document: Document, title: Title) -> str:
    """The sentence that says why this is no report; nothing where it may be one."""
    if not _ABOUT.search(document.text):
        return "没有认出绩效自评报告：文中没有绩效、预算或执行率的说法。"
    if _RULES.search(title.text) or (_ELSE.search(title.text) and not _IS_REPORT.search(title.text)):
        return f"是“{title.text[:30]}”，不是绩效自评报告，没有可读的金额。"
    opening = next((line.norm.text for line in document.lines[title.lines :]), "")
    is_report = re.search(r"自评|报告|总结|评价", _NEWS.sub("", title.text)) or _ENDS_AS_REPORT.search(title.text)
    if not is_report and (_NEWS.search(title.text) or _NEWS_OPENS.search(opening)):
        return f"是一则消息“{title.text[:30]}”，不是绩效自评报告，没有可读的金额。"
    return ""
