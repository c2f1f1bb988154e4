"""The house rules hold, and each of them bites."""

from __future__ import annotations

import ast
from statistics import median

import pytest

from tests.house import rules
from tests.house.code import ROOT, Module, body_lines, functions, modules

LIBRARY = "src/qingmiao/compute/rates.py"
PAGE = "src/qingmiao/web/pages/views.py"
HEAD = '"""Words."""\n'

# Code that breaks a rule, and the rule; the first word of the answer need not be told.
OFFENCES = (
    (rules.has_docstring, LIBRARY, "import math\n"),
    (rules.short_functions, LIBRARY, "def long():\n" + "    x = 1\n" * 61),
    (rules.short_files, LIBRARY, HEAD + "X = 1\n" * 600),
    (rules.no_hidden_clock, LIBRARY, "import datetime as d\nnow = d.datetime.now()\n"),
    (rules.no_hidden_clock, LIBRARY, "from datetime import date\nnow = date.today()\n"),
    (rules.no_hidden_clock, LIBRARY, "import time\nnow = time.time()\n"),
    (rules.no_global_luck, LIBRARY, "import random\nx = random.random()\n"),
    (rules.no_global_luck, LIBRARY, "import numpy as np\nx = np.random.normal()\n"),
    (rules.no_posix_only, LIBRARY, "import fcntl\n"),
    (rules.no_posix_only, LIBRARY, "import os\nwho = os.getuid()\n"),
    (rules.no_fetching, LIBRARY, "from urllib.request import urlopen\n"),
    (rules.only_actions_write, PAGE, "def page(row):\n    row.save()\n"),
    (rules.only_actions_write, PAGE, "def page(row):\n    row.save(update_fields=['a'])\n"),
    (rules.only_actions_write, PAGE, "def page():\n    Fact.objects.create(a=1)\n"),
    (rules.only_actions_write, PAGE, "def page():\n    Fact.objects.filter(a=1).update(b=2)\n"),
    (rules.only_actions_write, PAGE, "def page():\n    Fact.objects.all().delete()\n"),
    (rules.only_actions_write, PAGE, "def page():\n    Fact.objects.bulk_create(rows)\n"),
    (rules.only_actions_write, PAGE, "def page(cursor):\n    cursor.execute('DELETE FROM fact')\n"),
)

# Code near an offence that is none.
INNOCENT = (
    (rules.short_functions, LIBRARY, 'def short():\n    """Words.\n' + "    more\n" * 70 + '    """\n    return 1\n'),
    (rules.no_hidden_clock, "src/qingmiao/web/clock.py", "from datetime import date\nnow = date.today()\n"),
    (rules.no_global_luck, LIBRARY, "import random\nx = random.Random(7).random()\n"),
    (rules.only_actions_write, PAGE, "def page(workbook, path):\n    workbook.save(path)\n    {}.update({'a': 1})\n"),
    (rules.only_actions_write, PAGE, "def page(cursor):\n    cursor.execute('SELECT 1')\n"),
    (rules.only_actions_write, "src/qingmiao/web/pages/actions.py", "def act(row):\n    row.save()\n"),
)


def broken(rule: rules.Rule, path: str, text: str) -> list[str]:
    return list(rule(Module(path, text, ast.parse(text))))


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_rule_holds(rule: rules.Rule) -> None:
    found = [words for module in modules() for words in rule(module)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("rule", "path", "text"), OFFENCES, ids=lambda value: getattr(value, "__name__", ""))
def test_the_rule_bites(rule: rules.Rule, path: str, text: str) -> None:
    assert broken(rule, path, text)


@pytest.mark.parametrize(("rule", "path", "text"), INNOCENT, ids=lambda value: getattr(value, "__name__", ""))
def test_the_rule_lets_the_innocent_pass(rule: rules.Rule, path: str, text: str) -> None:
    assert not broken(rule, path, text)


def test_each_rule_is_shown_to_bite() -> None:
    assert {rule for rule, _, _ in OFFENCES} == set(rules.RULES)


def test_the_median_function_is_short() -> None:
    lengths = [body_lines(function) for module in modules(ROOT, "src") for _, function in functions(module.tree)]
    assert median(lengths) < 8


def test_listed_exceptions_exist() -> None:
    known = {f"{module.path}:{name}" for module in modules() for name, _ in functions(module.tree)}
    assert set(rules.LONG_FUNCTIONS) <= known
    assert set(rules.LONG_FILES) <= {module.path for module in modules()}
    assert all(rules.LONG_FUNCTIONS.values())
    assert all(rules.LONG_FILES.values())
