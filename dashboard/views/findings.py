"""数据核对: where a report contradicts itself, stated and computed side by side, with the sentence it stands in.

Belongs here: headline, controls, what agreed. Does not belong here: the rows (``finding_rows``), the making of findings
(``etl.checks``).
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import change
from dashboard.components.header import Crumb
from dashboard.components.notice import nothing_found
from dashboard.components.panel import frame
from dashboard.components.record_list import Cell, record_list
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.labels import Chip
from dashboard.metrics import answers
from dashboard.stories.names import check_name
from dashboard.views.common import NO_FILTER, csv_of, finding, head, nothing, show, sources_of
from dashboard.views.counted_choice import ALL, counted, counted_choice, department_choice
from dashboard.views.finding_rows import draw, finding_quotes
from dashboard.views.record_rows import PAGE, choice_of, department_name
from dashboard.views.touched import TOUCHED, codes_of
from dashboard.views.worklist import Asked, worklist_button
from etl.contracts import FINDING_CODES, SEVERITIES

#: More groups of passed checks than this are shown by check only, not one by one.
_MAX_SENTENCES = 40
_SENTENCE_COLUMNS = 3
_RULE_WIDTHS = (1.5, 6.0, 0.8, 0.8, 0.9)


def render(context: Context) -> None:
    """Draw the page."""
    w = context.w
    severity = choice_of(context, "findings_severity", ALL, SEVERITIES)
    code = choice_of(context, "findings_code", ALL, FINDING_CODES)
    view = choice_of(context, "findings_view", "", tuple(TOUCHED))
    head(context, [Crumb(w("app.findings"))], chips=_chips(context, severity, code, view))
    counts = _by(context)
    by_code = _summed(counts, "code")
    passed = context.warehouse.ask(answers.passed_counts, context.filter, "code")
    checks = int(passed["checks"].sum())
    total = int(by_code["findings"].sum())
    if not total and not checks:
        _unchecked(context)
        return
    finding(_headline(context, counts, by_code, total, checks))
    if total:
        reach = codes_of(view)
        codes = reach if code == ALL else (code,)
        labels = tuple(chip.label for chip in _chips(context, severity, code, view))
        _controls(context, counts, severity, code, reach, labels)
        _list(context, None if severity == ALL else severity, codes, total)
    st.space("small")
    if total > PAGE:
        left, right = st.columns(2, gap="large")
        with left:
            _by_code(context, by_code, total)
        with right:
            _by_department(context, total)
    _passed(context, passed)
    _rules(context, by_code, passed)


def _by(context: Context) -> pl.DataFrame:
    """The answer the badges of all pages rest on too: findings by check and severity."""
    found: pl.DataFrame = context.warehouse.ask(answers.finding_counts, context.filter, "code", "severity")
    return found


def _summed(counts: pl.DataFrame, key: str) -> pl.DataFrame:
    """Most findings first."""
    found = counts.group_by(key).agg(pl.col("findings").sum())
    return found.sort("findings", key, descending=[True, False])


def _by_owner(context: Context, severity: str | None = None, codes: tuple[str, ...] = ()) -> pl.DataFrame:
    """Findings by department, most first."""
    found = context.warehouse.ask(
        answers.finding_counts, context.filter, "department_id", severity=severity, codes=codes
    )
    ordered: pl.DataFrame = found.sort("findings", "department_id", descending=[True, False])
    return ordered


def _unchecked(context: Context) -> None:
    """Nothing could be compared under the filters: the whole dataset's number shows the way back."""
    w = context.w
    every = context.warehouse.ask(answers.finding_counts, context.filter.with_(**NO_FILTER))
    n = int(every["findings"][0])
    if not n:
        nothing(context, "findings")
        return
    nothing_found(
        key="findings",
        looked_for=w("findings.headline_unchecked"),
        nearest=w("findings.headline_unchecked_nearest", n=f.count(n)),
        button=w("common.widen"),
        **NO_FILTER,
    )


def _chips(context: Context, severity: str, code: str, view: str) -> list[Chip]:
    w, chips = context.w, []
    if view:
        label = w("findings.chip_view", label=w(f"app.{view}"))
        chips.append(Chip("findings_view", label, {"findings_view": None}))
    if severity != ALL:
        label = w("findings.chip_severity", label=w(f"findings.severity_{severity}"))
        chips.append(Chip("findings_severity", label, {"findings_severity": None}))
    if code != ALL:
        label = w("findings.chip_code", label=check_name(context, code))
        chips.append(Chip("findings_code", label, {"findings_code": None}))
    return chips


def _headline(context: Context, counts: pl.DataFrame, by_code: pl.DataFrame, total: int, checks: int) -> str:
    w = context.w
    if not total:
        return w("findings.headline_clean", checks=f.count(checks))
    high = int(counts.filter(pl.col("severity") == "high")["findings"].sum())
    # Only the sentence on few findings names the documents.
    sources = 0 if total > PAGE else int(context.warehouse.ask(answers.finding_counts, context.filter)["sources"][0])
    most = by_code.row(0, named=True)
    kind = "headline_many" if total > PAGE else "headline"
    return w(
        f"findings.{kind}" if high else f"findings.{kind}_none_high",
        n=f.count(total),
        high=f.count(high),
        sources=f.count(sources),
        name=check_name(context, most["code"]),
        most=f.count(most["findings"]),
        share=f.share(most["findings"] / total),
    )


def _controls(
    context: Context, counts: pl.DataFrame, severity: str, code: str, reach: tuple[str, ...], labels: tuple[str, ...]
) -> None:
    """Severity, check and department; each counts what the other two let through. The work list stands beside them."""
    w = context.w
    chosen_severity = None if severity == ALL else severity
    chosen_codes = reach if code == ALL else (code,)
    within = counts.filter(pl.col("code").is_in(reach)) if reach else counts
    of_codes = counts.filter(pl.col("code").is_in(chosen_codes)) if chosen_codes else counts
    by_severity = dict(_summed(of_codes, "severity").iter_rows())
    of_severity = within if severity == ALL else within.filter(pl.col("severity") == severity)
    by_code = dict(_summed(of_severity, "code").iter_rows())
    severities = [s for s in SEVERITIES if by_severity.get(s) or s == severity]
    codes = [*by_code, *([code] if code not in (ALL, *by_code) else [])]
    wide = context.filter.with_(departments=())
    found = context.warehouse.ask(
        answers.finding_counts, wide, "department_id", severity=chosen_severity, codes=chosen_codes
    ).sort("findings", "department_id", descending=[True, False])
    with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
        counted_choice(
            "findings-severity",
            w("findings.severity"),
            {ALL: counted(context, w("records.all"), sum(by_severity.values()))}
            | {s: counted(context, w(f"findings.severity_{s}"), by_severity.get(s, 0)) for s in severities},
            severity,
            lambda s: change(findings_severity=None if s == ALL else s),
        )
        counted_choice(
            "findings-code",
            w("findings.code"),
            {ALL: w("findings.any_code", n=len(by_code))}
            | {c: counted(context, check_name(context, c), by_code.get(c, 0)) for c in codes},
            code,
            lambda c: change(findings_code=None if c == ALL else c),
            list_width=180,
        )
        department_choice(context, "findings-department", dict(found.select("department_id", "findings").iter_rows()))
        # Under a line as high as a label the button stands in line with the choices.
        with st.container(width="content", gap=None, key="files"):
            st.markdown(f":small[{w('findings.files')}]")
            worklist_button(context, Asked(labels, chosen_severity, chosen_codes))


def _list(context: Context, severity: str | None, codes: tuple[str, ...], total: int) -> None:
    w = context.w
    by_department = _by_owner(context, severity, codes)
    listed = int(by_department["findings"].sum())
    if listed:
        draw(context, severity, codes, by_department, listed)
        return
    nothing_found(
        key="findings-choice",
        looked_for=w("findings.none"),
        nearest=w("findings.none_nearest", n=f.count(total)),
        button=w("findings.none_button"),
        findings_severity=None,
        findings_code=None,
        findings_view=None,
    )


def _by_code(context: Context, by_code: pl.DataFrame, total: int) -> None:
    w = context.w
    most = by_code.row(0, named=True)
    spec = specs.CountBars(
        key="findings_by_code",
        title=w(
            "findings.by_code_title", name=check_name(context, most["code"]), share=f.share(most["findings"] / total)
        ),
        caption=w("findings.by_code_caption"),
        unit_label=w("findings.col_found"),
        rows=tuple(
            specs.CountRow(r["code"], check_name(context, r["code"]), r["findings"]) for r in by_code.to_dicts()
        ),
    )
    said = finding_quotes(context)
    show(context, spec, sources=said, on_click=lambda code: change(findings_code=code, findings_page=None))


def _by_department(context: Context, total: int) -> None:
    """The departments with the most findings, whatever severity and check are chosen."""
    w = context.w
    rows = _by_owner(context)
    names = context.choices.department_labels
    shown = rows.head(len(FINDING_CODES))
    held = int(shown["findings"].sum())
    spec = specs.CountBars(
        key="findings_by_department",
        title=w("findings.by_department_title", n=shown.height, m=rows.height, share=f.share(held / total))
        if shown.height < rows.height
        else w("findings.by_department_title_all", n=rows.height),
        caption=w("findings.by_department_caption"),
        unit_label=w("findings.col_found"),
        rows=tuple(
            specs.CountRow(r["department_id"], names.get(r["department_id"], r["department_id"]), r["findings"])
            for r in shown.to_dicts()
        ),
    )
    said = finding_quotes(context)
    show(context, spec, sources=said, on_click=lambda department: change(departments=(department,)))


def _rules(context: Context, by_code: pl.DataFrame, passed: pl.DataFrame) -> None:
    """Every rule with what it found and what agreed."""
    w = context.w
    found = dict(by_code.select("code", "findings").iter_rows())
    agreed = {code: int(n) for code, n in passed.select("code", "checks").iter_rows()}
    codes = sorted(FINDING_CODES, key=lambda code: (-found.get(code, 0), FINDING_CODES.index(code)))
    shares = [agreed[c] / (agreed[c] + found.get(c, 0)) if agreed.get(c) else None for c in codes]
    data = pl.DataFrame(
        {
            w("findings.col_code"): [check_name(context, code) for code in codes],
            w("findings.col_rule"): [w(f"findings.rule_{code}") for code in codes],
            w("findings.col_found"): [found.get(code, 0) for code in codes],
            w("findings.col_agreed"): [agreed.get(code) for code in codes],
            w("findings.col_agreement"): pl.Series(shares, dtype=pl.Float64),
        }
    )
    matched = sum(agreed.values())
    checked = matched + sum(found.values())
    title = w("findings.rules_title", n=f.count(checked), share=f.share(matched / checked, 1))
    caption = w("findings.rules_caption")
    with frame(
        w,
        key="findings-rules",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        sources=finding_quotes(context),
        csv=lambda: csv_of(context, data, title, (caption,)),
    ):
        record_list(
            key="findings-rules-rows",
            alt=title,
            heads=data.columns,
            widths=_RULE_WIDTHS,
            rows=[
                (
                    Cell(name, tone="strong"),
                    Cell(rule, tone="small"),
                    Cell(f.count(n) if n else f.NULL),
                    Cell(f.count(same)),
                    Cell(f.share(share, 1)),
                )
                for name, rule, n, same, share in data.iter_rows()
            ],
        )


def _passed(context: Context, passed: pl.DataFrame) -> None:
    """The checks that agreed, each in its own words, where there are few enough to be read."""
    w = context.w
    groups = int(passed["groups"].sum())
    if not 0 < groups <= _MAX_SENTENCES:
        return
    rows = context.warehouse.ask(answers.passed_checks, context.filter).to_dicts()
    title = w("findings.passed_title", n=f.count(int(passed["checks"].sum())))
    sentence = "sentence" if context.language == "zh" else "sentence_en"
    data = pl.DataFrame(
        {
            w("findings.col_code"): [check_name(context, r["code"]) for r in rows],
            w("findings.file_department"): [department_name(context, r) for r in rows],
            w("findings.file_year"): [r["year"] for r in rows],
            w("findings.col_agreed"): [r["check_count"] for r in rows],
            w("findings.col_sentence"): [r[sentence] for r in rows],
        }
    )
    caption = w("findings.passed_caption", groups=f.count(groups))
    with frame(
        w,
        key="findings-passed",
        title=title,
        caption=caption,
        stamp=context.stamp(),
        sources=sources_of(context, "project_year", ("execution_rate_stated",)),
        csv=lambda: csv_of(context, data, title, (caption,)),
    ):
        columns = st.columns(_SENTENCE_COLUMNS, gap="medium")
        for place, record in enumerate(rows):
            line = w(
                "findings.passed_line",
                department=record["district"],
                year=record["year"],
                sentence=record[sentence],
            )
            columns[place % _SENTENCE_COLUMNS].markdown(f":gray[:small[{escape_markdown(line)}]]")
