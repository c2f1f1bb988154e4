"""A table in a layout of its own on the site: told once, read ever after; read again it changes nothing; lists of persons are turned away."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qingmiao.web.planning.shelf import shelf
from qingmiao.web.rounds.actions import open_round
from qingmiao.web.rounds.models import CellRow, ForeignFile, LayoutRow, Round, Upload

AsPerson = Callable[[str], Client]

HEADS = ("乡镇名称", "出生活产数", "死亡婴儿")


@pytest.fixture
def opened() -> Round:
    return open_round(books=[shelf()["liuxi2021"]], year=2025, name="2025年度监测", due=date(2026, 4, 1), practice=False, by="office")


def book(*sheets: tuple[str, list[tuple[Any, ...]]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets:
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def yearly(births: object = 505, deaths: object = 1, west: object = 88) -> bytes:
    rows = [("2025年度卫生年报",), HEADS, ("东塘镇", births, deaths), ("西坡片", west, 0), ("合计", 593, 1)]
    return book(("年报", rows))


def send(client: Client, row: Round, data: bytes, name: str = "年报.xlsx") -> Any:
    return client.post(f"/rounds/{row.pk}/uploads/", {"workbook": SimpleUploadedFile(name, data)}, follow=True)


def here(response: Any) -> str:
    return str(response.redirect_chain[-1][0])


def value(row: Round, element: str, place: str) -> float | None:
    return CellRow.objects.get(form__round=row, form__place=place, element=element, groups="").value


TOLD = {"sheet": "年报", "top": "2", "bottom": "2", "c0": "〔地区〕", "c1": "活产数", "c2": "婴儿死亡数"}


def told(client: Client, address: str, **more: Any) -> Any:
    return client.post(address, TOLD | more, follow=True)


def test_told_once_and_read_ever_after(opened: Round, as_person: AsPerson) -> None:
    health = as_person("health")
    first = send(health, opened, yearly())
    address = here(first)
    assert address.startswith(f"/rounds/{opened.pk}/files/")
    html = first.content.decode()
    assert 'value="〔地区〕"' in html  # guessed by what stands in the column
    assert "出生活产数" in html
    tried = told(health, address, act="try")
    assert "有 1 个新的，请看一遍" in tried.content.decode()
    assert value(opened, "live_births", "t1") is None
    read = told(health, address, act="read", word=["西坡片"], meaning=["西坡乡"])
    assert "新存入 4 格" in read.content.decode()
    assert (value(opened, "live_births", "t1"), value(opened, "live_births", "t2"), value(opened, "infant_deaths", "t2")) == (505, 88, 0)
    again = send(health, opened, yearly())
    assert here(again).startswith(f"/rounds/{opened.pk}/uploads/")
    assert "新存入 0 格，与系统里一样 4 格" in again.content.decode()
    changed = send(health, opened, yearly(west=90), "另一个名字.xlsx")
    assert "新存入 1 格，与系统里一样 3 格" in changed.content.decode()
    assert value(opened, "live_births", "t2") == 90
    assert LayoutRow.objects.filter(name__startswith="年报.xlsx").count() == 1


def test_what_somebody_else_typed_is_not_overwritten(opened: Round, as_person: AsPerson) -> None:
    health = as_person("health")
    cell = CellRow.objects.get(form__round=opened, form__place="t1", element="live_births", groups="")
    cell.value, cell.version, cell.changed_by = 501, 1, "town"
    cell.save()
    html = told(health, here(send(health, opened, yearly())), act="read", word=["西坡片"], meaning=[""]).content.decode()
    assert "town后来改成了“501”，没有覆盖" in html
    assert value(opened, "live_births", "t1") == 501
    assert value(opened, "live_births", "t2") is None


def test_a_layout_that_was_told_wrongly_is_mended_on_the_same_file(opened: Round, as_person: AsPerson) -> None:
    health = as_person("health")
    address = here(send(health, opened, yearly(births=3, deaths=505)))
    words = {"word": ["西坡片"], "meaning": [""]}
    told(health, address, act="read", **words)
    assert value(opened, "live_births", "t1") == 3
    uploaded = Upload.objects.latest("pk")
    assert f'href="{address}' in health.get(f"/rounds/{opened.pk}/uploads/{uploaded.pk}/").content.decode()
    html = told(health, address, c1="婴儿死亡数", c2="活产数", act="read", **words).content.decode()
    assert "新存入 2 格" in html
    assert (value(opened, "live_births", "t1"), value(opened, "infant_deaths", "t1")) == (505, 3)
    assert LayoutRow.objects.filter(name__startswith="年报.xlsx").count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"c1": "没有的"}, "没有“没有的”这个数据元或地区"),
        ({"c1": "", "c2": ""}, "没有哪一列是数"),
        ({"top": "900", "bottom": "901"}, "没有找到表头"),
        ({"c1": "<b>"}, "&lt;b&gt;"),
    ],
)
def test_a_layout_that_cannot_be_read_by_stays_on_the_page(change: dict[str, str], words: str, opened: Round, as_person: AsPerson) -> None:
    health = as_person("health")
    answer = told(health, here(send(health, opened, yearly())), act="read", **change)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert LayoutRow.objects.count() == 1  # the township's
    assert not opened.uploads.exists()


def test_several_sheets_each_by_its_layout(opened: Round, as_person: AsPerson) -> None:
    health = as_person("health")
    births = ("出生", [("乡镇名称", "出生活产数"), ("东塘镇", 505)])
    deaths = ("死亡", [("乡镇名称", "婴儿死亡"), ("东塘镇", 2)])
    data = book(births, deaths, ("封面", [("说明",)]))
    address = here(send(health, opened, data))
    heads = {"top": "1", "bottom": "1", "c0": "〔地区〕", "act": "read"}
    told(health, address, **heads, sheet="出生", c1="活产数", c2="")
    later = send(health, opened, data)
    assert "还没有说明布局的表：死亡" in later.content.decode()
    assert "selected>死亡" in health.get(f"{address}?sheet=死亡").content.decode()
    told(health, address, **heads, sheet="死亡", c1="婴儿死亡数", c2="")
    assert (value(opened, "live_births", "t1"), value(opened, "infant_deaths", "t1")) == (505, 2)
    both = send(health, opened, data).content.decode()
    assert "“出生”表：新存入 0 格，0 处要看" in both
    assert "“死亡”表" in both


def test_a_list_of_persons_is_turned_away_and_not_kept(opened: Round, as_person: AsPerson) -> None:
    kept = ForeignFile.objects.count()
    rows = [("序号", "儿童姓名", "乡镇", "月龄"), (1, "某某", "东塘镇", 3)]
    html = send(as_person("health"), opened, book(("名册", rows))).content.decode()
    assert "这是个人名册，没有接收，也没有保存" in html
    assert ForeignFile.objects.count() == kept


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (book(("空", [("只有一句话",)])), "没有找到“数据元”和“2025年”两列"),
        (b"\x00\x01\x02", "不是文本"),
        (book(("年报", [("2024年度卫生年报",), HEADS, ("东塘镇", 505, 1)])), ""),
    ],
)
def test_what_is_no_table_is_refused_as_before(data: bytes, words: str, opened: Round, as_person: AsPerson) -> None:
    health = as_person("health")
    answer = send(health, opened, data)
    if words:
        assert words in answer.content.decode()
    else:  # a table, but of another year
        assert "表上写的是 2024 年，本轮次要 2025 年的数" in told(health, here(answer), act="read").content.decode()
    assert not opened.uploads.exists()


def test_known_layouts_are_listed_and_dropped_by_whoever_told_them_or_the_office(opened: Round, as_person: AsPerson) -> None:
    health, town, office = as_person("health"), as_person("town"), as_person("office")
    told(health, here(send(health, opened, yearly())), act="read", word=["西坡片"], meaning=["西坡乡"])
    mine = LayoutRow.objects.latest("pk")
    assert "出生活产数 → 活产数" in town.get(f"/rounds/{opened.pk}/layouts/").content.decode()
    drop = f"/rounds/{opened.pk}/layouts/{mine.pk}/drop/"
    assert town.post(drop).status_code == 403
    assert office.post(drop, follow=True).status_code == 200
    assert not LayoutRow.objects.filter(pk=mine.pk).exists()
    assert value(opened, "live_births", "t1") == 505
    assert office.post(drop).status_code == 404


def test_nobody_opens_the_file_of_another_and_a_closed_round_reads_none(opened: Round, as_person: AsPerson) -> None:
    health, office = as_person("health"), as_person("office")
    address = here(send(health, opened, yearly()))
    assert office.get(address).status_code == 403
    office.post(f"/rounds/{opened.pk}/close/")
    assert "不再接受填报" in told(health, address, act="read").content.decode()


def test_a_layout_with_a_place_of_its_own_reads_no_table_of_another_place(opened: Round, as_person: AsPerson) -> None:
    """The townships send the same table, which does not say whose it is: it is asked each time, unless title, sheet or file say."""
    health = as_person("health")
    rows: list[tuple[Any, ...]] = [("指标", "2025年"), ("活产数", 505), ("婴儿死亡数", 1)]
    first = here(send(health, opened, book(("表", rows))))
    names = {"sheet": "表", "top": "1", "bottom": "1", "c0": "〔数据元〕", "c1": "〔数〕", "act": "read"}
    health.post(first, names | {"place": "东塘镇"})
    assert value(opened, "live_births", "t1") == 505
    other = send(health, opened, book(("表", [rows[0], ("活产数", 88), ("婴儿死亡数", 0)])), "第二份.xlsx")
    assert "没有写明是哪个地区的" in other.content.decode()
    assert here(other).startswith(f"/rounds/{opened.pk}/files/")
    assert "<option selected>" not in other.content.decode()
    assert (value(opened, "live_births", "t1"), value(opened, "live_births", "t2")) == (505, None)
    health.post(here(other).split("?")[0], names | {"place": "西坡乡"})
    named = send(health, opened, book(("表", [rows[0], ("活产数", 90), ("婴儿死亡数", 0)])), "柳溪县西坡乡.xlsx")
    assert "新存入 1 格，与系统里一样 1 格" in named.content.decode()
    assert (value(opened, "live_births", "t1"), value(opened, "live_births", "t2")) == (505, 90)


def test_sheets_of_several_years_and_sheets_at_odds(opened: Round, as_person: AsPerson) -> None:
    health = as_person("health")
    heads = ("乡镇名称", "出生活产数")
    layout = {"sheet": "2025", "top": "1", "bottom": "1", "c0": "〔地区〕", "c1": "活产数", "act": "read"}
    years = [(str(year), [heads, ("东塘镇", births)]) for year, births in ((2025, 505), (2024, 520), (2023, 540))]
    health.post(here(send(health, opened, book(*years))), layout)
    again = send(health, opened, book(*years)).content.decode()
    assert "新存入 0 格，与系统里一样 1 格" in again
    assert "表上写的是 2024 年" in again
    odd = book(("一", [heads, ("东塘镇", 300), ("西坡乡", 88)]), ("二", [heads, ("东塘镇", 205), ("西坡乡", 88)]))
    assert "几张工作表说的是同一个数，却不一样，都没有读" in send(health, opened, odd).content.decode()
    assert (value(opened, "live_births", "t1"), value(opened, "live_births", "t2")) == (505, 88)
    only_old = send(health, opened, book(*years[1:]))
    assert here(only_old) == f"/rounds/{opened.pk}/"
    assert "表上写的是 2023 年" in only_old.content.decode()
