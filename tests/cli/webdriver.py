"""A real headless Chromium, driven through ChromeDriver's own HTTP interface with the standard library."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

#: installs them where the tests may (root, apt, and RUBRX_INSTALL_BROWSER=1)
PACKAGES = ("chromium", "chromium-driver")
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
)  # fmt: skip


def missing() -> str:
    """Why there is no browser, or nothing."""
    if shutil.which("chromedriver") and shutil.which("chromium"):
        return ""
    if os.environ.get("RUBRX_INSTALL_BROWSER") == "1" and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        patient = ["timeout", "240"]
        subprocess.run([*patient, "apt-get", "update"], check=False, **quiet)
        install = [*patient, "apt-get", "install", "-y", "--no-install-recommends", *PACKAGES]
        subprocess.run(install, check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, **quiet)
        if shutil.which("chromedriver") and shutil.which("chromium"):
            return ""
    return f"needs Debian's {' and '.join(PACKAGES)} (RUBRX_INSTALL_BROWSER=1 lets root's tests install them)"


class Browser:
    """One browser window; a context manager. Downloads go to `downloads`."""

    def __init__(self, folder: Path) -> None:
        self.downloads = folder / "downloads"
        self.downloads.mkdir()
        self._log = (folder / "driver.log").open("w+")
        self._driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=self._log, stderr=subprocess.STDOUT)
        try:
            self._url = f"http://127.0.0.1:{self._port()}"
            options = {
                "binary": shutil.which("chromium"),
                "args": [*ARGUMENTS, f"--user-data-dir={folder / 'profile'}"],
                "prefs": {"download.default_directory": str(self.downloads)},
            }
            session = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})
            self._url += f"/session/{session['sessionId']}"
        except BaseException:
            self._stop()
            raise

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._ask("DELETE", "")
        finally:
            self._stop()

    def open(self, page: Path) -> None:
        self._ask("POST", "/url", {"url": page.resolve().as_uri()})

    def press(self, *keys: str) -> None:
        """Press and release these keys, one after the other, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def ask(self, script: str) -> Any:
        """What a script returns in the page; drivers may run scripts whatever the page's policy says."""
        return self._ask("POST", "/execute/sync", {"script": script, "args": []})

    def downloaded(self, beginning: str, timeout: float = 10.0) -> Path:
        """The finished download whose name begins so."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            done = [each for each in self.downloads.glob(f"{beginning}*") if each.suffix != ".crdownload"]
            if done:
                return done[0]
            time.sleep(0.05)
        raise AssertionError(f"nothing downloaded: {list(self.downloads.iterdir())}")

    def _port(self) -> int:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            self._log.seek(0)
            if found := re.search(r"successfully on port (\d+)", self._log.read()):
                return int(found[1])
            time.sleep(0.02)
        raise AssertionError("chromedriver did not start")

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return json.load(answer)["value"]

    def _stop(self) -> None:
        self._driver.terminate()
        self._driver.wait(10)
        self._log.close()
