"""Numbers as lists write them: 一、 十二 ① IV b 甲 …, by the names that Word's numbering gives to the styles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"
_FORMAL: Final = "零壹贰叁肆伍陆柒捌玖"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: Final = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def chinese(number: int, digits: str = _DIGITS, places: str = "十百千") -> str:
    """A number below 10,000 in Chinese, as counted: 十二, 一百零三; `digits` and `places` may be the formal ones."""
    if not 0 < number < 10_000:
        return str(number) if number else digits[0]
    said, gap = "", False
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if digit:
            said += ("零" if gap and said else "") + digits[digit] + (places[power - 1] if power else "")
            gap = False
        else:
            gap = True
    return said[1:] if 10 <= number < 20 and digits == _DIGITS else said


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(ch)] for ch in str(number))


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    said = ""
    for value, letters in _ROMAN:
        said += letters * (number // value)
        number %= value
    return said


def _letters(number: int) -> str:
    """A, B … Z, AA, BB …, as Word counts."""
    return chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, 4) if number > 0 else str(number)


def _circle(number: int) -> str:
    for first, last, code in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(code + number - first)
    return str(number)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


def _shifted(first: int, count: int) -> Callable[[int], str]:
    return lambda number: chr(first + number - 1) if 1 <= number <= count else str(number)


def _wide(number: int) -> str:
    return "".join(chr(ord(ch) + 0xFEE0) for ch in str(number))


# Names of ST_NumberFormat (ECMA-376 part 1, 17.18.59) → how a number is written; all others are written in plain digits.
STYLES: Final[Mapping[str, Callable[[int], str]]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "koreanCounting": chinese,
    "ideographDigital": _digital,
    "taiwaneseDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "chineseLegalSimplified": lambda number: chinese(number, _FORMAL, "拾佰仟"),
    "ideographLegalTraditional": lambda number: chinese(number, _FORMAL, "拾佰仟"),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "ideographEnclosedCircle": _shifted(0x3220, 10),
    "decimalEnclosedCircle": _circle,
    "decimalEnclosedCircleChinese": _circle,
    "decimalEnclosedParen": _shifted(0x2474, 20),
    "decimalEnclosedFullstop": _shifted(0x2488, 20),
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "numberInDash": lambda number: f"- {number} -",
    "none": lambda number: "",
}


def numeral(number: int, style: str) -> str:
    """A number in one of Word's styles; plain digits for a style that is not listed."""
    return STYLES.get(style, str)(number)
