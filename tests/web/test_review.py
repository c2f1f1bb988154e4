"""读规划 on the site: handing in, acts with and without script, approving, revising, comparing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from qingmiao import plans
from qingmiao.web.home import subfolder
from qingmiao.web.ledger.models import AuditEntry
from qingmiao.web.planning.shelf import shelf
from qingmiao.web.review import actions, approving
from qingmiao.web.review.models import Act, Review
from qingmiao.web.review.queries import standing
from qingmiao.web.review.state import Conflict, Item
from tests.web.liuxi import TEXT

R = "/documents/reviews"
OTHER = TEXT.replace("柳溪", "松岭") + "2．儿童肥胖率逐步下降。\n"
SCRIPT = {"HTTP_X_FRAGMENT": "1"}


@pytest.fixture
def office(as_person: Callable[[str], Client]) -> Client:
    return as_person("office")


@pytest.fixture
def _plans_restored() -> Any:
    """What a test puts on the shelf is taken away again."""
    before = set(subfolder("plans").iterdir())
    yield
    import shutil

    for folder in set(subfolder("plans").iterdir()) - before:
        shutil.rmtree(folder)


def hand_in(client: Client, text: str = OTHER, name: str = "songling", **more: str) -> Review:
    response = client.post(f"{R}/", {"text": text, "name": name, **more})
    assert response.status_code == 302, response.content.decode()
    return Review.objects.latest("id")


def items(review: Review) -> dict[str, Item]:
    return dict(standing(review).items)


def act(client: Client, review: Review, **data: Any) -> Any:
    response = client.post(f"{R}/{review.pk}/act/", {"plan": 0, **data}, **SCRIPT)
    assert response.status_code in (200, 409)
    return response.json()


def commitment(review: Review, words: str) -> Item:
    return next(item for item in items(review).values() if item.part == "commitment" and words in item.fields["indicator"])


def accept_all(client: Client, review: Review) -> None:
    client.post(f"{R}/{review.pk}/act/", {"accept": list(items(review))})


# ------------------------------------------------------------------------------------------------ handing in


def test_a_file_is_handed_in_and_read(office: Client) -> None:
    upload = SimpleUploadedFile("松岭.txt", OTHER.encode("gb18030"))
    response = office.post(f"{R}/", {"file": upload, "text": "", "name": ""})
    review = Review.objects.latest("id")
    assert response["Location"] == f"{R}/{review.pk}/"
    assert review.text == OTHER
    assert review.name == "松岭.txt"
    page = office.get(response["Location"]).content.decode()
    assert "婴儿死亡率" in page
    assert "到2030年，" in page
    assert "已确认" in page
    assert "松岭.txt" in office.get(f"{R}/").content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {"text": "  "},
        {"text": "", "file": SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)},
        {"file": SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n00")},
    ],
)
def test_what_cannot_be_read_is_told_with_its_cure(office: Client, data: dict[str, Any]) -> None:
    before = Review.objects.count()
    response = office.post(f"{R}/", data)
    assert response.status_code == 422
    assert "note error" in response.content.decode()
    assert Review.objects.count() == before


def test_by_hand_nothing_but_the_head_is_read(office: Client) -> None:
    review = hand_in(office, by_hand="1")
    assert {item.part for item in items(review).values()} == {"plan"}
    start = OTHER.index("儿童肥胖率逐步下降")
    form = office.get(f"{R}/{review.pk}/add/?plan=0&start={start}&end={start + 9}").content.decode()
    assert 'value="儿童肥胖率"' in form
    data = {
        "plan": 0,
        "start": start,
        "end": start + 9,
        "part": "commitment",
        "kind": "trend",
        "indicator": "儿童肥胖率",
        "direction": "down",
        "role": "objective",
        "deadline": "2030",
    }
    assert office.post(f"{R}/{review.pk}/add/", data).status_code == 302
    added = commitment(review, "肥胖率")
    assert (added.state, added.fields["direction"], OTHER[added.start : added.end]) == ("accepted", "down", "儿童肥胖率逐步下降")


def test_words_that_are_typed_are_found_in_the_document(office: Client) -> None:
    review = hand_in(office, by_hand="1")
    assert office.get(f"{R}/{review.pk}/add/?words=没有这些字").status_code == 422
    page = office.get(f"{R}/{review.pk}/add/?words=建设儿童活动室12个").content.decode()
    assert f'name="start" value="{OTHER.index("建设儿童活动室12个")}"' in page


# ------------------------------------------------------------------------------------------------ acts


def test_accept_reject_undo_by_script(office: Client) -> None:
    review = hand_in(office)
    total = len(items(review))
    answer = act(office, review, accept="c1")
    assert (answer["done"], answer["total"], list(answer["rows"])) == (1, total, ["c1"])
    assert "s-accepted" in answer["rows"]["c1"]
    assert act(office, review, reject="c2")["done"] == 2
    undone = act(office, review, undo="1")
    assert (undone["done"], list(undone["rows"])) == (1, ["c2"])
    assert items(review)["c2"].state == "open"
    act(office, review, undo="1")
    assert act(office, review, undo="1")["said"] == "没有可撤销的操作。"
    assert [event.act for event in standing(review).events] == ["accept", "reject", "undo", "undo"]


def test_accept_and_reject_by_plain_forms(office: Client) -> None:
    review = hand_in(office)
    response = office.post(f"{R}/{review.pk}/act/", {"plan": 0, "query": "state=open", "accept": "c1"})
    assert response.status_code == 302
    assert response["Location"] == f"{R}/{review.pk}/?plan=0&state=open&at=c1#i-c1"
    assert items(review)["c1"].state == "accepted"
    office.post(f"{R}/{review.pk}/act/", {"reject": "c1"})
    assert items(review)["c1"].state == "rejected"
    office.post(f"{R}/{review.pk}/act/", {"reopen": "c1"})
    assert items(review)["c1"].state == "open"


def test_the_rest_of_which_the_reader_is_sure(office: Client) -> None:
    review = hand_in(office)
    sure = {key for key, item in items(review).items() if not item.unsure and item.part != "plan"}
    assert act(office, review, accept_rest="1", item=["c1"])["done"] == 1
    assert act(office, review, accept_rest="1")["done"] == len(sure)
    assert {key for key, item in items(review).items() if item.state == "accepted"} == sure
    assert act(office, review, undo="1")["done"] == 1


def test_split_merge_and_undo(office: Client) -> None:
    review = hand_in(office)
    one = commitment(review, "活动室")
    words = OTHER[one.start : one.end]
    address = f"{R}/{review.pk}/items/{one.key}/split/"
    assert "｜" in office.get(address).content.decode()
    assert office.post(address, {"words": words}).status_code == 422
    assert office.post(address, {"words": words.replace("建", "造") + "｜x"}).status_code == 422
    response = office.post(address, {"words": f"{words[:4]}｜{words[4:]}"}, **SCRIPT)
    assert response.json()["fresh"] is True
    parts = [item for item in items(review).values() if item.roots == (one.key,)]
    assert [(item.start, item.end) for item in sorted(parts, key=lambda item: item.start)] == [
        (one.start, one.start + 4),
        (one.start + 4, one.end),
    ]
    assert one.key not in items(review)
    act(office, review, merge=[item.key for item in parts])
    (whole,) = [item for item in items(review).values() if item.roots == (one.key,)]
    assert (whole.start, whole.end) == (one.start, one.end)
    act(office, review, undo="1")
    act(office, review, undo="1")
    assert items(review)[one.key] == one


def test_a_correction_is_checked_like_a_package(office: Client) -> None:
    review = hand_in(office)
    one = commitment(review, "婴儿死亡率")
    address = f"{R}/{review.pk}/items/{one.key}/"
    page = office.get(address).content.decode()
    assert 'value="婴儿死亡率"' in page
    data = {
        "kind": "level",
        "indicator": "婴儿死亡率",
        "comparator": "<=",
        "value": "",
        "unit": "‰",
        "deadline": "2030",
        "role": "objective",
    }
    refused = office.post(address, data, **SCRIPT)
    assert refused.status_code == 422
    assert "要有数值" in refused.content.decode()
    refused = office.post(address, {**data, "indicator": "某某覆盖率", "comparator": ">=", "value": "120", "unit": "%"}, **SCRIPT)
    assert "不可能" in refused.content.decode()
    accepted = office.post(address, {**data, "value": "４.5", "lead": "县卫健局、县妇幼保健院"}, **SCRIPT).json()
    assert list(accepted["rows"]) == [one.key]
    now = items(review)[one.key]
    assert (now.state, now.corrected, now.fields["value"], now.fields["lead"]) == ("accepted", True, 4.5, ["县卫健局", "县妇幼保健院"])


def test_an_item_that_is_gone_is_told(office: Client) -> None:
    review = hand_in(office)
    act(office, review, merge=["c1"])
    gone = next(key for key in ("c1", "c2") if key not in items(review))
    answer = act(office, review, accept=gone)
    assert answer["fresh"] is True
    assert "别人" in answer["said"]
    assert office.get(f"{R}/{review.pk}/items/{gone}/").status_code == 404
    assert office.post(f"{R}/{review.pk}/act/", {}).status_code == 302


def test_two_people_do_not_undo_each_other(office: Client) -> None:
    review = hand_in(office)
    act(office, review, accept="c1")
    actions.act(
        review=review,
        name="reject",
        make=lambda now, seq: __import__("qingmiao.web.review.edit", fromlist=["x"]).set_state([now.items["c1"]], "rejected"),
        by="另一人",
    )
    assert act(office, review, undo="1")["fresh"] is True, "somebody went on from it"
    assert items(review)["c1"].state == "rejected"
    assert standing(review).events[-1].act == "reject"


def test_the_log_says_who_did_what(office: Client) -> None:
    review = hand_in(office)
    act(office, review, accept="c1")
    act(office, review, undo="1")
    page = office.get(f"{R}/{review.pk}/log/").content.decode()
    assert "撤销" in page
    assert "office" in page
    assert AuditEntry.objects.filter(action="review.accept", subject=f"review {review.pk}").exists()


@pytest.mark.parametrize("statement", ["UPDATE review_act SET act = 'x'", "DELETE FROM review_act", "UPDATE review_review SET text = ''"])
def test_reviews_and_their_log_are_append_only(office: Client, statement: str) -> None:
    act(office, hand_in(office), accept="c1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_act_that_fails_leaves_nothing(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    review = hand_in(office)
    before = (Act.objects.count(), AuditEntry.objects.count())

    def fail(*_: object, **__: object) -> None:
        raise Conflict("c1")

    monkeypatch.setattr(actions, "_add", fail)
    assert act(office, review, accept="c1")["fresh"] is True
    assert (Act.objects.count(), AuditEntry.objects.count()) == before


# ------------------------------------------------------------------------------------------------ filters


@pytest.mark.parametrize(
    ("query", "shown"),
    [("words=婴儿", {"c1"}), ("group=trend", {"c5", "c6"}), ("state=accepted", set()), ("group=objective&words=肥胖率", set())],
)
def test_the_list_is_narrowed(office: Client, query: str, shown: set[str]) -> None:
    from qingmiao.web.review.rows import filter_of, rows_of

    review = hand_in(office)
    wanted = dict(part.split("=") for part in query.split("&"))
    rows = rows_of(list(items(review).values()), [], {}, filter_of(wanted))
    found = {row.item.fields.get("indicator", "") for row in rows if not row.hidden and row.item.part == "commitment"}
    assert len(found) == len(shown), found
    assert office.get(f"{R}/{review.pk}/?{query}").status_code == 200


def test_the_document_is_whole_and_every_run_is_where_it_says(office: Client) -> None:
    from qingmiao.web.review.rows import paragraphs

    found = items(hand_in(office)).values()
    lines = paragraphs(OTHER, 0, len(OTHER), found)
    assert [OTHER[line.start : line.start + sum(len(run.text) for run in line.runs)] for line in lines] == [
        line for line in OTHER.split("\n") if line.strip()
    ]
    marked: dict[str, str] = {}
    for line in lines:
        for run in line.runs:
            for key in run.keys.split():
                marked[key] = marked.get(key, "") + run.text
    for item in found:
        if item.part != "plan":
            assert marked[item.key] == OTHER[item.start : item.end].replace("\n", ""), item.key


# ------------------------------------------------------------------------------------------------ approving


def test_nothing_is_approved_before_all_is_looked_through(office: Client) -> None:
    review = hand_in(office)
    response = office.post(f"{R}/{review.pk}/approve/", {"plan": 0})
    assert response["Location"].endswith("?plan=0&state=open")
    assert "没有确认" in office.get(response["Location"]).content.decode()


@pytest.mark.usefixtures("_plans_restored")
def test_an_approved_plan_is_on_the_shelf_and_computed(office: Client) -> None:
    review = hand_in(office)
    accept_all(office, review)
    response = office.post(f"{R}/{review.pk}/approve/", {"plan": 0})
    assert response["Location"] == "/plans/songling/"
    folder = subfolder("plans") / "songling"
    assert (folder / "document.txt").read_text(encoding="utf-8") == OTHER
    assert not [issue for issue in plans.check_folder(folder) if issue.severity == "error"]
    package = shelf()["songling"].package
    assert not any(item.unsure for item in package.commitments)
    assert package.plan.document.sha256 == review.sha256
    page = office.get("/plans/songling/").content.decode()
    assert "规划包已生成" in page
    assert "还没有计算" not in page
    assert "规划包已生成" in office.get(f"{R}/{review.pk}/").content.decode()


@pytest.mark.usefixtures("_plans_restored")
def test_commitments_keep_their_ids_when_approved_again(office: Client) -> None:
    review = hand_in(office)
    accept_all(office, review)
    office.post(f"{R}/{review.pk}/approve/", {"plan": 0})
    before = {item.name: (item.id, item.indicator) for item in shelf()["songling"].package.commitments}
    act(office, review, reject=commitment(review, "婴儿死亡率").key)
    page = office.get(f"{R}/{review.pk}/").content.decode()
    assert "又有改动" in page
    office.post(f"{R}/{review.pk}/approve/", {"plan": 0})
    after = {item.name: (item.id, item.indicator) for item in shelf()["songling"].package.commitments}
    assert "婴儿死亡率" not in after
    assert after == {name: found for name, found in before.items() if name != "婴儿死亡率"}
    assert not [issue for issue in plans.check_folder(subfolder("plans") / "songling") if issue.severity == "error"]


def test_another_plans_place_is_not_taken(office: Client) -> None:
    review = hand_in(office, name="liuxi2021")
    accept_all(office, review)
    response = office.post(f"{R}/{review.pk}/approve/", {"plan": 0})
    page = office.get(response["Location"]).content.decode()
    assert "已有别的规划在用" in page
    assert response["Location"].endswith("check=1")
    assert shelf()["liuxi2021"].plan.issuer == "柳溪县人民政府"


def test_what_the_checks_say_stands_at_its_item(office: Client) -> None:
    review = hand_in(office)
    one = commitment(review, "婴儿死亡率")
    odd = {**one.fields, "value": -5.0}
    actions.act(
        review=review,
        name="correct",
        make=lambda now, seq: __import__("qingmiao.web.review.edit", fromlist=["x"]).corrected(now.items[one.key], odd),
        by="office",
    )
    accept_all(office, review)
    response = office.post(f"{R}/{review.pk}/approve/", {"plan": 0})
    page = office.get(response["Location"]).content.decode()
    row = page.split(f'id="i-{one.key}"')[1].split("</li>")[0]
    assert "不可能" in row
    assert page.index(f'id="i-{one.key}"') < page.index('id="i-p0"')


def test_an_office_approves_plans_of_its_own_region_only(office: Client) -> None:
    from qingmiao.disclosure import Role, Viewer

    review = hand_in(office)
    accept_all(office, review)
    found = standing(review)
    assert approving.prepared(found, 0, Viewer(Role.OFFICE))[0] is not None
    told = approving.prepared(found, 0, Viewer(Role.OFFICE, "liuxi"))[1]
    assert any("不是本地区" in one.what for one in told)


def test_a_plan_without_a_promise_is_not_approved(office: Client) -> None:
    review = hand_in(office, by_hand="1")
    accept_all(office, review)
    response = office.post(f"{R}/{review.pk}/approve/", {"plan": 0})
    assert "没有一项承诺" in office.get(response["Location"]).content.decode()


# ------------------------------------------------------------------------------------------------ revising


@pytest.mark.usefixtures("_plans_restored")
def test_a_revised_document_keeps_decisions_and_ids_and_shows_what_changed(office: Client) -> None:
    first = hand_in(office)
    accept_all(office, first)
    one = commitment(first, "活动室")
    office.post(
        f"{R}/{first.pk}/items/{one.key}/",
        {
            "kind": "count",
            "indicator": "儿童活动室",
            "comparator": ">=",
            "value": "12",
            "unit": "间",
            "deadline": "2030",
            "role": "measure",
        },
    )
    office.post(f"{R}/{first.pk}/approve/", {"plan": 0})
    ids = {item.name: item.id for item in shelf()["songling"].package.commitments}
    text = (
        OTHER.replace("主要目标\n1．到2030年，婴儿", "主要目标\n0．到2030年，孕产妇死亡率控制在9/10万以下。\n1．到2030年，婴儿", 1)
        .replace("达到90%", "达到91%")
        .replace("2．儿童肥胖率逐步下降。\n", "")
    )
    second = hand_in(office, text, "松岭修订稿", replaces="songling")
    assert second.previous_id == first.pk
    page = office.get(f"{R}/{second.pk}/").content.decode()
    assert "与上一稿相比" in page
    assert commitment(second, "孕产妇").note == "new"
    room = commitment(second, "活动室")
    assert (room.state, room.note, room.fields["unit"]) == ("accepted", "kept", "间")
    changed = [item for item in items(second).values() if item.part == "commitment" and item.note == "changed"]
    assert [(item.fields["value"], item.was) for item in changed] == [(91.0, {"value": 90.0})]
    assert any("肥胖率" in str(row["fields"].get("indicator")) for row in second.gone)
    accept_all(office, second)
    assert office.post(f"{R}/{second.pk}/approve/", {"plan": 0})["Location"] == "/plans/songling/"
    after = {item.name: item.id for item in shelf()["songling"].package.commitments}
    assert {name: after[name] for name in ids if name in after} == {name: number for name, number in ids.items() if name in after}
    assert after["孕产妇死亡率"] not in ids.values()


# ------------------------------------------------------------------------------------------------ comparing


@pytest.mark.usefixtures("_plans_restored")
def test_two_plans_side_by_side(office: Client) -> None:
    review = hand_in(office, OTHER.replace("控制在5‰", "控制在6‰").replace("1．儿童满意度逐步提高。\n2．", "1．"))
    accept_all(office, review)
    office.post(f"{R}/{review.pk}/approve/", {"plan": 0})
    assert office.get("/plans/songling/compare/?with=liuxi2021")["Location"] == "/plans/songling/compare/liuxi2021/"
    for address in ("/plans/songling/compare/", "/plans/songling/compare/liuxi2021/"):
        assert f'name="next" value="{address}"' in office.get(address).content.decode()
    page = office.get("/plans/songling/compare/liuxi2021/").content.decode()
    assert "本规划更低" in page
    only = office.get("/plans/songling/compare/liuxi2021/list.csv?result=weaker").content.decode("utf-8-sig").splitlines()
    assert len(only) == 2
    assert "婴儿死亡率" in only[1]
    assert "≤ 6" in only[1]
    assert "≤ 5" in only[1]
    missing = office.get("/plans/songling/compare/liuxi2021/?result=only_there").content.decode()
    assert "儿童满意度" in missing
    assert office.get("/plans/songling/compare/liuxi2021/list.xlsx").content[:2] == b"PK"
