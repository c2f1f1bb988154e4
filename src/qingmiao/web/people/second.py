"""The second factor: a code that a telephone makes from a secret and the time (TOTP, RFC 6238), and codes for when the telephone is lost."""

from __future__ import annotations

import hmac
import re
import secrets
import unicodedata
from base64 import b32encode
from hashlib import sha256

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage
from qrcode.main import QRCode

STEP = 30
"""Seconds for which a code stands."""

BESIDE = 1
"""Codes of so many steps before and after are taken too: clocks of telephones differ, and people type slowly."""

RECOVERY_CODES = 10
_DIGITS = 6
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another (i l o 0 1)."""


def new_secret() -> bytes:
    """A secret of 160 bits, as the standard wants it."""
    return secrets.token_bytes(20)


def sealed(secret: bytes) -> str:
    """A secret as it is kept: encrypted with a key of the home folder, which the database does not hold."""
    return Fernet(settings.SECOND_FACTOR_KEY).encrypt(secret).decode("ascii")


def opened(text: str) -> bytes:
    """The secret behind what `sealed` made; raises cryptography's InvalidToken where the home has another key."""
    return Fernet(settings.SECOND_FACTOR_KEY).decrypt(text.encode("ascii"))


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, _DIGITS, SHA1(), STEP)  # SHA-1 is what every telephone's app knows; the use of it in HMAC is sound


def code_at(secret: bytes, step: int) -> str:
    """The code of a step (so many times 30 seconds after 1970)."""
    return _totp(secret).generate(step * STEP).decode("ascii")


def typed_code(text: str) -> str:
    """A code as it is compared: full-width signs made narrow, blanks and hyphens taken out, no capitals."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).casefold()


def step_of(secret: bytes, code: str, *, moment: float, after: int) -> int | None:
    """The step whose code this is, None where it is none of now (`moment`: seconds after 1970) or none later than `after`, the last one used."""
    if not re.fullmatch(rf"[0-9]{{{_DIGITS}}}", code):
        return None
    now = int(moment) // STEP
    found = [step for step in range(max(now - BESIDE, 0), now + BESIDE + 1) if hmac.compare_digest(code_at(secret, step), code)]
    return next((step for step in found if step > after), None)


def written(secret: bytes) -> str:
    """A secret as a person types it into a telephone: in groups of four."""
    text = b32encode(secret).decode("ascii")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture(secret: bytes, name: str, issuer: str) -> SafeString:
    """The secret as a QR code that a telephone's app takes in: SVG to stand in a page."""
    code = QRCode(border=2, box_size=10, image_factory=SvgPathImage)
    code.add_data(_totp(secret).get_provisioning_uri(name, issuer))
    text = code.make_image().to_string(encoding="unicode")
    return mark_safe(text[text.index("<svg") :])


def recovery_codes() -> list[str]:
    """Ten new codes, each of 59 bits, written in three groups of four letters."""
    return ["-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)) for _ in range(RECOVERY_CODES)]


def recovery_key(code: str) -> str:
    """A recovery code as it is kept: hashed with the key of the home folder; such codes are too long to be guessed, so that a quick hash does."""
    return hmac.new(settings.SECOND_FACTOR_KEY, typed_code(code).encode("utf-8"), sha256).hexdigest()
