"""Reports for the tests of the prose reader, and reading them without a process in between."""

from __future__ import annotations

from etl.read import judge
from etl.read.prose.loaders import of_text
from etl.read.prose.read import read_document
from etl.read.rows import FlatRow, Reading

#: A report in the usual shape; invented.
PLAIN = """青禾区水务局2023年度项目支出绩效自评总报告
一、总体情况
2023年全局3个项目预算合计150万元，全年执行数120万元，执行率80%。
二、项目情况
1.河道清淤：项目年初预算数60万元，全年执行数60万元，执行率100%。
2.管网检测服务：项目年初预算数50万元，全年执行数40万元，执行率80%。因中标价低于预算，形成结余。
3.泵站维修：项目年初预算数40万元，全年执行数20万元，执行率50%。由于施工单位进场滞后，工程进度缓慢。
三、改进措施
一是加强调度，2024年6月底前完成泵站维修。二是完善制度。
"""


def read(text: str) -> Reading:
    """A text as the reader of files would give it."""
    reading = read_document(of_text(text), "报告.txt")
    judge.mark_copies(reading.rows)
    return reading


def by_name(text: str) -> dict[str, FlatRow]:
    """Rows by project; the department's under an empty name."""
    return {row.project: row for row in read(text).rows}


def figures(row: FlatRow) -> tuple[object, ...]:
    """What a row states, without where."""
    return (*row.amounts, row.rate_stated_pct, row.score, row.grade_stated, tuple(row.reason_codes), row.status)
