"""docs/methods.md holds what is printed from the registry."""

from __future__ import annotations

from tools.print_methods import PAGE, page


def test_the_page_is_printed_from_the_registry() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == page(text)
