"""What the configuration may say about e-mail."""

from typing import Any

import pytest

from gp_sync.ops.notify_settings import EmailSettings

SETTINGS: dict[str, Any] = {"host": "mail.example.com", "sender": "a@example.com", "recipients": ("b@example.com",)}


class TestSettings:
    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            ({"security": "none"}, "security is 'none', and mail.example.com is another machine"),
            ({"security": "ssl"}, "security is 'ssl': give starttls, tls, none"),
            ({"sender": ""}, "give sender and recipients"),
            ({"host": ""}, "give host"),
            ({"sender": "a@example.com\nBcc: x@example.com"}, "sender has "),
            ({"recipients": ("Anna <anna@example.com>",)}, "give a plain address such as"),
            ({"port": 0}, "give a port from 1 to 65535"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(self, change: dict[str, Any], problem: str) -> None:
        with pytest.raises(ValueError, match=problem):
            EmailSettings(**(SETTINGS | change))
