"""rubrx: grade free-text pharmacy answers against pharmacist rubrics, with evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "Comparison",
    "Grade",
    "InputRefused",
    "Metric",
    "PluginFault",
    "Response",
    "Reward",
    "Rubric",
    "RubricPack",
    "RubricRefused",
    "RubrxError",
    "RunSummary",
    "Score",
    "Span",
    "Status",
    "StoreBusy",
    "StoreFault",
    "Summary",
    "Thresholds",
    "UsageError",
    "Verdict",
    "compare_runs",
    "export_run",
    "gate_run",
    "grade",
    "grade_file",
    "hookimpl",
    "load_rubrics",
    "override_verdict",
    "regrade_run",
    "report_run",
    "verify_run",
]
__version__ = "0.1.0.dev0"

if TYPE_CHECKING:
    from rubrx.contracts import Metric as Metric
    from rubrx.contracts import Reward as Reward
    from rubrx.contracts import RubricPack as RubricPack
    from rubrx.contracts import hookimpl as hookimpl
    from rubrx.errors import InputRefused as InputRefused
    from rubrx.errors import PluginFault as PluginFault
    from rubrx.errors import RubricRefused as RubricRefused
    from rubrx.errors import RubrxError as RubrxError
    from rubrx.errors import StoreBusy as StoreBusy
    from rubrx.errors import StoreFault as StoreFault
    from rubrx.errors import UsageError as UsageError
    from rubrx.jobs.compare import compare_runs as compare_runs
    from rubrx.jobs.export import export_run as export_run
    from rubrx.jobs.gate import gate_run as gate_run
    from rubrx.jobs.grading import RunSummary as RunSummary
    from rubrx.jobs.grading import grade as grade
    from rubrx.jobs.grading import grade_file as grade_file
    from rubrx.jobs.override import override_verdict as override_verdict
    from rubrx.jobs.regrade import regrade_run as regrade_run
    from rubrx.jobs.report import report_run as report_run
    from rubrx.jobs.rubrics import load_rubrics as load_rubrics
    from rubrx.jobs.verify import verify_run as verify_run
    from rubrx.records import Grade as Grade
    from rubrx.records import Response as Response
    from rubrx.records import Rubric as Rubric
    from rubrx.records import Score as Score
    from rubrx.records import Span as Span
    from rubrx.records import Status as Status
    from rubrx.records import Verdict as Verdict
    from rubrx.reports.comparison import Comparison as Comparison
    from rubrx.reports.gate_checks import Thresholds as Thresholds
    from rubrx.reports.summary import Summary as Summary

#: public name -> the module that holds it; loaded on first use (PEP 562): `import rubrx` costs nothing
_HOMES = {
    "Comparison": "rubrx.reports.comparison",
    "Grade": "rubrx.records",
    "InputRefused": "rubrx.errors",
    "Metric": "rubrx.contracts",
    "PluginFault": "rubrx.errors",
    "Response": "rubrx.records",
    "Reward": "rubrx.contracts",
    "Rubric": "rubrx.records",
    "RubricPack": "rubrx.contracts",
    "RubricRefused": "rubrx.errors",
    "RubrxError": "rubrx.errors",
    "RunSummary": "rubrx.jobs",
    "Score": "rubrx.records",
    "Span": "rubrx.records",
    "Status": "rubrx.records",
    "StoreBusy": "rubrx.errors",
    "StoreFault": "rubrx.errors",
    "Summary": "rubrx.reports.summary",
    "Thresholds": "rubrx.reports.gate_checks",
    "UsageError": "rubrx.errors",
    "Verdict": "rubrx.records",
    "compare_runs": "rubrx.jobs",
    "export_run": "rubrx.jobs",
    "gate_run": "rubrx.jobs",
    "grade": "rubrx.jobs",
    "grade_file": "rubrx.jobs",
    "hookimpl": "rubrx.contracts",
    "load_rubrics": "rubrx.jobs",
    "override_verdict": "rubrx.jobs",
    "regrade_run": "rubrx.jobs",
    "report_run": "rubrx.jobs",
    "verify_run": "rubrx.jobs",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'rubrx' has no attribute {name!r}")
    import importlib  # noqa: PLC0415 - only when a name is first used

    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
