"""How a formula is spelled on pages."""

from __future__ import annotations

from django.utils.translation import override

from qingmiao.catalogue import Element, Indicator
from qingmiao.catalogue.groups import NAMES
from qingmiao.web.pages import wording
from qingmiao.web.pages.templatetags.words import spelled


def test_a_formula_is_told_in_the_names_of_its_elements() -> None:
    rate = Indicator("retention", "巩固率", "%", "graduates / lag(entrants, 9) * 100")
    elements = [Element("graduates", "毕业生数", "人"), Element("entrants", "招生数", "人")]
    assert spelled(rate, elements) == "毕业生数 ÷ 9年前的招生数 × 100"


def test_groups_are_called_alike_everywhere() -> None:
    with override("zh-hans"):
        assert {word: str(said) for word, said in wording.GROUPS.items()} == dict(NAMES)
