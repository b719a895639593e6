"""rubrx: grade free-text pharmacy answers against pharmacist rubrics, with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "Grade",
    "Metric",
    "Response",
    "Reward",
    "Rubric",
    "RubricPack",
    "RubrxError",
    "Status",
    "Verdict",
    "compare_runs",
    "grade",
    "grade_file",
    "hookimpl",
    "load_rubrics",
    "report_run",
]
__version__ = "0.1.0.dev0"

if TYPE_CHECKING:
    from rubrx.contracts import Metric as Metric
    from rubrx.contracts import Reward as Reward
    from rubrx.contracts import RubricPack as RubricPack
    from rubrx.contracts import hookimpl as hookimpl
    from rubrx.errors import RubrxError as RubrxError
    from rubrx.jobs.compare import compare_runs as compare_runs
    from rubrx.jobs.grading import grade as grade
    from rubrx.jobs.grading import grade_file as grade_file
    from rubrx.jobs.report import report_run as report_run
    from rubrx.jobs.rubrics import load_rubrics as load_rubrics
    from rubrx.records import Grade as Grade
    from rubrx.records import Response as Response
    from rubrx.records import Rubric as Rubric
    from rubrx.records import Status as Status
    from rubrx.records import Verdict as Verdict

#: public name -> the module that holds it; loaded on first use (PEP 562): `import rubrx` costs nothing
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


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'rubrx' has no attribute {name!r}")
    import importlib  # noqa: PLC0415 - only when a name is first used

    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
