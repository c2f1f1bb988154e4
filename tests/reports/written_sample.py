"""A document made by hand for the writers: every kind of block, simulated, with an annex of many rows; and words that mean harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from qingmiao.charts import AreaChart, BarRow, Bars, GapChart, GapPoint, WayRow
from qingmiao.progress.model import Word
from qingmiao.reports import document as d

HOSTILE = (
    '#eval("1+1") #panic("x") $x^2$ <b-all> @all *bold* _it_ `raw` [c] \\u{41} // c /* c */ ]#read("/etc/passwd") '
    "</script><script>alert(1)</script><img src=x onerror=alert(1)> &amp; \"q\" 'q' ${1} {{ 1 }} %s"
)
FORMULAS = ("=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "{=1}", "http://example.org/", "\t=1")


def number(text: str, value: float, unit: str = "%", **others: object) -> d.Number:
    return d.Number(text, value, unit, indicator="imr", place="r", year=2024, **others)  # type: ignore[arg-type]


COLUMNS = (d.Column("序号", 12, "centre"), d.Column("指标", 60), d.Column("最新\n（年份）", 24, "number"), d.Column("判定", 26))
ANNEX = (
    *COLUMNS,
    d.Column("目标", 30),
    d.Column("责任单位", 60, small=True),
)
SUM = (
    ("健康", number("20", 20, "项"), number("75.0%", 75.0), Word.MET),
    ("教育", number("12", 12, "项"), number("50.0%", 50.0), Word.LOST),
    ("合计", number("32", 32, "项"), number("65.6%", 65.625), "—"),
)


def rows(count: int) -> tuple[tuple[d.Cell, ...], ...]:
    words = list(Word)
    return tuple(
        (str(index), f"第{index}项指标", (number("94.96%", 94.9612), "*\n（2024）"), words[index % 8], "≥95%", "县卫生健康局")
        for index in range(1, count + 1)
    )


BLOCKS: tuple[d.Block, ...] = (
    d.Heading("h1", 1, "一、总体情况"),
    d.Paragraph(
        "said",
        ("2024年婴儿死亡率为", number("2.8‰", 2.8123, "‰"), "，见", d.Reference("bars"), "和", d.Reference("sum"), "。"),
        lead="1．婴儿死亡率。",
        about="C001",
    ),
    d.Table("sum", d.Listing("各领域汇总", COLUMNS, SUM, "达标率只算可判定的。", last_is_sum=True)),
    d.Heading("h2", 2, "（一）健康"),
    d.Picture("bars", "各领域判定", Bars("各领域判定", (BarRow("健康", ((Word.MET, 15), (Word.LOST, 5))),)), simulated=True),
    d.Picture("ways", "健康指标进程", AreaChart("进程", (WayRow("1、婴儿死亡率", "‰", Word.MET, 4.6, 2.8, 5.0, 4.8, 2024),))),
    d.Picture("gap", "城乡差距", GapChart("差距", "‰", ("农村", "城镇"), (GapPoint(2023, 4.0, 3.0), GapPoint(2024, 3.5, 2.9)))),
    d.Heading("h3", 3, "1．说明"),
    d.Paragraph("note", ("本节为初步数。",), look="note"),
    d.Annex("annex", "附表1", "指标监测总表"),
    d.Table("all", d.Listing("指标监测总表", ANNEX, rows(300), "“*”修约后才达到目标。"), captioned=False),
    d.Annex("annex2", "附表2", "无内容的表", landscape=False),
    d.Table("none", d.Listing("无内容的表", COLUMNS, (), ""), captioned=False),
)
DOCUMENT = d.Document(
    *("yearly", "2024年云岭县监测报告", "demo", "云岭县规划", "r", 2024, d.ReleaseHead("2024年度", datetime(2025, 5, 20, 9, tzinfo=UTC))),
    made_on=date(2025, 6, 9),
    head=d.Head(("2024年", "云岭县监测报告"), "云岭县妇儿工委办公室"),
    blocks=BLOCKS,
    simulated=True,
)


def hostile() -> d.Document:
    """The same shape with harm in every word."""
    cells = ((HOSTILE, (HOSTILE, d.Number(HOSTILE, 1.0)), "x" * 300, Word.MET),)
    return replace(
        DOCUMENT,
        title=HOSTILE,
        plan_title=HOSTILE,
        head=d.Head((HOSTILE,), HOSTILE, number=HOSTILE, recipient=HOSTILE, copies=HOSTILE, cover=False),
        blocks=(
            d.Heading('k"><script>', 1, HOSTILE),
            d.Paragraph("p", (HOSTILE, d.Number(HOSTILE, 1.0, HOSTILE), d.Reference("t")), lead=HOSTILE),
            d.Table("t", d.Listing(HOSTILE, tuple(d.Column(HOSTILE, 30) for _ in range(4)), cells, HOSTILE)),
            d.Picture("pic", HOSTILE, Bars(HOSTILE, (BarRow(HOSTILE, ((Word.MET, 1),)),))),
            d.Annex("a", HOSTILE, HOSTILE),
            d.Paragraph("q", ("W" * 400 + "\x00\u202e\x1b",)),
        ),
    )
