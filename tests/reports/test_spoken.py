"""Fifty drawn commitments and what is said of each: a list of examples that was read line by line (`spoken.md`), and rules that every line keeps.

A change of wording shows here as a change of the list: read it before it is written anew (`python -m tests.reports.test_spoken`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from qingmiao.catalogue.numbers import format_target
from qingmiao.progress.model import Word
from qingmiao.reports.document import plain
from qingmiao.reports.model import Counted, Measured, Row
from qingmiao.reports.voice import Voice
from tests.reports import sample
from tests.reports.checking.style import FORBIDDEN

LIST: Final = Path(__file__).parent / "spoken.md"
NAMES: Final = {
    "%": ("产前筛查率", "义务教育巩固率", "农村卫生厕所普及率", "小学生近视率", "儿童贫血患病率"),
    "‰": ("婴儿死亡率", "5岁以下儿童死亡率"),
    "/10万": ("孕产妇死亡率", "儿童伤害死亡率"),
    "所": ("公办幼儿园数", "儿童之家数"),
    "人": ("儿童主任数",),
}
FALLING: Final = frozenset({"小学生近视率", "儿童贫血患病率", "婴儿死亡率", "5岁以下儿童死亡率", "孕产妇死亡率", "儿童伤害死亡率"})
BIRTHS: Final = Counted("死亡数", "人", "活产数", "人")
FATES: Final = (
    "reached",
    "pace_kept",
    "pace_missed",
    "projection_short",
    "missed",
    "fell_back",
    "no_begin",
    "direction_right",
    "direction_open",
    "none",
)


def draws() -> Iterator[tuple[str, Row]]:
    """Rises, falls, no change, met, lost, without data, one event and none, in all units."""
    luck = random.Random(50)
    for number in range(50):
        unit = luck.choice(tuple(NAMES))
        name = luck.choice(NAMES[unit])
        fate = FATES[number % len(FATES)]
        yield fate, _drawn(luck, number, unit, name, fate)


def _drawn(luck: random.Random, number: int, unit: str, name: str, fate: str) -> Row:
    better = "down" if name in FALLING else "up"
    top = {"%": 100.0, "‰": 12.0, "/10万": 40.0, "所": 80.0, "人": 300.0}[unit]
    whole = unit in ("所", "人")
    values = [luck.uniform(0.3, 0.95) * top for _ in range(3)]
    if luck.random() < 0.2:
        values[2] = values[1]
    figures = [float(round(value)) if whole else value for value in values]
    series = tuple(Measured(year, value) for year, value in zip((2020, 2023, 2024), figures, strict=True))
    if unit in ("‰", "/10万") and luck.random() < 0.6:
        births, per = 4100.0, 1000.0 if unit == "‰" else 100_000.0
        counts = [luck.choice((0.0, 1.0, 2.0, 7.0)) for _ in range(4)]
        series = tuple(
            Measured(year, events / births * per, events=events, exposure=births)
            for year, events in zip((2020, 2022, 2023, 2024), counts, strict=True)
        )
    aim, way = series[-1].value or 0.0, 0.1 * top * (1 if fate in ("reached", "pace_kept") else -1)
    aim = round(aim - way if better == "up" else aim + way, 0 if whole else 1)
    sign = "以上" if better == "up" else "以下"
    row = sample.row(number, name, Word.MET, unit=unit, better=better, comparator=">=" if better == "up" else "<=", aim=max(aim, 0.0))
    return replace(
        row,
        reason=fate,
        series=series if fate != "no_begin" else series[-1:],
        latest=None if fate == "none" else series[-1],
        base=None if fate == "no_begin" else series[0],
        quote=("逐步提高" if better == "up" else "逐步降低")
        if fate.startswith("direction")
        else f"{format_target(max(aim, 0.0), unit)}{sign}",
        kind="trend" if fate.startswith("direction") else "level",
        deadline=2024 if fate == "missed" else 2030,
        met_year=2022,
        pace=max(((series[-1].value or 0.0) + aim) / 2, 0.0),
        counted=BIRTHS,
        sentence=f"从未有人报送“{name}”的数据。" if fate == "none" else row.sentence,
    )


def spoken() -> str:
    """The list as it stands in the file."""
    voice = Voice(sample.model())
    lines = [f"{number}. `{fate}` {''.join(map(plain, voice.level(row)))}" for number, (fate, row) in enumerate(draws(), 1)]
    head = "# 五十个抽出的指标怎么说 / What is said of fifty drawn indicators\n\n数是抽出来的，句子是程序写的；逐行读过。 / Drawn numbers, written sentences, read line by line.\n\n"
    return head + "\n".join(lines) + "\n"


def test_the_list_is_what_was_read() -> None:
    assert spoken() == LIST.read_text(encoding="utf-8")


def test_no_line_says_what_must_not_be_said() -> None:
    lines = spoken().split("\n")[4:-1]
    assert len(lines) == 50
    for line in lines:
        assert not [one for one in FORBIDDEN if re.search(one[0] if isinstance(one, tuple) else one, line)], line
        assert not re.search(r"[提升]高-|下降-|增加0|None|nan|，，|。。|，。|（）", line), line
        assert line.endswith("。")
    assert {fate for fate, _ in draws()} == set(FATES)


def test_what_is_better_low_never_rises_in_praise() -> None:
    for _, row in draws():
        said = "".join(map(plain, Voice(sample.model()).level(row)))
        assert row.better == "up" or "提高" not in said, said


if __name__ == "__main__":
    LIST.write_text(spoken(), encoding="utf-8")
