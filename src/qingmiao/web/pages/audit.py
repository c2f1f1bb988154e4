"""审计 audit: who did what, when; does the log still hold?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from qingmiao.errors import UserError
from qingmiao.web.language import english, said
from qingmiao.web.ledger import auditing
from qingmiao.web.ledger.auditing import Wanted
from qingmiao.web.ledger.models import AuditEntry
from qingmiao.web.ledger.verifying import verify
from qingmiao.web.pages.downloads import Cell, table_response
from qingmiao.web.planning.shelf import shelf

FIELDS = ("by", "action", "subject", "place", "from", "to")
"""What the address narrows by."""

A_PAGE = 100
LONGEST_LIST = 200_000
"""Rows that one file holds; Excel itself ends at a million."""

ACTIONS: Mapping[str, object] = {
    "commitment.assign": gettext_lazy("分解任务"),
    "commitment.take_back": gettext_lazy("收回任务"),
    "exchange.pack": gettext_lazy("打包报表"),
    "exchange.trust": gettext_lazy("登记公钥"),
    "exchange.unpack": gettext_lazy("收下填报包"),
    "facts.store": gettext_lazy("存入数据"),
    "form.accept": gettext_lazy("通过报表"),
    "form.check": gettext_lazy("部门审核"),
    "form.excuse": gettext_lazy("免报"),
    "form.extend": gettext_lazy("延期"),
    "form.return": gettext_lazy("退回报表"),
    "form.submit": gettext_lazy("提交报表"),
    "people.accept": gettext_lazy("接受邀请"),
    "people.address": gettext_lazy("改邮箱"),
    "people.duty": gettext_lazy("改职责"),
    "people.end": gettext_lazy("收回账号"),
    "people.invite": gettext_lazy("邀请"),
    "people.keep": gettext_lazy("增改用户"),
    "people.link": gettext_lazy("重发链接"),
    "people.password": gettext_lazy("改密码"),
    "people.restore": gettext_lazy("恢复账号"),
    "plan.compute": gettext_lazy("计算规划"),
    "release.publish": gettext_lazy("发布"),
    "report.answer": gettext_lazy("办理意见"),
    "report.approve": gettext_lazy("通过报告"),
    "report.comment": gettext_lazy("对报告提意见"),
    "report.consult": gettext_lazy("报告征求意见"),
    "report.correct": gettext_lazy("更正报告"),
    "report.drop": gettext_lazy("作废报告"),
    "report.fail": gettext_lazy("报告没有生成"),
    "report.make": gettext_lazy("生成报告草稿"),
    "report.publish": gettext_lazy("发布报告"),
    "report.return": gettext_lazy("退回报告"),
    "report.send": gettext_lazy("报告送审"),
    "report.start": gettext_lazy("新建报告"),
    "report.address": gettext_lazy("写报告的文号、主送、抄送"),
    "report.want": gettext_lazy("排队生成报告"),
    "report.write": gettext_lazy("修改报告"),
    "review.approve": gettext_lazy("生成规划包"),
    "review.begin": gettext_lazy("读入文件"),
    "review.undo": gettext_lazy("撤销核对"),
    "round.close": gettext_lazy("结束轮次"),
    "round.open": gettext_lazy("开轮次"),
    "round.remind": gettext_lazy("发催报邮件"),
    "second_factor.codes": gettext_lazy("换恢复码"),
    "second_factor.demand": gettext_lazy("要求两步验证"),
    "second_factor.drop": gettext_lazy("停用两步验证"),
    "second_factor.keep": gettext_lazy("启用两步验证"),
    "self_report.adopt": gettext_lazy("采用自评报告"),
    "self_report.attach": gettext_lazy("附佐证"),
    "self_report.carry": gettext_lazy("带入往年自评"),
    "self_report.detach": gettext_lazy("删去佐证"),
    "self_report.extend": gettext_lazy("自评报告延期"),
    "self_report.open": gettext_lazy("布置自评"),
    "self_report.return": gettext_lazy("退回自评报告"),
    "self_report.submit": gettext_lazy("报送自评报告"),
    "sign_in.closed": gettext_lazy("登录锁定"),
    "sign_in.done": gettext_lazy("登录"),
    "sign_in.failed": gettext_lazy("登录失败"),
    "sign_in.left": gettext_lazy("退出登录"),
    "site.backup": gettext_lazy("备份"),
    "site.restore": gettext_lazy("恢复"),
    "warning.answer": gettext_lazy("回复预警"),
    "warning.close": gettext_lazy("预警销号"),
    "warning.measure": gettext_lazy("定预警措施"),
    "workbook.take": gettext_lazy("上传工作簿"),
    "evidence.attach": gettext_lazy("附凭证"),
    "evidence.detach": gettext_lazy("删去凭证"),
    "layout.file": gettext_lazy("上传自己的表"),
    "layout.keep": gettext_lazy("记住布局"),
    "layout.drop": gettext_lazy("删去布局"),
}
"""Action → its name; one that is not here is shown by its code."""


def action_name(action: str) -> str:
    """An action in the language of the page."""
    return str(ACTIONS.get(action, action))


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as the list shows it."""

    id: int
    when: str
    by: str
    action: str
    subject: str
    detail: str
    hash: str


def _row(entry: AuditEntry) -> Row:
    when = timezone.localtime(entry.moment).strftime("%Y-%m-%d %H:%M:%S")
    return Row(entry.pk, when, entry.by, action_name(entry.action), entry.subject, detail_told(entry.detail), entry.hash)


def detail_told(detail: object) -> str:
    """What an entry says besides, on one line."""
    if not isinstance(detail, dict):
        return json.dumps(detail, ensure_ascii=False)
    told = ((name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) for name, value in detail.items())
    return "; ".join(f"{name}: {value}" for name, value in told if value not in ("", "null"))


def _wanted(query: QueryDict) -> Wanted:
    said = {name: query.get(name, "").replace("\0", "").strip()[:200] for name in FIELDS}
    places = _places_named(said["place"]) if said["place"] else None
    plans = frozenset(book.id for book in shelf() if places and book.plan.region in places)
    first, last = _day(said["from"]), _day(said["to"])
    return Wanted(said["by"], said["action"], said["subject"], places, plans, first, last)


def _places_named(said: str) -> frozenset[str]:
    """The places of the site's plans with this id or name; none is not all."""
    return frozenset(place.id for book in shelf() for place in book.gazetteer if said in (place.id, place.name))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def audit(request: HttpRequest) -> HttpResponse:
    """The entries, newest first, a hundred a page, narrowed by person, action, words, place and day."""
    rows = auditing.entries(_wanted(request.GET))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "rows": [_row(entry) for entry in page],
        "pages": page,
        "total": page.paginator.count,
        "said": {name: request.GET.get(name, "") for name in FIELDS},
        "narrowed": any(request.GET.get(name) for name in FIELDS),
        "query": kept.urlencode(),
        "people": auditing.people(),
        "actions": sorted(((action, action_name(action)) for action in auditing.actions_done()), key=lambda one: one[1]),
    }
    return render(request, "audit.html", context)


HEADS = (
    gettext_lazy("编号"),
    gettext_lazy("时间"),
    gettext_lazy("谁"),
    gettext_lazy("做了什么"),
    gettext_lazy("对象"),
    gettext_lazy("详情"),
    gettext_lazy("哈希值"),
)


def audit_list(request: HttpRequest, form: str) -> HttpResponse:
    """The same entries as CSV or Excel."""
    rows = auditing.entries(_wanted(request.GET))
    if rows.count() > LONGEST_LIST:
        messages.error(request, _("没有导出：超过 {} 条，请先缩小范围。").format(LONGEST_LIST))
        return HttpResponseRedirect(f"{reverse('audit')}?{request.GET.urlencode()}")
    return table_response(_("审计日志"), HEADS, _cells(rows.iterator(chunk_size=2000)), form)


def _cells(entries: Iterable[AuditEntry]) -> Iterable[Sequence[Cell]]:
    for row in map(_row, entries):
        yield (row.id, row.when, row.by, row.action, row.subject, row.detail, row.hash)


@require_POST
def audit_verify(request: HttpRequest) -> HttpResponse:
    """Go through the whole log, and say on the page whether it holds."""
    try:
        found = verify()
    except UserError as error:
        messages.error(request, _("核对不通过：{}。").format(said(error.what)))
    else:
        told = found.sentence[english()]
        if found.wrong:
            messages.error(request, _("核对不通过：{}。").format(told))
        else:
            messages.success(request, _("核对通过：{}。").format(told))
    return HttpResponseRedirect(reverse("audit"))
