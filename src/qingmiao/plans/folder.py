"""A package on disk: one folder, one YAML file a part, in the order in which a person would read them."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.representer import SafeRepresenter

from qingmiao.errors import UserError
from qingmiao.plans.issues import Issue
from qingmiao.plans.model import Area, Commitment, Measure, Objective, Package, Plan, PlanIndicator, PlanPlace, Unit

PARTS: Final[Mapping[str, type[BaseModel]]] = {
    "areas": Area,
    "objectives": Objective,
    "commitments": Commitment,
    "measures": Measure,
    "units": Unit,
    "places": PlanPlace,
    "indicators": PlanIndicator,
}
"""The files that hold a list, by name; `plan.yaml` holds one mapping."""

HEADS: Final[Mapping[str, str]] = {
    "plan": "规划：名称、状态、时期、适用地区、所读文件 / the plan: title, status, period, region, document",
    "areas": "领域 / areas",
    "objectives": "主要目标：原文位置 / objectives: where their words stand",
    "commitments": "承诺：每条一个指标、一个数值、一个期限 / commitments: one indicator, one value, one deadline each",
    "measures": "策略措施与责任单位 / measures and the units that answer for them",
    "units": "责任单位 / units",
    "places": "地区；supply 为文件只给出个数、待补名单的地区数 / places; supply counts those still to be named",
    "indicators": "所用指标：catalogue 为真者见指标目录 / indicators used: of the catalogue, or drafted here",
}

MAX_BYTES: Final = 5_000_000


def load(folder: Path) -> Package:
    """The package in a folder; raises UserError with every error found, each with file, line and cure."""
    package, issues = read_folder(folder)
    if package is None:
        raise UserError(
            what="规划包有错误，无法载入 / the plan package has errors and cannot be loaded",
            where=str(folder),
            cure="\n".join(str(issue) for issue in issues),
        )
    return package


def read_folder(folder: Path) -> tuple[Package | None, list[Issue]]:
    """The package, or None with the issues of its files (missing, not YAML, wrong fields)."""
    issues: list[Issue] = []
    parts: dict[str, Any] = {}
    if not folder.is_dir():
        return None, [
            Issue(
                str(folder),
                0,
                "no-folder",
                "error",
                "没有这个文件夹 / no such folder",
                "核对路径，或先运行 qingmiao plan new / check the path, or run qingmiao plan new first",
            )
        ]
    parts["plan"] = _build(Plan, _read_file(folder / "plan.yaml", issues), folder / "plan.yaml", (), issues)
    for name, model in PARTS.items():
        rows = _read_file(folder / f"{name}.yaml", issues)
        parts[name] = _build_list(model, rows, folder / f"{name}.yaml", issues)
    if issues:
        return None, issues
    return Package(**parts), issues


def _read_file(path: Path, issues: list[Issue]) -> Any:
    """The YAML of one file as plain values; None with an issue when it cannot be read."""

    def issue(line: int, code: str, what: str, cure: str) -> None:
        issues.append(Issue(str(path), line, code, "error", what, cure))

    try:
        if path.stat().st_size > MAX_BYTES:
            issue(
                0,
                "too-large",
                "文件过大 / the file is too large",
                "规划包的一个文件不应超过 5 MB / no file of a package needs more than 5 MB",
            )
            return None
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        issue(0, "missing-file", "缺少文件 / the file is missing", "补上此文件；没有内容时写 [] / add it; write [] where there is nothing")
        return None
    except (OSError, UnicodeDecodeError):
        issue(
            0,
            "unreadable",
            "文件打不开或不是 UTF-8 文本 / cannot be opened, or is not UTF-8 text",
            "另存为 UTF-8 文本 / save it as UTF-8 text",
        )
        return None
    try:
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        issue(
            mark.line + 1 if mark else 0,
            "not-yaml",
            f"不是合格的 YAML：{error.problem} / not valid YAML",
            "检查缩进、冒号和引号 / look at indents, colons and quotes",
        )
    except (YAMLError, RecursionError, ValueError):
        issue(0, "not-yaml", "不是合格的 YAML / not valid YAML", "检查缩进、冒号和引号 / look at indents, colons and quotes")
    return None


def _build_list(model: type[BaseModel], rows: Any, path: Path, issues: list[Issue]) -> tuple[Any, ...]:
    if rows is None:
        return ()
    if not isinstance(rows, list):
        issues.append(
            Issue(
                str(path),
                1,
                "not-a-list",
                "error",
                "此文件应为一个列表 / this file must hold a list",
                "每项以“- ”开头；没有内容时写 [] / begin each item with “- ”; write [] for none",
            )
        )
        return ()
    return tuple(_build(model, row, path, (index,), issues) for index, row in enumerate(rows))


def _build(model: type[BaseModel], values: Any, path: Path, at: tuple[int, ...], issues: list[Issue]) -> Any:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        for problem in error.errors():
            where = (*at, *problem["loc"])
            issues.append(
                Issue(
                    str(path),
                    line_of(path, where),
                    "field",
                    "error",
                    f"{'.'.join(str(key) for key in problem['loc']) or '此项'}: {_words(problem['type'], problem['msg'])}",
                    _cure(problem["type"]),
                )
            )
    return None


_FIELD_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("缺少必填字段 / a required field is missing", "补上此字段 / add it"),
    "extra_forbidden": ("不认识的字段 / an unknown field", "核对字段名，或删去 / check its name, or delete it"),
    "string_type": ("应为文字 / must be text", '编码类数字加引号，如 "421321" / put codes made of digits in quotes'),
    "string_pattern_mismatch": ("格式不对 / wrong form", "核对编号或编码的写法 / check how the id or code is written"),
    "literal_error": ("不在允许的取值之列 / not one of the allowed values", "改为允许的取值之一 / use one of the allowed values"),
}


def _words(kind: str, message: str) -> str:
    return _FIELD_WORDS.get(kind, (f"取值不对（{message}） / wrong value", ""))[0] + (f" ({message})" if kind == "literal_error" else "")


def _cure(kind: str) -> str:
    return _FIELD_WORDS.get(kind, ("", "核对数值、年份与类型 / check number, year and type"))[1]


def line_of(path: Path, where: Sequence[int | str]) -> int:
    """The line (from 1) of a value in a YAML file, 0 when it cannot be told; slow, used only where something is wrong."""
    try:
        status = path.stat()
        node = _with_lines(path, status.st_mtime_ns, status.st_size)
    except (OSError, UnicodeDecodeError, YAMLError, RecursionError, ValueError):
        return 0
    line = 0
    for key in where:
        try:
            line = (node.lc.key(key) if isinstance(key, str) else node.lc.item(key))[0]
            node = node[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line + 1


@lru_cache(maxsize=8)
def _with_lines(path: Path, changed: int, size: int) -> Any:
    """A file's values with their lines; read again only when the file has changed."""
    return YAML(typ="rt").load(path.read_text(encoding="utf-8-sig"))


def save(package: Package, folder: Path, *, kept: Mapping[str, bytes] | None = None) -> None:
    """Write a package into a folder, whole or not at all; `kept` are further files (the document's text).

    A folder that already holds another plan is refused (UserError); one that holds the same plan is replaced.
    """
    folder = folder.resolve()
    _refuse_foreign(package, folder)
    try:
        _replace(package, folder, kept or {})
    except OSError as error:
        raise UserError(
            what=f"规划包写不进去：{error.strerror} / the package cannot be written",
            where=str(folder),
            cure="换一个可写的文件夹，或关闭正在使用它的程序 / choose a writable folder, or close the program that uses it",
        ) from error


def _replace(package: Package, folder: Path, kept: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".writing-") as scratch:
        new = Path(scratch) / "package"
        new.mkdir()
        for name, text in texts(package).items():
            (new / name).write_text(text, encoding="utf-8", newline="\n")
        for name, data in kept.items():
            (new / name).write_bytes(data)
        old = Path(scratch) / "old"
        if folder.exists():
            _keep_others(folder, new)
            os.replace(folder, old)
        try:
            os.replace(new, folder)
        except OSError:
            if old.exists():
                os.replace(old, folder)
            raise


def _refuse_foreign(package: Package, folder: Path) -> None:
    if folder.is_file():
        raise UserError(what="目标是一个文件 / the target is a file", where=str(folder), cure="换一个文件夹 / choose a folder")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not (folder / "plan.yaml").is_file():
        raise UserError(
            what="文件夹里有别的东西 / the folder holds other things", where=str(folder), cure="换一个空文件夹 / choose an empty folder"
        )
    there, _ = read_folder(folder)
    if there is not None and there.plan.id != package.plan.id:
        raise UserError(
            what=f"文件夹里已有另一规划 {there.plan.id} / the folder holds another plan",
            where=str(folder),
            cure="换一个文件夹 / choose another folder",
        )


def _keep_others(old: Path, new: Path) -> None:
    """Carry over what a person has put beside the package's own files (cases, notes, the document)."""
    for item in old.iterdir():
        if not (new / item.name).exists():
            (shutil.copytree if item.is_dir() else shutil.copy2)(item, new / item.name)


def texts(package: Package) -> dict[str, str]:
    """The YAML files of a package by file name; the same package gives the same bytes."""
    files = {"plan.yaml": _dump("plan", package.plan.model_dump(mode="json", exclude_none=True, exclude_defaults=False))}
    for name in PARTS:
        rows = [item.model_dump(mode="json", exclude_defaults=True) for item in getattr(package, name)]
        files[f"{name}.yaml"] = _dump(name, rows)
    return files


class _Representer(SafeRepresenter):
    """Writes text with a next-line sign (U+0085) in double quotes, where it is escaped; elsewhere it would be read as a blank."""

    def text(self, data: str) -> Any:
        """One text value."""
        return self.represent_scalar("tag:yaml.org,2002:str", data, style='"' if "\x85" in data else None)


_Representer.add_representer(str, _Representer.text)


def _dump(name: str, value: Any) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 160
    out = io.StringIO()
    yaml.dump(value, out)
    return f"# {HEADS[name]}\n{out.getvalue()}"
