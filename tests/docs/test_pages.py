"""The pages are up to date with the code, and their links lead somewhere."""

from __future__ import annotations

import inspect
import re
import unicodedata

import pytest

from rubrx import errors, hookspecs
from rubrx.cli import COMMANDS


def test_the_command_line_page_is_what_help_says(generate):
    assert generate.PAGE.read_text("utf-8") == generate.cli_page(), f"stale: {generate.COMMAND}"


def test_the_picture_is_what_the_grader_says(generate):
    assert generate.PICTURE.read_text("utf-8") == generate.picture(), f"stale: {generate.COMMAND}"


def test_every_command_is_on_the_page(blocks):
    text = (blocks.ROOT / "docs" / "cli.md").read_text("utf-8")
    for name in COMMANDS:
        assert f"## rubrx {name}\n" in text


HOOKS = [(name, f) for name, f in inspect.getmembers(hookspecs, inspect.isfunction) if name.startswith("rubrx_")]


@pytest.mark.parametrize(("name", "hook"), HOOKS, ids=[name for name, _ in HOOKS])
def test_every_hook_is_in_the_manual_with_its_signature(name, hook, blocks):
    text = (blocks.ROOT / "docs" / "hooks.md").read_text("utf-8")
    assert f"def {name}{inspect.signature(hook)}:".replace("'", "") in text


def test_the_manual_has_no_hook_that_is_gone(blocks):
    text = (blocks.ROOT / "docs" / "hooks.md").read_text("utf-8")
    assert set(re.findall(r"^def (rubrx_\w+)\(", text, re.MULTILINE)) == {name for name, _ in HOOKS}


def test_every_exit_code_is_explained(blocks):
    text = (blocks.ROOT / "docs" / "cli.md").read_text("utf-8")
    codes = {
        each.exit_code
        for each in vars(errors).values()
        if inspect.isclass(each) and issubclass(each, errors.RubrxError)
    }
    assert codes <= {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}


def test_every_public_name_is_in_the_api_page(blocks):
    import rubrx

    text = (blocks.ROOT / "docs" / "api.md").read_text("utf-8")
    assert [name for name in rubrx.__all__ if not re.search(rf"`(rubrx\.)?{name}\b", text)] == []


def test_links_lead_somewhere(page, blocks):
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text)
    for link in links:
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        assert target.is_relative_to(blocks.ROOT), f"{page.name}: {link} leaves the repository"
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), f"{page.name}: {link}"


def anchors(text):
    """The anchors that forges make of a page's headings."""
    found = set()
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        plain = unicodedata.normalize("NFC", heading.replace("`", "").strip().lower())
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def test_every_page_is_reached_from_the_index(blocks):
    """From the README or docs/index.md."""
    linked = set()
    for start in (blocks.ROOT / "README.md", blocks.ROOT / "docs" / "index.md"):
        for link in re.findall(r"\]\(([^)#\s]+)", start.read_text("utf-8")):
            linked.add((start.parent / link).resolve())
    assert [str(page) for page in blocks.pages() if page not in linked and page.name != "README.md"] == []
