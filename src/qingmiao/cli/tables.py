"""The subcommands that take files and give files, without a site."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from qingmiao.errors import UserError

if TYPE_CHECKING:
    from qingmiao.facts.database import Database
    from qingmiao.progress.warning.running import Worked

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_explain(commands: Commands, site: argparse.ArgumentParser) -> None:
    """Offer `explain`."""
    parser = commands.add_parser("explain", help="一个数从哪里来：公式、每条数据、更正 / where a figure came from")
    parser.add_argument("plan", metavar="规划/PLAN", help="规划编号或规划包 / a plan's id or folder")
    parser.add_argument("indicator", metavar="指标/INDICATOR", help="指标的名称或编号 / name or code")
    parser.add_argument(
        "--place", metavar="地区/P", help="地区的名称或编号，省略为规划的地区 / name or id; the plan's region when left out"
    )
    parser.add_argument("--year", type=int, required=True, metavar="年/Y", help="年份 / year")
    parser.add_argument("--facts", type=Path, required=True, metavar="文件/F.parquet", help="数据文件 / file of facts")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--release", metavar="名称/R", help="--facts 所在文件夹中的一次发布 / a release in the folder of --facts")
    which.add_argument("--as-of", type=moment, metavar="时刻/T", help="按当时所知 / as known then")
    parser.set_defaults(run=_explain)


def _explain(options: argparse.Namespace) -> int:
    from qingmiao import plans
    from qingmiao.compute import ancestry, running

    package = plans.load(package_named(options.plan))
    facts = running.released(options.release, options.facts) if options.release else options.facts
    place = options.place or package.plan.region
    found = ancestry.ancestry(package, facts, indicator=options.indicator, place=place, year=options.year, moment=options.as_of)
    names = {code: element.name for code, element in plans.catalogue_of(package).elements.items()}
    print(ancestry.told(found, names, {one.id: one.name for one in plans.gazetteer(package)}))
    return 0


def moment(text: str) -> datetime:
    """A moment with its time zone: China's where none is said; a date alone is the last moment of that day."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            "时刻写作 2024-12-31 或 2024-12-31T08:00+08:00 / write 2024-12-31 or 2024-12-31T08:00+08:00"
        ) from error
    if len(text) == len("2024-12-31"):
        moment = datetime.combine(moment, time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone(timedelta(hours=8)))


def compute_file(options: argparse.Namespace) -> int:
    """Do `compute` from a file or a database into a file."""
    if options.facts is None or options.out is None or len(options.plans) != 1:
        raise UserError(
            what="由文件计算要有一个规划、--facts 和 --out / computing from a file needs one plan, --facts and --out",
            where="qingmiao compute",
            cure="如 / such as: qingmiao compute qinghe2021 --facts F.parquet --out R.parquet",
        )
    from qingmiao.compute import running
    from qingmiao.facts.database import database_of, is_url
    from qingmiao.plans import load

    facts: Path | Database
    if is_url(options.facts):
        if options.release:
            raise UserError(
                what="发布是文件，不在数据库里 / releases are files and not in the database",
                where="--release",
                cure="--facts 写发布所在的文件夹，或用 --as-of / give the folder of releases as --facts, or use --as-of",
            )
        facts = database_of(options.facts)
    else:
        facts = running.released(options.release, Path(options.facts)) if options.release else Path(options.facts)
    package = load(package_named(options.plans[0]))
    count = running.figures_to(options.out, package, facts, engine=options.engine, moment=options.as_of, boundaries=options.boundaries)
    print(f"{count} 个指标值 → {options.out} / {count} figures")
    return 0


def compute_store(options: argparse.Namespace) -> int:
    """Do `compute` from files into a store."""
    from qingmiao.facts.database import is_url

    usable = options.facts is not None and not is_url(options.facts) and len(options.plans) == 1
    if not usable or options.release or options.as_of or options.engine != "duckdb":
        raise UserError(
            what="结果库要有一个规划和文件夹里的 --facts，只存现在的数，由 duckdb 计算 / a store needs one plan and --facts, holds the figures of now, and is"
            " worked out by duckdb",
            where="qingmiao compute --store",
            cure="如 / such as: qingmiao compute qinghe2021 --facts 文件夹/folder --store S.duckdb",
        )
    from qingmiao.compute import keeping, running
    from qingmiao.plans import load

    question = running.question_of(load(package_named(options.plans[0])), options.boundaries)
    change = keeping.bring_up_to_date(options.store, question, Path(options.facts))
    places = "全部地区 / all places" if change.places is None else f"{len(change.places)} 个地区 / places"
    print(f"{places}，{change.figures} 个指标值 → {options.store} / figures worked out")
    if options.out is not None:
        print(f"{keeping.write_figures(options.store, options.out)} 个指标值 → {options.out} / figures")
    return 0


def add_publish(commands: Commands, site: argparse.ArgumentParser) -> None:
    """Offer `publish`."""
    parser = commands.add_parser(
        "publish", help="可以公开的指标值：小数目不列，也推不出来 / figures that may be published, small numbers protected"
    )
    parser.add_argument(
        "plans",
        nargs="+",
        metavar="规划/PLAN",
        help="规划编号或规划包；同一地区的几个规划要一起公开，否则合起来看会泄露 / a plan's id or folder; plans of the same places are published together",
    )
    parser.add_argument(
        "--facts",
        type=Path,
        required=True,
        metavar="文件夹/F",
        help="历次发布的文件夹，或一个数据文件 / the folder of releases, or one file of facts",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="文件夹/P", help="写到哪里 / where the files go")
    parser.set_defaults(run=_publish)


def _publish(options: argparse.Namespace) -> int:
    from qingmiao.disclosure import files
    from qingmiao.plans import load

    for name, one in files.publish_files([load(package_named(one)) for one in options.plans], options.facts, options.out):
        hidden = sum(one.figures["suppressed"].to_pylist())
        print(
            f"{name}：{one.figures.num_rows} 个指标值，不公布 {hidden} 个（小数目 {one.primary} 个，为保护它们 {one.secondary} 个）"
            f" / figures, {hidden} left out ({one.primary} small counts, {one.secondary} to protect them)"
        )
        for indicator, place, year in one.open[:10]:
            print(f"  保护不了 / cannot be protected: {indicator} {place} {year}")
        if len(one.open) > 10:
            print(f"  …… 共 {len(one.open)} 个 / in all")
    return 0


def package_named(plan: str) -> Path:
    """The folder of a plan: a path, or the id of a plan that comes with the product."""
    from qingmiao.shipped import plans_dir

    return Path(plan) if (Path(plan) / "plan.yaml").exists() else plans_dir() / plan


def add_progress(commands: Commands, site: argparse.ArgumentParser) -> None:
    """Offer `progress`."""
    parser = commands.add_parser("progress", help="按一种方法评估进度，表进表出 / progress by a named method, table in, table out")
    _add_tables(parser)
    parser.add_argument(
        "--method",
        required=True,
        metavar="方法/NAME",
        help="pace、opensdg、un2022、un2023、escap、aarr、aarr_fit、achievement、efficacy、attainment",
    )
    parser.set_defaults(run=_progress)


def _add_tables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="表/IN.csv", help="输入 / input")
    parser.add_argument("result", type=Path, metavar="表/OUT.csv", help="输出 / output")


def _progress(options: argparse.Namespace) -> int:
    from qingmiao.progress.named import files

    print("\n".join(files.run(options.source, options.result, options.method)))
    return 0


def add_forecast(commands: Commands, site: argparse.ArgumentParser) -> None:
    """Offer `forecast`."""
    parser = commands.add_parser(
        "forecast", help="预测到期值和达标概率，表进表出 / forecast series to their deadlines, table in, table out"
    )
    _add_tables(parser)
    parser.set_defaults(run=_forecast)


def _forecast(options: argparse.Namespace) -> int:
    from qingmiao.progress.forecasting import files

    print("\n".join(files.run(options.source, options.result)))
    return 0


def add_warnings(commands: Commands, site: argparse.ArgumentParser) -> None:
    """Offer `warnings`."""
    parser = commands.add_parser("warnings", help="一个规划的预警：事实、依据、责任单位、期限 / the warnings of a plan")
    parser.add_argument("plan", metavar="规划/PLAN", help="规划编号或规划包 / a plan's id or folder")
    parser.add_argument("--facts", type=Path, required=True, metavar="文件/F.parquet", help="数据文件 / file of facts")
    parser.add_argument(
        "--as-of", type=moment, metavar="时刻/T", help="按当时所知，当天为办理日 / as known then, which is the day of the warnings"
    )
    parser.add_argument(
        "--before", type=Path, metavar="文件/W.json", help="上一次写出的预警，接着办理 / the warnings of before, carried on"
    )
    parser.add_argument("--out", type=Path, metavar="文件/W.json", help="写成 .json 或 .csv / write as .json or .csv")
    parser.add_argument(
        "--letters",
        type=Path,
        metavar="文件夹/DIR",
        help="待回复的预警，每个牵头单位一份提示函（Word） / a letter (Word) for each unit that leads what is still to be answered",
    )
    parser.add_argument(
        "--unit", action="append", metavar="单位/UNIT", help="与 --letters 同用：只写给这个单位，可重复 / with --letters: only to this unit"
    )
    parser.set_defaults(run=_warnings)


def _warnings(options: argparse.Namespace) -> int:
    from qingmiao.plans import load
    from qingmiao.progress.warning import running
    from qingmiao.progress.warning.files import check_ending

    if options.out is not None:
        check_ending(options.out)
    if options.unit and options.letters is None:
        raise UserError(
            what="--unit 要和 --letters 一起用 / --unit needs --letters",
            where="qingmiao warnings",
            cure="加上 --letters 文件夹 / add --letters FOLDER",
        )
    moment = options.as_of
    today = (moment or datetime.now(timezone(timedelta(hours=8)))).date()
    worked = running.work_out(load(package_named(options.plan)), options.facts, today, moment=moment, before=options.before)
    if options.out is not None:
        worked.write(options.out)
    print("\n".join(worked.told()))
    if options.letters is not None:
        _write_letters(worked, today, options.letters, options.unit)
    return 0


def _write_letters(worked: Worked, today: date, folder: Path, units: Sequence[str] | None) -> None:
    """A letter for each unit, or for those that are wanted."""
    from qingmiao.exchange.naming import file_name
    from qingmiao.reports.letter import open_letters
    from qingmiao.reports.letter_docx import letter_docx

    letters = {letter.unit: letter for letter in open_letters(worked.base, worked.warnings, worked.owners, made_on=today)}
    strange = [unit for unit in units or () if unit not in letters]
    if strange:
        raise UserError(
            what=f"没有写给“{'、'.join(strange)}”的预警 / no warning is to be answered by {', '.join(strange)}",
            where="--unit",
            cure=f"写牵头单位的全称，如 / write the full name of a unit that leads: {'、'.join(list(letters)[:10]) or '—'}",
        )
    folder.mkdir(parents=True, exist_ok=True)
    for unit in units or letters:
        file = folder / f"{file_name(unit)}-预警提示函.docx"
        file.write_bytes(letter_docx(letters[unit]))
        print(f"{unit}：{len(letters[unit].matters)} 条 → {file} / a letter about {len(letters[unit].matters)} warnings")
    unled = sum(one.state == "open" and not worked.owners[one.finding.commitment][0] for one in worked.warnings)
    if unled:
        print(f"另有 {unled} 条没有牵头单位，先明确单位再发函 / {unled} more have no lead unit: name one first")
