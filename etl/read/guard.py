"""Hostile files: what is refused before a parser sees it, each with one sentence.

Belongs here: sizes, archives, declared entities, names, magic bytes. Does not belong here: limits of the reading
process (``worker``, ``run``), meaning of a file. Nothing is unpacked to disk, ever.
"""

from __future__ import annotations

import re
import stat
import zipfile
from pathlib import Path

from etl.inputs import InputError
from etl.problems import why

#: A spreadsheet of a bureau has some MB; these limits leave a hundredfold.
LARGEST_FILE = 500 * 2**20
_LARGEST_UNPACKED = 500 * 2**20
_LARGEST_RATIO = 100
#: Below this size a high ratio is an empty styled sheet, not a bomb.
_RATIO_MATTERS = 20 * 2**20
_MOST_ENTRIES = 1_000
MOST_COLUMNS = 2_000
MOST_CELLS = 30_000_000
_BLOCK = 2**20
_OVERLAP = 256
ZIP, OLE, PARQUET, PDF, TEXT = "zip", "ole", "parquet", "pdf", "text"
_MAGIC = ((b"PK\x03\x04", ZIP), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE), (b"PAR1", PARQUET), (b"%PDF", PDF))
_OTHER = (
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x1f\x8b", "压缩文件"),
    (b"Rar!", "压缩文件"),
    (b"7z\xbc\xaf", "压缩文件"),
    (b"SQLite format 3", "数据库文件"),
)
_DECLARED = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)|<\0!\0(?:D\0O\0C\0T|E\0N\0T)|\0<\0!\0(?:D\0O\0C\0T|E\0N\0T)", re.IGNORECASE
)
_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Za-z]{1,4})(\d{1,9})\"[^>]*(?<!/)>")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Za-z]{1,3})(\d{1,7}):([A-Za-z]{1,3})(\d{1,7})\"")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"(\d{1,9})\"")
#: A sheet reaching further than so many rows has a cell in every fiftieth of them at least.
_SPARSE_MATTERS, _MOST_EMPTY = 20_000, 50
#: Parsers keep an object for each cell under a merged range.
_MOST_MERGED = 2_000_000
#: Records of .xlsb: the head of a row, cells of every type.
_ROW_RECORD, _CELL_RECORDS = 0, range(1, 12)
#: Parts of an archive that hold macros: of Excel and Word, Excel 4's on sheets of their own, those of LibreOffice.
_MACRO_PART = re.compile(
    r"(?:^|/)(?:vbaProject\.bin$|macrosheets/)|^Basic/[^/]+/(?!script-l|dialog-l)|^Scripts/.*[^/]$"
)
#: The stream that holds them in an old file, as its directory spells it.
_MACRO_STREAM = "_VBA_PROJECT".encode("utf-16-le")
_MACROS = "文件里有宏（可能带病毒），未读取；请打开它，另存为不含宏的 .xlsx（报告存为 .docx）后再装。"
_SAFE_PART = re.compile(r"[^\x00-\x1f\\]+")


def kind_of(path: Path) -> str:
    """``zip``, ``ole``, ``parquet`` or ``text``, by the first bytes: a suffix proves nothing. Raises InputError, also
    of a file that is called nothing: a load and its sources take their names of it."""
    if not any(sign.isprintable() and not sign.isspace() and sign != "." for sign in path.stem):
        raise InputError("文件名里只有空格和点，未读取；请改个文件名再装。")
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError("是文件夹，不是普通文件，未读取；里面的文件没有权限时也读不到。")
        if not stat.S_ISREG(status.st_mode):
            raise InputError("不是普通文件，未读取。")
        if status.st_size > LARGEST_FILE:
            raise InputError(f"文件有{status.st_size / 2**20:,.0f} MB，超过{LARGEST_FILE // 2**20} MB 的上限，未读取。")
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise InputError(f"读不出来（{why(error)}）。") from error
    except ValueError as error:
        raise InputError("文件名里有不允许的字符，未读取。") from error
    if not head:
        raise InputError("文件是空的。")
    for magic, name in _OTHER:
        if head.startswith(magic):
            raise InputError(f"是{name}，不是电子表格，未读取。")
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), TEXT)


def check_archive(path: Path) -> frozenset[str]:
    """Names of the archive's members, once every one of them was found harmless. Raises InputError."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_members(members, path.stat().st_size)
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_part(archive, member)
                elif "worksheets/" in member.filename and member.filename.lower().endswith(".bin"):
                    _check_binary(archive.read(member))
            return frozenset(m.filename for m in members)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise InputError("文件已损坏或加了密码，打不开。") from error
    except OSError as error:
        raise InputError(f"读不出来（{why(error)}）。") from error


def check_compound(path: Path) -> None:
    """Refuse an old file (.xls, .et, .doc) with macros in it. Raises InputError."""
    try:
        is_macro = _MACRO_STREAM in path.read_bytes()
    except OSError as error:
        raise InputError(f"读不出来（{why(error)}）。") from error
    if is_macro:
        raise InputError(_MACROS)


def _check_members(members: list[zipfile.ZipInfo], packed: int) -> None:
    if len(members) > _MOST_ENTRIES:
        raise InputError(f"压缩包里有{len(members):,}个部分，超过{_MOST_ENTRIES:,}个，未读取。")
    for member in members:
        name = member.filename
        if not _SAFE_PART.fullmatch(name) or name.startswith("/") or ".." in name.split("/") or ":" in name[:3]:
            raise InputError("压缩包里有指向包外的路径，未读取。")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise InputError("压缩包里有链接，未读取。")
        if member.flag_bits & 1:
            raise InputError("文件加了密码，请去掉密码后再读。")
    if any(_MACRO_PART.search(member.filename) for member in members):
        raise InputError(_MACROS)
    if len({m.filename for m in members}) < len(members):
        raise InputError("压缩包里有同名的部分，未读取。")
    unpacked = sum(m.file_size for m in members)
    if unpacked > _LARGEST_UNPACKED:
        raise InputError(f"展开后有{unpacked / 2**20:,.0f} MB，超过{_LARGEST_UNPACKED // 2**20} MB 的上限，未读取。")
    if unpacked > _RATIO_MATTERS and unpacked > _LARGEST_RATIO * max(packed, 1):
        raise InputError(f"展开后是原来的{unpacked // max(packed, 1):,}倍，像是压缩炸弹，未读取。")


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Reads a part once, in blocks: declared entities, and how far the cells with content reach."""
    is_sheet = "worksheets/" in member.filename
    last_row = last_column = read = merged = cells = 0
    tail = b""
    with archive.open(member) as part:
        while block := part.read(_BLOCK):
            read += len(block)
            if read > _LARGEST_UNPACKED:
                raise InputError("展开后的大小与声明的不符，未读取。")
            seen = tail + block
            if _DECLARED.search(seen):
                raise InputError("文件里有自定义的实体声明（可能读取外部内容），未读取。")
            if is_sheet:
                for letters, digits in _CELL.findall(seen):
                    cells += 1
                    last_row = max(last_row, int(digits))
                    last_column = max(last_column, column_number(letters.decode()))
                last_row = max([last_row, *map(int, _ROW.findall(seen))])
                check_extent(last_row, last_column)
                merged += sum(_area(*found) for found in _MERGE.findall(seen))
                check_merged(merged)
            tail = seen[-_OVERLAP:]
    _check_sparse(last_row, cells)


def _check_sparse(last_row: int, cells: int) -> None:
    """A reader fills the rows between: seconds for nothing."""
    if last_row > _SPARSE_MATTERS and last_row > _MOST_EMPTY * cells:
        raise InputError(f"最后一行在第{last_row:,}行，前面几乎全是空行，未读取。")


def _check_binary(part: bytes) -> None:
    """The reach of a sheet of .xlsb, record by record: its reader makes room for every cell between the outermost two,
    and where that fails ends the whole process."""
    place = last_row = last_column = cells = 0
    while place < len(part):
        number, place = _varint(part, place, 2)
        size, place = _varint(part, place, 4)
        if number == _ROW_RECORD or number in _CELL_RECORDS:
            found = int.from_bytes(part[place : place + 4], "little") + 1
            if number == _ROW_RECORD:
                last_row = max(last_row, found)
            else:
                cells, last_column = cells + 1, max(last_column, found)
                check_extent(last_row, last_column)
        place += size
    _check_sparse(last_row, cells)


def _varint(part: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, and the place behind it."""
    value = 0
    for shift in range(most):
        if place >= len(part):
            break
        byte, place = part[place], place + 1
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            break
    return value, place


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    columns = column_number(right.decode()) - column_number(left.decode()) + 1
    return abs(columns * (int(bottom) - int(top) + 1))


def check_merged(area: int) -> None:
    """Refuse merged ranges of more cells together than any table has."""
    if area > _MOST_MERGED:
        raise InputError("合并单元格的范围过大，未读取。")


def check_extent(rows: int, columns: int) -> None:
    """Refuse a sheet whose cells span more than any table would; ``rows`` may be those before a line too wide."""
    if columns > MOST_COLUMNS:
        raise beyond(f"第{columns:,}列")
    if rows * columns > MOST_CELLS:
        raise beyond(f"第{rows:,}行第{columns:,}列")


def beyond(place: str) -> InputError:
    """The refusal of a sheet whose cells reach this far."""
    return InputError(f"单元格铺到{place}，超出可读的范围，未读取。")


def column_number(letters: str) -> int:
    """``A`` → 1, ``XFD`` → 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
