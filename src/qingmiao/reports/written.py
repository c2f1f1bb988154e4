"""What the writers of page, paper and workbook share: clean words, captions, marks of simulated data, the lines of a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports.document import Annex, Block, Cell, Document, Number, Picture, Table
from qingmiao.reports.sentences import SIMULATED_NOTE

DRAFT: Final = "（征求意见稿）"
EMPTY: Final = "没有内容"
LONGEST: Final = 12
_RUN: Final = re.compile(r"[^\s\u2e80-\uffff\u200b]+")


def clean(words: str) -> str:
    """Words without what no paper shows: control signs but the line break, and invisible signs that turn or hide what follows."""
    return "".join(letter for letter in words if letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs"})


def soft(words: str, longest: int = LONGEST) -> str:
    """Clean words in which a run of more than so many letters may be broken (by zero-width spaces)."""

    def broken(run: re.Match[str]) -> str:
        letters = run[0]
        return letters if len(letters) <= longest else "\u200b".join(letters[at : at + longest] for at in range(0, len(letters), longest))

    return _RUN.sub(broken, clean(words))


def longest_run(words: str) -> int:
    """How many letters the longest run without a place to turn has; Chinese may be turned anywhere."""
    return max((len(run) for run in _RUN.findall(words)), default=0)


def said(cell: Cell) -> str:
    """A cell in words: a verdict with its shape, numbers as they are written."""
    if isinstance(cell, Word):
        return f"{SHOWN[cell].shape} {SHOWN[cell].zh}"
    if isinstance(cell, tuple):
        return "".join(said(run) for run in cell)
    return cell.text if isinstance(cell, Number) else cell


def caption(document: Document, block: Table | Picture) -> str:
    """“表1　各领域指标判定汇总”; the title alone of what stands under the title of its annex."""
    number = document.captions().get(block.key, "")
    title = block.title if isinstance(block, Picture) else block.listing.title
    mark = "（模拟数据）" if isinstance(block, Picture) and block.simulated else ""
    return f"{number}　{title}{mark}" if number else f"{title}{mark}"


def in_parts(blocks: Sequence[Block]) -> list[list[Block]]:
    """The text, then each annex with what follows it."""
    found: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Annex):
            found.append([])
        found[-1].append(block)
    return found


def lies(part: Sequence[Block]) -> bool:
    """Whether the pages of a part are landscape."""
    return bool(part) and isinstance(part[0], Annex) and part[0].landscape


def annex_title(document: Document, annex: Annex) -> str:
    """The title above an annex, with the year of the document where it names none."""
    return annex.title if str(document.year) in annex.title else f"{document.year}年{annex.title}"


def enclosures(document: Document) -> tuple[str, ...]:
    """What is named before the signature of a document without a title page: its annexes, numbered where there are several."""
    titles = [block.title for block in document.blocks if isinstance(block, Annex)] if not document.head.cover else []
    return tuple(f"{number}. {title}" if len(titles) > 1 else title for number, title in enumerate(titles, 1))


def copies(document: Document) -> str:
    """抄送：…。, empty where nobody gets a copy."""
    words = document.head.copies.rstrip("。")
    return f"抄送：{words}。" if words else ""


def table_note(document: Document, block: Table) -> str:
    """The note below a table with the mark of simulated data; empty where there is neither."""
    words = (SIMULATED_NOTE if document.simulated else "") + block.listing.note
    return f"注：{words}" if words else ""


def kept(path: Path, content: bytes) -> Path:
    """Write a file by rename, so that nothing half-written is ever there."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content)
    draft.replace(path)
    return path
