#!/usr/bin/env bash
# The tests need Chromium, a Chinese font for the system's own dialogs, poppler's tools, which read the pages that were
# printed, LibreOffice, which opens the Office files, and nginx, behind which several processes serve; with "java" also
# Java, in which Spark runs: installs what is missing, where it may.
set -euo pipefail
has() { command -v "$1" >/dev/null; }
missing=()
has chromium || has chromium-browser || missing+=(chromium fonts-noto-cjk)
has pdftotext && has pdfinfo && has pdftoppm || missing+=(poppler-utils)
has soffice || missing+=(libreoffice-impress libreoffice-calc libreoffice-writer)
[ -x /usr/sbin/nginx ] || has nginx || missing+=(nginx)
[ "${1:-}" != java ] || has java || missing+=(default-jre-headless)
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ] && has apt-get; then
    echo "Installing ${missing[*]} for the tests …"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
fi
echo "The tests need packages that cannot be installed without root: apt install ${missing[*]}"
exit 1
