#!/usr/bin/env bash
# The browser tests need Chromium and a Chinese font for the system's own dialogs: installs them where it may.
set -euo pipefail
if command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium and fonts-noto-cjk for the browser tests …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null && exit 0
fi
echo "The browser tests need Chromium, which is missing and cannot be installed without root: apt install chromium fonts-noto-cjk"
exit 1
