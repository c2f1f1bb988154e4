"""Signatures: the key pair of a site, what it signs, and the keys of others that it trusts.

A site has one Ed25519 pair. The private key lies in `keys/site.pem` of its home, for its owner alone; every public key that the site ever signed with
stays in `keys/own/`, those of others that somebody accepted by hand in `keys/trusted/`. What is signed always names its purpose, so that the
signature of one thing never passes for that of another.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from qingmiao.errors import UserError

PRIVATE = "site.pem"
LARGEST = 10_000
"""Bytes; a file with a key is some hundred."""


@dataclass(frozen=True, slots=True)
class Known:
    """A public key and whose it is; `fingerprint` tells keys apart."""

    name: str
    key: Ed25519PublicKey
    fingerprint: str


def canonical(value: Any) -> bytes:
    """A value of JSON as the bytes that are signed: keys in order, no blanks, UTF-8. Raises ValueError for what is no number."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")


def signature(key: Ed25519PrivateKey, purpose: str, value: Any) -> str:
    """The signature of a value for a purpose, in hexadecimal."""
    return key.sign(_said(purpose, value)).hex()


def holds(key: Ed25519PublicKey, purpose: str, value: Any, signed: str) -> bool:
    """Whether a signature is that of this key, for this purpose, on this value."""
    try:
        key.verify(bytes.fromhex(signed), _said(purpose, value))
    except (InvalidSignature, ValueError):
        return False
    return True


def _said(purpose: str, value: Any) -> bytes:
    return f"qingmiao {purpose}\n".encode() + canonical(value)


# ------------------------------------------------------------------------------------------------ keys


def fingerprint(key: Ed25519PublicKey) -> str:
    """The first 128 bits of the SHA-256 of a public key, in hexadecimal."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:32]


def grouped(mark: str) -> str:
    """A fingerprint as it is read aloud: groups of four."""
    return " ".join(mark[at : at + 4] for at in range(0, len(mark), 4))


def pem(key: Ed25519PublicKey) -> bytes:
    """A public key as the text of a .pem file."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def own_key(folder: Path) -> Ed25519PrivateKey:
    """The private key of the site whose keys lie in `folder`, made on first use.

    Raises UserError where the file holds no such key: a new one is never put in the place of one that cannot be read.
    """
    path = folder / PRIVATE
    if not path.exists():
        _make(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path)
    public = key.public_key()
    note = folder / "own" / f"{fingerprint(public)}.pem"
    if not note.exists():
        note.parent.mkdir(parents=True, exist_ok=True)
        write_whole(note, pem(public))
    return key


def _make(path: Path) -> None:
    """Write a new private key that only its owner reads; of two processes that do so at once the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{secrets.token_hex(8)}")
    content = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(scratch, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        if not path.exists():
            os.replace(scratch, path)
            return
    scratch.unlink()


def _no_key(path: Path) -> UserError:
    return UserError(
        what="这不是 Ed25519 密钥文件 / this is no file of an Ed25519 key",
        where=str(path),
        cure="公钥用 qingmiao audit key 取得；本站密钥损坏时从备份恢复"
        " / get a public key by qingmiao audit key; where the site's own is damaged, restore it from a backup",
    )


def read_public(path: Path) -> Ed25519PublicKey:
    """The public key in a .pem file; raises UserError where there is none."""
    try:
        with path.open("rb") as file:
            key = load_pem_public_key(file.read(LARGEST))
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise _no_key(path) from error
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(path)
    return key


def own_public(folder: Path) -> dict[str, Known]:
    """Fingerprint → key, of all keys that the site ever signed with."""
    return _by_mark((path.stem, read_public(path)) for path in sorted((folder / "own").glob("*.pem")))


def named(paths: Iterable[Path]) -> dict[str, Known]:
    """Fingerprint → key, of the files of public keys that somebody named."""
    return _by_mark((path.name, read_public(path)) for path in paths)


def _by_mark(keys: Iterable[tuple[str, Ed25519PublicKey]]) -> dict[str, Known]:
    return {(mark := fingerprint(key)): Known(name, key, mark) for name, key in keys}


# ------------------------------------------------------------------------------------------------ trust


def trust(folder: Path, public: Path, name: str) -> Known:
    """Accept the key of another site under a name; doing it again is harmless.

    Raises UserError where there is no name, or the name stands for another key.
    """
    key = read_public(public)
    mark = fingerprint(key)
    for one in trusted(folder).values():
        if one.name == name.strip() and one.fingerprint != mark:
            raise UserError(
                what=f"“{name}”已有另一个公钥 / “{name}” has another key already",
                where=grouped(one.fingerprint),
                cure="先与对方核对指纹；换了密钥的，删去旧文件再登记 / compare the fingerprint with them first; if their key is new, remove the old file",
            )
    if not name.strip() or len(name) > 60:
        raise UserError(what="没有名称，或太长 / no name, or too long a one", where="--name", cure="如 / such as --name 东塘镇")
    (folder / "trusted").mkdir(parents=True, exist_ok=True)
    write_whole(folder / "trusted" / f"{mark}.json", canonical({"name": name.strip(), "key": pem(key).decode("ascii")}))
    return Known(name.strip(), key, mark)


def trusted(folder: Path) -> Mapping[str, Known]:
    """Fingerprint → key, of the sites that were accepted; raises UserError where a file of them is damaged."""
    found = {}
    for path in sorted((folder / "trusted").glob("*.json")):
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            key = load_pem_public_key(held["key"].encode("ascii"))
            name = str(held["name"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, UnsupportedAlgorithm) as error:
            raise _no_key(path) from error
        if not isinstance(key, Ed25519PublicKey):
            raise _no_key(path)
        found[fingerprint(key)] = Known(name, key, fingerprint(key))
    return found


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all: under another name, to the disk, then renamed."""
    scratch = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with scratch.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)
