"""Begin a plugin: a folder with a package that passes its own tests and installs."""

from __future__ import annotations

import os
import re
from pathlib import Path

from rubrx.errors import UsageError
from rubrx.jobs.plugin_template import FILES
from rubrx.manager import Plugins

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MAX_NAME = 60


def new_plugin(name: str, into: str | os.PathLike[str] | None = None, *, plugins: Plugins) -> list[Path]:
    """Write the skeleton of a plugin, and say which files were written, in order.

    `name` is what rubrx calls it (`brevity`); the distribution is `rubrx-brevity`, its package `rubrx_brevity`.
    `into` is the folder for the files (default: `rubrx-NAME` here), made where there is none; it must be empty.
    UsageError for a name that can't be one or is taken, and for a folder that can't be written.
    """
    _check_name(name, plugins)
    folder = Path(into) if into is not None else Path(f"rubrx-{name}")
    words = {
        "NAME": name,
        "MODULE": f"rubrx_{name.replace('-', '_')}",
        "CLASS": "".join(part.capitalize() for part in name.split("-")),
    }
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty, and nothing is overwritten: choose another folder with --into")
        for path, content in FILES.items():
            file = folder / _filled(path, words)
            file.parent.mkdir(exist_ok=True)
            file.write_text(_filled(content, words), encoding="utf-8", newline="\n")
            written.append(file)
    except OSError as fault:
        raise UsageError(f"{fault.filename or folder} can't be written: {fault.strerror or fault}") from fault
    return written


def _check_name(name: str, plugins: Plugins) -> None:
    if name.startswith("rubrx-") and _NAME.fullmatch(name):
        raise UsageError(f"leave out 'rubrx-': a plugin called {name[6:]!r} gets the distribution {name}")
    if not _NAME.fullmatch(name) or len(name) > _MAX_NAME:
        raise UsageError(
            f"{name[:_MAX_NAME]!r} can't be a plugin's name: use lower-case letters and digits in parts joined by '-', "
            f"a letter first, at most {_MAX_NAME} characters"
        )
    module = f"rubrx_{name.replace('-', '_')}"
    for info in plugins.infos():
        if name == info.name or info.module.partition(".")[0] == module:
            raise UsageError(f"a plugin called {info.name} is installed already ({info.distribution}): choose another")
    for noun, things in (("reward", plugins.rewards), ("metric", plugins.metrics)):
        if name in things:
            raise UsageError(f"a {noun} called {name} is installed already: choose another name")


def _filled(text: str, words: dict[str, str]) -> str:
    return re.sub("|".join(words), lambda found: words[found[0]], text)
