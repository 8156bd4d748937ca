"""What hangs on a line of a purchase order: files and comments. Files are read-only (contract section 16)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import attrs

from procurify_client.models.common import extra
from procurify_client.models.people import User

__all__ = ["Attachment", "Comment", "ItemAttachment"]


@attrs.frozen(kw_only=True, slots=False)
class Attachment:
    """A file in Procurify's store (contract section 16). Whether `file` is an address that expires is unknown.

    Attributes:
        id: its key.
        uuid: a second key.
        file: where it is.
        name: at most 255 characters.
        user_id: `user`, the profile id of who added it.
        description: at most 1000 characters.
        mimetype: at most 100 characters.
        length: how long it is, in bytes.
        sha1_hash: 40 hexadecimal digits.
        created_at: when it was added.
        extra: members that this version has no name for.
    """

    id: int | None = None
    uuid: UUID | None = None
    file: str | None = None
    name: str | None = None
    user_id: int | None = None
    description: str | None = None
    mimetype: str | None = None
    length: int | None = None
    sha1_hash: str | None = None
    created_at: datetime | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class ItemAttachment:
    """A file that was added to an order item (contract section 10.3).

    Attributes:
        id: its key.
        attachment: where it is.
        name: at most 100 characters.
        type: other, invoice or packingslip.
        item_id: `item`, the key of the order item.
        user_id: `user`, the profile id of who added it.
        uploaded_at: `upload_datetime`.
        extra: members that this version has no name for.
    """

    id: int | None = None
    attachment: str | None = None
    name: str | None = None
    type: str | None = None
    item_id: int | None = None
    user_id: int | None = None
    uploaded_at: datetime | None = None
    extra: Mapping[str, Any] = extra()


@attrs.frozen(kw_only=True, slots=False)
class Comment:
    """What somebody said about a line (contract section 10.3).

    Attributes:
        id: its key.
        user: `userprofile`, who said it.
        text: `comment`.
        submitted_at: `submit_date`.
        extra: members that this version has no name for.
    """

    id: int | None = None
    user: User | None = None
    text: str | None = None
    submitted_at: datetime | None = None
    extra: Mapping[str, Any] = extra()
