"""What the writers of page, paper and workbook share: clean words, captions, marks of simulated data, the lines of a cell."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

from qingmiao.progress.model import SHOWN, Word
from qingmiao.reports.document import Cell, Document, Number, Picture, Table
from qingmiao.reports.sentences import SIMULATED, SIMULATED_HEAD, SIMULATED_NOTE, day

__all__ = ["SIMULATED", "SIMULATED_HEAD", "SIMULATED_NOTE", "caption", "clean", "day", "kept", "said", "soft", "table_note"]

DRAFT: Final = "（征求意见稿）"
EMPTY: Final = "没有内容"
_LONG: Final = re.compile(r"[^\s\u2e80-\uffff\u200b]{13,}")
_PIECE: Final = 8


def clean(words: str) -> str:
    """Words without what no paper shows: control signs but the line break, and invisible signs that turn or hide what follows."""
    return "".join(letter for letter in words if letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs"})


def soft(words: str) -> str:
    """Clean words in which a very long run of letters may be broken anywhere (a zero-width space each eight letters)."""
    return _LONG.sub(lambda run: "\u200b".join(run[0][at : at + _PIECE] for at in range(0, len(run[0]), _PIECE)), clean(words))


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
