"""The command ``qingmiao``: one subcommand for each thing that a person does; what it needs is imported when it is asked for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from qingmiao import __version__
from qingmiao.cli import keeping, tables
from qingmiao.cli.site import start as _start
from qingmiao.cli.site import whoami as _whoami
from qingmiao.cli.tables import Commands
from qingmiao.errors import UserError

if TYPE_CHECKING:
    from qingmiao.plans import Issue


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with ``argv`` (the process's own when None) and return its exit code: 0 done, 1 errors found, 2 wrong input."""
    _speak_utf8()
    parser = _parser()
    options = parser.parse_args(argv)
    if not hasattr(options, "run"):
        parser.print_help()
        return 0
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except UserError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output (head, less) has closed; the interpreter must not complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _speak_utf8() -> None:
    """Windows consoles and pipes may have another encoding; a character they lack must not end the work."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    site = argparse.ArgumentParser(add_help=False)
    site.add_argument(
        "--home",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="文件夹/DIR",
        help="数据文件夹，默认 ~/.qingmiao，演示为 ~/.qingmiao-demo / the folder of this site's data",
    )
    site.add_argument(
        "--documents",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="文件夹/DIR",
        help="存放规划原文的文件夹 / folder of plan documents, so that their words appear on pages",
    )
    parser = argparse.ArgumentParser(
        prog="qingmiao", parents=[site], description="青苗：规划文件进来，逐条核对 / A plan document in, every commitment checked"
    )
    parser.add_argument("--version", action="version", version=f"qingmiao {__version__}")
    commands = parser.add_subparsers(title="命令 / commands", metavar="")
    for add in _COMMANDS:
        add(commands, site)
    return parser


# ------------------------------------------------------------------------------------------------ documents and packages


def _add_read(commands: Commands, site: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("read", help="读一份规划文件，列出读到的承诺 / read a plan document")
    parser.add_argument("file", type=Path, metavar="文件/FILE")
    parser.add_argument("--format", choices=("json", "table"), default="table", help="输出格式 / output")
    parser.set_defaults(run=_read)


def _read(options: argparse.Namespace) -> int:
    from qingmiao.reading import read_file

    reading = read_file(options.file)
    print(reading.to_json() if options.format == "json" else reading.to_table())
    return 0


def _add_plan(commands: Commands, site: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("plan", help="规划包 / plan packages")
    under = parser.add_subparsers(title="命令 / commands", metavar="", required=True)
    new = under.add_parser("new", help="由一份规划文件生成规划包 / make packages from a plan document")
    new.add_argument("file", type=Path, metavar="文件/FILE")
    new.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="文件夹/DIR",
        help="规划包的文件夹；一份文件含几个规划时各占一个子文件夹 / the package's folder; a document with several plans gets a subfolder each",
    )
    new.add_argument("--without-words", action="store_true", help="包内不留原文 / keep no copy of the document in the package")
    new.set_defaults(run=_plan_new)
    into = under.add_parser("add", parents=[site], help="把检查过的规划包放进系统 / put checked packages into the system")
    into.add_argument(
        "folders", type=Path, nargs="+", metavar="文件夹/DIR", help="规划包，或放着几个规划包的文件夹 / a package, or a folder of packages"
    )
    into.set_defaults(run=_plan_add)


def _plan_new(options: argparse.Namespace) -> int:
    from qingmiao.plans.new import told, write_new
    from qingmiao.reading import read_document

    reading, extracted, data = read_document(options.file)
    keep = None if options.without_words else extracted.kept(data)
    for written in write_new(reading, extracted.text, stem=options.file.stem, out=options.out, keep=keep):
        print("\n".join(told(written)))
    print(f"请核对后运行 qingmiao check {options.out} / look it through, then run qingmiao check {options.out}")
    return 0


def _plan_add(options: argparse.Namespace) -> int:
    from qingmiao.web import service

    _start(options)
    packages = [each for folder in options.folders for each in _packages_in(folder)]
    service.add_plans(packages, by=_whoami(), say=print)
    return 0


def _add_check(commands: Commands, site: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("check", help="检查规划包或指标目录 / check plan packages or a catalogue")
    parser.add_argument("folders", type=Path, nargs="*", metavar="文件夹/DIR")
    parser.add_argument("--catalogue", action="store_true", help="检查自带的指标目录 / check the shipped catalogue")
    parser.add_argument("--all", action="store_true", help="待办也逐条列出 / list every note one by one")
    parser.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    from qingmiao.catalogue.files import SHIPPED
    from qingmiao.plans.issues import told

    folders = [*options.folders, *([SHIPPED] if options.catalogue else [])]
    if not folders:
        raise UserError(
            what="没有说检查什么 / nothing to check",
            where="qingmiao check",
            cure="写上规划包的文件夹，或 --catalogue / name the folder of a package, or write --catalogue",
        )
    issues = [issue for folder in folders for issue in _issues_of(folder)]
    print("\n".join([*told(issues, every=options.all), _counted(issues)]))
    return 1 if any(issue.severity == "error" for issue in issues) else 0


def _issues_of(folder: Path) -> list[Issue]:
    """The issues of a catalogue, or of the package or packages in a folder; the definitions of a catalogue are counted."""
    from qingmiao.catalogue import read_catalogue
    from qingmiao.plans.checks import check_catalogue, is_catalogue

    if not is_catalogue(folder):
        return [issue for each in _packages_in(folder) for issue in _issues_of_package(each)]
    issues = check_catalogue(folder)
    if not any(issue.code == "file" for issue in issues):
        counts = read_catalogue(folder).counts()
        total, sourced, drafted = sum(counts.values()), counts["sourced"], counts["drafted"]
        print(f"{total} 个指标：有出处 {sourced}，草拟待核 {drafted} / {total} indicators: {sourced} sourced, {drafted} drafted")
    return issues


def _issues_of_package(folder: Path) -> list[Issue]:
    """The issues of a package, and those of its cases once it can be read."""
    from qingmiao import plans

    issues = plans.check_folder(folder)
    if any(issue.severity == "error" for issue in issues) or not (folder / "cases").is_dir():
        return issues
    from qingmiao.compute.cases import check_cases

    return issues + check_cases(folder)


def _counted(issues: Sequence[Issue]) -> str:
    errors, warnings, notes = (sum(issue.severity == severity for issue in issues) for severity in ("error", "warning", "note"))
    return f"{errors} 个错误，{warnings} 个提醒，{notes} 个待办 / {errors} errors, {warnings} warnings, {notes} notes"


def _packages_in(folder: Path) -> list[Path]:
    """The folder itself when it is a package, else the packages in it."""
    inside = [] if (folder / "plan.yaml").exists() else [path.parent for path in sorted(folder.glob("*/plan.yaml"))]
    return inside or [folder]


# ------------------------------------------------------------------------------------------------ facts, figures, reports


def _add_facts(commands: Commands, site: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("facts", help="数据 / facts")
    under = parser.add_subparsers(title="命令 / commands", metavar="", required=True)
    add = under.add_parser(
        "import", parents=[site], help="导入 CSV 或 Excel 数据，全部成功才存入 / add figures from CSV or Excel, all or nothing"
    )
    add.add_argument("file", type=Path, metavar="文件/FILE")
    add.add_argument("--by", default="", metavar="姓名/NAME", help="导入人 / who imports")
    add.set_defaults(run=_facts_import)

    release = under.add_parser("release", parents=[site], help="把现有数据定格为一次发布 / freeze the facts of now under a name")
    release.add_argument("name", metavar="名称/NAME", help="如 2025年度 / for example 2025")
    release.set_defaults(run=_facts_release)


def _facts_release(options: argparse.Namespace) -> int:
    from qingmiao.web import service

    _start(options)
    count = service.publish(options.name, by=_whoami())
    print(f"已发布“{options.name}”，{count} 条数据 / released, {count} facts")
    return 0


def _facts_import(options: argparse.Namespace) -> int:
    from qingmiao.web import service

    _start(options)
    service.import_facts(options.file, by=options.by or _whoami(), say=print)
    return 0


def _add_compute(commands: Commands, site: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("compute", parents=[site], aliases=["refresh"], help="计算指标与判定 / compute figures and verdicts")
    parser.add_argument(
        "plans", nargs="*", metavar="规划/PLAN", help="规划编号，省略为需要更新的全部 / plan ids; all that need it when left out"
    )
    parser.add_argument(
        "--facts",
        metavar="文件/F.parquet",
        help="不用网站的数据，而用这个数据文件，或数据库 sqlite:///文件、postgresql://主机/库名"
        " / compute from this file of facts, or this database, without a site",
    )
    parser.add_argument(
        "--out", type=Path, metavar="文件/R.parquet", help="与 --facts 同用：指标值写到哪里 / with --facts: where figures go"
    )
    parser.add_argument(
        "--store",
        type=Path,
        metavar="文件/S.duckdb",
        help="与 --facts 同用：结果库；文件夹里新添了数据文件时，只算有关的地区 / with --facts: a store of figures; of files added to the"
        " folder only the places concerned are worked out",
    )
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="计算引擎 / engine")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--release", metavar="名称/R", help="--facts 所在文件夹中的一次发布 / a release in the folder of --facts")
    which.add_argument(
        "--as-of",
        type=tables.moment,
        metavar="时刻/T",
        help="按当时所知计算，如 2024-12-31（当日终，北京时间）或 2024-12-31T08:00+08:00 / as known then; a date is its end in China",
    )
    parser.add_argument(
        "--boundaries",
        type=int,
        metavar="年份/Y",
        help="与 --facts 同用：各年都按这一年的区划列示 / with --facts: show every year within the boundaries of this one",
    )
    parser.set_defaults(run=_compute)


def _compute(options: argparse.Namespace) -> int:
    if options.store is not None:
        return tables.compute_store(options)
    if options.facts is not None or options.out is not None:
        return tables.compute_file(options)
    if options.engine != "duckdb" or options.release or options.as_of or options.boundaries:
        raise UserError(
            what="--engine、--release、--as-of、--boundaries 要和 --facts 一起用 / --engine, --release, --as-of and --boundaries need --facts",
            where="qingmiao compute",
            cure="加上 --facts 数据.parquet --out 结果.parquet / add --facts F.parquet --out R.parquet",
        )
    from qingmiao.web import service

    _start(options)
    done = service.refresh(by=_whoami(), say=print, wanted=options.plans or None)
    print(f"已计算 {len(done)} 个规划 / computed {len(done)} plans")
    return 0


def _add_report(commands: Commands, site: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("report", parents=[site], help="生成报告 / write a report of a plan")
    parser.add_argument("plan", metavar="规划/PLAN")
    parser.add_argument(
        "--kind",
        default="yearly",
        choices=("yearly", "midterm", "final", "brief", "comparison", "scheme"),
        help="年度监测、中期评估、终期评估、进度专报、两期比较、监测方案 / which report",
    )
    parser.add_argument(
        "--rounding", default="half_up", choices=("half_up", "half_even"), help="四舍五入，或 GB/T 8170 / half up, or the rule of GB/T 8170"
    )
    parser.add_argument(
        "--template",
        type=Path,
        default=None,
        metavar="模板/FILE.docx",
        help="单位自己的 Word 模板，写有“〔正文〕”/ an office's own Word file",
    )
    parser.add_argument(
        "--year", type=int, default=None, metavar="年份/Y", help="截至哪一年，默认最近一年 / as seen at the end of which year"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="文件/FILE.docx", help=".docx .pdf .xlsx .html")
    parser.set_defaults(run=_report)


def _add_profiles(commands: Commands, site: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("profiles", parents=[site], help="生成各地简报 / write the profiles of the places of a plan")
    parser.add_argument("plan", metavar="规划/PLAN")
    parser.add_argument("--out", type=Path, required=True, metavar="目录/DIR")
    parser.set_defaults(run=_profiles)


def _profiles(options: argparse.Namespace) -> int:
    from qingmiao.web import service

    _start(options)
    for number, (path, count) in enumerate(service.make_profiles(options.plan, out=options.out), 1):
        print(f"{number}/{count} {path.name}", flush=True)
    return 0


def _report(options: argparse.Namespace) -> int:
    from qingmiao.web import service

    _start(options)
    given = {"kind": options.kind, "rule": options.rounding, "template": options.template}
    print(service.make_report(options.plan, year=options.year, out=options.out, **given))
    return 0


# ------------------------------------------------------------------------------------------------ the site


def _add_demo(commands: Commands, site: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("demo", parents=[site], help="打开演示网站，Ctrl-C 停止 / run the demonstration site in the foreground")
    _add_address(parser)
    parser.set_defaults(run=_demo)


def _add_serve(commands: Commands, site: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("serve", parents=[site], help="打开网站，Ctrl-C 停止 / run the site in the foreground")
    _add_address(parser)
    parser.set_defaults(run=_serve)


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=8000, metavar="端口/N", help="默认 8000 / default 8000")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="地址/ADDRESS",
        help="默认只供本机访问；0.0.0.0 供局域网访问 / default: this machine only; 0.0.0.0: the whole network",
    )
    parser.add_argument(
        "--allow",
        default="",
        metavar="域名/NAMES",
        help="允许的域名或 IP，逗号分隔 / host names under which the site is reached, with commas",
    )
    parser.add_argument(
        "--workers", type=int, metavar="个数/N", choices=range(1, 65), help="同时答复几个请求，默认按处理器 / how many requests at once"
    )


def _add_work(commands: Commands, site: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "work", parents=[site], help="处理排队的计算；serve 会自己启动 / work off the queue; serve starts it by itself"
    )
    parser.set_defaults(run=_work)


def _work(options: argparse.Namespace) -> int:
    from qingmiao.web.background.worker import work

    _start(options)
    work()
    return 0


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError("端口是 1 到 65535 的整数 / a port is a whole number from 1 to 65535")


def _demo(options: argparse.Namespace) -> int:
    from qingmiao.web import service, serving

    if not hasattr(options, "home") and not os.environ.get("QINGMIAO_HOME"):
        options.home = service.DEMO_HOME
    _allow(options)
    _start(options)
    people = service.load_demo(say=_say)
    serving.serve(host=options.host, port=options.port, workers=options.workers, ready=lambda: _tell(options, people))
    return 0


def _tell(options: argparse.Namespace, people: Sequence[object]) -> None:
    lines = ["", f"演示网站 / demonstration site: http://{_shown(options.host)}:{options.port}/", "Ctrl-C 停止 / to stop", ""]
    lines += ["  用户名 / name    密码 / password     身份 / who"]
    lines += [f"  {person.name:<16} {person.password:<19} {person.title}" for person in people]  # type: ignore[attr-defined]
    _say("\n".join(lines))


def _add_person(commands: Commands, site: argparse.ArgumentParser) -> None:
    parser = commands.add_parser("person", help="用户 / people of the site")
    under = parser.add_subparsers(title="命令 / commands", metavar="", required=True)
    add = under.add_parser("add", parents=[site], help="增加用户或重置密码 / add a person, or give one a new password")
    add.add_argument("name", metavar="用户名/NAME")
    add.add_argument(
        "--role",
        choices=("office", "department", "township", "evaluator"),
        default="office",
        help="妇儿工委办、部门、乡镇、评估人员 / what the person is here for",
    )
    add.add_argument("--title", default="", metavar="显示名称/TITLE")
    add.add_argument("--department", metavar="部门/DEPARTMENT", help="部门名称或代码 / name or code of the department")
    add.add_argument("--place", metavar="地区/PLACE", help="地区名称或编号 / name or id of the place")
    add.add_argument("--until", type=date.fromisoformat, metavar="2026-12-31", help="有效期的最后一天 / the last day of the account")
    add.set_defaults(run=_person_add)
    drop = under.add_parser("drop-second-factor", parents=[site], help="停用一个人的两步验证 / end a person's second factor")
    drop.add_argument("name", metavar="用户名/NAME")
    drop.set_defaults(run=_person_drop)


def _person_add(options: argparse.Namespace) -> int:
    from qingmiao.web import service

    _start(options)
    password = service.add_person(
        options.name,
        role=options.role,
        title=options.title,
        department=options.department,
        place=options.place,
        until=options.until,
        by=_whoami(),
    )
    print(f"用户名 / name：{options.name}    密码 / password：{password}")
    return 0


def _person_drop(options: argparse.Namespace) -> int:
    from qingmiao.web import service

    _start(options)
    there = service.drop_second_factor(options.name, by=_whoami())
    print("已停用 / dropped" if there else "本来就没有启用 / there was none")
    return 0


def _serve(options: argparse.Namespace) -> int:
    from qingmiao.web import service, serving

    _allow(options)
    _start(options)
    service.refresh(by="qingmiao serve", say=_say)
    serving.serve(
        host=options.host,
        port=options.port,
        workers=options.workers,
        ready=lambda: _say(f"http://{_shown(options.host)}:{options.port}/（Ctrl-C 停止 / to stop）"),
    )
    return 0


def _shown(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host


def _allow(options: argparse.Namespace) -> None:
    """Which host names the site answers to: those named; any, when it is opened to the network and none is named."""
    local = options.host in {"127.0.0.1", "localhost", "::1"}
    if options.allow or not local:
        os.environ["QINGMIAO_HOSTS"] = options.allow or "*"


def _say(text: str) -> None:
    print(text, flush=True)


_COMMANDS = (
    _add_read, _add_plan, _add_check, _add_facts, _add_compute, tables.add_publish, tables.add_explain, tables.add_progress, tables.add_forecast, tables.add_warnings,
    _add_report, _add_profiles, keeping.add_audit, keeping.add_backup, keeping.add_restore, keeping.add_exchange, _add_person, _add_demo, _add_serve, _add_work,
)  # fmt: skip
