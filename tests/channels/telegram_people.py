"""Invented people on Telegram, and the updates that the platform would send about what they do.

Every person carries names, a username and file names that must never be seen on our side: `Person.secrets` lists them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
WHEN = 1_795_262_400  # 21 November 2026, 12:00 UTC


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist. ``language`` is what their app speaks."""

    id: int = 777000111
    language: str = "en"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What would name this person if it turned up anywhere."""
        return (str(self.id), f"Zaira{self.id}", f"Canaryeva{self.id}", f"zaira_canary_{self.id}")

    def user(self) -> Json:
        _, first, last, username = self.secrets
        names = {"first_name": first, "last_name": last, "username": username}
        return {"id": self.id, "is_bot": False, "language_code": self.language, "is_premium": True, **names}

    def chat(self) -> Json:
        _, first, last, username = self.secrets
        return {"id": self.id, "type": "private", "first_name": first, "last_name": last, "username": username}


def message(person: Person, message_id: int, **content: Any) -> Json:
    """Return a message in a private chat: ``text=…``, or the fields of `media`."""
    return {"message_id": message_id, "from": person.user(), "chat": person.chat(), "date": WHEN, **content}


def tap(person: Person, query_id: str, message_id: int, data: str) -> Json:
    """Return a tap on an inline button of a message of ours."""
    ours = {"message_id": message_id, "date": WHEN, "chat": person.chat(), "text": "what the bot had said"}
    return {"id": query_id, "from": person.user(), "chat_instance": "-42", "message": ours, "data": data}


def member(person: Person, status: str) -> Json:
    """Return a change of our place in the person's list: "kicked" when they block us, "member" when they come back."""
    bot = {"id": 4242424242, "is_bot": True, "first_name": "Bot", "username": "a_bot"}
    old, new = ("member", "kicked") if status == "kicked" else ("kicked", "member")
    return {
        "chat": person.chat(),
        "from": person.user(),
        "date": WHEN,
        "old_chat_member": {"status": old, "user": bot},
        "new_chat_member": {"status": new, "user": bot, "until_date": 0},
    }


def _file(**more: Any) -> Json:
    return {"file_id": "AgACfile", "file_unique_id": "Qfile", "file_size": 1000, **more}


MEDIA: dict[str, Json] = {
    "voice": {"voice": _file(duration=4, mime_type="audio/ogg")},
    "audio": {"audio": _file(duration=4, performer="Zaira777000111", file_name="Canaryeva777000111.mp3")},
    "photo": {"photo": [_file(width=90, height=60)]},
    "live_photo": {"live_photo": _file(width=90, height=60), "photo": [_file(width=90, height=60)]},
    "video": {"video": _file(width=90, height=60, duration=3)},
    "video_note": {"video_note": _file(length=90, duration=3)},
    "animation": {"animation": _file(width=9, height=6, duration=3), "document": _file(file_name="zaira.gif")},
    "sticker": {"sticker": _file(type="regular", width=9, height=6, is_animated=False, is_video=False, emoji="🙂")},
    "document": {"document": _file(file_name="passport Canaryeva777000111.pdf")},
    "contact": {"contact": {"phone_number": "+15550001234", "first_name": "Zaira777000111", "user_id": 777000111}},
    "poll": {"poll": {"id": "1", "question": "?", "options": []}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "rich_message": {"rich_message": {"blocks": []}},
}
