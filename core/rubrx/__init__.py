"""rubrx: grade free-text pharmacy answers against pharmacist rubrics, with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0.dev0"

if TYPE_CHECKING:
    from rubrx.contracts import hookimpl as hookimpl

#: public name -> the module that holds it; loaded on first use (PEP 562), so that `import rubrx` costs nothing
_HOMES = {
    "Grade": "rubrx.records",
    "Metric": "rubrx.contracts",
    "Response": "rubrx.records",
    "Reward": "rubrx.contracts",
    "Rubric": "rubrx.records",
    "RubricPack": "rubrx.contracts",
    "RubrxError": "rubrx.errors",
    "Status": "rubrx.records",
    "Verdict": "rubrx.records",
    "compare_runs": "rubrx.jobs",
    "grade": "rubrx.jobs",
    "grade_file": "rubrx.jobs",
    "hookimpl": "rubrx.contracts",
    "load_rubrics": "rubrx.jobs",
    "report_run": "rubrx.jobs",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'rubrx' has no attribute {name!r}")
    import importlib  # only when a name is first used

    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
