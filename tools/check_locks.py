"""Hold each lock against the ``.in`` file beside it, without the network: names, bounds, hashes, no addresses."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?P<rest>.*)$", re.MULTILINE)
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}", re.MULTILINE)


def wanted(path: Path) -> Iterator[Requirement]:
    """Yield the requirements of an ``.in`` file and of those that it includes."""
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split("#")[0].strip()
        if words.startswith("-r "):
            yield from wanted(path.parent / words[3:].strip())
        elif words:
            yield Requirement(words)


def pinned(text: str) -> dict[str, Version]:
    """Return the versions that a lock holds, by canonical name."""
    return {canonicalize_name(match["name"]): Version(match["version"]) for match in PINNED.finditer(text)}


def unhashed(text: str) -> list[str]:
    """Return the pinned names that no hash follows."""
    starts = list(PINNED.finditer(text))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    return [match["name"] for match, end in zip(starts, ends, strict=True) if not HASH.search(text, match.end(), end)]


def problems(lock: Path) -> Iterator[str]:
    """Yield what is wrong with one lock, in words."""
    text = lock.read_text(encoding="utf-8")
    versions = pinned(text)
    for requirement in wanted(lock.with_suffix(".in")):
        version = versions.get(canonicalize_name(requirement.name))
        if version is None:
            yield f"{lock.name}: {requirement.name} 不在锁里，运行 make lock / is not locked: run make lock"
        elif not requirement.specifier.contains(version, prereleases=True):
            yield f"{lock.name}: {requirement.name} {version} 不合 {requirement.specifier} / does not fit: run make lock"
    yield from (f"{lock.name}: {name} 没有哈希 / has no hash" for name in unhashed(text))
    if "://" in text or "--index-url" in text or "--find-links" in text:
        yield f"{lock.name}: 有网址 / holds an address"


def disagreements(locks: list[Path]) -> Iterator[str]:
    """Yield the names that the tests' lock pins to another version than the product's."""
    product = pinned((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    for lock in locks:
        versions = pinned(lock.read_text(encoding="utf-8"))
        differ = [name for name, version in product.items() if name in versions and versions[name] != version]
        if lock.name != "requirements-build.lock":
            yield from (f"{lock.name}: {name} 与 requirements.lock 不同 / differs from requirements.lock" for name in differ)


def check() -> bool:
    """Print every problem of every lock and return whether there was none."""
    locks = sorted(ROOT.glob("requirements*.lock"))
    found = [problem for lock in locks for problem in problems(lock)] + list(disagreements(locks))
    for problem in found:
        print(problem, file=sys.stderr)
    return not found


if __name__ == "__main__":
    sys.exit(0 if check() else 1)
