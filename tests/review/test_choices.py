"""A plan that is approved again keeps the definitions that it chose."""

from __future__ import annotations

from qingmiao.plans.model import Package
from qingmiao.web.review.packing import with_choices
from tests.web.liuxi import package


def _chosen(held: Package) -> dict[str, str | None]:
    return {row.code: row.chosen_definition for row in held.indicators}


def test_choices_of_the_plan_before_are_kept_where_the_indicator_is_still_used() -> None:
    rows = [
        row.model_copy(update={"chosen_definition": "registered_children"}) if row.code == "preschool_gross_enrolment" else row
        for row in package().indicators
    ]
    before = package().model_copy(update={"indicators": tuple(rows)})
    after = with_choices(package(), before)
    assert _chosen(after) == _chosen(before)
    assert _chosen(after)["preschool_gross_enrolment"] == "registered_children"
    fewer = package().model_copy(update={"indicators": package().indicators[:1]})
    assert set(_chosen(with_choices(fewer, before))) == {package().indicators[0].code}


def test_a_first_approval_chooses_nothing() -> None:
    assert with_choices(package(), None) == package()
