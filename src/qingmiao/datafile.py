"""Lists of records in YAML files, read with the line of every key, so that an error can name file, line and cure.

Shipped files keep to a plain layout (`- key: value`, two blanks before the further keys, lists in one line), which is read here
directly: some thirty times faster than a full YAML reader, with the same result (a test compares the two). Whatever is laid out
otherwise goes to the full reader, so that files written by hand may use all of YAML.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qingmiao.errors import UserError

_ENTRY = re.compile(r"(- |  )([a-z_]+):(?: +(.*))?")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_DOUBTFUL = re.compile(r"[-+.]?\.?\d[\d_.,:eExXoO+-]*|[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)|(?i:null|true|false|yes|no|on|off)|[=~<-]")
_QUOTED = re.compile(r'"([^"\\]*)"')
_WORDS: Mapping[str, object] = {"null": None, "true": True, "false": False}
_LEADERS = frozenset("!&*?|>%@`\"'#,[]{}-:~=")
_IN_LISTS = frozenset(",[]{}\"'")


class FileError(UserError):
    """What is wrong in a data file, with the file and its line (0 where the file as a whole is meant)."""

    def __init__(self, file: Path, line: int, what: str, cure: str, *, where: str | None = None) -> None:
        super().__init__(what=what, where=where or f"{file}，第 {line} 行 / {file}, line {line}", cure=cure)
        self.file, self.line = file, line


@dataclass(frozen=True)
class Record:
    """One record of a file: its values, the line of each key, and the line on which it begins."""

    values: Mapping[str, Any]
    lines: Mapping[str, int]
    line: int
    file: Path

    def line_of(self, key: str | None) -> int:
        """The line of a key; that of the record where the key is not written."""
        return self.line if key is None else self.lines.get(key, self.line)

    def error(self, key: str | None, what: str, cure: str) -> FileError:
        """The error to raise for one key of this record; `what` and `cure` are “中文 / English”."""
        return FileError(self.file, self.line_of(key), what, cure)


def read_records(file: Path) -> tuple[Record, ...]:
    """The records of a YAML file that holds one list of mappings; raises UserError with file, line and cure."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(
            file,
            0,
            f"文件打不开：{error.strerror} / the file cannot be opened: {error.strerror}",
            "核对文件名和读取权限 / check the name of the file and the right to read it",
            where=str(file),
        ) from error
    except UnicodeDecodeError as error:
        raise FileError(
            file,
            0,
            "文件不是 UTF-8 编码 / the file is not UTF-8",
            "用 UTF-8 编码另存 / save it as UTF-8",
            where=f"{file}，第 {error.start} 字节 / byte {error.start}",
        ) from error
    plain = plain_records(text, file)
    return full_records(text, file) if plain is None else plain


def plain_records(text: str, file: Path) -> tuple[Record, ...] | None:
    """The records of a text in the plain layout, or None where a line is laid out otherwise."""
    found: list[tuple[int, dict[str, Any], dict[str, int]]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        entry = _ENTRY.fullmatch(line.rstrip(" "))
        if entry is None:
            return None
        lead, key, raw = entry.groups()
        if lead == "- ":
            found.append((number, {}, {}))
        if not found or key in found[-1][1]:
            return None
        try:
            found[-1][1][key] = _value(raw or "")
        except ValueError:
            return None
        found[-1][2][key] = number
    return tuple(Record(values, lines, line, file) for line, values, lines in found)


def _value(raw: str) -> object:
    """A scalar or a list in one line; raises ValueError where only the full reader knows."""
    if not raw.startswith("["):
        return _scalar(raw)
    if not raw.endswith("]"):
        raise ValueError(raw)
    inside = raw[1:-1].strip()
    return [_item(part.strip()) for part in inside.split(",")] if inside else []


def _item(raw: str) -> object:
    quoted = _QUOTED.fullmatch(raw)
    if not quoted and _IN_LISTS.intersection(raw):
        raise ValueError(raw)
    return _scalar(raw)


def _scalar(raw: str) -> object:
    quoted = _QUOTED.fullmatch(raw)
    if quoted:
        return quoted[1]
    if raw in _WORDS:
        return _WORDS[raw]
    if _NUMBER.fullmatch(raw):
        return float(raw) if "." in raw else int(raw)
    if not raw or raw[0] in _LEADERS or ": " in raw or " #" in raw or raw.endswith(":") or _DOUBTFUL.fullmatch(raw):
        raise ValueError(raw)
    return raw


def full_records(text: str, file: Path) -> tuple[Record, ...]:
    """The same by the full YAML reader, for any layout."""
    # Imported here: most runs never need it, and it takes as long to import as the whole catalogue takes to read.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        document = YAML(typ="rt").load(text)
    except YAMLError as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "not YAML"
        raise FileError(
            file,
            line,
            f"不是合格的 YAML：{problem} / not well-formed YAML: {problem}",
            "核对缩进、冒号后的空格和引号；以 % 等符号开头的值要加引号 / check indents, the blank after a colon, and quotes; "
            "a value that begins with a sign such as % needs quotes",
        ) from error
    return tuple(_full_record(item, position, document, file) for position, item in enumerate(_listed(document, file)))


def _listed(document: Any, file: Path) -> Sequence[Any]:
    if document is None:
        return ()
    if isinstance(document, list):
        return document
    raise FileError(file, 1, "文件应是一个列表 / the file must hold a list", "每条记录以“- ”开头 / begin each record with “- ”")


def _full_record(item: Any, position: int, document: Any, file: Path) -> Record:
    line = int(document.lc.item(position)[0]) + 1
    if not isinstance(item, dict):
        empty = Record({}, {}, line, file)
        raise empty.error(None, "这条记录不是“键: 值” / this record is not “key: value”", "写成“- code: …” / write it as “- code: …”")
    lines = {str(key): int(item.lc.key(key)[0]) + 1 for key in item}  # type: ignore[attr-defined]
    return Record({str(key): _bare(value) for key, value in item.items()}, lines, line, file)


def _bare(value: Any) -> Any:
    """Plain Python values in place of those that remember their layout."""
    match value:
        case bool() | None:
            return value
        case str():
            return str(value)
        case int():
            return int(value)
        case float():
            return float(value)
        case list():
            return [_bare(item) for item in value]
        case dict():
            return {str(key): _bare(item) for key, item in value.items()}
    return value


Check = Callable[[Any], Any]
"""Turns the value of one key into what is kept; raises ValueError with “what | cure” where it cannot."""


def text(value: Any) -> str:
    """A text that is not empty."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError("应是文字；像数字的文字要加引号 / must be text; quote text that looks like a number")


def code(value: Any) -> str:
    """A code: small letters, digits and _, beginning with a letter."""
    if isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]*", value):
        return value
    raise ValueError("只能用小写字母、数字和下划线，以字母开头 / use small letters, digits and _, beginning with a letter")


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts."""
    if isinstance(value, list):
        return tuple(text(item) for item in value)
    raise ValueError("应是列表，如 [甲, 乙] / must be a list such as [a, b]")


def number(value: Any) -> float:
    """A number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise ValueError("应是数字 / must be a number")


def whole(value: Any) -> int:
    """A whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError("应是整数 / must be a whole number")


EARLIEST, LATEST = 1949, 2100


def year(value: Any) -> int:
    """A year."""
    if EARLIEST <= whole(value) <= LATEST:
        return int(value)
    raise ValueError(f"应是 {EARLIEST}—{LATEST} 年 / must be a year from {EARLIEST} to {LATEST}")


def flag(value: Any) -> bool:
    """true or false."""
    if isinstance(value, bool):
        return value
    raise ValueError("应是 true 或 false / must be true or false")


def ends(value: Any) -> tuple[float | None, float | None]:
    """Two ends of a range, null where it is open."""
    if isinstance(value, list) and len(value) == 2:
        low, high = (None if item is None else number(item) for item in value)
        return low, high
    raise ValueError("应是下限和上限，如 [0, 100] 或 [0, null] / must be two ends such as [0, 100] or [0, null]")


def one_of(*choices: str) -> Check:
    """One of a closed list of words."""

    def check(value: Any) -> str:
        if value in choices:
            return str(value)
        near = _near(str(value), choices)
        raise ValueError(f"只能是 {'、'.join(choices)}{near[0]} / must be one of {', '.join(choices)}{near[1]}")

    return check


def some_of(*choices: str) -> Check:
    """A list of words of a closed list, each once."""
    known = one_of(*choices)

    def check(value: Any) -> tuple[str, ...]:
        found = tuple(known(word) for word in texts(value))
        if len(set(found)) < len(found):
            raise ValueError("每个只写一次 / write each once")
        return found

    return check


def _near(word: str, choices: Sequence[str]) -> tuple[str, str]:
    near = difflib.get_close_matches(word, choices, n=1)
    return (f"；是不是 {near[0]}？", f"; do you mean {near[0]}?") if near else ("", "")


def fields(record: Record, checks: Mapping[str, Check], required: frozenset[str]) -> dict[str, Any]:
    """The checked values of a record; raises UserError for an unknown, missing or wrong key."""
    for key in record.values:
        if key not in checks:
            zh, en = _near(key, tuple(checks))
            raise record.error(
                key, f"没有“{key}”这一项{zh} / there is no key “{key}”{en}", f"可用：{'、'.join(checks)} / known: {', '.join(checks)}"
            )
    for key in sorted(required):
        if key not in record.values:
            raise record.error(None, f"缺少“{key}” / “{key}” is missing", f"在这条记录里写上 {key}: … / write {key}: … in this record")
    return {key: _checked(record, key, checks[key]) for key in record.values}


def _checked(record: Record, key: str, check: Check) -> Any:
    try:
        return check(record.values[key])
    except ValueError as error:
        raise record.error(key, f"“{key}”的值有误 / the value of “{key}” is wrong: {record.values[key]!r}", str(error)) from error


def first_double(records: Sequence[Record], keys: Callable[[Record], Iterator[tuple[str, str]]]) -> None:
    """Raises UserError at the second place where a word stands that must stand once; `keys` gives (key of the record, word)."""
    seen: dict[str, Record] = {}
    for record in records:
        for key, word in keys(record):
            before = seen.setdefault(word, record)
            if before is not record:
                raise record.error(
                    key,
                    f"“{word}”在 {before.file.name} 第 {before.line} 行已用过 / “{word}” is used already in {before.file.name}, line {before.line}",
                    "换一个，或并成一条 / choose another, or join the two records",
                )


def named(fold: Callable[[str], str]) -> Callable[[Record], Iterator[tuple[str, str]]]:
    """For `first_double`: the `name` and `aliases` of a record, folded, each once, with the key under which it stands."""

    def words(record: Record) -> Iterator[tuple[str, str]]:
        found = {fold(record.values["name"]): "name"}
        for alias in record.values.get("aliases", ()):
            found.setdefault(fold(alias), "aliases")
        return ((key, word) for word, key in found.items())

    return words
