"""Tests on a real Spark: they run in an environment of their own, the third run of `make test`, which fails when it finds none of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from qingmiao.compute.backends import Spark

collect_ignore_glob = [] if find_spec("pyspark") else ["test_*.py"]


@pytest.fixture(scope="session")
def spark() -> Iterator[Spark]:
    """One Spark on two threads for all tests."""
    logging.getLogger("py4j").setLevel(logging.ERROR)
    engine = Spark()
    engine.session.sparkContext.setLogLevel("ERROR")
    yield engine
    engine.close()
    engine.session.stop()
