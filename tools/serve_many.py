"""Serves the dashboard with several processes behind nginx: ``python tools/serve_many.py --workers 2 --port 8501``.

Python runs one thread of a process at a time, so more readers need more processes. This starts them and nginx, prints
the address, starts again what dies or no longer answers, and ends everything on Ctrl+C. Belongs here: processes and
nginx's configuration (from ``nginx.conf.template``). Does not belong here: the dashboard's own settings
(``.streamlit/config.toml``), data: every process reads the pointer of the warehouse itself.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import http.client
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parent.parent
_HOME = "127.0.0.1"
_START_SECONDS = 60.0
_PROBE_SECONDS = 5.0
#: A busy process may miss one probe; one that misses three in a row has not answered for a quarter of a minute.
_PROBES = 3
_END_SECONDS = 5.0
#: Linux: the signal a process gets when the one that started it dies.
_PR_SET_PDEATHSIG = 1
#: Beside PATH: where Debian keeps nginx, which is on root's path only.
_SBIN = ("/usr/sbin", "/usr/local/sbin")


class CannotServeError(Exception):
    """One sentence for who started it."""


@dataclass
class Child:
    """A process that is to run as long as this one. ``missed``: probes in a row without an answer."""

    name: str
    command: list[str]
    environment: dict[str, str]
    port: int
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    missed: int = 0
    deaths: int = 0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        # A session of its own: Ctrl+C reaches this supervisor only, which ends the others in order.
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform.startswith("linux") else None,  # noqa: PLW1509 - no threads here
        )
        self.begun, self.missed = time.monotonic(), 0

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def answers(self, host: str = _HOME) -> bool:
        """Whether the health page answers."""
        connection = http.client.HTTPConnection(host, self.port, timeout=_PROBE_SECONDS)
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def clear(self) -> None:
        """End what a process that is gone has left running: nginx's worker would keep the port."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def look_after(self, now: float) -> None:
        """Start it again where it died or hangs; one that dies soon after its start waits longer each time."""
        if self.is_running():
            if now - self.begun > _START_SECONDS:
                self.deaths = 0
            if self.missed >= _PROBES and self.process is not None:
                _say(f"{self.name} no longer answers and is ended.")
                self.process.kill()
                self.process.wait()
            return
        if self.process is not None:
            self.clear()
            self.process = None
            self.again_at = now + min(2.0**self.deaths - 1, 30.0)
            self.deaths += 1
            _say(f"{self.name} ended and is started again.")
        if now >= self.again_at:
            self.start()


def main() -> int:
    """Serve until a signal ends it; 1 with one sentence where it cannot."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options.add_argument("--port", type=int, default=8501)
    asked = options.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    folder = Path(tempfile.mkdtemp(prefix="jixiao-serve-"))
    children: list[Child] = []
    try:
        _serve(asked.workers, asked.port, folder, children)
    except CannotServeError as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        pass
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        _end(children)
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _serve(workers: int, port: int, folder: Path, children: list[Child]) -> None:
    program = shutil.which("nginx") or shutil.which("nginx", path=os.pathsep.join(_SBIN))
    if program is None:
        raise CannotServeError("nginx is missing, which shares the readers among the processes: apt install nginx")
    if workers < 1:
        raise CannotServeError("At least one process is needed: WORKERS=1 or more.")
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["server"]
    address = os.environ.get("STREAMLIT_SERVER_ADDRESS", settings["address"])
    if _is_taken(address, port):
        raise CannotServeError(f"Port {port} is in use: choose another one, e.g. make serve PORT={port + 1}.")
    ports = _free_ports(workers)
    environment = {
        **os.environ,
        "STREAMLIT_SERVER_ADDRESS": _HOME,
        # One secret for all: what one process has signed another one can read.
        "STREAMLIT_SERVER_COOKIE_SECRET": os.environ.get("STREAMLIT_SERVER_COOKIE_SECRET", secrets.token_hex(32)),
    }
    own = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py", "--server.port"]
    children += [Child(f"Process {n}", [*own, str(p)], environment, p) for n, p in enumerate(ports, 1)]
    for child in children:
        child.start()
    _wait(children)
    configuration = folder / "nginx.conf"
    upload = int(os.environ.get("STREAMLIT_SERVER_MAX_UPLOAD_SIZE", settings["maxUploadSize"]))
    configuration.write_text(_configuration(folder, address, port, ports, upload), encoding="utf-8")
    # nginx's own processes run as another user where root starts it and must reach their folders below.
    folder.chmod(0o711)
    proxy = Child("nginx", [program, "-p", str(folder), "-c", str(configuration)], dict(os.environ), port)
    children.append(proxy)
    proxy.start()
    shown = _HOME if address in ("0.0.0.0", "::") else address  # noqa: S104 - compared, not bound
    _wait([proxy], shown)
    _say(f"绩效分析 → http://{shown}:{port}   ({workers} processes, Ctrl+C 结束)")
    _look_after(children[:-1], proxy)


def _look_after(workers: Sequence[Child], proxy: Child) -> None:
    probed = time.monotonic()
    while True:
        time.sleep(0.5)
        now = time.monotonic()
        if now - probed >= _PROBE_SECONDS:
            probed = now
            for child in workers:
                if child.is_running() and now - child.begun > _START_SECONDS:
                    child.missed = 0 if child.answers() else child.missed + 1
        for child in (*workers, proxy):
            child.look_after(now)


def _configuration(folder: Path, address: str, port: int, ports: Sequence[int], upload: int) -> str:
    """The template with this run's ports; every process has a pool of its own, in which the others stand in for it."""
    numbered = list(enumerate(ports, 1))
    pools = []
    for number, own in numbered:
        others = "".join(f" server {_HOME}:{other} backup;" for _, other in numbered if other != own)
        # Tried again at each request: a process that has been started again gets its readers back at once.
        first = f"server {_HOME}:{own} max_fails=0;"
        pools.append(f"    upstream worker_{number} {{ zone worker_{number} 64k; {first}{others} }}")
    found = {
        "FOLDER": str(folder),
        "USER": f"user {_plain_user()};" if os.geteuid() == 0 else "",
        "ANY": "\n".join(f"        server {_HOME}:{own} fail_timeout=2s;" for own in ports),
        "POOLS": "\n".join(pools),
        "POOL_OF_COOKIE": "\n".join(f"        {number} worker_{number};" for number, _ in numbered),
        "NUMBER_OF_ADDRESS": "\n".join(f'        "~:{own}$" {number};' for number, own in numbered),
        "ADDRESS": f"[{address}]" if ":" in address else address,
        "PORT": str(port),
        # Streamlit allows a megabyte for the frame around a file.
        "UPLOAD": str(upload + 1),
    }
    text = Path(__file__).with_name("nginx.conf.template").read_text(encoding="utf-8")
    for name, value in found.items():
        text = text.replace(f"@{name}@", value)
    return text


def _plain_user() -> str:
    names = {user.pw_name for user in pwd.getpwall()}
    return "www-data" if "www-data" in names else "nobody"


def _wait(children: Sequence[Child], host: str = _HOME) -> None:
    until = time.monotonic() + _START_SECONDS
    for child in children:
        while not child.answers(host):
            if not child.is_running():
                raise CannotServeError(f"{child.name} could not be started; what it says stands above.")
            if time.monotonic() > until:
                raise CannotServeError(f"{child.name} did not answer within {_START_SECONDS:.0f} seconds.")
            time.sleep(0.1)


def _end(children: Sequence[Child]) -> None:
    """nginx first, so that nobody is sent to a process that ends."""
    for child in reversed(children):
        if child.is_running() and child.process is not None:
            child.process.terminate()
    until = time.monotonic() + _END_SECONDS
    for child in children:
        if child.process is not None:
            try:
                child.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
            child.clear()


def _end_with_parent() -> None:
    """In a process about to begin: it ends where this supervisor is killed, or the next one finds its port taken."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _is_taken(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return True
        return False


def _free_ports(number: int) -> list[int]:
    """Ports nobody listens on; all are held until the last is found, so that none comes twice."""
    held = [socket.socket() for _ in range(number)]
    try:
        for one in held:
            one.bind((_HOME, 0))
        return [int(one.getsockname()[1]) for one in held]
    finally:
        for one in held:
            one.close()


def _stop(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
