"""Whole jobs for library users: grade a text or a file, load rubrics, report on a run, compare two."""

from __future__ import annotations

import importlib

#: public name -> the module that holds it; loaded on first use, so that a command pays for its own job only
_HOMES = {
    "RunSummary": "rubrx.jobs.grading",
    "audit_reward": "rubrx.jobs.audit",
    "audit_run": "rubrx.jobs.audit",
    "compare_runs": "rubrx.jobs.compare",
    "diff_rubrics": "rubrx.jobs.rubric_diff",
    "drift_between": "rubrx.jobs.drift",
    "eval_rm": "rubrx.jobs.rm",
    "export_run": "rubrx.jobs.export",
    "gate_run": "rubrx.jobs.gate",
    "grade": "rubrx.jobs.grading",
    "grade_file": "rubrx.jobs.grading",
    "healthbench_result": "rubrx.jobs.import_healthbench",
    "lint_rubrics": "rubrx.jobs.lint",
    "load_rubrics": "rubrx.jobs.rubrics",
    "override_verdict": "rubrx.jobs.override",
    "probe_rm": "rubrx.jobs.rm_probe",
    "regrade_run": "rubrx.jobs.regrade",
    "report_run": "rubrx.jobs.report",
    "score_rm": "rubrx.jobs.rm_score",
    "search_hacks": "rubrx.jobs.hack_search",
    "select_pairs": "rubrx.jobs.select",
    "simulate_selection": "rubrx.jobs.select",
    "train_policy": "rubrx.jobs.training",
    "train_rm": "rubrx.jobs.rm",
    "verify_run": "rubrx.jobs.verify",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the names above


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'rubrx.jobs' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
