"""In a fresh environment with the declared dependencies only, rubrx runs, and so does a stranger's plugin."""

from __future__ import annotations

import json
import shutil

import pytest

ANSWERS = [
    {"id": "good", "text": "Stop metformin: it is contraindicated below an eGFR of 30. See your doctor."},
    {"id": "loud", "text": "Go on with metformin! It is not contraindicated!"},
]


@pytest.fixture
def answers(tmp_path):
    """Two answers to the guest's query."""
    file = tmp_path / "answers.jsonl"
    rows = ({**each, "query_id": "guest-metformin-egfr-20"} for each in ANSWERS)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def test_it_starts(fresh, tmp_path):
    assert fresh.run("rubrx", "--version", cwd=tmp_path).stdout.startswith("rubrx ")
    assert "grade" in fresh.run("python", "-m", "rubrx", "--help", cwd=tmp_path).stdout


def test_it_is_the_wheel_that_runs(fresh, tmp_path):
    where = fresh.run("python", "-c", "import rubrx, rubrx_pharmacy; print(rubrx.__file__)", cwd=tmp_path).stdout
    assert where.startswith(str(fresh.site))


def test_the_guest_is_listed_like_the_bundled_ones(fresh, tmp_path):
    plugins = {each["name"]: each for each in fresh.json("plugins", "list", cwd=tmp_path)["plugins"]}
    assert set(plugins) == {"alignment", "attacks", "guest", "pharmacy", "rewards"}
    guest = plugins["guest"]
    assert (guest["distribution"], guest["version"], guest["problem"]) == ("rubrx-guest", "1.2.3", "")
    assert guest["provides"] == {
        "rewards": ["calm"],
        "metrics": ["plain_language"],
        "rubric_packs": ["guest"],
    }


def test_grading_uses_the_guests_rubric_metric_and_reward(fresh, answers):
    where = answers.parent
    summary = fresh.json("grade", "answers.jsonl", "--name", "mine", cwd=where)
    assert (summary["graded"], summary["rejected"], summary["skipped"]) == (2, 0, 0)

    report = fresh.run("rubrx", "report", "mine", cwd=where).stdout
    assert "plain_language" in report.lower().replace(" ", "_")
    assert "calm" in report

    good, loud = (fresh.json("show", each["id"], cwd=where) for each in ANSWERS)
    assert statuses(good) == {"contraindicated": "met", "plain": "met"}
    assert statuses(loud) == {"contraindicated": "not_met", "plain": "met"}
    assert rewards(good)["calm"] == 1.0
    assert rewards(loud)["calm"] == 0.0


def statuses(shown):
    return {each["criterion_id"]: each["status"] for each in shown["verdicts"]}


def rewards(shown):
    return {each["reward"]: each["value"] for each in shown["rewards"]}


def test_the_guest_can_be_left_out(fresh, answers):
    where = answers.parent
    listed = fresh.run("rubrx", "plugins", "list", cwd=where, RUBRX_WITHOUT="guest").stdout
    assert "guest" not in listed
    fault = fresh.run("rubrx", "grade", "answers.jsonl", cwd=where, exit_code=5, RUBRX_WITHOUT="guest").stderr
    assert "guest-metformin-egfr-20" in fault


def test_the_guests_own_tests_pass(fresh, folder_with_pytest, root, tmp_path):
    """A stranger's author runs pytest with `rubrx.testing` and nothing of this repository."""
    shutil.copytree(root / "tests" / "guest", tmp_path / "guest")
    options = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
    done = fresh.run("python", *options, cwd=tmp_path / "guest", PYTHONPATH=str(folder_with_pytest))
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout


def test_a_new_plugin_builds_installs_and_passes(fresh, build, folder_with_pytest, tmp_path):
    """What `plugins new` writes is a distribution like any other, before its author has touched a line."""
    fresh.run("rubrx", "plugins", "new", "plain-words", cwd=tmp_path)
    project = tmp_path / "rubrx-plain-words"
    wheel = build(project, tmp_path)
    pip = ["-m", "pip", "--disable-pip-version-check"]
    fresh.run("python", *pip, "install", "--no-index", "--no-deps", str(wheel), cwd=tmp_path)
    try:
        checked = fresh.run("rubrx", "plugins", "check", "plain-words", cwd=tmp_path).stdout
        assert "ok    plain-words: reward plain-words: self-tests (3)\n" in checked
        assert checked.endswith(" 0 failed\n")
        options = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
        done = fresh.run("python", *options, cwd=project, PYTHONPATH=str(folder_with_pytest))
        assert "8 passed" in done.stdout
    finally:
        fresh.run("python", *pip, "uninstall", "-y", "rubrx-plain-words", cwd=tmp_path)
