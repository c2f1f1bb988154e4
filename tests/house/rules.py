"""The house rules that a linter does not know, each a function from a module to what breaks it, in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from tests.house.code import Module, body_lines, calls, dotted, functions, imported

LONGEST_FUNCTION = 60
LONGEST_FILE = 600

# "path:qualified name" -> why it may be longer.
LONG_FUNCTIONS: dict[str, str] = {}
# path -> why it may be longer.
LONG_FILES: dict[str, str] = {}

CLOCKS = re.compile(
    r"(^|\.)(date\.today|datetime\.(now|utcnow|today)|time\.(time|time_ns|localtime|gmtime)|timezone\.(now|localdate|localtime))$"
)
LUCK = re.compile(r"^(random\.(?!Random$|SystemRandom$)\w+|(numpy|np)\.random\.(?!default_rng$|Generator$|PCG64$|SeedSequence$)\w+)$")
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios"}
POSIX_NAMES = re.compile(
    r"^(os\.(fork|geteuid|getuid|getgid|setsid|chown|killpg|mkfifo|nice|uname)|signal\.(SIGKILL|SIGHUP|SIGALRM|SIGUSR[12]|alarm))$"
)
NETWORK = {"aiohttp", "ftplib", "httpx", "requests", "urllib.request", "urllib3"}
CHAINS = re.compile(r"\.(objects|filter|exclude|all|get_queryset|select_for_update|using)\b")
MANAGER_WRITES = {
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "abulk_create",
    "acreate",
    "asave",
    "adelete",
    "aupdate",
}
BARE_WRITES = {"save", "delete", "update"}
SQL_WRITES = re.compile(r"^\s*(insert|update|delete|drop|alter|truncate|replace|create)\b", re.IGNORECASE)

Rule = Callable[[Module], Iterator[str]]


def place(module: Module, line: int) -> str:
    """Return ``path:line``."""
    return f"{module.path}:{line}"


def in_library(module: Module) -> bool:
    """Tell whether a module is of the library: neither the web app nor the command."""
    inside = module.path.removeprefix("src/qingmiao/")
    return inside != module.path and not inside.startswith(("web/", "cli")) and inside != "__main__.py"


def has_docstring(module: Module) -> Iterator[str]:
    """A module begins with a docstring; a package may be empty."""
    empty_package = module.path.endswith("__init__.py") and not module.tree.body
    if not (empty_package or ast.get_docstring(module.tree)):
        yield f"{module.path}: the module has no docstring"


def short_functions(module: Module) -> Iterator[str]:
    """No function is longer than LONGEST_FUNCTION lines unless it is listed with a reason."""
    for name, function in functions(module.tree):
        if body_lines(function) > LONGEST_FUNCTION and f"{module.path}:{name}" not in LONG_FUNCTIONS:
            yield f"{place(module, function.lineno)}: {name} has {body_lines(function)} lines, more than {LONGEST_FUNCTION}"


def short_files(module: Module) -> Iterator[str]:
    """No file is longer than LONGEST_FILE lines unless it is listed with a reason."""
    length = module.text.count("\n")
    if length >= LONGEST_FILE and module.path not in LONG_FILES:
        yield f"{module.path}: {length} lines; a file has fewer than {LONGEST_FILE}"


def no_hidden_clock(module: Module) -> Iterator[str]:
    """The library never asks for the time: today is an argument."""
    if in_library(module):
        for call in calls(module.tree):
            if CLOCKS.search(dotted(call.func)):
                yield f"{place(module, call.lineno)}: {dotted(call.func)}() is a hidden clock; take today as an argument"


def no_global_luck(module: Module) -> Iterator[str]:
    """Random numbers come from a generator with a seed, never from the global one."""
    if module.path.startswith("src/"):
        for call in calls(module.tree):
            if LUCK.search(dotted(call.func)):
                yield f"{place(module, call.lineno)}: {dotted(call.func)}() is the global random; use random.Random(seed)"


def no_posix_only(module: Module) -> Iterator[str]:
    """The product runs on Windows: nothing that only POSIX has."""
    if module.path.startswith("src/"):
        for line, name in imported(module.tree):
            if name.split(".")[0] in POSIX_MODULES:
                yield f"{place(module, line)}: {name} is only on POSIX"
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and POSIX_NAMES.search(dotted(node)):
                yield f"{place(module, node.lineno)}: {dotted(node)} is only on POSIX"


def no_fetching(module: Module) -> Iterator[str]:
    """Nothing is fetched at run time: no client of the network in the product."""
    if module.path.startswith("src/"):
        for line, name in imported(module.tree):
            if name in NETWORK or name.split(".")[0] in NETWORK:
                yield f"{place(module, line)}: {name} fetches from the network"


def writes(call: ast.Call) -> bool:
    """Tell whether a call looks like one that writes to the database through Django."""
    name = dotted(call.func)
    verb = name.rpartition(".")[2]
    if not isinstance(call.func, ast.Attribute):
        return False
    if verb in {"execute", "executemany"}:
        sql = call.args[0] if call.args else None
        return isinstance(sql, ast.Constant) and isinstance(sql.value, str) and bool(SQL_WRITES.search(sql.value))
    # dict.update(x), cache.delete(key) and workbook.save(path) take a positional argument; a row and a query set do not.
    return verb in MANAGER_WRITES or (verb in BARE_WRITES and (not call.args or bool(CHAINS.search(name.rpartition(".")[0]))))


def only_actions_write(module: Module) -> Iterator[str]:
    """In the web app only ``actions.py`` writes to the database."""
    if module.path.startswith("src/qingmiao/web/") and not module.path.endswith("/actions.py"):
        for call in calls(module.tree):
            if writes(call):
                yield f"{place(module, call.lineno)}: .{dotted(call.func).rpartition('.')[2]}() writes; only actions.py may"


RULES: tuple[Rule, ...] = (
    has_docstring,
    short_functions,
    short_files,
    no_hidden_clock,
    no_global_luck,
    no_posix_only,
    no_fetching,
    only_actions_write,
)
