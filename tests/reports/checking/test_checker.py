"""The checker passes a right report, finds every error that is sown into it, and knows nothing of the product."""

from __future__ import annotations

import ast
import json
import random
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.house.code import imported
from tests.reports.checking import county, seeding, style
from tests.reports.checking.check import check, check_spots, names_of
from tests.reports.checking.paper import Spot, spots
from tests.reports.checking.truth import from_json

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The right report of the invented county."""
    return county.write(tmp_path_factory.mktemp("county") / "r.docx")


def said(words: str, **more: object) -> list[str]:
    """What the checker says against one paragraph about the county."""
    spot = Spot("document", "text", words, number=1, headings=("二、各领域进展",))
    return [problem.what for problem in check_spots([spot], replace(county.TRUTH, **more)).problems]  # type: ignore[arg-type]


def test_nothing_of_the_product_is_imported() -> None:
    """The checker shares no code with what writes reports."""
    for path in HERE.glob("*.py"):
        names = [name for _, name in imported(ast.parse(path.read_text(encoding="utf-8")))]
        assert not [name for name in names if name.split(".")[0] == "qingmiao"], path
        ours = [name for name in names if name.startswith("tests.")]
        assert all(name.startswith(("tests.reports.checking", "tests.house")) for name in ours), path


def test_a_right_report_passes(report: Path) -> None:
    found = check(report, county.TRUTH)
    assert [str(problem) for problem in found.problems] == []
    assert len(found.claims) > 250
    assert {"value", "change", "gap", "count", "share", "events", "pooled", "outlook", "chance", "completeness", "target"} <= {
        claim.kind for claim in found.claims
    }


def test_every_error_is_found(report: Path) -> None:
    """Digits, years, neighbours' values, units, signs, names, places, verdicts, order: each at every place where it can be sown."""
    read = spots(report)
    chosen = seeding.seeds(read, county.TRUTH)
    assert {seed.kind for seed in chosen} >= {
        "last digit",
        "neighbouring year",
        "neighbouring place",
        "neighbour's value",
        "unit",
        "sign",
        "rounding",
    }
    assert len(chosen) > 700
    assert seeding.missed(read, county.TRUTH, chosen) == []


def test_errors_in_the_file_itself_are_found(report: Path, tmp_path: Path) -> None:
    """The same through Word's own runs, for some of each kind."""
    read = spots(report)
    chosen = seeding.seeds(read, county.TRUTH)
    random.Random(3).shuffle(chosen)
    kinds = sorted({seed.kind for seed in chosen})
    for seed in (seed for kind in kinds for seed in [one for one in chosen if one.kind == kind][:3]):
        wrong = seeding.sow(report, tmp_path / "wrong.docx", read[seed.spot], seed)
        assert check(wrong, county.TRUTH).problems, (seed, read[seed.spot].words)


def test_a_truth_is_read_from_a_file() -> None:
    told = {key: value for key, value in asdict(county.TRUTH).items() if key not in ("figures", "indicators", "commitments", "below_words")}
    told["figures"] = [
        dict(zip(("indicator", "place", "year", "group"), key, strict=True)) | asdict(one) for key, one in county.TRUTH.figures.items()
    ]
    told["indicators"] = [asdict(one) for one in county.TRUTH.indicators.values()]
    told["commitments"] = [asdict(one) for one in county.TRUTH.commitments]
    told["below_words"] = [{"commitment": one, "place": place, "word": word} for (one, place), word in county.TRUTH.below_words.items()]
    assert from_json(json.dumps(told)) == county.TRUTH


def test_one_rule_of_rounding() -> None:
    """3.125 is 3.13 half up and 3.12 by GB/T 8170."""
    assert not said("婴儿死亡率由2023年的3.13‰下降到2.80‰。")
    assert said("婴儿死亡率由2023年的3.12‰下降到2.80‰。")
    assert not said("婴儿死亡率由2023年的3.12‰下降到2.80‰。", rounding="half_even")
    assert said("数值按GB/T 8170—2008修约。") == ["rounding: the report's rule is half_up"]


@pytest.mark.parametrize(
    "words",
    [
        "2024年，婴儿死亡率为2.80%。",
        "2023年，婴儿死亡率为3.13‰。",
        "2024年，婴儿死亡率比上年上升0.33个千分点。",
        "2024年，婴儿死亡率比上年下降0.33‰。",
        "2024年，3岁以下儿童系统管理率为93.40%，比上年增长2.0%。",
        "2024年，小学生近视率为37.20%，比上年提高0.01个百分点。",
        "2024年，新生儿访视率为94.80%，达到“95%以上”的目标。",
        "2024年，婴儿死亡率为2.80‰，未达到“5‰以内”的目标。",
        "2024年，婴儿死亡率为2.80‰，达到“6‰以内”的目标。",
        "住院分娩率为99.90%，与2020年持平。",
        "5岁以下儿童死亡率连续5年下降。",
        "疫苗接种率自2020年起连续6年保持在98%以上。",
        "最高的是河口镇（90.25%），3岁以下儿童系统管理率如此。",
        "全县未报告孕产妇死亡。",
        "12项可判定指标中，已达标5项、进展正常2项。",
        "工作量为17批次。",
        "2022年。",
        "见图7。",
        "截至2025年5月21日，已报齐。",
    ],
)
def test_wrong_sentences(words: str) -> None:
    assert said(words)


@pytest.mark.parametrize(
    "words",
    [
        "该指标基本达标。",
        "比去年好。",
        "得益于各方努力，成绩突出。",
        "托育机构比2020年增长了2倍。",
        "婴儿死亡率为nan。",
        "责任单位为XX局。",
        "数据已报齐。。",
        "指标略有波动。",
        "新增-35人。",
        "占比为85~95%。",
    ],
)
def test_forbidden_phrasings(words: str) -> None:
    spot = Spot("document", "text", words, number=1)
    assert [one for one in style.problems([spot], names_of(county.TRUTH)) if one.what.startswith("forbidden")]


def test_what_is_quoted_may_say_what_it_says() -> None:
    spot = Spot("document", "text", "目标为“基本实现”。", number=1)
    assert not style.problems([spot], names_of(county.TRUTH))


def test_at_most_two_in_a_row_with_one_frame() -> None:
    """Other names, numbers and years do not make another frame."""
    alike = ["2024年，婴儿死亡率为2.80‰。", "2024年，产前筛查率为84.80%。", "2023年，住院分娩率为99.90%。"]
    names = names_of(county.TRUTH)
    read = [Spot("document", "text", words, number=index) for index, words in enumerate(alike)]
    assert not style.problems(read[:2], names)
    assert [one.what for one in style.problems(read, names)] == ["one frame three times in a row"]
    between = [*read[:2], replace(read[0], words="产前筛查率比上年提高0.60个百分点。"), read[2]]
    assert not style.problems(between, names)
