"""What the command asks of the web app: set a site up, load data, compute, report, serve. Django is started by `start`, once a process."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from qingmiao.catalogue.numbers import Rounding
from qingmiao.errors import UserError
from qingmiao.reports.document import Kind

DEMO_HOME = Path("~/.qingmiao-demo")
"""The demonstration's own folder: simulated data and known passwords never come near a real site."""

SEED = 20260101

Say = Callable[[str], None]


def start(*, home: Path | None = None, documents: Path | None = None) -> None:
    """Tell Django where the site lives and bring its database up to date; the same call twice is harmless."""
    if home is not None:
        os.environ["QINGMIAO_HOME"] = str(home.expanduser())
    if documents is not None:
        if not documents.expanduser().is_dir():
            raise UserError(
                what="没有这个文件夹 / no such folder",
                where=str(documents),
                cure="--documents 后写存放规划文件的文件夹 / name the folder that holds the plan documents",
            )
        os.environ["QINGMIAO_DOCUMENTS"] = str(documents.expanduser().resolve())
    set_up()
    migrate()


def set_up() -> None:
    """Start Django on the home that the environment names, without touching its database."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingmiao.web.settings")
    if not apps.ready:
        try:
            django.setup()
        except OSError as error:
            raise UserError(
                what="不能使用这个数据文件夹 / the home folder cannot be used",
                where=str(error.filename),
                cure="用 --home 另选一个可写的文件夹 / choose a writable folder with --home",
            ) from error


def migrate() -> None:
    """Bring the database to the shape of this version. Raises UserError when it cannot be reached."""
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise UserError(
            what="数据库连不上 / the database cannot be reached",
            where=str(error).splitlines()[0],
            cure="核对 DATABASE_URL 与数据库是否已启动 / check DATABASE_URL, and that the database runs",
        ) from error


# ------------------------------------------------------------------------------------------------ plans


def add_plans(folders: Sequence[Path], *, by: str, say: Say) -> list[str]:
    """Copy checked packages into the home, store the past values that their documents state, and compute them. Returns their ids.

    All or nothing: raises UserError when one of them has errors, or its id is that of a plan made from another document.
    """
    from qingmiao.plans import to_supply
    from qingmiao.web.home import subfolder
    from qingmiao.web.planning.shelf import look_again, shelf

    packages = [_checked(folder) for folder in folders]
    _refuse_taken_ids(packages)
    for folder, package in zip(folders, packages, strict=True):
        _copy_whole(folder, subfolder("plans") / package.plan.id)
    look_again()
    ids = [package.plan.id for package in packages]
    for package in packages:
        book = shelf()[package.plan.id]
        stated = _store_stated(book.package, by=by)
        say(f"{book.plan.title}：已放进系统，文件载明的过去数值 {stated} 个 / added, with {stated} past values that the document states")
        if to_supply(book.package):
            say(
                "  下级地区待补名单，补上之前不能逐地核对 / places below are still to be named; until then they cannot be checked one by one"
            )
    refresh(by=by, say=say, wanted=ids)
    return ids


def _checked(folder: Path) -> Any:
    """The package in a folder that has no errors; raises UserError with all that it has."""
    from qingmiao.plans import check_folder, load

    errors = [issue for issue in check_folder(folder) if issue.severity == "error"]
    if errors:
        raise UserError(
            what=f"规划包有 {len(errors)} 个错误，没有放进系统 / the package has {len(errors)} errors and was not added",
            where=str(folder),
            cure="\n".join(str(issue) for issue in errors),
        )
    return load(folder)


def _refuse_taken_ids(packages: Sequence[Any]) -> None:
    """A plan may be replaced by a corrected package of the same document, never by another plan that happens to have its id."""
    from qingmiao.web.planning.shelf import shelf

    held = {book.id: book.plan for book in shelf()}
    for package in packages:
        there = held.setdefault(package.plan.id, package.plan)
        if there is not package.plan and there.document.sha256 != package.plan.document.sha256:
            raise UserError(
                what=f"编号 {package.plan.id} 已用于另一份文件的规划“{there.title}” / the id {package.plan.id} is that of a plan made from another document",
                where="plan.yaml: id",
                cure="换一个文件名重新运行 qingmiao plan new，编号随之改变 / run qingmiao plan new again on the document under another file name: the id follows it",
            )


def _copy_whole(folder: Path, target: Path) -> None:
    """A copy of a folder with everything in it, in place of what was there, or nothing."""
    from qingmiao.web.home import home

    if folder.resolve() == target.resolve():
        return
    with tempfile.TemporaryDirectory(dir=home(), prefix="adding-") as scratch:
        new, old = Path(scratch) / "new", Path(scratch) / "old"
        shutil.copytree(folder, new)
        if target.exists():
            os.replace(target, old)
        os.replace(new, target)


def _store_stated(package: Any, *, by: str) -> int:
    """Store what the document says of the past, as far as it is not known yet."""
    from qingmiao.facts import for_plan, revisions
    from qingmiao.web import clock
    from qingmiao.web.ledger.actions import store_facts
    from qingmiao.web.ledger.queries import facts_table

    moment = datetime.combine(clock.today(), datetime.min.time(), tzinfo=UTC)
    stated = for_plan.stated(package, recorded_at=moment)
    news = revisions.supersede(revisions.current(facts_table()), stated) if stated.num_rows else stated
    return store_facts(table=news, source=package.plan.document.name, by=by, correcting=True) if news.num_rows else 0


# ------------------------------------------------------------------------------------------------ facts and figures


def import_facts(path: Path, *, by: str, say: Say) -> int:
    """Add the figures of a CSV or Excel file, all or nothing, and compute the plans anew. Returns how many facts are new."""
    from qingmiao.facts import revisions
    from qingmiao.facts.importing import read_facts
    from qingmiao.web import clock
    from qingmiao.web.ledger.actions import store_facts
    from qingmiao.web.ledger.queries import facts_table

    catalogue, gazetteer = _all_known()
    held = revisions.current(facts_table())
    moment = clock.now().astimezone(UTC)
    news = read_facts(path, catalogue=catalogue, gazetteer=gazetteer, today=clock.today(), recorded_at=moment, by=by, current=held)
    count = store_facts(table=news, source=path.name, by=by, correcting=True) if news.num_rows else 0
    say(f"导入 {count} 条新数据 / {count} new facts")
    if count:
        refresh(by=by, say=say)
    return count


def _all_known() -> tuple[Any, Any]:
    """The catalogue and the places of all plans together."""
    from qingmiao import catalogue
    from qingmiao.plans.indicators import local_indicators
    from qingmiao.web.planning.queries import everywhere
    from qingmiao.web.planning.shelf import shelf

    local = [local_indicators(book.package) for book in shelf()]
    known = catalogue.join(catalogue.load(), [one for some, _ in local for one in some], [one for _, some in local for one in some])
    return known, everywhere()


def stale() -> list[str]:
    """Plans whose package, year or own facts changed since they were computed, and those never computed."""
    from qingmiao.web import clock
    from qingmiao.web.ledger.queries import states
    from qingmiao.web.planning.shelf import shelf

    found = states(list(shelf().books))
    return [book.id for book in shelf() if book.id not in found or _outdated(book, found[book.id], clock.today())]


def _outdated(book: Any, state: Any, today: date) -> bool:
    from qingmiao.web.ledger.queries import news_since

    if (state.fingerprint, state.year) != (book.fingerprint, year_of(book.plan.period[1], today)):
        return True
    elements, places = book.elements, {place.id for place in book.gazetteer.below(book.plan.region)}
    places |= {place.id for place in book.gazetteer.above(book.plan.region)}
    return any(element in elements and place in places for element, place in news_since(state.facts_to))


def year_of(last: int | None, today: date) -> int:
    """The year that verdicts speak of: the last whole one, but none after the plan's end."""
    return min(today.year - 1, last) if last else today.year - 1


def refresh(*, by: str, say: Say, wanted: Iterable[str] | None = None) -> list[str]:
    """Compute figures and verdicts of the plans that need it, or of those named. Returns their ids."""
    from qingmiao.facts import revisions
    from qingmiao.web.ledger.queries import facts_table
    from qingmiao.web.planning.shelf import shelf

    due = list(wanted) if wanted is not None else stale()
    if not due:
        return []
    facts = revisions.current(facts_table())
    for plan in due:
        book = shelf().get(plan)
        if book is None:
            raise UserError(
                what=f"没有规划 {plan} / no such plan", where=plan, cure=f"已有的规划 / plans at hand: {', '.join(shelf().books)}"
            )
        figures, verdicts = _compute_one(book, facts, by)
        say(f"  {book.plan.short}：{figures} 个指标值，{verdicts} 项判定 / {figures} figures, {verdicts} verdicts")
    return due


def _compute_one(book: Any, facts: Any, by: str) -> tuple[int, int]:
    from qingmiao import compute, progress
    from qingmiao.compute.surveys import with_errors
    from qingmiao.progress.warning import look
    from qingmiao.web import clock
    from qingmiao.web.ledger.actions import Outcome, keep_outcome

    used = [book.catalogue.indicators[code] for code in sorted({row.code for row in book.package.indicators})]
    figures = compute.figures(
        facts,
        indicators=[*used, *compute.by_group(used, compute.told_groups(facts))],
        elements=book.catalogue.elements,
        gazetteer=book.gazetteer,
        region=book.plan.region,
        threshold=book.plan.threshold,
    )
    year, surveyed = year_of(book.plan.period[1], clock.today()), with_errors(figures, facts)
    now = progress.judge_package(book.package, book.catalogue, book.gazetteer, surveyed, year)
    before = progress.judge_package(book.package, book.catalogue, book.gazetteer, surveyed, year - 1)
    verdicts = {year - 1: [one for one in before if one.place == book.plan.region], year: now}
    findings = look(book.package, book.catalogue, book.gazetteer, surveyed, year, now)
    keep_outcome(outcome=Outcome(book.id, figures, verdicts, book.fingerprint, findings), by=by)
    return figures.num_rows, len(now)


def publish(name: str, *, by: str) -> int:
    """Freeze the facts of this moment under a name, once all plans are computed. Returns how many facts they are."""
    from qingmiao.web.home import subfolder
    from qingmiao.web.ledger import actions
    from qingmiao.web.ledger.queries import facts_table, states, words
    from qingmiao.web.planning.shelf import shelf

    refresh(by=by, say=lambda _: None)
    found = states(list(shelf().books))
    now = words({plan: (shelf()[plan].plan.region, state.year) for plan, state in found.items()})
    told = {plan: {commitment: word.value for commitment, (word, _) in some.items()} for plan, some in now.items()}
    return actions.publish(name=name, facts=facts_table(), folder=subfolder("releases"), words=told, by=by).count


def make_report(
    plan: str, *, year: int | None, out: Path, kind: Kind = "yearly", rule: Rounding = "half_up", template: Path | None = None
) -> Path:
    """Write a report of a plan. Raises UserError for an unknown plan, a year that it cannot speak of, a form or a template that it cannot use."""
    from qingmiao.web import clock
    from qingmiao.web.planning.shelf import shelf
    from qingmiao.web.reports.kept import write_report

    if out.suffix.lower() not in _ENDINGS:
        raise UserError(
            what="报告是 Word、PDF、Excel 或 HTML 文件 / a report is a Word, PDF, Excel or HTML file",
            where=str(out),
            cure="文件名以 .docx .pdf .xlsx .html 结尾 / end the name in one of these",
        )
    if template is not None and out.suffix.lower() != ".docx":
        raise UserError(
            what="模板只用于 Word 文件 / a template is for a Word file", where=str(out), cure="文件名以 .docx 结尾 / end the name in .docx"
        )
    book = shelf().get(plan)
    if book is None:
        raise UserError(what=f"没有规划 {plan} / no such plan", where=plan, cure=f"已有的规划 / plans at hand: {', '.join(shelf().books)}")
    first, last = book.plan.period[0] or 1949, clock.today().year
    if year is not None and not first <= year <= last:
        raise UserError(
            what=f"没有 {year} 年的报告 / no report of that year",
            where=f"--year {year}",
            cure=f"写 {first} 到 {last} 之间的年份，或省略 / a year from {first} to {last}, or leave it out",
        )
    refresh(by="qingmiao report", say=lambda _: None, wanted=[one for one in stale() if one == plan])
    return write_report(
        book, out.with_suffix(out.suffix.lower()), kind=kind, year=year, made_on=clock.today(), rule=rule, template=template
    )


_ENDINGS: Final = (".docx", ".pdf", ".xlsx", ".html")


def make_profiles(plan: str, *, out: Path) -> Iterator[tuple[Path, int]]:
    """Write the profiles of the places of a plan: each file and how many there will be. Raises UserError for an unknown plan."""
    from qingmiao.web import clock
    from qingmiao.web.planning.shelf import shelf
    from qingmiao.web.reports.kept import write_profiles

    book = shelf().get(plan)
    if book is None:
        raise UserError(what=f"没有规划 {plan} / no such plan", where=plan, cure=f"已有的规划 / plans at hand: {', '.join(shelf().books)}")
    refresh(by="qingmiao profiles", say=lambda _: None, wanted=[one for one in stale() if one == plan])
    yield from write_profiles(book, out, made_on=clock.today())


# ------------------------------------------------------------------------------------------------ the demonstration


@dataclass(frozen=True, slots=True)
class Demonstrator:
    """One demonstration person."""

    name: str
    title: str
    password: str


def load_demo(*, say: Say) -> list[Demonstrator]:
    """Facts (published, stated by the documents, simulated), figures, verdicts and people of the demonstration; idempotent."""
    from qingmiao.web.ledger.queries import facts_at_hand
    from qingmiao.web.planning.shelf import shelf

    if not list(shelf()):
        raise UserError(
            what="没有可演示的规划 / there is no plan to demonstrate",
            where="plans",
            cure="重新安装，或检查 plans 文件夹 / install again, or look at the folder plans",
        )
    if not facts_at_hand():
        _store_demo(say)
    due = stale()
    if due:
        say(f"计算 {len(due)} 个规划… / computing {len(due)} plans…")
        refresh(by="demo", say=say, wanted=due)
    return _people()


def _store_demo(say: Say) -> None:
    from qingmiao.facts import for_plan, published
    from qingmiao.web import clock
    from qingmiao.web.ledger.actions import store_facts
    from qingmiao.web.planning.shelf import shelf

    moment = datetime.combine(clock.today(), datetime.min.time(), tzinfo=UTC)
    say("载入公开发布的数据… / loading published figures…")
    store_facts(table=published.table(), source="published_series.csv", by="demo")
    for book in shelf():
        store_facts(table=for_plan.stated(book.package, recorded_at=moment), source=book.plan.document.name, by="demo")
    say("生成模拟数据… / generating simulated data…")
    facts = for_plan.demonstration([book.package for book in shelf()], last_year=clock.today().year - 1, seed=SEED)
    say(f"存入 {facts.num_rows} 条… / storing {facts.num_rows} facts…")
    store_facts(table=facts, source=f"demonstration seed {SEED}", by="demo")


def _people() -> list[Demonstrator]:
    """The demonstration people; their passwords are made once and kept in the home, so that they stay the same."""
    from qingmiao.disclosure import Role, Viewer
    from qingmiao.disclosure.collecting import STATISTICS
    from qingmiao.web.people.actions import keep_person
    from qingmiao.web.planning.shelf import shelf

    book = next(iter(shelf()))
    region = book.gazetteer[book.plan.region]
    below = book.gazetteer.children(region.id)
    wanted = [
        ("office", f"{region.name}妇儿工委办", Viewer(Role.OFFICE)),
        ("health", f"{region.name}卫生健康局", Viewer(Role.DEPARTMENT, region.id, _health(book))),
        ("statistics", f"{region.name}统计局", Viewer(Role.DEPARTMENT, region.id, STATISTICS)),
    ]
    if below:
        wanted.append(("township", below[0].name, Viewer(Role.TOWNSHIP, below[0].id)))
    passwords = _passwords([name for name, _, _ in wanted])
    for name, title, viewer in wanted:
        keep_person(name=name, password=passwords[name], title=title, viewer=viewer, by="demo")
    return [Demonstrator(name, title, passwords[name]) for name, title, _ in wanted]


def add_person(name: str, *, role: str, title: str, department: str | None, place: str | None, by: str, until: date | None = None) -> str:
    """Make a person of this site, or give one a new password; returns the password, which is kept nowhere in clear.

    `department` and `place` may be codes or names. Raises UserError when they are not known, or missing where the role needs them.
    """
    from qingmiao.disclosure import Role, Viewer, lacks_of
    from qingmiao.web.people.actions import keep_person

    viewer = Viewer(Role(role), _place_named(place, role), _department_named(department, role))
    if "until" in lacks_of(viewer, until):
        raise UserError(
            what="评估人员要写明有效期 / an evaluator needs a last day",
            where="--until",
            cure="如 --until 2026-12-31 / such as --until 2026-12-31",
        )
    password = secrets.token_urlsafe(9)
    keep_person(name=name, password=password, title=title or name, viewer=viewer, until=until, by=by)
    return password


def drop_second_factor(name: str, *, by: str) -> bool:
    """End the second factor of a person who has lost telephone and codes; tells whether there was one. Raises UserError for an unknown name."""
    from django.contrib.auth.models import User

    from qingmiao.web.people import actions

    user = User.objects.filter(username=name).first()
    if user is None:
        raise UserError(what="没有这个用户 / no such person", where=name, cure="核对用户名 / check the name")
    return actions.drop_second_factor(user=user, why="command", by=by)


def _department_named(said: str | None, role: str) -> str | None:
    from qingmiao import catalogue

    if said is None and role != "department":
        return None
    known = catalogue.load()
    found = known.departments.get(said or "") or known.department_named(said or "")
    if found is None:
        raise UserError(
            what="没有这个部门 / no such department",
            where=said or "--department",
            cure="用 --department 写部门名称或代码，如 卫生健康局 / name the department with --department, such as health",
        )
    return str(found.code)


def _place_named(said: str | None, role: str) -> str | None:
    from qingmiao.places import Place, resolve

    if said is None and role == "office":
        return None
    found = resolve(_all_known()[1], said or "")
    if not isinstance(found, Place):
        raise UserError(
            what="没有这个地区，或有几个同名的 / no such place, or several of that name",
            where=said or "--place",
            cure="用 --place 写地区名称或编号，如 青禾县 / name the place with --place",
        )
    return found.id


def _health(book: Any) -> str:
    found = book.catalogue.department_named("卫生健康局") or book.catalogue.department_named("卫生健康委")
    return str(found.code) if found else "health"


def _passwords(names: Sequence[str]) -> dict[str, str]:
    import json

    from qingmiao.web.home import DEMONSTRATION, home

    path = home() / DEMONSTRATION
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known |= {name: f"{name}-{secrets.token_hex(4)}" for name in names if name not in known}
    path.write_text(json.dumps(known, indent=1), encoding="utf-8")
    return known
