"""Each reason why a reading is unsure has words in both languages."""

from typing import get_args

from qingmiao.reading.model import Unsure
from qingmiao.reading.unsure import WORDS


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(get_args(Unsure))
    assert all(zh and en for zh, en in WORDS.values())
