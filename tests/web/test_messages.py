"""The English of the pages: every message has one, the compiled file is in step, and no Chinese is left on an English page's own words."""

from __future__ import annotations

import gettext
import io
import re

from tools import messages

HAN = re.compile(r"[\u4e00-\u9fff]")


def test_every_message_has_an_english_translation() -> None:
    known = messages.load()
    assert [words for words in messages.wanted() if not known.get(words)] == []
    assert set(known) == set(messages.wanted())


def test_translations_hold_no_chinese_and_the_same_variables() -> None:
    for words, english in messages.load().items():
        assert not HAN.search(english), english
        assert sorted(re.findall(r"%\(\w+\)s|\{\}", words)) == sorted(re.findall(r"%\(\w+\)s|\{\}", english)), words


def test_the_compiled_file_is_in_step() -> None:
    compiled = messages.PO.with_suffix(".mo").read_bytes()
    assert compiled == messages.compiled(messages.load())
    catalogue = gettext.GNUTranslations(io.BytesIO(compiled))
    assert all(catalogue.gettext(words) == english for words, english in messages.load().items())


def test_templates_hold_no_chinese_outside_messages() -> None:
    for path in sorted(messages.WEB.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        bare = messages._BLOCK.sub("", messages._LITERAL.sub("", messages._TRANSLATE.sub("", text)))
        # 中文 is the name of the language in itself; the brackets and 、 are punctuation around names that stay Chinese
        left = re.findall(r"[\u4e00-\u9fff]+", re.sub(r'join:"、"|中文|规划\.txt', "", bare))
        assert left == [], path.name


def test_what_is_read_from_templates_and_code() -> None:
    template = """{% translate "甲" %}{{ x|default:_("乙") }}{% blocktranslate with n=1 %}共 {{ n }} 项，{{ m }}%{% endblocktranslate %}"""
    assert list(messages.in_template(template)) == ["甲", "乙", "共 %(n)s 项，%(m)s%%"]
    assert list(messages.in_code('_("丙"); gettext_lazy("丁"); other("戊"); _(name)')) == ["丙", "丁"]
