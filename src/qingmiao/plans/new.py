"""From a document to packages on disk: what `qingmiao plan new` does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qingmiao.plans.coverage import coverage
from qingmiao.plans.draft import draft_packages
from qingmiao.plans.folder import save
from qingmiao.plans.model import Package
from qingmiao.plans.named_places import UNNAMED, to_supply
from qingmiao.reading import Reading

KEPT: Final = "document.txt"

NOT_FOUND: Final[dict[str, str]] = {
    "title": "标题 / title",
    "issuer": "发文机关 / issuer",
    "document_number": "文号 / document number",
    "issued": "成文日期 / date of issue",
    "period": "规划期 / period",
    "population": "对象 / whom it is about",
    "coverage": "实施范围 / where it holds",
    "areas": "领域 / areas",
    "midterm_year": "中期评估年份 / year of the mid-term evaluation",
    "final_year": "终期评估年份 / year of the final evaluation",
}

NO_PARTS: Final[dict[str, str]] = {
    "objectives": "主要目标 / objectives",
    "measures": "策略措施 / measures",
    "units": "责任单位 / units in charge",
}

LEVEL_WORDS: Final[dict[str, str]] = {
    "nation": "国家",
    "province": "省级",
    "prefecture": "市级",
    "county": "县级",
    "township": "乡级",
    "village": "村级",
    "institution": "机构",
    "set": "若干地区",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A package that was written, and where; `unknown` is how many numbers of its document nobody can account for."""

    package: Package
    folder: Path
    unknown: int = 0


def write_new(reading: Reading, text: str, *, stem: str, out: Path, keep: bytes | None) -> list[Written]:
    """Write one package a plan: into `out` itself where the document holds one plan, else into a subfolder each.

    `keep` are the bytes to keep beside the package as its document (None: none are kept). Raises UserError when nothing was promised.
    """
    packages = [_keeping(package, keep) for package in draft_packages(reading, text, stem=stem)]
    folders = [out] if len(packages) == 1 else [out / package.plan.id for package in packages]
    for package, folder in zip(packages, folders, strict=True):
        save(package, folder, kept={KEPT: keep} if keep is not None else None)
    return [Written(package, folder, _unknown(reading, package)) for package, folder in zip(packages, folders, strict=True)]


def _unknown(reading: Reading, package: Package) -> int:
    """How many numbers in a package's part of the document are neither promised nor passed over for a reason."""
    document = package.plan.document
    return sum(document.start <= one.start < document.end for one in reading.numbers.unknown)


def _keeping(package: Package, keep: bytes | None) -> Package:
    if keep is None:
        return package
    document = package.plan.document.model_copy(update={"kept": KEPT})
    return package.model_copy(update={"plan": package.plan.model_copy(update={"document": document})})


def told(written: Written) -> list[str]:
    """What was made, and plainly what was not found or could not be done, a line each (zh / en)."""
    package, plan = written.package, written.package.plan
    promises = [item for item in package.commitments if item.role != "background"]
    units = sum(1 for item in promises if item.lead)
    bare = sum(1 for row in coverage(package) if row.reason)
    lines = [
        f"{written.folder}：{plan.title}",
        f"  {len(promises)} 项承诺，{len(package.measures)} 条措施，{len(package.objectives)} 条目标，{len(package.areas)} 个领域"
        f" / {len(promises)} commitments, {len(package.measures)} measures, {len(package.objectives)} objectives, {len(package.areas)} areas",
    ]
    missing = [NOT_FOUND.get(name, name) for name in plan.not_found]
    missing += [words for part, words in NO_PARTS.items() if not getattr(package, part)]
    missing += ["适用地区的名称（请改 places.yaml） / the name of its region (mend it in places.yaml)"] if _nameless(package) else []
    lines += [f"  没有读到 / not found：{'；'.join(missing)}"] if missing else []
    lines += (
        [f"  {len(promises) - units} 项承诺文件没有写明责任单位，由妇儿工委办指定 / no unit is named for them: the office assigns"]
        if units < len(promises)
        else []
    )
    lines += [f"  {bare} 条目标或措施没有可核对的承诺 / objectives or measures without a checkable promise"] if bare else []
    lines += [_supplied(place.supply, place.level) for place in to_supply(package)]
    unsure = sum(1 for item in package.commitments if item.unsure)
    lines += [f"  {unsure} 项读得没有把握，请对照原文核对 / readings that are unsure: compare them with the document"] if unsure else []
    lines += (
        [
            f"  {written.unknown} 个数字不知道是什么，用 qingmiao read … --format table 查看 / numbers without a reason: see qingmiao read … --format table"
        ]
        if written.unknown
        else []
    )
    return lines


def _nameless(package: Package) -> bool:
    return any(place.id == package.plan.region and place.name == UNNAMED for place in package.places)


def _supplied(number: int | None, level: str) -> str:
    count = f"{number} 个" if number else "若干"
    return f"  {count}下级地区（{LEVEL_WORDS[level]}）文件没有列名，请在 places.yaml 补上 / {number or 'some'} places ({level}) are not named: add them to places.yaml"
