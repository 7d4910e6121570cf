"""``python -m dashboard.export deck|workbook|brief``: the meeting pack without a browser, for a scheduled job.

Belongs here: the command line; its options are those of the address. Does not belong here: files (``exports.pack``).
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dashboard.address import DEFAULT_DATASET, Address, parse, restrict, unknown
from dashboard.context import Context, build
from dashboard.data.question import PlainWarehouse
from dashboard.data.snapshot import WAREHOUSE, BrokenSnapshotError, NoSnapshotError, datasets, in_service
from dashboard.exports.frame import clean_marking, default_marking
from dashboard.exports.pack import ENDINGS, Kind, pack_file
from dashboard.exports.pdf import NoPdfError
from dashboard.opening import opened_dataset
from dashboard.strings import Words, words

app = typer.Typer(add_completion=False)


class _Kind(StrEnum):
    DECK = "deck"
    WORKBOOK = "workbook"
    BRIEF = "brief"


class _Refused(Exception):
    """What the caller asked for cannot be done; the text says what and what there is."""


@app.command()
def export(
    kind: Annotated[_Kind, typer.Argument(help="deck (.pptx), workbook (.xlsx), brief (.docx)")],
    out: Annotated[Path, typer.Option(help="file to write; .pdf makes a PDF of a deck or brief")],
    dataset: Annotated[str, typer.Option(help="real, demo or one of your own")] = DEFAULT_DATASET,
    year: Annotated[str, typer.Option(help="one year; or use --from and --to")] = "",
    first: Annotated[str, typer.Option("--from", help="first year")] = "",
    last: Annotated[str, typer.Option("--to", help="last year")] = "",
    province: Annotated[str, typer.Option(help="province code")] = "",
    city: Annotated[str, typer.Option(help="city code")] = "",
    district: Annotated[list[str] | None, typer.Option(help="district code, may be repeated")] = None,
    department: Annotated[list[str] | None, typer.Option(help="department id, may be repeated")] = None,
    function: Annotated[list[str] | None, typer.Option(help="function, may be repeated")] = None,
    unit: Annotated[str, typer.Option(help="yuan, wan or yi")] = "wan",
    lang: Annotated[str, typer.Option(help="zh or en")] = "zh",
    cases: Annotated[bool, typer.Option(help="add the public cases")] = False,
    marking: Annotated[str | None, typer.Option(help="marking line; empty for none")] = None,
) -> None:
    """Write one file of the meeting pack for the chosen rows."""
    query = {
        "dataset": [dataset], "lang": [lang], "unit": [unit], "province": [province], "city": [city],
        "district": district or [], "department": department or [], "function": function or [],
        "from": [first or year], "to": [last or year], "cases": ["1"] if cases else [],
    }  # fmt: skip
    asked = parse({name: [v for v in values if v] for name, values in query.items()})
    w = words(asked.language)
    try:
        if unit not in ("yuan", "wan", "yi") or lang not in ("zh", "en"):
            raise _Refused(w("export.bad_option", given=f"{unit} / {lang}"))
        if year and (first or last):
            raise _Refused(w("export.year_twice"))
        context = _context(asked, dataset, (year, first, last), w)
        is_pdf = _checked(kind.value, out, w)
        mark = default_marking(w) if marking is None else clean_marking(marking)
        made = pack_file(kind.value, context, mark, is_pdf=is_pdf)
        out.write_bytes(made)
    except _Refused as error:
        _stop(str(error))
    except NoPdfError:
        _stop(w("export.no_pdf"))
    except OSError as error:
        _stop(w("export.not_written", path=out, reason=error.strerror or error))
    typer.echo(w("export.written", path=out, kb=f"{len(made) / 1024:,.0f}", filters=context.stamp().filters))


def _stop(text: str) -> None:
    typer.echo(text, err=True)
    raise typer.Exit(2)


def _context(asked: Address, dataset: str, years: tuple[str, ...], w: Words) -> Context:
    """The context of the options; what the dataset does not have is refused, never ignored: nobody watches a job."""
    names = datasets(WAREHOUSE)
    try:
        opened = PlainWarehouse(in_service(WAREHOUSE, dataset))
    except (NoSnapshotError, BrokenSnapshotError) as error:
        raise _Refused(w("export.no_dataset", dataset=dataset, known=w("common.pause").join(names))) from error
    choices = opened_dataset(opened, names, w, has_cases=asked.has_cases)
    strange = [y for y in years if y and y not in {str(one) for one in choices.choices.years}]
    strange += [value for value in unknown(asked, choices.choices) if value not in strange]
    chosen = restrict(asked, choices.choices)
    if strange:
        raise _Refused(w("export.unknown", values=w("common.pause").join(strange)))
    if (chosen.districts, chosen.departments, chosen.year_to) != (asked.districts, asked.departments, asked.year_to):
        raise _Refused(w("export.contradiction"))
    return build(chosen, choices)


def _checked(kind: Kind, out: Path, w: Words) -> bool:
    """Whether a PDF is asked for. Refuses an ending that does not fit the kind, and a folder that is not there."""
    is_pdf = out.suffix.lower() == ".pdf" and kind != "workbook"
    if not is_pdf and out.suffix.lower() != ENDINGS[kind]:
        raise _Refused(w("export.bad_ending", ending=ENDINGS[kind], given=out.suffix or "—"))
    if not out.parent.is_dir():
        raise _Refused(w("export.no_folder", folder=out.parent))
    return is_pdf


if __name__ == "__main__":
    sys.exit(app())
