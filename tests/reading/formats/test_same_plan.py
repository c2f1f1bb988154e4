"""One plan in every format gives the same commitments, and its package finds the words again."""

from __future__ import annotations

import html
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from qingmiao.plans import check_folder, draft_packages, load, save
from qingmiao.plans.words import document_text
from qingmiao.reading import read_document, read_file
from qingmiao.reading.model import Reading
from tests.reading.formats.builders import EXAMPLE, plan_as_word

LOSS = 0.01
"""The share of commitments that a PDF may lose or change: lines that were broken where nobody can tell. Word and HTML lose none."""


@pytest.fixture(scope="module")
def text() -> str:
    return EXAMPLE.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def plain() -> Counter[tuple[object, ...]]:
    return promises(read_file(EXAMPLE))


def promises(reading: Reading) -> Counter[tuple[object, ...]]:
    return Counter(
        ("".join(item.indicator.split()), item.kind, item.comparator, item.value, item.unit, item.deadline) for item in reading.commitments
    )


def as_page(text: str) -> str:
    """The plan as a government site would show it: paragraphs, a table, a menu and a foot."""
    blocks, rows = [], []
    for line in [*text.splitlines(), ""]:
        if "\t" in line:
            rows.append("<tr>" + "".join(f"<td><p>{html.escape(cell)}</p></td>" for cell in line.split("\t")) + "</tr>")
            continue
        if rows:
            blocks.append(f"<table border=1><tbody>{''.join(rows)}</tbody></table>")
            rows = []
        blocks.append(f"<p style='text-indent:2em'>{html.escape(line)}</p>")
    menu = "<div id=nav><ul><li><a href=/>首页</a></li><li><a href=/zw>政务公开</a></li></ul></div>"
    foot = "<div class=footer>主办单位：某县人民政府办公室 备案号：12345678</div>"
    return f"<html><head><meta charset=gb2312><title>规划_某县政府网</title><script>var 目标='95%'</script></head><body>{menu}<div class=main><div>{''.join(blocks)}</div></div>{foot}</body></html>"


def test_a_saved_page_gives_the_same_commitments(text: str, plain: Counter[tuple[object, ...]], tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    page.write_bytes(as_page(text).encode("gb18030"))
    assert promises(read_file(page)) == plain


def test_word_gives_the_same_commitments_with_its_own_numbers(text: str, plain: Counter[tuple[object, ...]], tmp_path: Path) -> None:
    reading, extracted, _ = read_document(plan_as_word(text, tmp_path / "plan.docx"))
    assert promises(reading) == plain
    first = read_file(EXAMPLE)
    assert (len(reading.objectives), len(reading.measures)) == (len(first.objectives), len(first.measures))
    assert "\n三、发展领域、主要目标和策略措施\n（一）儿童与健康\n" in extracted.text
    assert reading.document.format == "docx"


@pytest.mark.libreoffice
@pytest.mark.parametrize("columns", [1, 2])
def test_pdf_gives_the_same_commitments(columns: int, text: str, soffice: str, tmp_path: Path) -> None:
    source = plan_as_word(text, tmp_path / "plan.docx", columns=columns)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    reading, extracted, _ = read_document(tmp_path / "plan.pdf")
    expected = promises(read_file(source))
    assert sum((expected & promises(reading)).values()) >= (1 - LOSS) * max(sum(expected.values()), len(reading.commitments))
    assert "公报" not in extracted.text
    assert all(not line.strip().isdigit() for line in extracted.text.splitlines())


def test_offsets_point_into_the_text_that_is_kept(text: str, tmp_path: Path) -> None:
    path = plan_as_word(text, tmp_path / "青禾.docx")
    reading, extracted, data = read_document(path)
    assert all(0 <= item.start < item.end <= len(extracted.text) for item in (*reading.commitments, *reading.measures, *reading.objectives))
    (package,) = draft_packages(reading, extracted.text, stem="words")
    assert (package.plan.document.format, package.plan.document.text_sha256) == ("docx", reading.document.text_sha256)
    document = package.plan.document.model_copy(update={"kept": "document.txt"})
    kept = package.model_copy(update={"plan": package.plan.model_copy(update={"document": document})})
    save(kept, tmp_path / "package", kept={"document.txt": extracted.kept(data)})
    assert document_text(load(tmp_path / "package"), tmp_path / "package") == extracted.text
    assert not [issue for issue in check_folder(tmp_path / "package") if issue.severity == "error"]


def test_words_are_found_in_a_folder_of_documents(text: str, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "broken.docx").write_bytes(b"PK")
    path = plan_as_word(text, tmp_path / "documents" / "另名.docx")
    reading, extracted, _ = read_document(path)
    (package,) = draft_packages(reading, extracted.text, stem="words")
    path.rename(tmp_path / "documents" / "改名.DOCX")
    assert document_text(package, tmp_path, tmp_path / "documents") == extracted.text
    other = package.plan.document.model_copy(update={"text_sha256": "0" * 64})
    changed = package.model_copy(update={"plan": package.plan.model_copy(update={"document": other})})
    assert document_text(changed, tmp_path, tmp_path / "documents") is None


def test_plain_text_says_nothing_of_formats() -> None:
    assert '"format"' not in read_file(EXAMPLE).to_json()
    assert '"text_sha256"' not in read_file(EXAMPLE).to_json()
