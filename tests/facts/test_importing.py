"""Reading files of facts: what is taken, and each mistake told with its cell and its cure."""

from __future__ import annotations

import contextlib
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qingmiao.catalogue import Catalogue, Indicator, join, load
from qingmiao.errors import UserError
from qingmiao.facts import SCHEMA, cells, importing
from qingmiao.facts.problems import Refused, letters
from qingmiao.places import Gazetteer, Place

TODAY = date(2026, 5, 1)
NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
HEAD = "指标,地区,年份,数值,单位"
PLACES = Gazetteer(
    (
        Place("qinghe", "清河县", "county", code="990101"),
        Place("t1", "东镇", "township", "qinghe"),
        Place("t1v1", "和平村", "village", "t1"),
        Place("t2", "西镇", "township", "qinghe"),
        Place("t2v1", "和平村", "village", "t2"),
    )
)


def catalogue() -> Catalogue:
    """The nation's, with a few of a plan's own."""
    local = [
        Indicator("p.c1", "体检率", "%", "p.c1@", "up", limits=(0, 100)),
        Indicator("p.c2", "温差变化", "百分点", "p.c2@"),
        Indicator("p.c3", "热线", "done", "p.c3@"),
        Indicator("p.c4", "高度", "米", "p.c4@", limits=(1, 9)),
    ]
    return join(load(), local)


CATALOGUE = catalogue()


def read(path: Path, current: pa.Table | None = None, day: datetime = NOW) -> pa.Table:
    """Read a file for the county."""
    return importing.read_facts(path, catalogue=CATALOGUE, gazetteer=PLACES, today=TODAY, recorded_at=day, by="office", current=current)


def taken(tmp_path: Path, text: str, name: str = "a.csv", encoding: str = "utf-8", current: pa.Table | None = None) -> list[dict[str, Any]]:
    """The facts of a CSV text as rows."""
    (tmp_path / name).write_bytes(text.encode(encoding))
    return read(tmp_path / name, current).to_pylist()


def problems(tmp_path: Path, text: str, current: pa.Table | None = None) -> list[str]:
    """The problems of a CSV text: file:row:column and what is wrong."""
    with pytest.raises(Refused) as caught:
        taken(tmp_path, text, current=current)
    return [f"{one.where('a.csv')} {one.what} → {one.cure}" for one in caught.value.problems]


def book(path: Path, *rows: list[Any], more: str | None = None) -> Path:
    """A workbook with one sheet of rows, and perhaps a second sheet with the same."""
    made = xlsxwriter.Workbook(path)
    for name in filter(None, ("数据", more)):
        sheet = made.add_worksheet(name)
        for index, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(index, column, cell, made.add_format({"num_format": "yyyy-mm-dd"}))  # type: ignore[arg-type]
                elif isinstance(cell, str):
                    sheet.write_string(index, column, cell)
                elif cell is not None:
                    sheet.write(index, column, cell)
    made.close()
    return path


def test_an_indicators_value_is_the_fact_of_its_measured_element(tmp_path: Path) -> None:
    (fact,) = taken(tmp_path, f"{HEAD}\n婴儿死亡率,清河县,2021,5.1,‰\n")
    assert (fact["element"], fact["place"], fact["value"]) == ("infant_mortality_rate@", "qinghe", 5.1)
    assert (fact["period_from"], fact["period_to"], fact["basis"]) == (date(2020, 10, 1), date(2021, 10, 1), "statistical_year")
    assert (fact["stream"], fact["status"], fact["origin"], fact["origin_id"]) == ("health", "observed", "import", "a.csv:2")
    assert (fact["recorded_at"], fact["recorded_by"], fact["simulated"], fact["supersedes"]) == (NOW, "office", False, None)


def test_english_heads_codes_and_groups(tmp_path: Path) -> None:
    head = "element,place,year,value,status,stream,source,sex,residence,age,other,n,std_error"
    rows = taken(
        tmp_path,
        f"{head}\nlive_births,990101,2024,3012,provisional,statistics,年鉴 12 页,male,农村,under_5,留守,900,1.5\nlive_births,t1,2024,,not_collected,,,,,,,,\n",
    )
    first, second = rows
    assert [first[name] for name in ("place", "sex", "residence", "age", "other", "n", "std_error")] == [
        "qinghe",
        "male",
        "rural",
        "under_5",
        "left_behind",
        900,
        1.5,
    ]
    assert (first["status"], first["stream"], first["origin_id"]) == ("provisional", "statistics", "a.csv:2 年鉴 12 页")
    assert (second["status"], second["value"], second["stream"]) == ("not_collected", None, "health")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    text = f"{HEAD}\r\n活产数,清河县,2024,3012,\r\n".replace(",", separator).replace("指标", "数据元")
    assert [row["value"] for row in taken(tmp_path, text, encoding=encoding)] == [3012.0]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("９５．２", 95.2),
        ("95.2%", 95.2),
        ("95.2％", 95.2),
        (" 95.2 ", 95.2),
        ("+95.2", 95.2),
        ("9.52e1", 95.2),
        ("0.5%", 0.5),
        ("100", 100.0),
        ("0", 0.0),
    ],
)
def test_numbers_as_people_write_them(tmp_path: Path, written: str, value: float) -> None:
    assert [row["value"] for row in taken(tmp_path, f"{HEAD}\n体检率,清河县,2024,{written},％\n")] == [value]


@pytest.mark.parametrize(("written", "unit", "value"), [('"3,012"', "人", 3012.0), ("0.3012", "万人", 3012.0), ("３０１２", "", 3012.0)])
def test_counts_in_other_units(tmp_path: Path, written: str, unit: str, value: float) -> None:
    assert [row["value"] for row in taken(tmp_path, f"数据元,地区,年份,数值,单位\n活产数,清河县,2024,{written},{unit}\n")] == [value]


@pytest.mark.parametrize(
    ("element", "written", "start"),
    [
        ("kindergarten_children", "2024", date(2023, 9, 1)),
        ("kindergarten_children", "2023/24", date(2023, 9, 1)),
        ("kindergarten_children", "2023-2024学年", date(2023, 9, 1)),
        ("live_births", "２０２４年", date(2023, 10, 1)),
        ("resident_population", "2024.0", date(2024, 1, 1)),
    ],
)
def test_years_as_people_write_them(tmp_path: Path, element: str, written: str, start: date) -> None:
    assert [row["period_from"] for row in taken(tmp_path, f"element,place,year,value\n{element},qinghe,{written},5\n")] == [start]


@pytest.mark.parametrize(
    ("start", "end", "basis"),
    [
        ("2024-01-01", "2025-01-01", "calendar_year"),
        ("2023年10月1日", "2024/10/1", "statistical_year"),
        ("2023-09-01", "2024-09-01", "school_year"),
        ("2024-12-31", "2025-01-01", "point"),
        ("2024-05-05", "2024-05-06", "point"),
        ("2024-01-01", "2024-04-01", "quarter"),
        ("2021-01-01", "2024-01-01", "several_years"),
    ],
)
def test_periods_say_their_basis(tmp_path: Path, start: str, end: str, basis: str) -> None:
    assert [row["basis"] for row in taken(tmp_path, f"element,place,起,止,value\nlive_births,qinghe,{start},{end},5\n")] == [basis]


def test_a_basis_is_taken_at_its_word(tmp_path: Path) -> None:
    assert taken(tmp_path, "element,place,year,value,时期口径\nlive_births,qinghe,2024,5,自然年\n")[0]["basis"] == "calendar_year"


def test_titles_above_the_head_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    text = f"清河县2024年统计表,,,,\n\n{HEAD}\n婴儿死亡率,清河县,2021,5.1,‰\n,,,,\n婴儿死亡率,清河县,2022,5.0,‰\n"
    assert [row["origin_id"] for row in taken(tmp_path, text)] == ["a.csv:4", "a.csv:6"]


def test_a_source_that_is_a_stream_is_the_stream(tmp_path: Path) -> None:
    assert taken(tmp_path, f"{HEAD},来源\n婴儿死亡率,清河县,2021,5.1,‰,统计局\n")[0]["stream"] == "statistics"


WRONG: list[tuple[str, str, str, str]] = [
    # row, its cell, a word of the problem, a word of the cure
    ("生儿死亡率,清河县,2021,5.1,‰", "a.csv:2:A（指标）", "没有指标“生儿死亡率”", "是不是“"),
    (",清河县,2021,5.1,‰", "a.csv:2:A（指标）", "没有指标 /", "代码或名称"),
    ("婴儿死亡率,火星,2021,5.1,‰", "a.csv:2:B（地区）", "没有地区“火星”", "规划包"),
    ("婴儿死亡率,,2021,5.1,‰", "a.csv:2:B（地区）", "没有地区 /", "规划包"),
    ("婴儿死亡率,和平村,2021,5.1,‰", "a.csv:2:B（地区）", "几个地方", "t1v1"),
    ("婴儿死亡率,清河县,二〇二一,5.1,‰", "a.csv:2:C（年份）", "读不出", "四位年份"),
    ("婴儿死亡率,清河县,,5.1,‰", "a.csv:2:C（年份）", "没有年份", "四位"),
    ("婴儿死亡率,清河县,2027,5.1,‰", "a.csv:2:C（年份）", "2027 年还没有到", "不晚于 2026"),
    ("婴儿死亡率,清河县,1948,5.1,‰", "a.csv:2:C（年份）", "太早", "1949"),
    ("婴儿死亡率,清河县,2020/21,5.1,‰", "a.csv:2:C（年份）", "读不出", "四位年份"),
    ("婴儿死亡率,清河县,2021,-2,‰", "a.csv:2:D（数值）", "负数 -2", "未开展"),
    ("婴儿死亡率,清河县,2021,－２,‰", "a.csv:2:D（数值）", "负数 -2", "未开展"),
    ("婴儿死亡率,清河县,2021,五,‰", "a.csv:2:D（数值）", "不是数", "一个数"),
    ("婴儿死亡率,清河县,2021,5..1,‰", "a.csv:2:D（数值）", "不是数", "一个数"),
    ("婴儿死亡率,清河县,2021,—,‰", "a.csv:2:D（数值）", "不是数", "状态"),
    ("婴儿死亡率,清河县,2021,NaN,‰", "a.csv:2:D（数值）", "不是有限的数", "状态"),
    ("婴儿死亡率,清河县,2021,-inf,‰", "a.csv:2:D（数值）", "不是有限的数", "状态"),
    ("婴儿死亡率,清河县,2021,1e999,‰", "a.csv:2:D（数值）", "太大", "位数"),
    ("婴儿死亡率,清河县,2021,=A1*2,‰", "a.csv:2:D（数值）", "公式", "数值"),
    ("婴儿死亡率,清河县,2021,,‰", "a.csv:2:D（数值）", "没有数值", "状态"),
    ("婴儿死亡率,清河县,2021,5.1,%", "a.csv:2:E（单位）", "单位“%”不是“‰”", "‰"),
    ("婴儿死亡率,清河县,2021,5.1%,", "a.csv:2:D（数值）", "单位“%”不是“‰”", "‰"),
    ("体检率,清河县,2021,5.1,光年", "a.csv:2:E（单位）", "单位“光年”", "“%”"),
    ("体检率,清河县,2021,100.1,%", "a.csv:2:D（数值）", "100.1 大于 100", "单位"),
    ("体检率,清河县,2021,0.98,%", "a.csv:2:D（数值）", "0.98% 还是 98%", "写成 98"),
    ("体检率,清河县,2021,1,", "a.csv:2:D（数值）", "1% 还是 100%", "写成 100"),
    ("高度,清河县,2021,0.5,米", "a.csv:2:D（数值）", "0.5 小于 1", "米"),
    ("热线,清河县,2021,0.5,", "a.csv:2:D（数值）", "1 或 0", "确认"),
]


@pytest.mark.parametrize(("row", "where", "what", "cure"), WRONG)
def test_each_mistake_is_told_with_its_cell_and_cure(tmp_path: Path, row: str, where: str, what: str, cure: str) -> None:
    (problem,) = problems(tmp_path, f"{HEAD}\n{row}\n")
    assert problem.startswith(f"{where} ")
    told, _, help_ = problem.partition(" → ")
    assert what in told
    assert cure in help_


MORE: list[tuple[str, str, str]] = [
    ("element,place,year,value\nlive_birth,qinghe,2024,5", "a.csv:2:A（element）", "没有数据元“live_birth”"),
    ("element,indicator,place,year,value\nlive_births,婴儿死亡率,qinghe,2024,5", "a.csv:2:A（element）", "同时写了"),
    (f"{HEAD},状态\n婴儿死亡率,清河县,2021,5.1,‰,未开展", "a.csv:2:D（数值）", "不应有数值"),
    (f"{HEAD},状态\n婴儿死亡率,清河县,2021,5.1,‰,也许", "a.csv:2:F（状态）", "“也许”不在可选的词里"),
    (f"{HEAD},状态\n婴儿死亡率,清河县,2021,,‰,估计", "a.csv:2:D（数值）", "没有数值"),
    (f"{HEAD},性别\n婴儿死亡率,清河县,2021,5.1,‰,蓝", "a.csv:2:F（性别）", "不在可选的词里"),
    (f"{HEAD},stream\n婴儿死亡率,清河县,2021,5.1,‰,月亮", "a.csv:2:F（stream）", "不在可选的词里"),
    (f"{HEAD},样本量\n婴儿死亡率,清河县,2021,5.1,‰,10.5", "a.csv:2:F（样本量）", "零头"),
    (f"{HEAD},标准误\n婴儿死亡率,清河县,2021,5.1,‰,-1", "a.csv:2:F（标准误）", "负数"),
    (f"{HEAD},时期口径\n婴儿死亡率,清河县,2021,5.1,‰,季度", "a.csv:2:C（年份）", "只有年份不够"),
    ("element,place,起,止,value\nlive_births,qinghe,2024-01-01,,5", "a.csv:2:C（起）", "没有年份"),
    ("element,place,起,止,value\nlive_births,qinghe,2024-01-01,2024-02-30,5", "a.csv:2:C（起）", "日期读不出"),
    ("element,place,起,止,value\nlive_births,qinghe,去年,今年,5", "a.csv:2:C（起）", "日期读不出"),
    ("element,place,起,止,value\nlive_births,qinghe,2024-01-01,2024-01-01,5", "a.csv:2:C（起）", "止不晚于起"),
    ("element,place,起,止,value\nlive_births,qinghe,2026-07-01,2027-07-01,5", "a.csv:2:C（起）", "还没有到"),
    ("element,place,起,止,value\nlive_births,qinghe,2024-01-01,2024-07-01,5", "a.csv:2:C（起）", "不是年、学年、季度"),
    (f"{HEAD}\n婴儿死亡率,清河县,2021,5.1,‰\n婴儿死亡率,990101,2021,5.1,‰", "a.csv:3:D（数值）", "与第 2 行是同一个数"),
    (f"{HEAD},温度\n婴儿死亡率,清河县,2021,5.1,‰,9", "a.csv:1:F（温度）", "不认识这一列"),
    (f"{HEAD},\n婴儿死亡率,清河县,2021,5.1,‰,9", "a.csv:1:F", "没有表头"),
    (f"{HEAD}\n婴儿死亡率,清河县,2021,5.1,‰,9", "a.csv:1:F", "没有表头"),
    (f"{HEAD},数值\n婴儿死亡率,清河县,2021,5.1,‰,9", "a.csv:1:F（数值）", "“value”有两列"),
    ("指标,地区,数值\n婴儿死亡率,清河县,5.1", "a.csv:1", "缺少“年份”列"),
    ("指标,地区,年份\n婴儿死亡率,清河县,2021", "a.csv:1", "缺少“数值”列"),
    ("年份,地区,数值\n2021,清河县,5.1", "a.csv:1", "缺少“指标”列"),
    (HEAD, "a.csv:1", "没有数据"),
    ("a,b,c\n1,2,3", "a.csv", "没有表头"),
]


@pytest.mark.parametrize(("text", "where", "what"), MORE)
def test_each_mistake_of_a_whole_file(tmp_path: Path, text: str, where: str, what: str) -> None:
    (problem,) = problems(tmp_path, text + "\n")
    assert problem.startswith(f"{where} ")
    assert what in problem


def test_all_problems_are_told_at_once_and_fifty_are_shown(tmp_path: Path) -> None:
    text = HEAD + "\n" + "".join(f"不存在{i},火星,2100,-x,‰\n" for i in range(30))
    with pytest.raises(UserError) as caught:
        taken(tmp_path, text)
    error = caught.value
    assert isinstance(error, Refused)
    assert len(error.problems) == 60
    assert "有 60 处问题" in error.what
    assert error.where.count("\n") == 50
    assert "另有 10 处 / and 10 more" in error.where
    assert error.exit_code == 2


@pytest.mark.parametrize(
    ("row", "codes"), [("数据元,地区,年份,数值\n同名（公布值）", r"p\.a@、p\.b@"), ("指标,地区,年份,数值\n同名", r"p\.a、p\.b")]
)
def test_a_name_of_several_elements_must_be_a_code(tmp_path: Path, row: str, codes: str) -> None:
    twins = join(load(), [Indicator("p.a", "同名", "%", "p.a@"), Indicator("p.b", "同名", "%", "p.b@")])
    (tmp_path / "a.csv").write_text(f"{row},清河县,2021,5\n", encoding="utf-8")
    with pytest.raises(Refused, match=codes):
        importing.read_facts(tmp_path / "a.csv", catalogue=twins, gazetteer=PLACES, today=TODAY, recorded_at=NOW, by="x")


PAIR = "element,place,year,value\n"


def test_a_numerator_above_its_denominator_is_refused(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, PAIR + "live_births,qinghe,2024,10\ninfant_deaths,qinghe,2024,11\n")
    assert problem.startswith("a.csv:3:D")
    assert "分子大于分母：婴儿死亡数 11 > 活产数 10" in problem
    assert len(taken(tmp_path, PAIR + "live_births,qinghe,2024,10\ninfant_deaths,qinghe,2025,11\n")) == 2
    assert len(taken(tmp_path, PAIR + "live_births,qinghe,2024,10\ninfant_deaths,t1,2024,11\n")) == 2
    assert len(taken(tmp_path, PAIR + "children_3_5,qinghe,2024,10\nkindergarten_children,qinghe,2024,11\n")) == 2


def test_and_against_what_is_known_in_both_directions(tmp_path: Path) -> None:
    known = pa.Table.from_pylist(taken(tmp_path, PAIR + "live_births,qinghe,2024,10\ninfant_deaths,qinghe,2024,5\n"), schema=SCHEMA)
    (problem,) = problems(tmp_path, PAIR + "infant_deaths,qinghe,2024,11\n", known)
    assert "婴儿死亡数 11 > 活产数 10" in problem
    (problem,) = problems(tmp_path, PAIR + "live_births,qinghe,2024,4\n", known)
    assert problem.startswith("a.csv:2:D")
    assert "婴儿死亡数 5 > 活产数 4" in problem
    assert len(taken(tmp_path, PAIR + "live_births,qinghe,2024,4\ninfant_deaths,qinghe,2024,3\n", current=known)) == 2


def test_simulated_facts_prove_nothing(tmp_path: Path) -> None:
    rows = [row | {"simulated": True} for row in taken(tmp_path, PAIR + "live_births,qinghe,2024,10\n")]
    known = pa.Table.from_pylist(rows, schema=SCHEMA)
    assert len(taken(tmp_path, PAIR + "infant_deaths,qinghe,2024,11\n", current=known)) == 1
    (fact,) = taken(tmp_path, PAIR + "live_births,qinghe,2024,10\n", current=known)
    assert (fact["simulated"], fact["supersedes"]) == (False, 1)


def test_streams_are_held_against_their_own_whole_first(tmp_path: Path) -> None:
    head = "element,place,year,value,stream\n"
    text = head + "live_births,qinghe,2024,10,health\nlive_births,qinghe,2024,4,statistics\ninfant_deaths,qinghe,2024,5,health\n"
    assert len(taken(tmp_path, text)) == 3
    (problem,) = problems(tmp_path, head + "live_births,qinghe,2024,4,statistics\ninfant_deaths,qinghe,2024,5,health\n")
    assert "5 > 活产数 4" in problem


def test_a_second_import_adds_nothing_and_a_changed_value_supersedes(tmp_path: Path) -> None:
    text = PAIR + "live_births,qinghe,2024,10\nlive_births,t1,2024,6\n"
    first = pa.Table.from_pylist(taken(tmp_path, text), schema=SCHEMA)
    assert taken(tmp_path, text, current=first) == []
    (fact,) = taken(tmp_path, text.replace(",6", ",7"), current=first)
    assert (fact["id"], fact["value"], fact["supersedes"]) == (3, 7.0, 2)


def test_a_workbook_is_read_like_a_csv(tmp_path: Path) -> None:
    rows = [
        ["2024年统计表"],
        [],
        ["数据元", "地区", "年份", "数值", "单位", "状态"],
        ["活产数", 990101, 2024, 3012, "人", None],
        ["活产数", "东镇", "2024", "１２", "人"],
    ]
    facts = read(book(tmp_path / "b.xlsx", *rows)).to_pylist()
    assert [(row["place"], row["value"], row["origin_id"]) for row in facts] == [
        ("qinghe", 3012.0, "b.xlsx[数据]:4"),
        ("t1", 12.0, "b.xlsx[数据]:5"),
    ]
    (tmp_path / "b.csv").write_bytes((tmp_path / "b.xlsx").read_bytes())
    assert read(tmp_path / "b.csv").num_rows == 2


HEADS = ["指标", "地区", "年份", "数值"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (["体检率", "清河县", 2024, 0.98], "0.98% 还是 98%"),
        (["5岁以下儿童低体重率", "清河县", 2024, 0.014], "0.014% 还是 1.4%"),
        (["婴儿死亡率", "清河县", 2024, date(2024, 1, 1)], "变成了日期"),
        (["婴儿死亡率", "清河县", date(2024, 1, 1), 5], "变成了日期"),
        (["婴儿死亡率", "清河县", 2024, True], "不是数"),
        (["婴儿死亡率", "清河县", 2024.5, 5], "读不出"),
        (["婴儿死亡率", None, 2024, 5], "没有地区"),
    ],
)
def test_what_workbooks_do_to_cells(tmp_path: Path, row: list[Any], what: str) -> None:
    with pytest.raises(Refused) as caught:
        read(book(tmp_path / "b.xlsx", HEADS, row))
    assert [what in one.what for one in caught.value.problems] == [True]


def test_shares_that_are_not_in_doubt(tmp_path: Path) -> None:
    rows = [
        ["5岁以下儿童低体重率", "清河县", 2023, 0.78],
        ["5岁以下儿童低体重率", "清河县", 2024, "0.014%"],
        ["体检率", "清河县", 2024, "0.98%"],
        ["温差变化", "清河县", 2024, -3],
    ]
    assert read(book(tmp_path / "b.xlsx", HEADS, *rows))["value"].to_pylist() == [0.78, 0.014, 0.98, -3.0]


def test_days_of_a_workbook(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", ["数据元", "地区", "起", "止", "数值"], ["活产数", "清河县", date(2024, 1, 1), date(2025, 1, 1), 5])
    assert read(path)["basis"].to_pylist() == ["calendar_year"]
    assert cells.day_of(datetime(2024, 1, 2, 10, 30, tzinfo=UTC)) == date(2024, 1, 2)
    assert cells.text_of(None) == ""


def test_two_sheets_of_data_are_one_too_many(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", HEADS, ["婴儿死亡率", "清河县", 2024, 5], more="第二")
    with pytest.raises(Refused, match="数据、第二"):
        read(path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "空的"),
        (b"  \n\n", "空的"),
        (b"\x00\x01\x02\x03" * 50, "不是文本"),
        (b"PK\x03\x04 rubbish", "不是能读的工作簿"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 rubbish", "不是能读的工作簿"),
        (b"\xff\xff\xff", "不是文本"),
        (b'\xe6\x8c\x87,"' + b"a" * 200_000 + b'"', "读不出"),
    ],
)
def test_files_that_are_none(tmp_path: Path, content: bytes, what: str) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(UserError) as caught:
        read(tmp_path / "x.csv")
    assert what in caught.value.what
    assert "x.csv" in caught.value.where


def test_a_file_that_is_not_there_a_folder_and_one_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(UserError, match="打不开"):
            read(path)
    monkeypatch.setattr("qingmiao.facts.sheets.LARGEST", 3)
    with pytest.raises(UserError, match="超过 50 MB"):
        taken(tmp_path, "1234")


def test_a_workbook_with_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from python_calamine import PasswordError

    def locked(_: io.BytesIO) -> None:
        raise PasswordError("locked")

    monkeypatch.setattr("qingmiao.facts.sheets.CalamineWorkbook", type("Book", (), {"from_filelike": staticmethod(locked)}))
    with pytest.raises(UserError, match="密码"):
        read(book(tmp_path / "b.xlsx", HEADS))


def test_columns_have_letters() -> None:
    assert [letters(number) for number in (1, 26, 27, 52, 703, None)] == ["A", "Z", "AA", "AZ", "AAA", ""]


def quiet(path: Path) -> None:
    """Read a file that may be anything: facts or UserError, nothing else."""
    with contextlib.suppress(UserError):
        read(path)


FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELLS = st.one_of(
    st.sampled_from(
        [
            "指标",
            "地区",
            "年份",
            "数值",
            "单位",
            "状态",
            "婴儿死亡率",
            "live_births",
            "清河县",
            "t1",
            "2024",
            "5",
            "0.5%",
            "-1",
            "",
            "未开展",
            "全部",
            "起",
            "止",
            "2024-01-01",
        ]
    ),
    st.text(max_size=6),
    st.floats().map(str),
)


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", HEAD.encode() + b"\n"]))
@FUZZ
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, start: bytes) -> None:
    (tmp_path / "f.csv").write_bytes(start + data)
    quiet(tmp_path / "f.csv")


@given(st.lists(st.lists(CELLS, max_size=7), max_size=6), st.booleans())
@FUZZ
def test_any_csv_is_read_or_refused(tmp_path: Path, rows: list[list[str]], headed: bool) -> None:
    text = "\n".join(",".join(row) for row in ([HEAD.split(",")] if headed else []) + rows)
    (tmp_path / "f.csv").write_bytes(text.encode("utf-8", "replace"))
    quiet(tmp_path / "f.csv")


@given(st.lists(st.tuples(st.integers(0, 9_999), st.integers(0, 255)), min_size=1, max_size=20))
@FUZZ
def test_any_damaged_workbook_is_read_or_refused(tmp_path: Path, damage: list[tuple[int, int]]) -> None:
    data = bytearray(book(tmp_path / "b.xlsx", HEADS, ["婴儿死亡率", "清河县", 2024, 5]).read_bytes())
    for position, byte in damage:
        data[position % len(data)] = byte
    (tmp_path / "f.xlsx").write_bytes(bytes(data))
    quiet(tmp_path / "f.xlsx")
