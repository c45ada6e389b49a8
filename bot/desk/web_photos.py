"""A photo on the web desk: shown to the operator who holds its case, one at a time, each time noted in the audit.

Nothing here may show a photo to anybody else, or leave it in a browser's memory.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.cases.case import NoSuchCase
from bot.desk.auth import Visitor
from bot.desk.ledger import Ledger
from bot.desk.verbs import Desk
from bot.privacy.media import SEALED_AS, bound_to
from bot.privacy.seal import KeyGone, Unreadable
from bot.store.keys import partition_of
from bot.store.photos import Photos

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; frame-ancestors 'none'; sandbox",
    "Content-Disposition": "inline",
}
"""Beside those of every answer of the desk, which say that nothing may be kept or taken for anything but a picture."""


@dataclass(frozen=True, slots=True)
class PhotoPages:
    """Shows photos of cases."""

    desk: Desk
    photos: Photos
    ledger: Ledger

    async def show(self, request: web.Request, visitor: Visitor) -> web.StreamResponse:
        """Show one photo to the operator who holds its case."""
        case, photo = request.match_info["case"], request.match_info["photo"]
        content = await self.content(case, visitor.account.name, photo)
        return web.Response(body=content, content_type="image/jpeg", headers=HEADERS)

    async def content(self, case: str, operator: str, photo: str) -> bytes:
        """Return a photo to the operator who holds its case; it is noted that they looked before they do."""
        await self.desk.show(case, operator)
        stored, sealed = await self.desk.casework.case(case, with_talk=False), await self.photos.of(case, photo)
        if stored is None or not sealed:
            raise NoSuchCase("no such photo")
        try:
            key = self.desk.sealer.unwrap(stored.key, case)
            content = self.desk.sealer.open_by(key, SEALED_AS, sealed, bound_to(case, photo))
        except (KeyGone, Unreadable):
            raise NoSuchCase("this photo cannot be read any more") from None
        await self.ledger.note(partition_of(case), operator, "see", case, what="photo")
        return content
