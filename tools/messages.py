"""The English words of the pages: collect what is to be translated, and compile what was.

``tools/messages.py collect`` brings ``locale/en/LC_MESSAGES/django.po`` in step with templates and code (what is no longer used goes, what
is new comes with an empty translation); ``tools/messages.py compile`` writes ``django.mo``. Needs no gettext: the Chinese words are the keys.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "src" / "qingmiao" / "web"
PO = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = "Content-Type: text/plain; charset=UTF-8\nLanguage: en\n"

_TRANSLATE = re.compile(r"""\{%-?\s*translate\s+(?P<quote>["'])(?P<words>.*?)(?P=quote)""")
_LITERAL = re.compile(r"""_\((?P<quote>["'])(?P<words>.*?)(?P=quote)\)""")
_BLOCK = re.compile(r"\{%\s*blocktranslate\b.*?%\}(?P<words>.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_CALLS = frozenset({"_", "gettext", "gettext_lazy"})


def in_template(text: str) -> Iterator[str]:
    """The messages of a template, with variables in the form in which Django asks for them."""
    for pattern in (_TRANSLATE, _LITERAL):
        yield from (match["words"] for match in pattern.finditer(text))
    for match in _BLOCK.finditer(text):
        yield _VARIABLE.sub(r"%(\1)s", match["words"].replace("%", "%%"))


def in_code(text: str) -> Iterator[str]:
    """The messages of a module: plain strings handed to gettext."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS:
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def wanted() -> list[str]:
    """All messages of the web app, each once, in the order of the files."""
    templates = [words for path in sorted(WEB.rglob("*.html")) for words in in_template(path.read_text(encoding="utf-8"))]
    code = [words for path in sorted(WEB.rglob("*.py")) for words in in_code(path.read_text(encoding="utf-8"))]
    return list(dict.fromkeys([*templates, *code]))


def load(path: Path = PO) -> dict[str, str]:
    """Message → translation, from a .po file of our own simple form: one line each."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    pairs = re.findall(r'^msgid (".*")\nmsgstr (".*")$', text, re.MULTILINE)
    return {key: value for key, value in ((ast.literal_eval(left), ast.literal_eval(right)) for left, right in pairs) if key}


def save(translations: Mapping[str, str], path: Path = PO) -> None:
    """Write a .po file."""
    entries = [("", HEADER), *translations.items()]
    path.write_text("\n".join(f"msgid {_quoted(key)}\nmsgstr {_quoted(value)}\n" for key, value in entries), encoding="utf-8", newline="\n")


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def compiled(translations: Mapping[str, str]) -> bytes:
    """The bytes of a .mo file: a table of sorted keys, a table of values, then both as UTF-8 ended by zero bytes."""
    pairs = sorted({"": HEADER, **{key: value for key, value in translations.items() if value}}.items(), key=lambda pair: pair[0].encode())
    keys, values = [key.encode() for key, _ in pairs], [value.encode() for _, value in pairs]
    start = 28 + 16 * len(pairs)
    tables, offset = b"", start
    for words in (keys, values):
        for word in words:
            tables += struct.pack("<II", len(word), offset)
            offset += len(word) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return head + tables + b"".join(word + b"\0" for word in (*keys, *values))


def collect() -> int:
    """Bring the .po file in step; returns how many messages want a translation."""
    known = load()
    save({words: known.get(words, "") for words in wanted()})
    return sum(1 for value in load().values() if not value)


def main(command: str) -> int:
    """Collect or compile."""
    if command == "collect":
        print(f"{collect()} messages want a translation")
    else:
        PO.with_suffix(".mo").write_bytes(compiled(load()))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
