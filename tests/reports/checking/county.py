"""An invented county, all by hand: what is true of it, and a report on it that says nothing wrong, in every wording that the checker reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.reports.checking.truth import Commitment, Figure, Indicator, Truth

HEALTH, SCHOOL, CARE = "儿童与健康", "儿童与教育", "儿童与福利"
YEARS: Final = (2019, 2020, 2021, 2022, 2023, 2024)

INDICATORS: Final = (
    Indicator("imr", ("婴儿死亡率",), "‰", 2, "down", 1000),
    Indicator("nmr", ("新生儿死亡率",), "‰", 2, "down", 1000),
    Indicator("u5", ("5岁以下儿童死亡率",), "‰", 2, "down", 1000),
    Indicator("mmr", ("孕产妇死亡率",), "/10万", 2, "down", 100000),
    Indicator("kmr", ("3岁以下儿童系统管理率",), "%", 2, "up", 100),
    Indicator("vac", ("疫苗接种率",), "%", 2, "up", 100),
    Indicator("visit", ("新生儿访视率",), "%", 2, "up", 100),
    Indicator("hosp", ("住院分娩率",), "%", 2, "up", 100),
    Indicator("screen", ("产前筛查率",), "%", 2, "up", 100),
    Indicator("marr", ("婚前医学检查率",), "%", 2, "up", 100),
    Indicator("short", ("小学生近视率",), "%", 2, "down", 100),
    Indicator("pre", ("学前教育毛入园率",), "%", 2, "up", 100),
    Indicator("nine", ("九年义务教育巩固率",), "%", 2, "up", 100),
    Indicator("beds", ("每千人口托位数",), "个/千人口", 2, "up", 1000),
    Indicator("inst", ("托育机构",), "家", 0, "up"),
    Indicator("rehab", ("残疾儿童康复服务覆盖率",), "%", 2, "up", 100),
    Indicator("home", ("困境儿童保障率",), "%", 2, "up", 100),
)

SERIES: Final[dict[str, Sequence[float | None]]] = {
    "nmr": (None, 2.4, 2.35, 2.2, 2.1, 1.9),
    "u5": (None, 6.4, 5.9, 5.2, 4.6, 4.1),
    "kmr": (None, 88.0, 89.1, 90.2, 91.55, 93.4),
    "vac": (98.1, 98.4, 98.6, 98.9, 99.0, 99.2),
    "visit": (None, 93.0, 94.2, 95.3, 94.9, 94.8),
    "hosp": (None, 99.7, 99.8, 99.9, 99.9, 99.9),
    "screen": (None, 82.0, 82.9, 83.3, 84.2, 84.8),
    "marr": (None, 70.2, 71.9, 72.4, 73.3, 71.0),
    "short": (None, 38.0, 37.5, 36.9, 37.194, 37.2),
    "pre": (None, 90.2, 91.0, 91.6, 93.1, 93.6),
    "nine": (None, 94.0, 95.2, 95.6, 96.0, 96.4),
    "beds": (None, 2.0, 2.4, 2.9, 3.2, 3.6),
    "inst": (None, 20.0, 25.0, 31.0, 36.0, 42.0),
    "rehab": (None, 71.0, 72.6, 73.1, 75.0, 76.2),
}
COUNTS: Final = {
    "imr": {2020: (23, 5000), 2021: (21, 5000), 2022: (18, 5000), 2023: (15, 4800), 2024: (12, 4286)},
    "mmr": {2020: (2, 6622), 2021: (0, 6100), 2022: (1, 5900), 2023: (2, 5600), 2024: (1, 5435)},
}
GROUPED: Final = {
    ("imr", 2020): {"rural": 5.6, "urban": 3.5},
    ("imr", 2024): {"rural": 3.4, "urban": 2.2},
    ("u5", 2020): {"rural": 8.0, "urban": 5.0},
    ("u5", 2024): {"rural": 5.4, "urban": 3.0},
    ("pre", 2024): {"female": 93.6, "male": 93.6},
    ("kmr", 2020): {"rural": 87.0, "urban": 88.0},
    ("kmr", 2024): {"rural": 92.6, "urban": 94.2},
}
ELSEWHERE: Final = {
    ("imr", "prov", 2024): 3.05,
    ("kmr", "prov", 2024): 92.2,
    **{("imr", place, 2024): value for place, value in (("qs", 2.1), ("hk", 3.3), ("sq", 3.0))},
    **{("kmr", place, 2024): value for place, value in (("qs", 95.1), ("hk", 90.25), ("sq", 93.0))},
    **{("imr", place, 2024): value for place, value in (("nb", 2.5), ("xs", 3.5))},
}


def _commitment(
    number: int, code: str, area: str, word: str, targets: tuple[str, ...], aim: float | None, comparator: str, deadline: int, **more: Any
) -> Commitment:
    name = next(one.names for one in INDICATORS if one.code == code)
    better = next(one.better for one in INDICATORS if one.code == code)
    given = {"latest_year": 2024, "units": ("县卫生健康局",), **more}
    return Commitment(
        f"C{number:03d}",
        number,
        name,
        code,
        area,
        word,
        targets,
        aim,
        None,
        comparator,
        better=better,
        deadline=deadline,
        base_year=2020,
        **given,
    )


COMMITMENTS: Final = (
    _commitment(1, "imr", HEALTH, "已达标", ("5‰以内", "5.00‰以下"), 5.0, "<=", 2030, word_before="已达标"),
    _commitment(2, "u5", HEALTH, "已达标", ("6‰以下",), 6.0, "<=", 2030, word_before="已达标"),
    _commitment(3, "mmr", HEALTH, "进展正常", ("12/10万以下",), 12.0, "<=", 2030, pace=22.92, word_before="落后"),
    _commitment(4, "kmr", HEALTH, "进展正常", ("95%以上",), 95.0, ">=", 2030, pace=90.8, middle=97.3, chance=0.83, word_before="进展正常"),
    _commitment(5, "vac", HEALTH, "已达标", ("95%以上",), 95.0, ">=", 2030, word_before="已达标"),
    _commitment(6, "visit", HEALTH, "得而复失", ("95%以上",), 95.0, ">=", 2030, word_before="已达标"),
    _commitment(7, "screen", HEALTH, "难以完成", ("90%",), 90.0, ">=", 2030, pace=85.2, word_before="落后"),
    _commitment(8, "short", HEALTH, "落后", ("35%以下",), 35.0, "<=", 2030, pace=36.8, needed=-0.3666666667, word_before="落后"),
    _commitment(9, "pre", SCHOOL, "已达标", ("92%以上",), 92.0, ">=", 2030, units=("县教育局",), word_before="已达标"),
    _commitment(10, "nine", SCHOOL, "已达标", ("95%以上",), 95.0, ">=", 2025, units=("县教育局",), word_before="已达标"),
    _commitment(11, "beds", CARE, "落后", ("4.5个", "4.5个以上"), 4.5, ">=", 2025, units=("县卫生健康局", "县发展改革局"), pace=4.0, word_before="落后"),
    _commitment(12, "rehab", CARE, "未定", ("逐步提高",), None, "", 2030, units=("县残联",), sure=0.62, word_before="未定"),
    _commitment(13, "home", CARE, "无数据", ("100%",), 100.0, ">=", 2030, units=("县民政局",), latest_year=None, word_before="无数据"),
)  # fmt: skip


def figures() -> dict[tuple[str, str, int, str], Figure]:
    """Every figure of the county, its places and groups."""
    found = {
        (code, "yl", year, ""): Figure(value, reporting=12 if (code, year) == ("kmr", 2024) else 14, expected=14)
        for code, values in SERIES.items()
        for year, value in zip(YEARS, values, strict=True)
        if value is not None
    }
    per = {one.code: one.per or 1 for one in INDICATORS}
    found |= {
        (code, "yl", year, ""): Figure(events / exposure * per[code], events, exposure, 14, 14)
        for code, counts in COUNTS.items()
        for year, (events, exposure) in counts.items()
    }
    found |= {(code, "yl", year, group): Figure(value) for (code, year), groups in GROUPED.items() for group, value in groups.items()}
    return found | {(code, place, year, ""): Figure(value) for (code, place, year), value in ELSEWHERE.items()}


TRUTH: Final = Truth(
    plan="yunling",
    title="云岭县儿童发展规划（2021—2030年）",
    period=(2021, 2030),
    place="yl",
    year=2024,
    release="2024年度数据",
    days=("2025-05-20", "2025-06-09"),
    places={"yl": ("云岭县", "全县"), "prov": ("全省",), "qs": ("青山镇",), "hk": ("河口镇",), "sq": ("石桥乡",)},
    indicators={one.code: one for one in INDICATORS},
    commitments=COMMITMENTS,
    figures=figures(),
    upper="prov",
    below=("qs", "hk", "sq"),
    beside=("yl", "nb", "xs"),
    below_words={("C004", "qs"): "已达标", ("C004", "hk"): "落后", ("C004", "sq"): "进展正常"},
    threshold=0.6,
    known=("95%置信区间", "GB/T 9704—2012", "每千名0—3岁儿童"),
    units=("县卫生健康局", "县教育局", "县发展改革局", "县残联", "县民政局"),
    corrections=(("活产数", 2023, 4310.0, 4286.0),),
)

TEXT: Final[tuple[tuple[str, str], ...]] = (
    ("Title", "2024年《云岭县儿童发展规划（2021—2030年）》监测报告"),
    ("Normal", "为掌握《云岭县儿童发展规划（2021—2030年）》（规划期2021—2030年，以下简称《规划》）2024年实施进展，依据“2024年度数据”（2025年5月20日）的数据，对《规划》可核对的13项承诺逐项判定，形成本报告。"),
    ("Heading 1", "一、总体情况"),
    ("Normal", "12项可判定指标中，已达标5项（占41.7%）、进展正常2项（占16.7%）、落后2项（占16.7%）、难以完成1项（占8.3%）、得而复失1项（占8.3%）、未定1项（占8.3%）；另有1项无数据，不计入。"),
    ("Normal", "儿童与福利方面，2项可判定指标中，落后1项、未定1项，分别占50.0%和50.0%；另有1项无数据，不计入。"),
    ("Normal", "达标率为41.7%，比上年下降8.3个百分点（两年均按12项计算，上年达标6项）。"),
    ("Normal", "需要重点关注的指标共5项：得而复失1项、难以完成1项、落后2项、未定1项，详见{表1}和附表1。"),
    ("Heading 1", "二、各领域进展"),
    ("Heading 2", "（一）儿童与健康"),
    ("Normal", "8项可判定指标中，已达标3项、进展正常2项、落后1项、难以完成1项、得而复失1项。"),
    ("Normal", "2024年，云岭县3岁以下儿童系统管理率为93.40%，比上年提高1.85个百分点，高于直线进度应达的90.80%，预计可如期达到2030年“95%以上”的目标。"),
    ("Normal", "新生儿、婴儿和5岁以下儿童死亡率分别为1.90‰、2.80‰和4.10‰，分别比上年下降0.20个、0.33个和0.50个千分点。"),
    ("Normal", "婴儿死亡率由2020年的4.60‰下降到2.80‰，下降1.80个千分点。该指标控制在“5‰以内”的目标之内，低2.20个千分点。"),
    ("Normal", "婴儿死亡率低于全省平均水平0.25个千分点（全省3.05‰）。"),
    ("Normal", "农村和城市婴儿死亡率分别为3.40‰和2.20‰，城乡差距由2020年的2.10个千分点缩小到1.20个千分点。"),
    ("Normal", "农村5岁以下儿童死亡率为5.40‰，是城市（3.00‰）的1.8倍。两者相差由3.00个缩小到2.40个千分点，但农村与城市之比由1.6升至1.8（2020年8.00‰和5.00‰，2024年5.40‰和3.00‰）。"),
    ("Normal", "农村和城市3岁以下儿童系统管理率分别为92.60%和94.20%，城乡差距由1.00个百分点扩大到1.60个百分点，农村提高幅度小于城市。"),
    ("Normal", "孕产妇死亡率由2020年的30.20/10万降至18.40/10万，降低39.1%。全年报告孕产妇死亡1例（活产5435人），因基数小，不据单年升降作判断。"),
    ("Normal", "2021年全县未报告孕产妇死亡。"),
    ("Normal", "2022—2024年合并计算婴儿死亡率为3.19‰（死亡45例，活产14086人）。"),
    ("Normal", "各镇中，3岁以下儿童系统管理率最高的是青山镇（95.10%），最低的是河口镇（90.25%），相差4.85个百分点。"),
    ("Normal", "3岁以下儿童系统管理率：1个地方达到“95%以上”的目标，2个未达到。"),
    ("Normal", "婴儿死亡率居三县第2位。"),
    ("Normal", "疫苗接种率自2019年起连续6年保持在98%以上。5岁以下儿童死亡率连续4年下降。"),
    ("Normal", "住院分娩率为99.90%，与上年持平。小学生近视率为37.20%，与上年的37.19%基本持平。"),
    ("Normal", "小学生近视率比上年上升0.01个百分点，列入重点关注指标。距2030年“35%以下”的目标每年还须降低0.37个百分点。"),
    ("Normal", "婚前医学检查率为71.00%，比上年下降2.30个百分点，未延续上升态势。"),
    ("Normal", "新生儿访视率2022年曾达标，2024年为94.80%，低于“95%以上”的目标，重新转为未达标。"),
    ("Normal", "产前筛查率2024年为84.80%，按2020—2024年年均提高0.70个百分点的变化推算，2030年约为89.00%，低于“90%”的目标，如期达到“90%”的目标难度较大。"),
    ("Normal", "3岁以下儿童系统管理率预计2030年约为97.30%，达到“95%以上”的把握约八成。"),
    ("Normal", "3岁以下儿童系统管理率应报14个单位，已报12个。"),
    ("Heading 2", "（二）儿童与教育"),
    ("Normal", "学前教育毛入园率2023年达到93.10%，提前7年实现2030年“92%以上”的目标。女童和男童学前教育毛入园率均为93.60%，基本无性别差距。"),
    ("Normal", "九年义务教育巩固率为96.40%，达到“95%以上”的目标，高出1.40个百分点。该指标自2021年达标以来，已连续4年保持达标。"),
    ("Heading 2", "（三）儿童与福利"),
    ("Normal", "全县有托育机构42家，比上年增加6家，增长16.7%。托育机构是2020年的2.1倍（2020年20家）。"),
    ("Normal", "每千人口托位数为3.60个/千人口，距2025年“4.5个”的目标还差0.90个/千人口。"),
    ("Normal", "残疾儿童康复服务覆盖率比2020年提高5.20个百分点，变化方向符合“逐步提高”的要求（把握约六成）。"),
    ("Heading 1", "三、需要重点关注的指标"),
    ("Normal", "1．新生儿访视率。2024年新生儿访视率为94.80%，未达到“95%以上”的目标。"),
    ("Normal", "2．每千人口托位数。2024年每千人口托位数为3.60个/千人口，低于直线进度应达的4.00个/千人口，由县卫生健康局等2个单位负责。"),
    ("Normal", "按责任单位：县卫生健康局（4项）、县残联（1项）。"),
    ("Heading 1", "四、数据说明"),
    ("Normal", "已报单位低于60.0%的不公布汇总数。2023年活产数由4310人修订为4286人（跨年补报核减），变幅按修订数计算。"),
    ("Normal", "数值一次四舍五入，95%置信区间跨过目标的为未定。截至2025年5月20日，县民政局未报送困境儿童保障率，本报告不作评价。"),
)  # fmt: skip

AREA_TABLE: Final = (
    ("领域", "规划\n项数", "可判\n定数", "●\n已达标", "无数据", "达标率"),
    ("儿童与健康", "8", "8", "3", "0", "37.5%"),
    ("儿童与教育", "2", "2", "2", "0", "100.0%"),
    ("儿童与福利", "3", "2", "0", "1", "0.0%"),
    ("合计", "13", "12", "5", "1", "41.7%"),
)
MAIN_TABLE: Final = (
    ("序号", "领域", "指标", "基期\n（年份）", "目标\n（期限）", "2023年", "最新", "年份", "比上年", "判定", "完整度", "农村", "全省", "与目标的差距"),
    ("1", HEALTH, "婴儿死亡率", "4.60‰\n（2020）", "5‰以内\n（2030）", "3.13‰", "2.80‰", "2024", "-0.33", "● 已达标", "14/14", "3.40‰", "3.05‰", "2.20个千分点"),
    ("4", HEALTH, "3岁以下儿童系统管理率", "88.00%\n（2020）", "95%以上\n（2030）", "91.55%", "93.40%", "2024", "1.85", "▲ 进展正常", "12/14", "92.60%", "92.20%", "1.60个百分点"),
    ("13", CARE, "困境儿童保障率", "—", "100%\n（2030）", "—", "—", "—", "—", "○ 无数据", "—", "—", "—", "—"),
)  # fmt: skip
PLACE_TABLE: Final = (
    ("地区", "2024年", "判定"),
    ("青山镇", "95.10%", "已达标"),
    ("河口镇", "90.25%", "落后"),
    ("石桥乡", "93.00%", "进展正常"),
)


def write(path: Path, text: Sequence[tuple[str, str]] = TEXT) -> Path:
    """The right report, with three tables."""
    document = Document()
    for name in ("Table Note", "Annex"):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    document.sections[0].header.paragraphs[0].text = "2024年《云岭县儿童发展规划（2021—2030年）》监测报告"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    for style, words in text:
        _paragraph(document, style, words)
    _table(document, "表1　各领域指标判定汇总", AREA_TABLE)
    _table(document, "表2　3岁以下儿童系统管理率", PLACE_TABLE)
    document.add_paragraph("附表1　指标监测总表", style="Annex")
    _table(document, "", MAIN_TABLE)
    document.save(str(path))
    return path


def _paragraph(document: Any, style: str, words: str) -> None:
    """A paragraph; {表1} is a field that leads to that caption."""
    paragraph = document.add_paragraph(style=style)
    for index, piece in enumerate(re.split(r"\{(.*?)\}", words)):
        if index % 2:
            paragraph.add_run()._r.append(parse_xml(f"<w:instrText {nsdecls('w')}> REF {piece} </w:instrText>"))
        paragraph.add_run(piece)


def _table(document: Any, caption: str, rows: Sequence[Sequence[str]]) -> None:
    if caption:
        paragraph, (number, title) = document.add_paragraph(style="Caption"), caption.split("　")
        run = paragraph.add_run(number)._r
        run.addprevious(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{number[1:]}" w:name="{number}"/>'))
        run.addnext(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{number[1:]}"/>'))
        paragraph.add_run(f"　{title}")
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    document.add_paragraph("注：“—”没有数值。", style="Table Note")
