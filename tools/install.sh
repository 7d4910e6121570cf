#!/usr/bin/env bash
# Makes the virtual environment $2 with Python $1 and installs exactly the lock $3 (requirements.lock) into it.
set -euo pipefail
python=$1 venv=$2 lock=${3:-requirements.lock}
rm -rf "$venv"
if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
    # Debian and Ubuntu ship the venv module in a package of its own.
    rm -rf "$venv"
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq "python$version-venv" >/dev/null
        "$python" -m venv "$venv"
    else
        echo "The package python$version-venv is missing: install it (apt install python$version-venv) and run make again."
        exit 1
    fi
fi
echo "Installing the locked packages into $venv (about a minute the first time) …"
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes -r "$lock"
