"""What comes out of a document file, and the limits that every format keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from qingmiao.errors import UserError

Format = Literal["text", "docx", "pdf", "html", "mht"]

LONGEST: Final = 5_000_000
"""Characters of extracted text; no plan is that long."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """A document's text, the format it came in, its encoding (utf-8 where the format has none to tell), and notes for the reader of the plan.

    Line ends of a plain text stay as they are; every other format gives `\\n`. The same bytes give the same text.
    """

    text: str
    format: Format
    encoding: str
    notes: tuple[str, ...] = ()

    def kept(self, data: bytes) -> bytes:
        """What is kept with the plan so that its words can be shown: a plain text's own bytes, else this text in UTF-8."""
        return data if self.format == "text" else self.text.encode("utf-8")


AS_DOCX: Final = (
    "请在 Word 或 WPS 中打开，选择“另存为”，类型选 .docx 或纯文本 .txt（UTF-8），再读取新文件。"
    " / Open it in Word or WPS, choose “Save as”, type .docx or plain text .txt (UTF-8), and read the new file."
)
RECOGNISE: Final = (
    "请向发文单位索取 .docx 或文字版 PDF；或先用文字识别（OCR）软件转成 .docx 或 .txt，核对数字后再读取。"
    " / Ask the issuer for a .docx or a PDF with text, or turn it into .docx or .txt by OCR, check the figures, and read that."
)
UNLOCK: Final = "请用密码打开文件，取消密码后另存，再读取。 / Open it with its password, remove the password, save, and read it again."
AGAIN: Final = "请重新下载或重新保存该文件；仍不行时，打开后另存为 .docx 或 .txt。 / Download or save it again; if that fails, open it and save it as .docx or .txt."
FROM_OFD: Final = "请用 OFD 阅读器或 WPS 打开，导出为文字版 PDF 或 .docx，再读取。 / Open it in an OFD reader or WPS, export it as a PDF with text or as .docx, and read that."
OPEN_ARCHIVE: Final = "请先解压，再读取其中的规划文件。 / Unpack it and read the plan document in it."
SHORTEN: Final = "请只保留规划正文，另存为 .docx 或 .txt。 / Keep the text of the plan only, saved as .docx or .txt."

# Why a document is refused → (what it is, cure).
REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    "doc": ("旧版 Word 或 WPS 文件（.doc、.wps） / an old Word or WPS file (.doc, .wps)", AS_DOCX),
    "xls": ("Excel 工作簿（.xls、.et），不是规划文件 / an Excel workbook, not a plan document", AS_DOCX),
    "ole": ("旧版办公文件（.doc、.wps、.xls 等） / an old office file (.doc, .wps, .xls …)", AS_DOCX),
    "encrypted": ("文件设有密码 / the file is protected by a password", UNLOCK),
    "ofd": ("OFD 版式文件 / an OFD file", FROM_OFD),
    "xlsx": ("Excel 工作簿（.xlsx），不是规划文件 / an Excel workbook, not a plan document", AS_DOCX),
    "pptx": ("演示文稿（.pptx），不是规划文件 / a presentation, not a plan document", AS_DOCX),
    "odt": ("OpenDocument 文件（.odt） / an OpenDocument file", AS_DOCX),
    "zip": ("压缩文件，里面不是 Word 文档 / a zip file that holds no Word document", OPEN_ARCHIVE),
    "archive": ("压缩文件 / a compressed file", OPEN_ARCHIVE),
    "rtf": ("RTF 文件 / an RTF file", AS_DOCX),
    "xml": ("XML 文件 / an XML file", AS_DOCX),
    "caj": ("CAJ 文件 / a CAJ file", RECOGNISE),
    "image": ("图片，没有可读的文字 / an image, without text to read", RECOGNISE),
    "scan": ("扫描的 PDF，没有可读的文字 / a scanned PDF, without text to read", RECOGNISE),
    "garbled": ("PDF 的字体没有文字编码，读出来是乱码 / the fonts of the PDF do not say which characters they show", RECOGNISE),
    "damaged": ("文件已损坏或不完整 / the file is damaged or incomplete", AGAIN),
    "hostile": ("文件的结构异常（压缩比、层数或部件数过大，或带有外部实体） / the file is built abnormally (compression, depth, number of parts, or entities)", AGAIN),
    "slow": ("文件过于复杂，未能在限定时间和内存内读完 / the file is too complex to be read within the limits of time and memory", SHORTEN),
    "long": ("文字过长，不像一份规划 / the text is too long to be a plan", SHORTEN),
    "empty": ("文件里没有文字 / the file holds no words", AGAIN),
}  # fmt: skip


class Refused(Exception):
    """A document that is not read, by the key of its reason in REFUSALS; `text_of` makes a UserError of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def user_error(reason: str, name: str) -> UserError:
    """The refusal in words for a file of this name."""
    what, cure = REFUSALS[reason]
    return UserError(what=f"不能读取：{what}", where=f"文件 / file: {name}", cure=cure)
