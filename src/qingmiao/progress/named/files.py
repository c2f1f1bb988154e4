"""The command `qingmiao progress`: a table of targets in, the same table with value, score, status and refusal out."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from qingmiao.errors import UserError
from qingmiao.facts.sheets import Sheet, read_sheets
from qingmiao.progress.named.bureau import ATTAINMENT, attained
from qingmiao.progress.named.model import REFUSALS, Answer, Target
from qingmiao.progress.named.table import answer, method_named

NUMBERS: Final = ("base_year", "base_value", "current_year", "current_value", "target_year", "target", "direction", "limit")
NEEDED: Final = ("base_year", "base_value", "current_year", "current_value", "target", "direction")
GIVEN: Final = ("value", "score", "status", "refusal")
_UNREADABLE: Final = Answer(refusal="unreadable")


def run(source: Path, result: Path, name: str) -> list[str]:
    """Answer every row of a CSV or workbook by one method and write the table beside it; returns lines to tell the user."""
    method = method_named(name)
    head, rows = _table(source)
    answers = [_answered(name, dict(zip(head, row, strict=True))) for row in rows]
    _write(result, [*head, *GIVEN], ([*row, *_cells(said)] for row, said in zip(rows, answers, strict=True)))
    told = [f"{len(rows)} 行，方法“{method.zh}”（{name}） → {result} / {len(rows)} rows"]
    told += [f"  {status}：{count}" for status, count in Counter(said.status for said in answers).most_common()]
    told += [_reason(reason, count) for reason, count in Counter(said.refusal for said in answers if said.refusal).most_common()]
    return told + (_attained(answers) if name == ATTAINMENT.name else [])


def _reason(reason: str, count: int) -> str:
    zh, en = REFUSALS[reason]
    return f"  {reason}：{count}（{zh} / {en}）"


def _attained(answers: Sequence[Answer]) -> list[str]:
    share = attained(answers)
    rate = "—" if share.rate is None else f"{100 * share.rate:.1f}%"
    least = "—" if share.at_least is None else f"{100 * share.at_least:.1f}%"
    return [
        f"达标率 {rate}（{share.met}/{share.judged}），无数据 {share.no_data}；无数据算未达标则 {least} / met {rate}, no data apart; at least {least}"
    ]


def _table(source: Path) -> tuple[list[str], list[list[str]]]:
    sheet = read_sheets(source)[0] if source.exists() else _missing(source)
    grid = [[_text(cell) for cell in row] for _, row in sheet.rows]
    head = [cell.strip() for cell in grid[0]] if grid else []
    _check(head, source)
    for (number, _), row in zip(sheet.rows, grid, strict=True):
        if any(cell.strip() for cell in row[len(head) :]):
            raise UserError(
                what=f"第 {number} 行的格数多于表头 / row {number} has more cells than the head",
                where=str(source),
                cure="核对逗号和引号 / check commas and quotes",
            )
    width = len(head)
    return head, [(row + [""] * width)[:width] for row in grid[1:]]


def _missing(source: Path) -> Sheet:
    raise UserError(
        what="文件不存在 / there is no such file", where=str(source), cure="核对文件名和文件夹 / check the name and the folder of the file"
    )


def _check(head: Sequence[str], source: Path) -> None:
    lacking = [name for name in NEEDED if name not in head]
    double = [name for name, count in Counter(head).items() if count > 1 and name]
    if lacking or double:
        raise UserError(
            what=f"表头缺少 {lacking} 或重复 {double} / the head lacks {lacking} or repeats {double}",
            where=f"{source}，第 1 行 / row 1",
            cure=f"需要的列 / columns: {', '.join(NUMBERS)}",
        )


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)


def _answered(name: str, row: Mapping[str, str]) -> Answer:
    try:
        return answer(name, target_of(row))
    except ValueError:
        return _UNREADABLE


def target_of(row: Mapping[str, str]) -> Target:
    """A row as a target; ValueError where a cell is not a finite number, or a direction neither 1 nor -1."""
    numbers = {name: _number(row.get(name, "")) for name in NUMBERS}
    direction = numbers.pop("direction")
    if direction not in (None, 1.0, -1.0):
        raise ValueError(direction)
    return Target(**numbers, direction=None if direction is None else int(direction), points=tuple(_points(row.get("points", ""))))


def _number(text: str) -> float | None:
    if not text.strip():
        return None
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _points(text: str) -> Iterator[tuple[float, float]]:
    for pair in filter(str.strip, text.split(";")):
        year, _, value = pair.partition(":")
        both = _number(year), _number(value)
        if both[0] is None or both[1] is None:
            raise ValueError(pair)
        yield both[0], both[1]


def _cells(said: Answer) -> list[str]:
    return [*("" if number is None else repr(float(number)) for number in (said.value, said.score)), said.status, said.refusal]


def _write(result: Path, head: Sequence[str], rows: Iterator[list[str]]) -> None:
    try:
        with result.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(head)
            writer.writerows(rows)
    except OSError as error:
        raise UserError(
            what=f"结果写不出（{error.strerror}） / the result cannot be written",
            where=str(result),
            cure="核对文件夹和写入权限 / check the folder and the right to write",
        ) from error
