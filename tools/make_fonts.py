"""Make the two web fonts ``dashboard/static/NotoSansSC-{Regular,Bold}.woff2`` from Noto Sans CJK.

Belongs here: which characters and features the dashboard's font holds. Does not belong here: the sources' figures.
fontTools and brotli are not among the project's packages: run this with an environment that has them.

Use: ``python tools/make_fonts.py NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc``
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "dashboard" / "static"
#: Position of the Simplified Chinese face in the collection.
SIMPLIFIED = 2
#: The source has no glyph for these; the reader would see a box. Each is drawn as its nearest kin.
KIN = {"✕": "×", "✗": "×", "✖": "×", "✔": "✓", "▸": "▶", "▾": "▼"}
#: kern for Latin; halt and chws let the browser close the gap between two full-width punctuation marks.
FEATURES = ("kern", "halt", "chws", "ccmp", "mark")
PUNCTUATION = (
    "「」『』《》〈〉〔〕【】〖〗（）［］｛｝“”‘’—–‐…·、。，；：？！￥％‰～①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
    "−×÷±≥≤≠≈∞√∑→←↑↓↔↗↘↙↖⇒▲△▼▽▶▷◀◁■□▤▥▦▧▨▩●○◆◇★☆▪▫◯✓§†‡•№℃㎡㎥〇々"
)
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0xFF),
    (0x2460, 0x2473),
    (0x2500, 0x257F),
    (0x3000, 0x303F),
    (0xFF01, 0xFF5E),
    (0xFFE0, 0xFFE6),
)
#: Whatever these hold must be legible on a client without a Chinese font.
TEXTS = ("data/sources", "data/reference", "data/real", "tests/devset", "dashboard/strings")
ZIPPED = (".xlsx", ".docx", ".pptx")
PLAIN = (".csv", ".txt", ".md", ".toml", ".json")


def gb2312() -> Iterator[str]:
    """Every character of GB 2312."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            yield bytes((row, cell)).decode("gb2312", errors="ignore")


def texts() -> Iterator[str]:
    """The text of every file under ``TEXTS``, spreadsheets and documents by their XML parts."""
    for folder in TEXTS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in PLAIN:
                yield path.read_text(encoding="utf-8")
            elif path.suffix in ZIPPED:
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        if name.endswith(".xml"):
                            yield archive.read(name).decode("utf-8")


def characters() -> str:
    """All characters wanted, sorted, so that the same inputs give the same file."""
    wanted = set(PUNCTUATION).union(*gb2312(), *texts())
    wanted.update(chr(code) for first, last in RANGES for code in range(first, last + 1))
    return "".join(sorted(c for c in wanted if c.isprintable() or c in "\u00a0\u3000"))


def subset(source: Path, target: Path, text: str) -> None:
    """Write the Simplified face of ``source``, reduced to ``text``, as woff2."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
        file.write(text)
        file.flush()
        subprocess.run(
            [
                sys.executable, "-m", "fontTools.subset", str(source),
                f"--font-number={SIMPLIFIED}", f"--text-file={file.name}", f"--output-file={target}",
                f"--layout-features={','.join(FEATURES)}", "--flavor=woff2", "--no-hinting", "--desubroutinize",
                "--drop-tables+=vhea,vmtx,VORG,BASE", "--name-IDs=0,1,2,3,4,5,6,13,14", "--notdef-outline",
            ],
            check=True,
        )  # fmt: skip


def add_kin(font_file: Path) -> None:
    """Let the characters of ``KIN`` share the glyph of their kin."""
    # By name, because the project's own environment, where types are checked, does not have fontTools.
    font = importlib.import_module("fontTools.ttLib").TTFont(font_file, recalcTimestamp=False)
    for table in font["cmap"].tables:
        if table.isUnicode():
            for character, kin in KIN.items():
                table.cmap[ord(character)] = table.cmap[ord(kin)]
    font.save(font_file)


def main() -> None:
    """Make both weights and print their sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("regular", type=Path)
    parser.add_argument("bold", type=Path)
    options = parser.parse_args()
    STATIC.mkdir(parents=True, exist_ok=True)
    text = characters()
    for source, weight in ((options.regular, "Regular"), (options.bold, "Bold")):
        target = STATIC / f"NotoSansSC-{weight}.woff2"
        subset(source, target, text)
        add_kin(target)
        print(f"{target.name}: {len(text)} characters asked for, {target.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
