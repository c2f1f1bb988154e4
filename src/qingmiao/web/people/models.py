"""A person's duty: role, department, place; and what the sign-in keeps."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from qingmiao.disclosure import Role, Viewer

ROLE_NAMES = {Role.OFFICE: _("妇儿工委办"), Role.DEPARTMENT: _("成员单位"), Role.TOWNSHIP: _("乡镇（街道）"), Role.EVALUATOR: _("评估人员")}


class Profile(models.Model):
    """The duty of one person; people without a profile see nothing.

    `until` is the last day on which the duty stands. Who took the account back, and why, stands here; nothing is deleted.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    title = models.CharField(max_length=60)
    role = models.CharField(max_length=16, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    department = models.CharField(max_length=64, blank=True, default="")
    place = models.CharField(max_length=64, blank=True, default="")
    until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, blank=True, default="")
    ended_why = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return self.title

    @property
    def viewer(self) -> Viewer:
        """The profile as the rules of disclosure read it."""
        return Viewer(role=Role(self.role), place=self.place or None, department=self.department or None)


class Invitation(models.Model):
    """A link by which a person sets their password, once; `key` is the hash of what stands in the link."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    key = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)


class SecondFactor(models.Model):
    """The second factor of a person: `secret` is encrypted (`second.sealed`), `last_step` is the step whose code was used last."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.TextField()
    last_step = models.BigIntegerField()
    since = models.DateTimeField()


class RecoveryCode(models.Model):
    """One code for when the telephone is lost, hashed (`second.recovery_key`); it is used once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    key = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_recovery_code")]


class Demand(models.Model):
    """The second factor is demanded of a role: at a place and below it, everywhere where `place` is empty."""

    role = models.CharField(max_length=16)
    place = models.CharField(max_length=64, blank=True, default="")
    since = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "place"], name="one_demand")]


class Attempt(models.Model):
    """One try to sign in that has not succeeded: it is written before the password is looked at, and gone soon after the window of the lock.

    The name is kept as a keyed hash, for people type passwords into the wrong field.
    """

    name = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    moment = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["name", "moment"], name="attempt_of_name"),
            models.Index(fields=["address", "moment"], name="attempt_of_address"),
        ]
