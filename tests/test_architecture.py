"""The tree is what docs/architecture.md says: imports go down, plugins use the front door."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

#: room of `rubrx` -> floor; a room imports rooms of a lower number, and itself
FLOORS = {
    0: {"errors", "records", "statistics", "learning"},
    1: {"reading", "agreement"},
    2: {"contracts"},
    3: {"features", "hookspecs", "intake", "store", "grading"},
    4: {"linting", "reward_model", "safeguards", "staleness", "training"},
    5: {"manager", "reports"},
    6: {"jobs", "testing"},
    7: {"cli", "__init__"},
    8: {"__main__"},
}
FLOOR = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
#: what a plugin may import of rubrx
OPEN_TO_PLUGINS = re.compile(r"rubrx(\.(reading(\..+)?|contracts|records|testing))?")
#: library -> the only rooms that may import it
KEPT_IN = {
    "sqlite3": {"store"},
    "sqlite_utils": {"store"},
    "yaml": {"intake"},
    "msgspec": {"intake", "store", "jobs"},
    "pyarrow": {"intake", "jobs"},
    "pluggy": {"contracts", "hookspecs", "manager"},
    "click": {"cli"},
    "rich": {"cli"},
}
#: all that the learning room may stand on, besides the standard library
LEARNING_STANDS_ON = {"numpy", "rubrx"}

Source = tuple[str, str]  # dotted module name, source text


def sources(*folders: str) -> list[Source]:
    """Every module under the folders, by dotted name; a package under the name `package.__init__`."""
    found = []
    for folder in folders:
        base = ROOT / folder
        for path in sorted(base.rglob("*.py")):
            found.append((".".join(path.relative_to(base).with_suffix("").parts), path.read_text("utf-8")))
    return found


CORE = sources("core")
PLUGINS = sources("plugins", "rubrics")
BUNDLED = {name.split(".")[0] for name, _ in PLUGINS}


def imports(module: str, text: str) -> Iterator[str]:
    """The modules a source imports anywhere in it, also inside functions and for types only."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: write imports in full, not relative"
            assert node.module is not None
            if node.module == "rubrx":  # `from rubrx import store` names a room
                yield from (f"rubrx.{alias.name}" for alias in node.names)
            else:
                yield node.module


def room_of(module: str) -> str:
    """`rubrx.store.runs` stands in the room `store`; the package itself is the room `__init__`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in FLOOR else "__init__"


def takes_more_than_the_version(text: str) -> bool:
    """Whether a source that imports `rubrx` uses anything of it but `rubrx.__version__`."""
    used = {
        node.attr
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "rubrx"
    }
    return not used <= {"__version__"}


def upward(core: list[Source]) -> list[str]:
    """Imports between rooms that don't go down."""
    wrong = []
    for module, text in core:
        room = room_of(module)
        for imported in imports(module, text):
            if imported.split(".")[0] in BUNDLED:
                wrong.append(f"{module} imports the plugin {imported}")
            if imported.split(".")[0] != "rubrx" or room_of(imported) == room:
                continue
            if imported == "rubrx" and not takes_more_than_the_version(text):
                continue
            if FLOOR[room_of(imported)] >= FLOOR[room]:
                wrong.append(f"{module} (floor {FLOOR[room]}) imports {imported} (floor {FLOOR[room_of(imported)]})")
    return wrong


def trespasses(plugins: list[Source]) -> list[str]:
    """Imports of a plugin beyond the modules that are open to it, or of another plugin."""
    wrong = []
    for module, text in plugins:
        for imported in imports(module, text):
            top = imported.split(".")[0]
            allowed = top not in BUNDLED | {"rubrx"} or top == module.split(".")[0]
            if not allowed and not OPEN_TO_PLUGINS.fullmatch(imported):
                wrong.append(f"{module} imports {imported}")
    return wrong


def leaks(core: list[Source]) -> list[str]:
    """Libraries imported outside the rooms that keep them."""
    wrong = []
    for module, text in core:
        room = room_of(module)
        for imported in imports(module, text):
            library = imported.split(".")[0]
            if library in KEPT_IN and room not in KEPT_IN[library]:
                wrong.append(f"{module} imports {library}, which is kept in {', '.join(sorted(KEPT_IN[library]))}")
            if room == "learning" and library not in LEARNING_STANDS_ON | sys.stdlib_module_names:
                wrong.append(f"{module} imports {library}")
    return wrong


def unexplained(modules: list[Source]) -> list[str]:
    """Modules that don't open with a sentence on what they are for."""
    wrong = []
    for module, text in modules:
        opening = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")[0]
        if not re.search(r"\w.{10,}[.:!?`)]$", opening, re.DOTALL):
            wrong.append(f"{module}: {opening!r}")
    return wrong


def test_every_room_has_a_floor():
    assert {module.split(".")[1] for module, _ in CORE} <= set(FLOOR)


def test_imports_go_down():
    assert upward(CORE) == []


def test_plugins_use_only_what_is_open_to_everyone():
    assert trespasses(PLUGINS) == []


def test_libraries_stay_in_their_rooms():
    assert leaks(CORE) == []


def test_every_module_says_what_it_is_for():
    assert unexplained(CORE + PLUGINS) == []


def test_reports_never_open_the_database():
    """What a report says comes from its arguments; the job above reads the store."""
    assert [m for m, text in CORE if room_of(m) == "reports" and any("store" in i for i in imports(m, text))] == []


@pytest.mark.parametrize(
    ("check", "module", "text"),
    [
        (upward, "rubrx.store.runs", "import rubrx.jobs.grading"),
        (upward, "rubrx.store.runs", "from rubrx.intake import rubrics"),
        (upward, "rubrx.reading.reader", "def f():\n    from rubrx.grading import Grader"),
        (upward, "rubrx.grading", "from rubrx import grade"),
        (upward, "rubrx.grading", "import rubrx\nrubrx.grade"),
        (upward, "rubrx.grading", "import rubrx_rewards"),
        (trespasses, "rubrx_rewards.length", "from rubrx.store import runs"),
        (trespasses, "rubrx_rewards.length", "import rubrx_alignment.kinds"),
        (leaks, "rubrx.jobs.report", "import sqlite3"),
        (leaks, "rubrx.learning.ppo", "import scipy"),
        (unexplained, "rubrx.grading", "import os"),
        (unexplained, "rubrx.grading", '"""TODO"""'),
    ],
)
def test_each_check_notices(check, module, text):
    assert len(check([(module, text)])) == 1


def test_a_module_may_know_the_version():
    assert upward([("rubrx.jobs.grading", "import rubrx\nrubrx.__version__")]) == []


def test_the_front_door_is_sorted_and_opens():
    import rubrx

    assert list(rubrx.__all__) == sorted(rubrx.__all__)
    assert all(getattr(rubrx, name) is not None for name in rubrx.__all__)
    assert {*rubrx.__all__, "__version__"} == set(dir(rubrx))
    with pytest.raises(AttributeError, match="nothing_like_this"):
        _ = rubrx.nothing_like_this


DOORS = [(module.removesuffix(".__init__"), ast.parse(text)) for module, text in CORE if "__all__ = [" in text]


@pytest.mark.parametrize(("name", "tree"), DOORS, ids=[name for name, _ in DOORS])
def test_a_room_lists_all_it_offers(name, tree):
    """Every public name that a room's door defines or takes from its own modules is in its `__all__`."""
    offered = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{name}."):
            offered |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            offered.add(node.name)
    listed = importlib.import_module(name).__all__
    assert {each for each in offered if not each.startswith("_")} <= set(listed)
    assert len(set(listed)) == len(listed)


def test_every_door_opens():
    for module, text in CORE:
        if module.endswith(".__init__") and "__all__" in text:
            door = importlib.import_module(module.removesuffix(".__init__"))
            assert [name for name in door.__all__ if getattr(door, name, None) is None] == []


def test_the_front_door_shows_its_types():
    """Type checkers take the names that the front door loads lazily from its TYPE_CHECKING block."""
    import rubrx

    declared = {
        alias.asname
        for node in ast.parse(dict(CORE)["rubrx.__init__"]).body
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for each in node.body
        if isinstance(each, ast.ImportFrom)
        for alias in each.names
    }
    assert declared == set(rubrx.__all__)


def test_witnesses_are_heard_where_they_are_installed(once: Callable[[Path], bool]) -> None:
    """What needs other people's libraries runs in tox's environment `once`, which has them: nowhere is it skipped."""
    witnesses = {"krippendorff", "pandas", "scipy", "sklearn", "statsmodels"}
    needing = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text("utf-8")
        asked = re.findall(r"importorskip\(\"(\w+)", text)
        if witnesses & {name.split(".")[0] for name in (*asked, *imports(str(path), text))}:
            needing.add(path)
    assert len(needing) > 10
    assert [path for path in needing if not once(path)] == []
