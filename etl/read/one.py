"""One file from bytes to flat rows: guard, grids, forms or flat tables.

Belongs here: which reader a sheet goes to. Does not belong here: processes and limits (``run``), any layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from etl.inputs import InputError
from etl.read import (
    abreast,
    asof,
    blocks,
    both,
    causes,
    evaluation,
    guard,
    layout,
    monitoring,
    returned,
    samples,
    suggest,
    turned,
    versions,
)
from etl.read.books import read_book
from etl.read.columns import Headings
from etl.read.context import Context
from etl.read.flat import Table, best_profile, read_table
from etl.read.forms import read_forms
from etl.read.grid import Grid
from etl.read.headings import find, told_unused, unused
from etl.read.pages import is_page
from etl.read.profile import Profile, shipped
from etl.read.rows import REVIEW, Reading, Refusal
from etl.read.texts import decode

_NO_HEADINGS = "没有认出表头"
_SPREADSHEETS = (".xls", ".xlsx", ".xlsm", ".et")
#: A report of 1,000 pages has some MB of text; a larger text is a table.
_LARGEST_TEXT = 12 * 2**20


def read_one(path: Path, profiles: tuple[Profile, ...] = ()) -> Reading:
    """What a file gives. ``profiles`` are asked before the shipped ones. Raises InputError where it is refused."""
    kind = guard.kind_of(path)
    if _is_prose(path, kind):
        from etl.read.prose.read import read_prose

        reading = read_prose(path, kind)
        for row in (*reading.rows, *reading.aside):
            row.file = path.name
        return reading
    return _of_grids(*read_book(path, _encoding(profiles)), profiles, Reading(path.name))


def read_all(path: Path, profiles: tuple[Profile, ...] = ()) -> list[Reading]:
    """Like ``read_one``; of a workbook of refused rows that came back, one reading a file it was made of."""
    if guard.kind_of(path) not in (guard.ZIP, guard.OLE) or _is_prose(path, guard.kind_of(path)):
        return [read_one(path, profiles)]
    grids, how = read_book(path)
    parts = returned.parts_of(grids)
    if parts is None:
        return [_of_grids(grids, how, profiles, Reading(path.name))]
    if not parts:
        raise InputError("这份批注里只有清单，没有可以改的表；请在原文件里改。")
    found = [_of_grids(part.grids, how, profiles, _corrected(part)) for part in parts]
    found[0].recognised[:0] = returned.told_added(grids)
    return found


def _corrected(part: returned.Part) -> Reading:
    """An empty reading of a file that came back annotated."""
    digest, content = versions.digest_of(part.digest), versions.content(part.grids)
    return Reading(part.file, digest=digest, seen=[part.digest, part.seen], content=content)


def grids_of(path: Path, profiles: tuple[Profile, ...] = ()) -> list[returned.Part]:
    """The sheets of a file as they are read; of an annotated workbook those of every file in it. Raises InputError."""
    if _is_prose(path, guard.kind_of(path)):
        raise InputError("是一份报告，没有表格。")
    grids, _ = read_book(path, _encoding(profiles))
    parts = returned.parts_of(grids)
    return [returned.Part(path.name, "", "", grids)] if parts is None else parts


def _encoding(profiles: tuple[Profile, ...]) -> str:
    return next((p.encoding for p in profiles if p.encoding), "")


def _of_grids(grids: list[Grid], how: str, profiles: tuple[Profile, ...], reading: Reading) -> Reading:
    returned.check_whole(grids)
    for grid in grids:
        for part in layout.parts(grid):
            lines = None if layout.is_form(part) else turned.upright(part)
            if lines is not None:
                reading.recognised.append(f"{part.sheet or how}：表头写在一列里，按行列互换读")
            _read_sheet(lines or part, how, profiles, reading)
    asof.mark(reading.rows)
    for row in reading.rows:
        row.file = reading.file
    reading.recognised += evaluation.told(reading.rows)
    if not reading.rows and reading.refused and all(r.reason == monitoring.NOT_READ for r in reading.refused):
        raise InputError(f"{monitoring.NOT_READ}。")
    if not reading.rows and all(refusal.reason == _NO_HEADINGS for refusal in reading.refused):
        raise InputError("没有认出绩效自评报告或自评表，也没有认出项目汇总表的表头；可用 profile suggest 起草配置。")
    return reading


def _is_prose(path: Path, kind: str) -> bool:
    """Whether the file is a report: a PDF, a Word document, or a text that reads like sentences."""
    if kind == guard.PDF:
        return True
    if kind == guard.ZIP:
        return "word/document.xml" in guard.check_archive(path)
    if kind != guard.TEXT or path.suffix.lower() in (".csv", ".tsv"):
        return False
    from etl.read.prose.loaders import is_prose

    if path.stat().st_size > _LARGEST_TEXT:
        return False
    text = decode(path.read_bytes())[0]
    # What a business system exports as .xls is a web page of tables, in whatever words.
    is_export = is_page(text) and path.suffix.lower() in _SPREADSHEETS
    return not is_export and is_prose(text)


def _read_sheet(grid: Grid, how: str, profiles: tuple[Profile, ...], reading: Reading) -> None:
    name = grid.sheet or how
    if grid.uncomputed:
        place = grid.locator(*min(grid.uncomputed))
        told = f"{name}：{len(grid.uncomputed)}个公式没有存下结果（从{place}起），按没有填读；请打开存盘后再装"
        reading.recognised.append(told)
    if grid.is_hidden:
        reading.recognised.append(f"{name}：这张表在文件里是隐藏的，照样读了；不该装的请先删去")
    own = _own(grid, profiles)
    if own is None and monitoring.is_one(grid):
        reading.recognised.append(f"{name}：绩效运行监控表")
        top = next(row for row in range(len(grid.rows)) if grid.quote(row))
        reading.refused.append(Refusal(grid.locator(top, 0), monitoring.NOT_READ, grid.quote(top), is_data=True))
        return
    # A user's profile that asks for headings by their words goes first; 项目名称 alone also stands in a form.
    if (own is None or not own[0].match_headers) and layout.is_form(grid):
        forms = read_forms(grid, reading.file)
        rows, refused = samples.parted(grid.sheet, forms.rows, reading.cell)
        reading.rows += rows
        reading.refused += refused
        reading.recognised.append(f"{name}：官方自评表，{len(rows)}行")
        said = [*forms.doubts, *samples.told(refused), *told_unused(list(dict.fromkeys(forms.unused)))]
        reading.recognised += [f"{name}：{told}" for told in said]
        return
    table = _table(grid, own, reading.file)
    if table is None:
        reading.recognised.append(f"{name}：没有认出表格")
        if grid.rows:
            first = next((r for r in range(len(grid.rows)) if grid.rows[r]), 0)
            reading.refused.append(Refusal(grid.locator(first, 0), _NO_HEADINGS, grid.quote(first)))
        return
    halves = [grid] if grid.is_turned else abreast.lists(grid, table.headings, table.profile)
    if len(halves) > 1:
        reading.recognised.append(f"{name}：并排有{len(halves)}张表，分别读")
    for half in halves:
        one = table if len(halves) == 1 else _table(half, _own(half, profiles), reading.file)
        _read_lists(half, name, profiles, one, reading)


def _own(grid: Grid, profiles: tuple[Profile, ...]) -> tuple[Profile, Headings] | None:
    """The user's profile that fits best, where one does."""
    return best_profile(grid, profiles) if profiles else None


def _read_lists(grid: Grid, name: str, profiles: tuple[Profile, ...], table: Table | None, reading: Reading) -> None:
    """A list and those below it, the first of which was read as ``table``."""
    own = _own(grid, profiles)
    parts = [grid] if table is None else _tables(grid, table.headings, table.profile)
    if own is None and not grid.is_turned:
        parts = [piece for part in parts for piece in both.lists(part)]
    above: Context | None = None
    for part in parts:
        if len(parts) > 1:
            table = _table(part, _own(part, profiles), reading.file, above)
        if table is None:
            lines = [r for r in range(len(part.rows)) if part.quote(r)]
            reading.refused += [
                Refusal(part.locator(r, 0), _NO_HEADINGS, part.quote(r), is_data=len(list(part.cells(r))) > 1)
                for r in lines
            ]
            continue
        above = table.context
        reading.subjects.append(table.subjects)
        rows, refused = samples.parted(grid.sheet, table.rows, reading.cell)
        reading.rows += rows
        reading.refused += [*table.refused, *refused]
        reading.added += table.added
        totals = sum(row.is_total for row in rows)
        told = f"{name}：按“{table.profile.title}”读，{len(rows) - totals}行"
        reading.recognised.append(told + f"，另有合计{totals}行" * bool(totals))
        until = "" if above is None else above.as_of
        said = [*monitoring.doubt_list(grid, until, rows), *samples.told(refused)]
        said += told_unused(unused(part, table.headings))
        reading.recognised += [f"{name}：{note}" for note in (*table.headings.notes, *said)]


def _tables(grid: Grid, headings: Headings, profile: Profile) -> list[Grid]:
    """The tables below each other on a sheet; a list that was turned is one."""
    return [grid] if grid.is_turned else blocks.tables(grid, headings, profile)


def _table(grid: Grid, own: tuple[Profile, Headings] | None, file: str, above: Context | None = None) -> Table | None:
    found = best_profile(grid, (own[0],)) if own is not None else best_profile(grid, shipped())
    guessed = suggest.headings_of(grid) if own is None else None
    if guessed is not None and (
        found is None or (len(guessed.fields) > len(found[1].fields) and not found[0].match_headers)
    ):
        drafted = suggest.draft(grid, guessed, file)
        headings = find(grid, drafted)
        if headings is not None:
            table = read_table(grid, drafted, headings, file, above)
            if found is None or not suggest.is_sure(guessed, {column.index for column in headings.columns}):
                # Nobody has looked at a guess yet.
                causes.mark(table.rows, [f"表头{_guesses(guessed)}的意思是推测的，还没有人看过"])
            return table
    if found is None:
        return None
    table = read_table(grid, found[0], found[1], file, above)
    names = suggest.strange_names(grid, found[1], found[0].kind, suggest.PERSON) if own is None else []
    if names:
        table.headings.notes.append(f"{'、'.join(names)}一列每行都不同：各行可能是项目而不是部门，请核对")
        for row in table.rows:
            row.status = REVIEW
            row.flag("ambiguous")
    return table


def _guesses(found: Headings) -> str:
    """The headings that no shipped profile knows."""
    return "、".join(f"“{c.header}”" for c in found.columns if c.rank >= suggest.broad().first_rank)


def suggest_profile(path: Path) -> str:
    """The text of drafted profiles, one for each layout of a table in the file; where no heading is known, one to fill
    in. Raises InputError where no table is found."""
    grids, how = read_book(path)
    drafts: dict[object, tuple[Profile, list[str]]] = {}
    for grid, found in _lists(grids):
        name = path.stem if not drafts else f"{path.stem}-{grid.sheet}"
        name += f"-{len(drafts) + 1}" * any(name == made.name for made, _ in drafts.values())
        one, asked = suggest.asking(grid, found, suggest.draft(grid, found, name))
        told = [*asked, *suggest.notes(grid, found, one)]
        # Twelve months on twelve sheets are one layout.
        drafts.setdefault((one.headings, one.unit, one.match_all), (one, told))
    made = list(drafts.values()) or [
        empty for grid in grids if (empty := suggest.to_fill_in(grid, path.stem)) is not None
    ]
    if not made:
        raise InputError("没有找到像表头的一行。")
    return suggest.to_toml(made, how)


def _lists(grids: list[Grid]) -> Iterator[tuple[Grid, Headings]]:
    """Every list of every sheet, also below another one, with its headings."""
    for sheet in grids:
        grid = sheet if layout.is_form(sheet) else turned.upright(sheet) or sheet
        whole = None if layout.is_form(grid) else suggest.headings_of(grid)
        if whole is None:
            continue
        for part in _tables(grid, whole, suggest.draft(grid, whole, "")):
            found = suggest.headings_of(part)
            if found is not None:
                yield part, found
