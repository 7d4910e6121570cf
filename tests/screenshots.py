"""Every page on both datasets into ``screenshots/``: ``make screenshots``. Each picture is to be looked at."""

from __future__ import annotations

import shutil

from tests.browser import ROOT, chromium, open_page, served

PAGES = ("", "execution", "scores", "low", "reasons", "compare", "measures", "findings", "about")
#: Pages that open one thing: a project and a department of each dataset.
OPENED = {
    "real": ("project?id=360103-yjj-370mhz", "department?dept=360103-yjj"),
    "demo": ("project?id=wangshan-water-p034", "department?dept=wangshan-water"),
}
SIZES = {"desktop": (1440, 900), "tablet": (834, 1112)}


def main() -> None:
    folder = ROOT / "screenshots"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with served() as address, chromium() as browser:
        page = browser.new_page(locale="zh-CN")
        for dataset in ("real", "demo"):
            for size, (width, height) in SIZES.items():
                for name in (*PAGES, *OPENED[dataset]):
                    query = ("&" if "?" in name else "?") + f"dataset={dataset}" if dataset == "demo" else ""
                    open_page(page, f"{address}/{name}{query}", width, height)
                    label = name.split("?")[0] or "overview"
                    page.screenshot(path=folder / f"{dataset}-{label}-{size}.png", full_page=False)
    print(f"{len(list(folder.iterdir()))} pictures in {folder}")


if __name__ == "__main__":
    main()
