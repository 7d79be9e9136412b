"""A browser that notices everything a page must not do."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
_WATCH_POLICY = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", function (event) {
  window.__violations.push(event.violatedDirective + " " + event.blockedURI);
});
"""


@dataclass
class Watched:
    """An open page and all it did that a self-contained page does not do."""

    page: Page
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        """What the page's content security policy had to stop."""
        found: list[str] = self.page.evaluate("window.__violations")
        return found

    def assert_quiet(self) -> None:
        """Nothing was requested, nothing failed, nothing popped up, nothing was stopped."""
        assert self.requests == []
        assert self.faults == []
        assert self.dialogs == []
        assert self.violations() == []


def executable() -> str | None:
    """Path of a Chromium: RISKWEAVE_CHROMIUM, else one on the PATH, else None."""
    named = os.environ.get("RISKWEAVE_CHROMIUM")
    if named:
        return named
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


class Opener:
    """Opens files, each in a fresh browser context."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def __call__(self, path: Path, *, scripts: bool = True) -> Watched:
        """Open a file; with `scripts`, wait until its picture has been drawn."""
        context = self._browser.new_context(
            viewport={"width": 1600, "height": 1000}, java_script_enabled=scripts
        )
        page = context.new_page()
        watched = Watched(page)
        address = path.resolve().as_uri()
        page.on(
            "request",
            lambda request: (
                None
                if request.url == address or request.url.startswith("data:")
                else watched.requests.append(request.url)
            ),
        )
        page.on("pageerror", lambda error: watched.faults.append(str(error)))
        page.on(
            "console",
            lambda message: (
                watched.faults.append(message.text)
                if message.type in {"error", "warning", "assert"}
                else None
            ),
        )

        def refuse(dialog: object) -> None:
            watched.dialogs.append(str(dialog))
            dialog.dismiss()  # type: ignore[attr-defined]

        page.on("dialog", refuse)
        if scripts:
            page.add_init_script(_WATCH_POLICY)
        page.goto(address)
        return watched
