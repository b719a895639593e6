"""A file that can't be taken is told by one rule: what is no file is a usage error, the rest is refused input."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrx.errors import InputRefused, UsageError
from rubrx.intake.opening import BEGINNING, BINARY, UTF16, bytes_of, named_file, no_text, opened, text_of


@given(st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-8")))
def test_what_is_utf8_without_nul_is_text_wherever_its_beginning_is_cut(text):
    data = text.encode()
    assert no_text(data) == ""
    for cut in range(len(data)):
        assert no_text(data[:cut]) == ""


@given(st.text(alphabet=st.characters(max_codepoint=0x7F, exclude_characters="\0"), min_size=2))
def test_utf16_of_plain_letters_is_known_with_its_mark_and_without(text):
    assert no_text(text.encode("utf-16")) == UTF16
    line = text.replace("\n", " ")
    assert no_text(line.encode("utf-16-le")) == no_text(line.encode("utf-16-be")) == UTF16


@pytest.mark.parametrize(
    ("start", "problem"),
    [
        (b"", ""),
        (b"\xef\xbb\xbfid,text\n", ""),
        (b"id,text\n1,caf\xe9\n", ""),  # Latin-1: that row's fault
        (b"id,text\n1,\x00\xff\n", ""),  # a good first line: that row's fault
        (b"caf\xe9,text\n", ""),  # the header's fault, which it is told as
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xd8", BINARY),
        (b"PK\x03\x04\x14\x00\x00\x00\x08\x00\xff\xd8", BINARY),
        (b"SQLite format 3\x00\x10\x00\x01\x01\x00@  \xff", BINARY),
    ],
)
def test_only_what_begins_badly_is_no_text(start, problem):
    assert no_text(start) == problem


def test_a_name_that_is_no_files_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match=f"^{tmp_path}: is a folder$"):
        named_file(tmp_path)
    with pytest.raises(UsageError, match=r"nosuch: no such file$"):
        text_of(tmp_path / "nosuch")


def test_a_text_is_read_without_its_mark_and_a_bad_byte_has_its_line(tmp_path):
    place = tmp_path / "a.txt"
    place.write_bytes(b"\xef\xbb\xbfone\r\ntwo")
    assert text_of(place) == "one\r\ntwo"
    place.write_bytes(b"one\ntwo\ncaf\xe9")
    with pytest.raises(InputRefused, match=r"a\.txt:3: not UTF-8: save it as UTF-8$"):
        text_of(place)
    place.write_bytes(b"x" * BEGINNING + b"\0\xff")
    with pytest.raises(InputRefused, match=r"a\.txt:1: not UTF-8"):
        text_of(place)


def test_what_the_system_will_not_give_is_refused_in_its_words(tmp_path):
    place = tmp_path / "secret"
    place.write_text("x")
    place.chmod(0)
    user = os.geteuid()
    if user == 0:  # root may read everything: be nobody for a moment
        tmp_path.chmod(0o755)
        for folder in tmp_path.parents[:2]:
            folder.chmod(0o755)
        os.seteuid(65534)
    try:
        with pytest.raises(InputRefused, match=r"secret: can't be read: Permission denied$"):
            opened(place)
        with pytest.raises(InputRefused, match=r"secret: can't be read: Permission denied$"):
            bytes_of(place)
    finally:
        os.seteuid(user)
    with pytest.raises(InputRefused, match="/proc/self/mem: can't be read: "):
        bytes_of("/proc/self/mem")
