"""A plan as plain values, for programs that show it (``--json``).

Belongs here: this form. Does not belong here: making a plan, words for a screen.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from etl.load.marks import of_loaded
from etl.load.plan import Plan

_SHOWN = 300


def told(plan: Plan) -> dict[str, Any]:
    """Counts, what was recognised in each file, differences and withdrawn rows (the first 300), findings by code,
    doubts and what was taken for granted of a place, sure joins (the first 300 as well), the build it is compared
    with, and which loaded files these may be the correction of."""
    return {
        "name": plan.name,
        "new": plan.new,
        "changed": plan.changed,
        "unchanged": plan.unchanged,
        "gone": plan.gone,
        "lines": asdict(plan.lines) | {"read": plan.lines.read} if plan.lines else None,
        "pending": dict(zip(("new", "changed", "gone"), plan.pending, strict=True)),
        "withdrawn": plan.withdrawn[:_SHOWN],
        "compared_with": plan.compared_with,
        "is_empty": plan.is_empty or plan.is_barren,
        "changes_nothing": plan.changes_nothing,
        "refused": len(plan.refused),
        "quarantined": plan.quarantined,
        "marked": len(of_loaded(plan.readings)),
        "standing": plan.standing,
        "files": [
            {"file": r.file, "sentence": r.sentence, "recognised": r.recognised, "rows": len(r.rows)}
            for r in plan.readings
        ],
        "differences": [
            {
                "subject": d.subject,
                "table": d.table,
                "row_id": d.row_id,
                "column": d.column,
                "before": d.before,
                "after": d.after,
            }
            for d in plan.differences[:_SHOWN]
        ],
        "problems": [*plan.remarks, *(str(m) for m in plan.marks[:_SHOWN])]
        + [str(p) for p in (*plan.problems, *plan.elsewhere)[:_SHOWN]],
        "findings_new": dict(plan.findings_new),
        "findings_gone": dict(plan.findings_gone),
        "doubts": [
            {
                "kind": d.kind,
                "name": d.name,
                "owner": d.owner,
                "existing_id": d.match.id,
                "existing": d.match.name,
                "rule": d.match.rule,
                "score": round(d.match.score, 2),
            }
            for d in (*plan.doubts, *plan.assumed)
        ],
        "joins": [
            {"name": d.name, "existing": d.match.name, "rule": d.match.rule, "score": round(d.match.score, 2)}
            for d in plan.joins[:_SHOWN]
        ],
        "documents": plan.documents,
        "namesakes": plan.namesakes,
        "asked": [
            {"name": q.loaded.said, "file": q.file, "loaded": q.loaded.origin, "sentence": q.sentence}
            for q in plan.asked
        ],
        "successors": [s.sentence for s in plan.successors],
    }
