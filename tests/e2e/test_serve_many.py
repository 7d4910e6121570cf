"""Several processes behind one address, as `make serve` starts them: readers over real websockets, and a browser."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from etl.build import build
from tests.browser import ROOT, chromium, free_port, open_page, settle
from tests.conftest import NOW, quiet
from tests.reader import Reader
from tests.serving import Served, children, command, served_by_many

pytestmark = pytest.mark.browser
_READERS = 8
_LINES = "年度,项目名称,部门,年初预算\n2023,安全生产监管,西湖区应急管理局,100\n"


@pytest.fixture(scope="module")
def warehouse(built: Path) -> Path:
    """The real dataset, built from a folder whose inputs a test may change."""
    return built / "warehouse"


@pytest.fixture(scope="module")
def served(warehouse: Path) -> Iterator[Served]:
    with served_by_many(2, warehouse) as one:
        yield one


def asked(
    served: Served, path: str, worker: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, bytes]:
    """An answer of the process a cookie names."""
    connection = HTTPConnection(urlsplit(served.address).netloc, timeout=20)
    try:
        cookie = "; ".join(filter(None, (f"jixiao_worker={worker}", headers.pop("cookie", ""))))
        connection.request(method, path, body, {"Cookie": cookie, **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


async def opened(served: Served, number: int) -> list[Reader]:
    readers = [Reader(served.address) for _ in range(number)]
    for reader in readers:
        await reader.__aenter__()
        await reader.open("execution")
    return readers


async def closed(readers: list[Reader]) -> None:
    for reader in readers:
        await reader.__aexit__(None, None, None)


def test_readers_are_shared_out_and_their_files_stay_with_their_process(served: Served) -> None:
    async def run() -> None:
        readers = await opened(served, _READERS)
        homes = [reader.cookies["jixiao_worker"] for reader in readers]
        assert sorted(homes) == ["1"] * 4 + ["2"] * 4, "the fewest open connections get the next reader"
        for reader, home in zip(readers[:2], homes[:2], strict=True):
            other = "2" if home == "1" else "1"
            token = reader.cookies["_streamlit_xsrf"]
            path = f"/_stcore/upload_file/{reader.session}/one"
            body = b'--x\r\nContent-Disposition: form-data; name="one"; filename="one.csv"\r\n\r\na\r\n--x--\r\n'
            sent = {"Content-Type": "multipart/form-data; boundary=x"}
            allowed = {**sent, "X-Xsrftoken": token, "cookie": f"_streamlit_xsrf={token}"}
            assert asked(served, path, home, "PUT", body, **allowed)[0] == 204
            assert asked(served, path, other, "PUT", body, **allowed)[0] == 400, "the other one has no such session"
            assert asked(served, path, home, "PUT", body, **sent)[0] == 403, "no token, no upload"
        for home in "12":
            assert asked(served, readers[0].icon, home)[0] == 200
        await closed(readers)

    asyncio.run(run())


def test_who_comes_from_elsewhere_is_refused(served: Served) -> None:
    where = urlsplit(served.address).netloc

    async def run() -> None:
        for headers in ({"Origin": "http://elsewhere.example"}, {"Host": "elsewhere.example"}):
            with pytest.raises((ConnectionClosed, InvalidStatus)):
                async with connect(f"ws://{where}/_stcore/stream", additional_headers=headers) as socket:
                    await socket.recv()

    asyncio.run(run())


def test_builds_published_meanwhile_reach_every_session_and_none_is_dropped(served: Served, built: Path) -> None:
    async def keep_choosing(reader: Reader, is_over: asyncio.Event) -> list[set[str]]:
        """What the reader was shown, in order; ReaderError or ConnectionClosed where anything is wrong."""
        seen = []
        await reader.look()
        districts = reader.options["district"]
        number = 0
        while not is_over.is_set() or number < 3:
            wanted = districts[number % len(districts)]
            run, _ = await reader.choose("district", [wanted])
            assert reader.chosen("district") == [wanted]
            seen.append(run.builds)
            number += 1
            await asyncio.sleep(0.2)
        run, _ = await reader.choose("district", [districts[number % len(districts)]])
        return [*seen, run.builds]

    def publish(number: int) -> str:
        """A build with one measure fewer, made as the command makes it."""
        lines = built / "data" / "real" / "five_reports" / "measure.csv"
        kept = lines.read_text(encoding="utf-8").splitlines()[:-1]
        lines.write_text("\n".join(kept) + "\n", encoding="utf-8")
        report = build(built / "data", built / "warehouse", "real", NOW + timedelta(minutes=number), quiet)
        return str(report.build_id)

    async def run() -> None:
        readers = await opened(served, _READERS)
        sessions = [reader.session for reader in readers]
        is_over = asyncio.Event()
        tasks = [asyncio.create_task(keep_choosing(reader, is_over)) for reader in readers]
        await asyncio.sleep(1)
        published = []
        for number in (1, 2):
            published.append(await asyncio.to_thread(publish, number))
            await asyncio.sleep(1)
        is_over.set()
        for seen in await asyncio.gather(*tasks):
            assert all(len(builds) == 1 for builds in seen), "a page never mixes two builds"
            order = list(dict.fromkeys(build for builds in seen for build in builds))
            assert len(order) >= 2, "the session was there before"
            assert order[-1] == published[-1], "every session ends on the last build"
            assert order == sorted(order), "and never goes back"
        assert [reader.session for reader in readers] == sessions
        await closed(readers)

    asyncio.run(run())


def test_a_process_that_dies_is_replaced_and_its_readers_go_on_elsewhere(served: Served) -> None:
    async def run() -> None:
        readers = await opened(served, 4)
        before = served.workers()
        assert len(before) == 2
        os.kill(before[0], signal.SIGKILL)
        lost = []
        for reader in readers:
            try:
                await reader.look()
            except ConnectionClosed:
                lost.append(reader)
        assert len(lost) == 2
        for reader in lost:
            # As the page does: it knocks, gets a process that answers, and opens its address there.
            await reader.__aenter__()
            run, _ = await reader.open("execution")
            assert run.builds
        until = time.monotonic() + 30
        while len(served.workers()) < 2 and time.monotonic() < until:
            await asyncio.sleep(0.2)
        assert set(before[1:]) < set(served.workers())
        await closed(readers)

    asyncio.run(run())


def test_nginx_killed_is_started_again_on_the_same_port_and_leaves_nothing(warehouse: Path) -> None:
    with served_by_many(1, warehouse) as served:
        (proxy,) = set(children(served.supervisor.pid)) - set(served.workers())
        orphans = children(proxy)
        assert orphans, "nginx's own worker, which holds the port as well"
        os.kill(proxy, signal.SIGKILL)
        until = time.monotonic() + 20
        while proxy in children(served.supervisor.pid) and time.monotonic() < until:
            time.sleep(0.1)
        while time.monotonic() < until:
            with suppress(OSError):
                if asked(served, "/_stcore/health", "1")[0] == 200:
                    break
            time.sleep(0.2)
        assert asked(served, "/_stcore/health", "1")[0] == 200
        assert not [pid for pid in orphans if "nginx" in command(pid)]


def test_what_was_started_ends_where_the_supervisor_is_killed(warehouse: Path) -> None:
    with served_by_many(1, warehouse) as served:
        running = children(served.supervisor.pid)
        served.supervisor.kill()
        until = time.monotonic() + 20
        while [pid for pid in running if Path(f"/proc/{pid}").exists()] and time.monotonic() < until:
            time.sleep(0.2)
        assert not [pid for pid in running if Path(f"/proc/{pid}").exists()]


def test_in_two_browsers_files_are_sent_and_taken_away(served: Served, tmp_path: Path) -> None:
    with chromium() as browser:
        homes = set()
        for number in range(2):
            page = open_page(browser.new_page(locale="zh-CN"), f"{served.address}/imports")
            homes |= {c["value"] for c in page.context.cookies() if c["name"] == "jixiao_worker"}
            page.locator("input[type=file]").set_input_files(
                files=[{"name": "一.csv", "mimeType": "text/csv", "buffer": _LINES.encode()}]
            )
            settle(page)
            page.get_by_role("button", name="预演").click()
            page.get_by_text("一.csv").first.wait_for(timeout=90_000)
            page.goto(f"{served.address}/execution")
            settle(page)
            page.get_by_role("button", name="下载").first.click()
            settle(page)
            with page.expect_download() as waiting:
                page.get_by_role("button", name="CSV").click()
            target = tmp_path / f"{number}.csv"
            waiting.value.save_as(target)
            assert target.read_text(encoding="utf-8-sig").count("\n") > 2
        assert homes == {"1", "2"}


def test_one_signal_ends_everything(warehouse: Path) -> None:
    with served_by_many(1, warehouse) as served:
        running = children(served.supervisor.pid)
        assert len(running) == 2, "a process and nginx"
        served.supervisor.send_signal(signal.SIGINT)
        assert served.supervisor.wait(20) == 0
        assert not [pid for pid in running if Path(f"/proc/{pid}").exists()]


def test_without_nginx_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import shutil, sys; shutil.which = lambda *_, **__: None; sys.argv = ['serve_many', '--port', sys.argv[1]];"
        "import runpy; runpy.run_path('tools/serve_many.py', run_name='__main__')"
    )
    asked = [sys.executable, "-c", code, str(free_port())]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.strip() == "nginx is missing, which shares the readers among the processes: apt install nginx"


def test_a_port_in_use_is_said(served: Served) -> None:
    port = urlsplit(served.address).port
    asked = [sys.executable, "tools/serve_many.py", "--port", str(port)]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith(f"Port {port} is in use")
