"""The eight questions asked of Apache Superset on the snapshot's own database file, to the JSON of a chart's data.

Belongs here: starting Superset with its caches off, registering the file, asking over HTTP. Does not belong here:
installing it (it has its own environment: ``--superset FOLDER`` names the folder of its commands), times.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import polars as pl

from tests.bench.questions import PROVINCE, WORD, YEAR
from tests.bench.rivals import Answers
from tests.browser import free_port

_CONFIG = """
SECRET_KEY = "for one run of the bench, on this machine only"
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
WTF_CSRF_ENABLED = TALISMAN_ENABLED = False
CACHE_CONFIG = DATA_CACHE_CONFIG = {{"CACHE_TYPE": "NullCache"}}
ROW_LIMIT = SQL_MAX_ROW = {most}
SUPERSET_WEBSERVER_TIMEOUT = 600
"""
_USER, _PASSWORD = "bench", "bench"
_START = 120.0
_MOST = 2_000_000
_BOTH = "budget_full_year IS NOT NULL AND executed IS NOT NULL"


def _words(sql: str, label: str) -> dict[str, Any]:
    """A figure or a column in SQL of one's own."""
    return {"expressionType": "SQL", "sqlExpression": sql, "label": label}


def _sums() -> list[dict[str, Any]]:
    return [_words("SUM(budget_full_year)", "budget"), _words("SUM(executed)", "executed")]


def _of_year(sums: str, year: int) -> str:
    return f"SUM(CASE WHEN year = {year} THEN {sums} END)"


def _listed(where: str) -> dict[str, Any]:
    unspent = _words("budget_full_year - executed", "unspent")
    return {
        "columns": ["project_id", "year", unspent],
        "where": where,
        "orderby": [["unspent", False], ["project_id", True]],
        "row_limit": 20,
    }


def _questions() -> dict[str, dict[str, Any]]:
    now, before = YEAR, YEAR - 1
    change = " - ".join(f"{_of_year('executed', y)} / {_of_year('budget_full_year', y)}" for y in (now, before))
    has_word = f"contains(project, '{WORD}') OR contains(reason_quote, '{WORD}')"
    quartile = "quantile_cont(CAST(score AS DOUBLE), {})"
    quartiles = [_words(quartile.format(share), name) for share, name in ((0.25, "q1"), (0.5, "median"), (0.75, "q3"))]
    of_province = f"province_code = '{PROVINCE}'"
    return {
        "totals": {"columns": [], "metrics": [*_sums(), _words("COUNT(*)", "n")], "where": _BOTH},
        "rate by department and year": {"columns": ["department_id", "year"], "metrics": _sums(), "where": _BOTH},
        "score histogram": {
            "columns": [_words("CAST(floor(score) AS INTEGER)", "score")],
            "metrics": [_words("COUNT(*)", "n")],
            "where": "score IS NOT NULL",
        },
        "quartiles by department": {
            "columns": ["department_id"],
            "metrics": quartiles,
            "where": f"year = {now} AND score IS NOT NULL",
        },
        "lowest projects": _listed(f"year = {now} AND executed < 0.8 * budget_full_year AND {of_province}"),
        "reasons": {
            "columns": [_words("COALESCE(reason_code, 'R90')", "code")],
            "metrics": [_words("SUM(GREATEST(budget_full_year - executed, 0))", "unspent")],
            "where": f"{_BOTH} AND (reason_code IS NOT NULL OR budget_full_year > executed)",
        },
        "districts": {
            "columns": ["district_code"],
            "metrics": [_words(change, "change")],
            "where": f"year IN ({now}, {before}) AND {_BOTH}",
        },
        "search": _listed(f"executed < 0.9 * budget_full_year AND ({has_word})"),
    }


@contextmanager
def superset(commands: Path, database: Path, folder: Path) -> Iterator[Answers]:
    """Superset on a snapshot's database, one process with four threads. Raises RuntimeError where it does not start.

    An answer's columns are those of the question, figures as JSON has them.
    """
    folder.mkdir()
    (folder / "superset_config.py").write_text(_CONFIG.format(folder=folder, most=_MOST), encoding="utf-8")
    environment = {**os.environ, "SUPERSET_CONFIG_PATH": str(folder / "superset_config.py"), "FLASK_APP": "superset"}
    named = ["--username", _USER, "--password", _PASSWORD, "--firstname", "b", "--lastname", "b", "--email", "b@b.b"]
    for arguments in (["db", "upgrade"], ["fab", "create-admin", *named], ["init"]):
        command = [str(commands / "superset"), *arguments]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise RuntimeError(f"superset {arguments[0]}: {ran.stderr[-500:]}")
    port = free_port()
    command = [
        str(commands / "gunicorn"), "--workers", "1", "--worker-class", "gthread", "--threads", "4", "--timeout", "600",
        "--bind", f"127.0.0.1:{port}", "superset.app:create_app()",
    ]  # fmt: skip
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            client = _Client(port)
            client.wait()
            source = client.registered(database)
            yield {name: client.asking(source, about) for name, about in _questions().items()}
        finally:
            server.terminate()
            server.wait(30)


class _Client:
    def __init__(self, port: int) -> None:
        self._port, self._token = port, ""

    def wait(self) -> None:
        """Until it answers, and log in."""
        until = time.monotonic() + _START
        login = {"username": _USER, "password": _PASSWORD, "provider": "db"}
        while True:
            try:
                self._token = self.post("security/login", login)["access_token"]
            except ConnectionError as error:
                if time.monotonic() > until:
                    raise RuntimeError(f"Superset does not answer within {_START:.0f} s") from error
                time.sleep(1)
            else:
                return

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The JSON of an answer. Raises RuntimeError where Superset refuses."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        with closing(HTTPConnection("127.0.0.1", self._port)) as connection:
            connection.request("POST", f"/api/v1/{path}", json.dumps(body), headers)
            answer = connection.getresponse()
            said = answer.read()
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"Superset, {path}: {answer.status} {said[:500].decode()}")
        return json.loads(said)

    def registered(self, database: Path) -> int:
        """The number of the data source: the table of project-years."""
        uri = f"duckdb:///{database}?access_mode=read_only"
        made = self.post("database/", {"database_name": "country", "sqlalchemy_uri": uri})
        table = {"database": made["id"], "schema": "main", "table_name": "project_year"}
        return int(self.post("dataset/", table)["id"])

    def asking(self, source: int, about: dict[str, Any]) -> Callable[[], pl.DataFrame]:
        """The function that asks one question."""
        asked = {name: value for name, value in about.items() if name != "where"}
        query = {"row_limit": _MOST, **asked, "extras": {"where": about["where"]}}
        body = {"datasource": {"id": source, "type": "table"}, "queries": [query], "force": True}
        heads = (*query["columns"], *query.get("metrics", ()))
        names = [head if isinstance(head, str) else head["label"] for head in heads]

        def answer() -> pl.DataFrame:
            found = self.post("chart/data", body)["result"][0]["data"]
            return pl.DataFrame(found, infer_schema_length=None).select(names)

        return answer
