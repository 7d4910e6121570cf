"""The sentence of each finding and of each group of passed checks, in Chinese and English.

Belongs here: severity and wording. Does not belong here: deciding whether a check failed. Templates stand in
``sentences.toml`` beside this file.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

import polars as pl

from etl import contracts

SEVERITY: dict[str, str] = {
    "sum_mismatch": "high",
    "sum_incomplete": "info",
    "count_mismatch": "medium",
    "components_mismatch": "medium",
    "balance_mismatch": "medium",
    "rate_mismatch": "high",
    "rate_basis_received": "medium",
    "grade_mismatch": "high",
    "score_sum_mismatch": "medium",
    "score_rate_mismatch": "medium",
    "contradictory_values": "high",
    "over_execution": "medium",
    "reason_missing": "medium",
    "unit_suspect": "high",
    "name_alias": "info",
    "scope_mismatch": "info",
    "high_score_low_execution": "medium",
    "year_jump": "info",
}
_TEMPLATES: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8")
)
_WORDS = _TEMPLATES["words"]
_LANGUAGES = ("zh", "en")
_WAN = Decimal(10_000)
#: The columns a field of a sentence on passed checks is made of; ``code`` and ``detail`` choose the template.
_SAID_BY = {
    "count": ("check_count",),
    "n": ("n",),
    "stated": ("stated", "gap_unit", "decimals"),
    "subject": ("subject",),
    "what": ("table_name", "column_name"),
}
#: Below this many yuan an amount is written in 元: 0.00万元 would hide it.
_WRITTEN_IN_YUAN = 100


def with_sentences(rows: pl.DataFrame) -> pl.DataFrame:
    """Turn ``stated``/``computed`` into text (the numbers stay in ``*_value``) and add both sentences."""
    made = [_finding(row) for row in rows.iter_rows(named=True)]
    texts = {name: [m[name] for m in made] for name in ("stated", "computed", "sentence", "sentence_en")}
    numbers = [pl.col("stated").alias("stated_value"), pl.col("computed").alias("computed_value")]
    return rows.with_columns(numbers).with_columns(
        pl.Series(name, values, dtype=pl.String) for name, values in texts.items()
    )


def passed_sentences(rows: pl.DataFrame) -> pl.DataFrame:
    """Add both sentences to groups of passed checks; groups whose code has no such sentence are left out.

    Groups that say the same share a sentence: a country has millions of groups, and a few thousand sentences.
    """
    made = [
        _passed_group(part, _TEMPLATES.get(f"{code}_{detail}", _TEMPLATES[str(code)]))
        for (code, detail), part in rows.group_by("code", "detail", maintain_order=True)
    ]
    empty = rows.clear().with_columns(pl.lit("").alias("sentence"), pl.lit("").alias("sentence_en"))
    return pl.concat([empty, *(part for part in made if part is not None)])


def _passed_group(rows: pl.DataFrame, template: dict[str, str]) -> pl.DataFrame | None:
    if not template["passed_zh"]:
        return None
    fields = _fields_of(template["passed_zh"] + template["passed_en"])
    said = ["code", *sorted({column for field in fields for column in _SAID_BY[field]})]
    different = rows.unique(said, maintain_order=True)
    sentences = [
        pl.Series(
            name,
            [template[f"passed_{language}"].format(**_fields(r, language)) for r in different.iter_rows(named=True)],
        )
        for name, language in (("sentence", "zh"), ("sentence_en", "en"))
    ]
    worded = different.select(said).with_columns(sentences)
    return rows.join(worded, on=said, how="left", nulls_equal=True, validate="m:1", maintain_order="left")


def _fields_of(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _finding(row: dict[str, Any]) -> dict[str, str | None]:
    zh = _fields(row, "zh")
    is_wordy = row["gap_unit"] in ("grade", "text") or row["stated_text"] is not None
    return {
        "stated": zh["stated_text"] if is_wordy else zh["stated"],
        "computed": zh["computed_text"] if is_wordy else zh["computed"],
        "sentence": _capital(_template(row)["zh"].format(**zh)),
        "sentence_en": _capital(_template(row)["en"].format(**_fields(row, "en"))),
    }


def _template(row: dict[str, Any]) -> dict[str, str]:
    return _TEMPLATES.get(f"{row['code']}_{row['detail']}", _TEMPLATES[row["code"]])


def _fields(row: dict[str, Any], language: str) -> dict[str, Any]:
    subject = row["subject"]
    stated, computed = row["stated"], row["computed"]
    has_scope_words = row["code"] == "scope_mismatch"
    return {
        "subject": _WORDS[f"quoted_{language}"].format(name=subject) if subject else _WORDS[f"department_{language}"],
        "what": _label(row["table_name"], row["column_name"], language),
        "stated": _stated(row, language),
        "computed": _computed(row, language),
        "gap": _number(abs(row["gap"]), row["gap_unit"], language) if row["gap"] is not None else "",
        "n": row["n"],
        "total": row["total"],
        "count": row.get("check_count"),
        "base": _WORDS.get(f"{row['detail']}_{language}", ""),
        "ratio": f"{stated / computed:.1%}" if row["code"] == "over_execution" and computed else "",
        "stated_text": _scope(row["stated_text"], language) if has_scope_words else row["stated_text"],
        "computed_text": _scope(row["computed_text"], language) if has_scope_words else row["computed_text"],
    }


def _stated(row: dict[str, Any], language: str) -> str:
    unit = row["gap_unit"]
    if row["code"] in ("high_score_low_execution", "grade_mismatch"):
        unit = "points"
    elif row["code"] == "reason_missing":
        return _rate(row["stated"], 1)
    elif row["code"] == "unit_suspect":
        # In 元, whatever its size: the unit is what is in doubt.
        return f"{row['stated']:,.2f}{_WORDS[f'yuan_{language}']}"
    elif unit == "rate":
        return _rate(row["stated"], row["decimals"] if row["decimals"] is not None else 2)
    return _number(row["stated"], unit, language)


def _computed(row: dict[str, Any], language: str) -> str:
    if row["code"] == "reason_missing":
        return _rate(row["computed"], 0)
    return _number(row["computed"], row["gap_unit"], language)


def _number(value: Decimal | None, unit: str, language: str) -> str:
    if value is None:
        return ""
    if unit == "yuan":
        return _money(value, language)
    if unit == "rate":
        return _rate(value, 2)
    if unit == "points":
        return f"{value:.2f}".rstrip("0").rstrip(".") + _WORDS[f"points_{language}"]
    return f"{value.normalize():f}"


def _money(value: Decimal, language: str) -> str:
    """万元 as the reports write it; whole yuan in English, where 万 has no name."""
    if language == "en" or abs(value) < _WRITTEN_IN_YUAN:
        return f"{value:,.2f}{_WORDS[f'yuan_{language}']}"
    return f"{value / _WAN:,.2f}{_WORDS['wan_zh']}"


def _rate(value: Decimal | None, decimals: int) -> str:
    return "" if value is None else f"{value * 100:.{decimals}f}%"


def _scope(scope: str | None, language: str) -> str:
    return _WORDS[f"scope_{scope}_{language}"] if scope else ""


def _label(table: str | None, column: str | None, language: str) -> str:
    if table is None or column is None:
        return ""
    short = _WORDS.get(f"column_{column}_{language}")
    if short is not None:
        return short
    found = contracts.table(table).column(column)
    return found.zh.split("（")[0] if language == "zh" else found.en.split(",")[0]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
