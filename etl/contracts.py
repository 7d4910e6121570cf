"""The contract: every table, column, type, unit, key and label, declared once.

Belongs here: what a table is. Does not belong here: reading, checking, computing, any import beyond the
standard library. Derived from it elsewhere: input validation, the DuckDB tables, the unbound Ibis tables,
the dictionary in the app and ``data/datapackage.json``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

VERSION = "1.0.0"


class Type(StrEnum):
    """Column types; the value is the DuckDB type, ``ibis`` the same type in Ibis' spelling."""

    TEXT = "VARCHAR"
    INTEGER = "INTEGER"
    MONEY = "DECIMAL(18,2)"
    RATE = "DOUBLE"
    SCORE = "DECIMAL(7,2)"
    NUMBER = "DECIMAL(24,6)"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    TIMESTAMP = "TIMESTAMP"

    @property
    def ibis(self) -> str:
        return _IBIS_TYPES[self]


_IBIS_TYPES: dict[Type, str] = {
    Type.TEXT: "string",
    Type.INTEGER: "int32",
    Type.MONEY: "decimal(18, 2)",
    Type.RATE: "float64",
    Type.SCORE: "decimal(7, 2)",
    Type.NUMBER: "decimal(24, 6)",
    Type.BOOLEAN: "boolean",
    Type.DATE: "date",
    Type.TIMESTAMP: "timestamp",
}


class Origin(StrEnum):
    """Where a column's values come from: the input files, or the model step."""

    INPUT = "input"
    MODEL = "model"


@dataclass(frozen=True)
class Column:
    """One column. ``choices`` closes the set of values; ``reference`` names the table whose key it must hit."""

    name: str
    type: Type
    zh: str
    en: str
    required: bool = False
    unit: str | None = None
    choices: tuple[str, ...] = ()
    reference: str | None = None
    origin: Origin = Origin.INPUT
    note_zh: str = ""


@dataclass(frozen=True)
class Table:
    """One table; ``grain`` completes the sentence "One row per …"."""

    name: str
    zh: str
    en: str
    grain_zh: str
    grain_en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    is_input: bool = True
    warning_zh: str = ""

    def column(self, name: str) -> Column:
        """Return the column called ``name``; KeyError when the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @property
    def inputs(self) -> tuple[Column, ...]:
        """Columns an input file may hold."""
        return tuple(c for c in self.columns if c.origin is Origin.INPUT)

    @property
    def ibis_schema(self) -> dict[str, str]:
        """Column name → Ibis type, for ``ibis.table(schema, name=…)``."""
        return {c.name: c.type.ibis for c in self.columns}

    @property
    def has_row_id(self) -> bool:
        """True where ``row_id`` is made by the build; ``evidence.row_id`` is an input that points at another row."""
        return any(c.name == "row_id" and c.origin is Origin.MODEL for c in self.columns)


SCOPES = ("department", "project")
EVALUATION_KINDS = ("self", "department", "finance", "third_party")
BUDGET_BASES = ("full_year", "unspecified", "initial")
RATE_BASES = ("full_year", "unspecified", "initial", "received")
SUMMABLE_BASES = ("full_year", "unspecified")
GRADES = ("优", "良", "中", "差")
PROGRESS = ("finished", "ongoing", "carried_over", "not_started", "cancelled")
EXPLAINS = ("under_execution", "over_execution", "target", "low_score", "procurement")
SEVERITIES = ("high", "medium", "info")
LEVELS = ("province", "prefecture", "county")
CONTROLLABLE = ("yes", "partly", "no", "unknown")
SOURCE_KINDS = ("report", "form", "table", "web_page", "generated", "reference")
FINDING_CODES = (
    "sum_mismatch",
    "sum_incomplete",
    "count_mismatch",
    "components_mismatch",
    "balance_mismatch",
    "rate_mismatch",
    "rate_basis_received",
    "grade_mismatch",
    "score_sum_mismatch",
    "score_rate_mismatch",
    "contradictory_values",
    "over_execution",
    "reason_missing",
    "unit_suspect",
    "name_alias",
    "scope_mismatch",
    "high_score_low_execution",
    "year_jump",
)
#: The source group whose rows are cases, not whole departments: never part of a department's total by default.
CASES_GROUP = "公开案例"
#: Used where a row's scheme is unknown: the national usage (95 %) and the Sichuan form (a reason below 90 %).
DEFAULT_EXECUTION_TARGET = 0.95
DEFAULT_REASON_THRESHOLD = 0.90
DEFAULT_HIGH_SCORE = 90
DEFAULT_LOW_EXECUTION = 0.80
#: A search takes these for one another: letters and digits as wide as a Chinese character, and their usual form.
FOLDED = (
    "".join(chr(code + 0xFEE0) for code in range(0x21, 0x7F)) + "\u3000",
    "".join(chr(code) for code in range(0x21, 0x7F)) + " ",
)
#: Between the texts a search looks in: no word reaches over it.
TEXT_BREAK = "\n"
NO_REASON = "R90"
SYMPTOM_ONLY = "R99"

_M = Origin.MODEL
_C = Column
_ROW_ID = _C("row_id", Type.TEXT, "行标识", "row id", origin=_M, note_zh="由自然键组成，各次构建不变")
_SOURCE = _C("source_id", Type.TEXT, "来源", "source", required=True, reference="source")
_DEPARTMENT = _C("department_id", Type.TEXT, "部门标识", "department id", required=True, reference="department")
_YEAR = _C("year", Type.INTEGER, "年度", "year", required=True)
_FUND_YEAR = _C("fund_year", Type.INTEGER, "资金年度", "fund year", note_zh="资金所属年度；空值按年度")
_KIND = _C("evaluation_kind", Type.TEXT, "评价类型", "evaluation kind", required=True, choices=EVALUATION_KINDS)
_PROJECT = _C("project_id", Type.TEXT, "项目标识", "project id", required=True, reference="project")
_PROJECT_OR_NULL = _C("project_id", Type.TEXT, "项目标识", "project id", reference="project", note_zh="空值为部门总体")
_NUMBER = _C("project_number", Type.INTEGER, "项目序号", "project number", origin=_M, note_zh="每次构建重编，只供检索")
_SCHEME = _C("scheme_id", Type.TEXT, "评分方案", "scheme", reference="scheme", note_zh="空值为未知：不算等级和执行得分")
_LOCATOR = _C("locator", Type.TEXT, "位置", "place", note_zh="章节、页、表格单元格或字符区间")
_QUOTE = _C("quote", Type.TEXT, "原文", "quote", note_zh="不超过约60字")
_ORDINAL = _C("ordinal", Type.INTEGER, "序号", "ordinal", required=True)

_BUDGETS = (
    _C("budget_initial", Type.MONEY, "年初预算数", "initial budget", unit="元"),
    _C("budget_full_year", Type.MONEY, "全年预算数", "full-year budget", unit="元", note_zh="未说明口径的预算也在此列"),
    _C("funds_received", Type.MONEY, "到位资金", "funds received", unit="元"),
    _C("executed", Type.MONEY, "全年执行数", "executed", unit="元"),
    _C("amount_unspecified", Type.MONEY, "项目资金（未说明性质）", "amount, role not said", unit="元"),
)
_RATES = (
    _C("budget_basis", Type.TEXT, "预算口径", "budget basis", choices=BUDGET_BASES),
    _C("rate_basis", Type.TEXT, "执行率口径", "rate basis", choices=RATE_BASES, origin=_M),
    _C("execution_rate_stated", Type.RATE, "执行率（报告）", "execution rate, stated", unit="比例"),
    _C("execution_rate_computed", Type.RATE, "执行率（重算）", "execution rate, computed", unit="比例", origin=_M),
    _C("unspent", Type.MONEY, "未执行数", "unspent", unit="元", origin=_M),
    _C("balance_stated", Type.MONEY, "结余（报告）", "balance, stated", unit="元"),
)
_GRADING = (
    _C("score", Type.SCORE, "自评得分", "score", unit="分"),
    _C("grade_stated", Type.TEXT, "等级（报告）", "grade, as printed"),
    _C("grade_stated_norm", Type.TEXT, "等级（报告，归一）", "grade, normalised", choices=GRADES, origin=_M),
    _C("grade_computed", Type.TEXT, "等级（按方案）", "grade by scheme", choices=GRADES, origin=_M),
)
#: Attributes of a row's department and source, copied onto every fact so that a filter needs no join.
PLACE = (
    _C("district_code", Type.TEXT, "行政区划代码", "administrative code", origin=_M),
    _C("city_code", Type.TEXT, "所属市代码", "prefecture code", origin=_M),
    _C("province_code", Type.TEXT, "所属省代码", "province code", origin=_M),
    _C("function", Type.TEXT, "职能", "function", origin=_M),
    _C("source_group", Type.TEXT, "来源组", "source group", origin=_M),
)

DISTRICT = Table(
    "district", "行政区划", "Administrative division", "每个行政区划代码（省、地、县三级）一行", "administrative code, all levels",
    ("district_code",),
    (
        _C("district_code", Type.TEXT, "行政区划代码", "administrative code", required=True),
        _C("level", Type.TEXT, "级别", "level", required=True, choices=LEVELS),
        _C("parent_code", Type.TEXT, "上级代码", "parent code"),
        _C("district", Type.TEXT, "名称", "name", required=True),
        _C("city", Type.TEXT, "所属市", "prefecture"),
        _C("province", Type.TEXT, "所属省", "province", required=True),
        _C("valid_from", Type.INTEGER, "启用年", "valid from"),
        _C("valid_to", Type.INTEGER, "停用年", "valid to"),
        _C("edition", Type.TEXT, "版本", "edition", required=True),
    ),
)  # fmt: skip
DEPARTMENT = Table(
    "department", "部门", "Department", "每个部门一行", "department", ("department_id",),
    (
        _C("department_id", Type.TEXT, "部门标识", "department id", required=True),
        _C("department", Type.TEXT, "部门", "department", required=True, note_zh="带区名的全称"),
        _C("district_code", Type.TEXT, "行政区划代码", "administrative code", required=True, reference="district"),
        _C("function", Type.TEXT, "职能", "function", required=True),
        _C("parent_department_id", Type.TEXT, "主管部门", "parent department", reference="department"),
        _C("district", Type.TEXT, "区县", "district", origin=_M),
        _C("city_code", Type.TEXT, "所属市代码", "prefecture code", origin=_M),
        _C("city", Type.TEXT, "所属市", "prefecture", origin=_M),
        _C("province_code", Type.TEXT, "所属省代码", "province code", origin=_M),
        _C("province", Type.TEXT, "所属省", "province", origin=_M),
    ),
)  # fmt: skip
DEPARTMENT_SUCCESSOR = Table(
    "department_successor", "部门合并", "Department successor", "每个部门并入的每个部门一行", "department × department it went into",
    ("department_id", "successor_id"),
    (
        _DEPARTMENT,
        _C("successor_id", Type.TEXT, "并入的部门", "department it went into", required=True, reference="department"),
        _C("year", Type.INTEGER, "起始年度", "first year", note_zh="改革的年度；各地可能晚一年"),
        _C("rule", Type.TEXT, "依据", "rule"),
    ),
    warning_zh="合并前后的部门各是一行，数字不相加。",
)  # fmt: skip
SCHEME = Table(
    "scheme", "评分方案", "Scoring scheme", "每个评分方案一行", "scoring scheme", ("scheme_id",),
    (
        _C("scheme_id", Type.TEXT, "方案标识", "scheme id", required=True),
        _C("scheme", Type.TEXT, "方案", "scheme", required=True),
        _C("weight_execution", Type.SCORE, "预算执行权重", "weight of execution", unit="分"),
        _C("weight_output", Type.SCORE, "产出权重", "weight of output", unit="分"),
        _C("weight_benefit", Type.SCORE, "效益权重", "weight of benefit", unit="分"),
        _C("weight_satisfaction", Type.SCORE, "满意度权重", "weight of satisfaction", unit="分"),
        _C("grade_excellent", Type.SCORE, "优的下限", "lower bound of 优", required=True, unit="分"),
        _C("grade_good", Type.SCORE, "良的下限", "lower bound of 良", required=True, unit="分"),
        _C("grade_fair", Type.SCORE, "中的下限", "lower bound of 中", required=True, unit="分"),
        _C("execution_target", Type.RATE, "执行率目标", "execution target", required=True, unit="比例"),
        _C("reason_threshold", Type.RATE, "须说明原因的执行率", "reason threshold", required=True, unit="比例"),
        _C("high_score", Type.SCORE, "高分界线", "high score from", required=True, unit="分"),
        _C("low_execution", Type.RATE, "低执行界线", "low execution below", required=True, unit="比例"),
        _C("is_execution_linear", Type.BOOLEAN, "执行得分与执行率成正比", "execution points are linear", required=True),
        _SOURCE,
        _LOCATOR,
        _QUOTE,
    ),
)  # fmt: skip
SOURCE = Table(
    "source", "来源", "Source", "每份文件一行", "document or file", ("source_id",),
    (
        _C("source_id", Type.TEXT, "来源标识", "source id", required=True),
        _C("source_group", Type.TEXT, "来源组", "source group", required=True),
        _C("title", Type.TEXT, "标题", "title", required=True),
        _C("kind", Type.TEXT, "类型", "kind", required=True, choices=SOURCE_KINDS),
        _C("origin", Type.TEXT, "出处", "origin", note_zh="文件路径或网址"),
        _C("published_on", Type.DATE, "公布日期", "published on"),
        _C("sha256", Type.TEXT, "校验值", "sha256"),
        _C("title_scope", Type.TEXT, "标题所指范围", "scope the title claims", choices=SCOPES),
        _C("note", Type.TEXT, "说明", "note", note_zh="归属为推断时写明依据"),
    ),
)  # fmt: skip
DEPARTMENT_YEAR = Table(
    "department_year", "部门年度", "Department-year", "每个部门、年度、范围、评价类型一行",
    "department × year × scope × evaluation kind", ("department_id", "year", "scope", "evaluation_kind"),
    (
        _ROW_ID, _DEPARTMENT, _YEAR,
        _C("scope", Type.TEXT, "范围", "scope", required=True, choices=SCOPES, note_zh="部门整体或项目支出"),
        _KIND, *_BUDGETS, *_RATES, *_GRADING,
        _C("score_text", Type.TEXT, "得分（文字）", "score, in words"),
        _C("project_count_stated", Type.INTEGER, "项目数（报告）", "number of projects, stated"),
        _C("as_of", Type.DATE, "数据截至", "as of", note_zh="有值为年中累计，不与全年比较"),
        _SCHEME, _SOURCE, *PLACE,
    ),
    warning_zh="项目支出与部门整体两种范围不可相加。",
)  # fmt: skip
DEPARTMENT_AMOUNT = Table(
    "department_amount", "部门金额", "Department amount", "每个部门、年度、事项一行", "department × year × item",
    ("department_id", "year", "item"),
    (
        _ROW_ID, _DEPARTMENT, _YEAR,
        _C("item", Type.TEXT, "事项", "item", required=True),
        _C("amount", Type.MONEY, "金额", "amount", required=True, unit="元"),
        _SOURCE, *PLACE,
    ),
    warning_zh="事项之间有包含关系，不可相加。",
)  # fmt: skip
PROJECT = Table(
    "project", "项目", "Project", "每个项目一行（跨年度）", "project across years", ("project_id",),
    (
        _C("project_id", Type.TEXT, "项目标识", "project id", required=True),
        _C("project", Type.TEXT, "项目", "project", required=True),
        _DEPARTMENT,
        _C("parent_project_id", Type.TEXT, "上级项目", "parent project", reference="project"),
        _NUMBER,
    ),
    warning_zh="上级项目的合计与下级项目不可相加。",
)  # fmt: skip
PROJECT_ALIAS = Table(
    "project_alias", "项目别名", "Project alias", "每个项目的每种写法一行", "project × spelling",
    ("project_id", "alias"),
    (_PROJECT, _C("alias", Type.TEXT, "写法", "spelling", required=True), _SOURCE, _LOCATOR, _QUOTE),
)  # fmt: skip
PROJECT_REDIRECT = Table(
    "project_redirect", "项目合并", "Project redirect", "每个已并入他项的旧标识一行", "project id merged into another",
    ("old_project_id",),
    (_C("old_project_id", Type.TEXT, "旧标识", "old project id", required=True), _PROJECT),
)  # fmt: skip
_PROJECT_KEY = ("project_id", "year", "fund_year", "evaluation_kind")
PROJECT_YEAR = Table(
    "project_year", "项目年度", "Project-year", "每个项目、年度、资金年度、评价类型一行",
    "project × year × fund year × evaluation kind", _PROJECT_KEY,
    (
        _ROW_ID, _PROJECT, _DEPARTMENT, _YEAR, _FUND_YEAR, _KIND,
        _C("project", Type.TEXT, "项目", "project", required=True, note_zh="报告原名"),
        *_BUDGETS, *_RATES,
        _C("carried_forward", Type.MONEY, "结转下年", "carried forward", unit="元"),
        _C("returned", Type.MONEY, "财政收回", "returned", unit="元"),
        _C("committed_unpaid", Type.MONEY, "已采购未支付", "committed, unpaid", unit="元"),
        *_GRADING,
        _C("progress", Type.TEXT, "进展", "progress", choices=PROGRESS),
        _C("progress_text", Type.TEXT, "进展（原文）", "progress, as printed"),
        _C("as_of", Type.DATE, "数据截至", "as of", note_zh="有值为年中累计，不与全年比较"),
        _C("reason_code", Type.TEXT, "首要原因", "first reason", origin=_M, note_zh="有未执行数而无原因为R90"),
        _C("reason_quote", Type.TEXT, "原因原文", "reason quote", origin=_M),
        _NUMBER,
        _C("search_text", Type.TEXT, "检索用文字", "text searched", origin=_M, note_zh="名称和原因原文，小写半角"),
        _SCHEME, _SOURCE, *PLACE,
    ),
    warning_zh="年初口径、到位口径的行不与其他行相加；项目与其资金来源不可相加。",
)  # fmt: skip
EXECUTION_LEVELS = ("project", "department", "project_total")
#: Sums of money over rows, with the numbers of the rows they rest on: they add up over any grouping.
_EXECUTION_PARTS = (
    _C("rows_total", Type.INTEGER, "行数", "rows", required=True, origin=_M),
    _C("summed_n", Type.INTEGER, "相加的行数", "rows summed", required=True, origin=_M),
    _C("budget", Type.MONEY, "预算（相加）", "budget, summed", unit="元", origin=_M),
    _C("executed", Type.MONEY, "执行（相加）", "executed, summed", unit="元", origin=_M),
    _C("shortfall", Type.MONEY, "未执行（超支按0）", "shortfall", unit="元", origin=_M),
    _C("rate_n", Type.INTEGER, "有执行率的行数", "rows with a rate", required=True, origin=_M),
    _C("rate_sum", Type.RATE, "执行率之和", "sum of rates", origin=_M, note_zh="用于简单平均"),
    _C("initial_n", Type.INTEGER, "年初口径行数", "rows on the initial budget", required=True, origin=_M),
    _C("initial_budget", Type.MONEY, "年初口径预算", "initial budget", unit="元", origin=_M),
    _C("initial_executed", Type.MONEY, "年初口径执行", "executed on the initial budget", unit="元", origin=_M),
    _C("budget_only_n", Type.INTEGER, "只有预算的行数", "rows with a budget only", required=True, origin=_M),
    _C("budget_only", Type.MONEY, "只有预算的预算", "budget without executed", unit="元", origin=_M),
    _C("executed_only_n", Type.INTEGER, "只有执行的行数", "rows with executed only", required=True, origin=_M),
    _C("executed_only", Type.MONEY, "只有执行的执行", "executed without budget", unit="元", origin=_M),
    _C("to_date_n", Type.INTEGER, "年中累计行数", "year-to-date rows", required=True, origin=_M),
    _C("stated_n", Type.INTEGER, "报告所写的行数", "stated rows", required=True, origin=_M,
       note_zh="不是项目相加，而是部门自己写的一行"),
    _C("department_n", Type.INTEGER, "部门数", "departments", required=True, origin=_M,
       note_zh="默认层级；同一部门同一年度只在一行计1"),
    _C("year_before", Type.INTEGER, "上一个有数的年度", "year before with figures", origin=_M,
       note_zh="部门的上一个年度；一段年度里的部门数 = 上一年度在这段之前的部门数之和"),
)  # fmt: skip
DEPARTMENT_EXECUTION = Table(
    "department_execution", "部门执行汇总", "Execution by department", "每个部门、年度、评价类型、层级一行",
    "department × year × evaluation kind × level", ("department_id", "year", "evaluation_kind", "level"),
    (
        _ROW_ID,
        _C("department_id", Type.TEXT, "部门标识", "department id", required=True, origin=_M),
        _C("year", Type.INTEGER, "年度", "year", required=True, origin=_M),
        _C("evaluation_kind", Type.TEXT, "评价类型", "evaluation kind", required=True, origin=_M),
        _C("level", Type.TEXT, "层级", "level", required=True, choices=EXECUTION_LEVELS, origin=_M,
           note_zh="项目相加、部门整体、报告所写的项目合计"),
        _C("is_default", Type.BOOLEAN, "为默认层级", "is the default level", required=True, origin=_M,
           note_zh="任一项目两数齐全时取项目相加，否则取报告所写的一行"),
        *_EXECUTION_PARTS,
        *PLACE,
    ),
    is_input=False,
    warning_zh="各层级不可相加；默认层级之间可以相加。",
)  # fmt: skip
_DISTRICT_CODE, _CITY_CODE, _PROVINCE_CODE, _FUNCTION, _ = PLACE
_YEAR_OF_SUM = _C("year", Type.INTEGER, "年度", "year", required=True, origin=_M)
_KIND_OF_SUM = _C("evaluation_kind", Type.TEXT, "评价类型", "evaluation kind", required=True, origin=_M)
#: Rollups: the rows of a finer table added up over fewer columns; a question takes the first that answers it.
DISTRICT_EXECUTION = Table(
    "district_execution", "区县执行汇总", "Execution by district", "每个区县、年度、评价类型、上一年度一行",
    "district × year × evaluation kind × year before",
    ("district_code", "year", "evaluation_kind", "year_before"),
    (_DISTRICT_CODE, _CITY_CODE, _PROVINCE_CODE, _YEAR_OF_SUM, _KIND_OF_SUM, *_EXECUTION_PARTS),
    is_input=False,
)  # fmt: skip
FUNCTION_EXECUTION = Table(
    "function_execution", "职能执行汇总", "Execution by function", "每个省、职能、年度、评价类型、上一年度一行",
    "province × function × year × evaluation kind × year before",
    ("province_code", "function", "year", "evaluation_kind", "year_before"),
    (_PROVINCE_CODE, _FUNCTION, _YEAR_OF_SUM, _KIND_OF_SUM, *_EXECUTION_PARTS),
    is_input=False,
)  # fmt: skip
REASON_SUM = Table(
    "reason_sum", "原因金额汇总", "Reasons by function", "每个省、职能、年度、评价类型、首要原因、是否低于九成一行",
    "province × function × year × evaluation kind × first reason × low or not",
    ("province_code", "function", "year", "evaluation_kind", "reason_code", "is_low"),
    (
        _PROVINCE_CODE, _FUNCTION, _YEAR_OF_SUM, _KIND_OF_SUM,
        _C("reason_code", Type.TEXT, "首要原因", "first reason", required=True, origin=_M),
        _C("is_low", Type.BOOLEAN, "低于须说明原因的执行率", "below the reason threshold", required=True, origin=_M),
        _C("projects", Type.INTEGER, "项目年度数", "project-years", required=True, origin=_M),
        _C("with_amount", Type.INTEGER, "金额可相加的", "with an amount in the sum", required=True, origin=_M),
        _C("missing", Type.MONEY, "未执行（相加）", "unspent, summed", unit="元", origin=_M),
        _C("beside_n", Type.INTEGER, "年初口径的", "on the initial budget", required=True, origin=_M),
        _C("beside", Type.MONEY, "年初口径未执行", "unspent on the initial budget", unit="元", origin=_M),
        _C("before", Type.INTEGER, "同一项目的上一行所在年度", "year of the project's row before", origin=_M,
           note_zh="最晚的一个；项目可能跨年度出现"),
        _C("low_before", Type.INTEGER, "其中低执行的上一行", "of its low row before", origin=_M),
    ),
    is_input=False,
)  # fmt: skip
SCORE_SUM = Table(
    "score_sum", "得分计数", "Scores counted", "每个职能、年度、评价类型、评分方案、得分一行",
    "function × year × evaluation kind × scheme × score",
    ("function", "year", "evaluation_kind", "scheme_id", "score"),
    (
        _FUNCTION, _YEAR_OF_SUM, _KIND_OF_SUM, _C("scheme_id", Type.TEXT, "评分方案", "scheme", origin=_M),
        _C("score", Type.SCORE, "自评得分", "score", required=True, unit="分", origin=_M),
        _C("project_count", Type.INTEGER, "项目年度数", "project-years", required=True, origin=_M),
    ),
    is_input=False,
)  # fmt: skip
SEARCH_PAIR = Table(
    "search_pair", "检索索引", "Search index", "相邻两字与含有它的项目一行", "pair of neighbouring characters × project",
    ("pair", "project_number"),
    (
        _C("pair", Type.TEXT, "相邻两字", "pair of characters", required=True, origin=_M),
        _C("project_number", Type.INTEGER, "项目序号", "project number", required=True, origin=_M),
    ),
    is_input=False,
)  # fmt: skip
PROJECT_FAMILY_TOTAL = Table(
    "project_family_total", "项目组合计", "Project family total", "每个上级项目、年度一行", "parent project × year",
    ("project_id", "year"),
    (
        _ROW_ID, _PROJECT, _YEAR,
        _C("amount_unspecified", Type.MONEY, "报告合计", "stated total", required=True, unit="元"),
        _SOURCE,
    ),
    warning_zh="只用于核对，不属于任何一个预算。",
)  # fmt: skip
FUNDING_YEAR = Table(
    "funding_year", "资金来源", "Fund source", "每个项目年度的每个资金来源一行", "project-year × fund source",
    (*_PROJECT_KEY, "ordinal"),
    (
        _ROW_ID, _PROJECT, _YEAR, _FUND_YEAR, _KIND, _ORDINAL,
        _C("fund_type", Type.TEXT, "资金类型", "fund type", note_zh="财政拨款、上年结转、其他"),
        _C("fund_level", Type.TEXT, "资金级次", "fund level", note_zh="中央、省、市、区"),
        _C("budget_kind", Type.TEXT, "预算类型", "budget kind", note_zh="一般公共预算、政府性基金、债券"),
        _C("is_subtotal", Type.BOOLEAN, "为小计", "is a subtotal", required=True),
        *_BUDGETS, _SOURCE,
    ),
    warning_zh="小计行不与明细相加。",
)  # fmt: skip
INDICATOR_YEAR = Table(
    "indicator_year", "绩效指标", "Indicator", "每个部门或项目、年度、指标一行", "department or project × year × indicator",
    ("department_id", "project_id", "year", "evaluation_kind", "ordinal"),
    (
        _ROW_ID, _DEPARTMENT, _PROJECT_OR_NULL, _YEAR, _KIND, _ORDINAL,
        _C("level1", Type.TEXT, "一级指标", "level 1"),
        _C("level2", Type.TEXT, "二级指标", "level 2"),
        _C("level3", Type.TEXT, "三级指标", "level 3", note_zh="空值为一级指标的得分行"),
        _C("target_text", Type.TEXT, "目标（原文）", "target, as printed"),
        _C("target_value", Type.NUMBER, "目标值", "target value"),
        _C("comparator", Type.TEXT, "比较", "comparator", choices=(">=", "<=", "=")),
        _C("actual_text", Type.TEXT, "完成（原文）", "actual, as printed"),
        _C("actual_value", Type.NUMBER, "完成值", "actual value"),
        _C("unit", Type.TEXT, "单位", "unit"),
        _C("weight", Type.SCORE, "分值", "weight", unit="分"),
        _C("score", Type.SCORE, "得分", "score", unit="分"),
        _C("score_rate_stated", Type.RATE, "得分率（报告）", "score rate, stated", unit="比例"),
        _C("deviation", Type.TEXT, "偏差原因", "deviation reason"),
        _SOURCE, *PLACE,
    ),
)  # fmt: skip
SCORE_BAND = Table(
    "score_band", "得分分段", "Score band", "每个部门、年度、分段一行", "department × year × band",
    ("department_id", "year", "evaluation_kind", "ordinal"),
    (
        _ROW_ID, _DEPARTMENT, _YEAR, _KIND, _ORDINAL,
        _C("lower", Type.SCORE, "下限", "lower", unit="分"),
        _C("upper", Type.SCORE, "上限", "upper", unit="分"),
        _C("project_count", Type.INTEGER, "项目数", "number of projects", required=True),
        _SOURCE, *PLACE,
    ),
    warning_zh="分段不可换算成单个得分。",
)  # fmt: skip
REASON_CODE = Table(
    "reason_code", "原因代码", "Reason code", "每个原因代码一行", "reason code", ("code",),
    (
        _C("code", Type.TEXT, "代码", "code", required=True),
        _C("reason_zh", Type.TEXT, "原因", "reason (Chinese)", required=True),
        _C("reason_en", Type.TEXT, "原因（英文）", "reason (English)", required=True),
        _C("controllable", Type.TEXT, "部门是否可控", "controllable", required=True, choices=CONTROLLABLE),
        _C("cue_phrases", Type.TEXT, "提示词", "cue phrases"),
        _C("note", Type.TEXT, "说明", "note"),
    ),
)  # fmt: skip
REASON = Table(
    "reason", "原因", "Reason", "每条所述原因一行", "stated reason",
    ("department_id", "project_id", "year", "fund_year", "ordinal"),
    (
        _ROW_ID, _DEPARTMENT, _PROJECT_OR_NULL, _YEAR, _FUND_YEAR, _ORDINAL,
        _C("reason_code", Type.TEXT, "原因代码", "reason code", required=True, reference="reason_code"),
        _C("explains", Type.TEXT, "所解释的事", "explains", required=True, choices=EXPLAINS),
        _C("is_inferred", Type.BOOLEAN, "为推断", "is inferred", required=True),
        _C("quote", Type.TEXT, "原文", "quote", note_zh="推断的原因可为空"),
        _SOURCE, _LOCATOR, *PLACE,
    ),
)  # fmt: skip
MEASURE = Table(
    "measure", "改进措施", "Measure", "每条承诺的改进措施一行", "promised improvement",
    ("department_id", "project_id", "year", "ordinal"),
    (
        _ROW_ID, _DEPARTMENT, _PROJECT_OR_NULL, _YEAR, _ORDINAL,
        _C("reason_id", Type.TEXT, "针对的原因", "reason answered", note_zh="reason.row_id"),
        _C("due_year", Type.INTEGER, "承诺年度", "due year"),
        _C("text", Type.TEXT, "措施", "measure", required=True),
        _SOURCE, _LOCATOR, _QUOTE, *PLACE,
    ),
)  # fmt: skip
EVIDENCE = Table(
    "evidence", "证据", "Evidence", "每个数字的每处陈述一行", "statement of a figure",
    ("table_name", "row_id", "column_name", "ordinal"),
    (
        _C("statement_id", Type.TEXT, "陈述标识", "statement id", origin=_M),
        _C("table_name", Type.TEXT, "表", "table", required=True),
        _C("row_id", Type.TEXT, "行标识", "row id", required=True),
        _C("column_name", Type.TEXT, "列", "column", required=True),
        _ORDINAL,
        _C("value_text", Type.TEXT, "原文数值", "value as printed", required=True),
        _C("value", Type.NUMBER, "数值", "value", note_zh="换算到该列的单位（元、比例、分）"),
        _C("decimals", Type.INTEGER, "小数位数", "decimals", note_zh="按原文单位"),
        _C("unit", Type.TEXT, "原文单位", "unit as printed"),
        _SOURCE, _LOCATOR, _QUOTE,
        _C("is_shown", Type.BOOLEAN, "为采用值", "is the value shown", required=True),
    ),
)  # fmt: skip
FINDING = Table(
    "finding", "核对发现", "Finding", "每处未通过的核对一行", "failed check", ("row_id",),
    (
        _ROW_ID,
        _C("code", Type.TEXT, "核对项", "code", required=True, choices=FINDING_CODES, origin=_M),
        _C("severity", Type.TEXT, "程度", "severity", required=True, choices=SEVERITIES, origin=_M),
        _C("department_id", Type.TEXT, "部门标识", "department id", required=True, origin=_M),
        _C("project_id", Type.TEXT, "项目标识", "project id", origin=_M),
        _C("year", Type.INTEGER, "年度", "year", required=True, origin=_M),
        _C("scope", Type.TEXT, "范围", "scope", choices=SCOPES, origin=_M),
        _C("table_name", Type.TEXT, "表", "table", origin=_M),
        _C("fact_row_id", Type.TEXT, "所在行", "row checked", origin=_M),
        _C("column_name", Type.TEXT, "列", "column", origin=_M),
        _C("stated", Type.TEXT, "报告写的", "stated", origin=_M),
        _C("computed", Type.TEXT, "算出或对照的", "computed", origin=_M),
        _C("stated_value", Type.NUMBER, "报告写的（数值）", "stated, as a number", origin=_M),
        _C("computed_value", Type.NUMBER, "算出或对照的（数值）", "computed, as a number", origin=_M),
        _C("gap", Type.NUMBER, "相差", "gap", origin=_M, note_zh="金额为元，比率为比例，其余为所核对的单位"),
        _C("gap_unit", Type.TEXT, "相差的单位", "unit of the gap", origin=_M),
        _C("sentence", Type.TEXT, "说明", "sentence (Chinese)", required=True, origin=_M),
        _C("sentence_en", Type.TEXT, "说明（英文）", "sentence (English)", required=True, origin=_M),
        _C("quote", Type.TEXT, "原文", "quote", origin=_M),
        _C("locator", Type.TEXT, "位置", "place", origin=_M),
        _C("source_id", Type.TEXT, "来源", "source", origin=_M),
        *PLACE,
    ),
    is_input=False,
)  # fmt: skip
PASSED_CHECK = Table(
    "passed_check", "通过的核对", "Passed checks", "每个核对项、部门、年度一行", "code × department × year",
    ("code", "department_id", "year"),
    (
        _ROW_ID,
        _C("code", Type.TEXT, "核对项", "code", required=True, choices=FINDING_CODES, origin=_M),
        _C("department_id", Type.TEXT, "部门标识", "department id", required=True, origin=_M),
        _C("year", Type.INTEGER, "年度", "year", required=True, origin=_M),
        _C("check_count", Type.INTEGER, "一致处数", "number of checks that agreed", required=True, origin=_M),
        _C("sentence", Type.TEXT, "说明", "sentence (Chinese)", required=True, origin=_M),
        _C("sentence_en", Type.TEXT, "说明（英文）", "sentence (English)", required=True, origin=_M),
        *PLACE,
    ),
    is_input=False,
)  # fmt: skip
LOAD_RUN = Table(
    "load_run", "装载记录", "Load run", "每个装载的文件一行", "file loaded", ("build_id", "file"),
    (
        _C("build_id", Type.TEXT, "构建号", "build id", required=True, origin=_M),
        _C("file", Type.TEXT, "文件", "file", required=True, origin=_M),
        _C("table_name", Type.TEXT, "表", "table", required=True, origin=_M),
        _C("sha256", Type.TEXT, "校验值", "sha256", required=True, origin=_M),
        _C("loaded_at", Type.TIMESTAMP, "装载时间", "loaded at", required=True, origin=_M),
        _C("rows_read", Type.INTEGER, "读入行数", "rows read", required=True, origin=_M),
        _C("rows_published", Type.INTEGER, "发布行数", "rows published", required=True, origin=_M),
        _C("rows_as_statement", Type.INTEGER, "其中作为另一处陈述", "of these, kept as a further statement", required=True,
           origin=_M, note_zh="主键重复而数值不同：主表显示第一处，此处留作证据"),
        _C("rows_quarantined", Type.INTEGER, "隔离行数", "rows quarantined", required=True, origin=_M),
    ),
    is_input=False,
)  # fmt: skip
QUARANTINE = Table(
    "quarantine", "隔离行", "Quarantined row", "每个被拒绝的行一行", "refused row", ("file", "row_number"),
    (
        _C("file", Type.TEXT, "文件", "file", required=True, origin=_M),
        _C("row_number", Type.INTEGER, "行号", "row", required=True, origin=_M),
        _C("column_name", Type.TEXT, "列", "column", origin=_M),
        _C("table_name", Type.TEXT, "表", "table", required=True, origin=_M),
        _C("code", Type.TEXT, "代码", "code", required=True, origin=_M),
        _C("sentence", Type.TEXT, "说明", "sentence (Chinese)", required=True, origin=_M),
        _C("raw", Type.TEXT, "原始内容", "raw row (JSON)", required=True, origin=_M),
    ),
    is_input=False,
)  # fmt: skip

#: In loading order: a table stands after every table it refers to.
TABLES: tuple[Table, ...] = (
    DISTRICT, REASON_CODE, SOURCE, SCHEME, DEPARTMENT, DEPARTMENT_SUCCESSOR, PROJECT, PROJECT_ALIAS, PROJECT_REDIRECT,
    DEPARTMENT_YEAR, DEPARTMENT_AMOUNT, PROJECT_YEAR, DEPARTMENT_EXECUTION, DISTRICT_EXECUTION, FUNCTION_EXECUTION, REASON_SUM,
    SCORE_SUM, SEARCH_PAIR, PROJECT_FAMILY_TOTAL, FUNDING_YEAR, INDICATOR_YEAR, SCORE_BAND, REASON, MEASURE, EVIDENCE,
    FINDING, PASSED_CHECK, LOAD_RUN, QUARANTINE,
)  # fmt: skip
#: Made by the model step, in this order: inputs with their computed columns, sums of them, the index of a search.
_MADE = (DEPARTMENT_EXECUTION, DISTRICT_EXECUTION, FUNCTION_EXECUTION, REASON_SUM, SCORE_SUM, SEARCH_PAIR)
MODEL_TABLES: tuple[Table, ...] = tuple(t for t in TABLES if t.is_input or t in _MADE)
INPUT_TABLES: tuple[Table, ...] = tuple(t for t in TABLES if t.is_input)
#: Tables shared by every dataset; their files stand in ``data/reference``.
REFERENCE_TABLES: tuple[Table, ...] = (DISTRICT, REASON_CODE)
_BY_NAME = {t.name: t for t in TABLES}


def table(name: str) -> Table:
    """Return the table called ``name``; KeyError when there is none."""
    return _BY_NAME[name]


NULL_KEY_PART = "-"


def row_id_of(parts: tuple[object, ...]) -> str:
    """Row id of a natural key: its parts joined by ``|``, a null part as ``-``.

    >>> row_id_of(("xihu", None, 2022, 1))
    'xihu|-|2022|1'
    """
    return "|".join(NULL_KEY_PART if part is None else str(part) for part in parts)
