"""A full disk: nothing is published, the last good build serves, a sentence says so, and the next build works."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DATA, ROOT, long

#: A file system of its own, in a mount namespace that ends with the shell: nobody else sees it or runs out of space.
_SCRIPT = """
set -e
mount -t tmpfs -o size=40m tmpfs "$1"
cp -r "$2/." "$1/"
build() {{ {python} -m etl build --data "$1/data" --warehouse "$1/warehouse"; }}
build "$1"
first=$(cat "$1/warehouse/real/current.json")
printf '\\n' >> "$1/data/real/five_reports/measure.csv"
left=$(df --output=avail -k "$1" | tail -1)
head -c $(( ({fill}) * 1024 )) /dev/zero > "$1/ballast"
set +e
build "$1" > "$1/../said" 2>&1
echo "exit $?"
cat "$1/../said"
set -e
test "$first" = "$(cat "$1/warehouse/real/current.json")"
test -z "$(find "$1/warehouse" -name '*.partial')"
{python} - "$1/warehouse" <<'PY'
import sys
from pathlib import Path
import duckdb
from dashboard.data.snapshot import in_service
served = in_service(Path(sys.argv[1]), "real")
with duckdb.connect(str(served.database), read_only=True) as con:
    print("rows", con.execute("SELECT count(*) FROM project_year").fetchall()[0][0], served.is_fallback)
PY
rm "$1/ballast"
build "$1"
"""


@pytest.mark.parametrize("left_kib", [2_500, *long(64)])
def test_a_full_disk_publishes_nothing_and_says_so(tmp_path: Path, left_kib: int) -> None:
    own = tmp_path / "own"
    for name in ("real", "reference"):
        shutil.copytree(DATA / name, own / "data" / name)
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    script = _SCRIPT.format(python=sys.executable, fill=f"left - {left_kib}")
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "bash", "-c", script, "disk", str(mounted), str(own)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "exit 1" in done.stdout
    assert "磁盘已满，没有发布，仍使用上一个快照" in done.stdout
    assert "rows 61 False" in done.stdout
    assert done.stdout.count("已发布") or done.stdout.count("快照 ") >= 2


#: The same for a load: the disk is full at another moment each time, and free again without a further command.
_LOADS = """
set -e
mount -t tmpfs -o size=24m tmpfs "$1"
cp -r "$2/." "$1/"
etl() {{ {python} -m etl "$1" "${{@:2}}" --data "$where/data" --warehouse "$where/data/warehouse" --dataset own; }}
where="$1"
etl load "$1/one.csv" --yes
for left in {lefts}; do
    free=$(df --output=avail -k "$1" | tail -1)
    head -c $(( (free - left) * 1024 )) /dev/zero > "$1/ballast"
    set +e
    etl load "$1/two.csv" --yes > "$1/../said" 2>&1
    echo "exit $?"
    set -e
    cat "$1/../said"
    ls -A "$1/data/.undo/own" | wc -l | sed 's/^/stages /'
    rm "$1/ballast"
done
etl load "$1/two.csv" --yes
"""


def test_a_load_on_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    own, lefts = tmp_path / "own", [0, 400, 1_000]
    shutil.copytree(DATA / "reference", own / "data" / "reference")
    head = "部门,年度,项目名称,预算数（万元）,执行数（万元）\n徐水区民政局,2023,低保,100,90\n"
    (own / "one.csv").write_text(head, encoding="utf-8")
    (own / "two.csv").write_text(head + "徐水区民政局,2023,养老,100,90\n", encoding="utf-8")
    (tmp_path / "mounted").mkdir()
    script = _LOADS.format(python=sys.executable, lefts=" ".join(map(str, lefts)))
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "bash", "-c", script, "disk", str(tmp_path / "mounted"),
         str(own)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("磁盘已满") == done.stdout.count("exit 1") == len(lefts), done.stdout
    assert done.stdout.count("stages 1") == len(lefts), "that of the first load alone"
    assert not [word for word in ("Errno", "jixiao-plan", "Traceback") if word in done.stdout]


@pytest.mark.parametrize("most", [1_000, 700_000])
def test_a_limit_on_the_size_of_files_is_one_sentence(most: int, tmp_path: Path) -> None:
    shutil.copytree(DATA / "reference", tmp_path / "data" / "reference")
    (tmp_path / "one.csv").write_text(
        "部门,年度,项目名称,预算数（万元）\n徐水区民政局,2023,低保,100\n", encoding="utf-8"
    )
    where = ["--data", str(tmp_path / "data"), "--warehouse", str(tmp_path / "warehouse"), "--dataset", "own"]
    done = subprocess.run(
        [sys.executable, "-m", "etl", "load", str(tmp_path / "one.csv"), "--yes", *where],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "超过系统允许的大小" in done.stdout
    assert not [word for word in ("Errno", "too large", "Traceback") if word in done.stdout + done.stderr]
    assert not [*tmp_path.rglob("warehouse.duckdb"), *(tmp_path / "data").rglob("one")]
