"""How allauth behaves here: nobody signs up by themselves, and secrets of the second factor are sealed."""

from __future__ import annotations

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest


class StaffOnly(DefaultAccountAdapter):
    """Accounts are made by the administrator. There is no sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def _seal() -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"second factor").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))


class SealedSecrets(DefaultMFAAdapter):
    """One-time-code secrets are encrypted in the database; allauth's default keeps them as they are."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "This is your only second step. Add another one first.",
    }

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever must have a second step keeps the last one until there is another."""
        if not settings.REQUIRE_SECOND_FACTOR:
            return True
        steps = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
        return steps.filter(user=authenticator.user_id).exclude(pk=authenticator.pk).exists()
