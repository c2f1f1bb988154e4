"""The two readers of data files: the plain one where it knows, the full one for all else, with the same answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from qingmiao.datafile import full_records, plain_records, read_records
from qingmiao.errors import UserError

FILE = Path("x.yaml")


def values(text: str) -> Any:
    return [dict(record.values) for record in full_records(text, FILE)]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("婴儿死亡率", "婴儿死亡率"),
        ("5岁以下儿童死亡率", "5岁以下儿童死亡率"),
        ("0—6岁", "0—6岁"),
        ('"%"', "%"),
        ("‰", "‰"),
        ("/10万", "/10万"),
        ("1", 1),
        ("-1.5", -1.5),
        ("null", None),
        ("true", True),
        ("[甲, 乙]", ["甲", "乙"]),
        ('["甲,乙", 1, null]', None),
        ('["甲乙", 1, null]', ["甲乙", 1, None]),
        ("[]", []),
        ("a / b * 100", "a / b * 100"),
    ],
)
def test_both_readers_agree(raw: str, value: object) -> None:
    text = f"- a: {raw}\n"
    plain = plain_records(text, FILE)
    full = full_records(text, FILE)
    assert plain in (None, full)
    if value is not None or raw == "null":
        assert plain is not None
        assert plain[0].values["a"] == value


@pytest.mark.parametrize(
    "text",
    [
        "- a: 2024-01-01\n",
        "- a: 1_000\n",
        "- a: 'x'\n",
        "- a: >\n    x\n",
        "- a:\n    - x\n",
        "- a: x # y\n",
        "- a: [x, [y]]\n",
        "a: x\n",
        "- a: 1\n  a: 2\n",
        "- a: 0o7\n",
        "- a: .inf\n",
        "- a: 07\n",
        "- a: yes\n",
        '- a: "x\\n"\n',
        "- a: [x\n",
        "- a: x:\n",
        "  a: x\n",
        "- a: x: y\n",
        "- {a: 1}\n",
        "- a: &x 1\n",
    ],
)
def test_the_plain_reader_leaves_what_it_does_not_know(text: str) -> None:
    assert plain_records(text, FILE) is None


SCALARS = st.one_of(
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12),
)
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["code", "name", "unit"]), st.one_of(SCALARS, st.lists(SCALARS, max_size=3)), min_size=1), max_size=4
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first text drawn builds a table of all characters
@given(ROWS)
def test_whatever_a_writer_of_yaml_writes_both_read_alike(rows: list[dict[str, object]]) -> None:
    lines = []
    for row in rows:
        for number, (key, value) in enumerate(row.items()):
            lines.append(f"{'  ' if number else '- '}{key}: {_written(value)}")
    text = "\n".join(lines) + "\n"
    plain = plain_records(text, FILE)
    if plain is not None:
        assert plain == full_records(text, FILE)


def _written(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_written(item) for item in value) + "]"
    if isinstance(value, str):
        return value if value.strip() == value and value.isalnum() else '"' + value.replace("\\", "").replace('"', "") + '"'
    return (
        {True: "true", False: "false", None: "null"}.get(value, str(value))
        if not isinstance(value, int | float) or isinstance(value, bool)
        else str(value)
    )


def test_lines_are_those_of_the_keys() -> None:
    text = "# 头\n- a: 1\n  b: 2\n\n- a: 3\n"
    for records in (plain_records(text, FILE), full_records(text, FILE)):
        assert records is not None
        assert [(record.line, record.lines) for record in records] == [(2, {"a": 2, "b": 3}), (5, {"a": 5})]


def test_the_full_reader_gives_plain_values() -> None:
    text = "- a: {b: [1, 2.5, x, true, null, {c: d}]}\n  e: 2024-01-01\n"
    read = values(text)
    assert read[0]["a"] == {"b": [1, 2.5, "x", True, None, {"c": "d"}]}
    assert type(read[0]["a"]) is dict
    assert type(read[0]["a"]["b"][1]) is float


def test_what_is_no_mapping_is_told_with_its_line() -> None:
    with pytest.raises(UserError, match="line 2"):
        full_records("- a: 1\n- x\n", FILE)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nothing\.yaml"):
        read_records(tmp_path / "nothing.yaml")


def test_the_full_reader_is_the_writers_library() -> None:
    assert YAML(typ="safe").load("- a: 0—6岁\n") == values("- a: 0—6岁\n")
