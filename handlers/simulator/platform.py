"""The face of the stand-in: a LINE account, its residents' phones, and LINE between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from handlers.simulator import delivery, ids, residents, sending, taps
from handlers.simulator.events import tell
from handlers.simulator.faults import Faults
from handlers.simulator.keep import Disk, Memory
from handlers.simulator.screen import screen
from handlers.simulator.state import Content
from handlers.simulator.world import Clock, World, fresh_state, utc_now

Json = dict[str, Any]


class Platform:
    """LINE, as far as one account and its residents can tell.

    With `state_path` the chats survive a restart; the console's settings given here are then only
    the first ones. Webhooks leave when `start()` runs threads for them, or when `deliver_due()` is
    called, by `post` (over the network unless told otherwise).

    Users, groups and messages are named by LINE's ids. What a phone can't do raises PhoneError.
    """

    def __init__(
        self,
        channel_secret: str,
        channel_access_token: str,
        webhook_url: str,
        *,
        state_path: Path | None = None,
        clock: Clock = utc_now,
        quota: int | None = 200,
        redelivers: bool = False,
        is_chat_on: bool = True,
        allows_groups: bool = False,
        account_name: str = "Madoguchi",
        post: delivery.Post = delivery.post,
        redelivery_seconds: Sequence[float] = delivery.REDELIVERY_SECONDS,
    ) -> None:
        fresh = fresh_state(webhook_url)
        fresh.console.quota = quota
        fresh.console.redelivers = redelivers
        fresh.console.is_chat_on = is_chat_on
        fresh.console.allows_groups = allows_groups
        self.channel_access_token = channel_access_token
        self.account_name = account_name
        self.world = World(Disk(state_path) if state_path else Memory(), fresh, clock)
        self.world.state.webhook_url = webhook_url
        self._postman = delivery.Postman(self.world, channel_secret, post, redelivery_seconds)

    # Delivery of webhooks

    def start(self) -> None:
        """Deliver webhooks in the background."""
        self._postman.start()

    def stop(self) -> None:
        """Deliver no more."""
        self._postman.stop()

    def deliver_due(self) -> int:
        """Deliver all webhooks that are due, here and now; gives the number of posts."""
        return self._postman.deliver_due()

    def verify_webhook(self, url: str | None = None) -> Json:
        """Post a body without events, as the console's verify button does."""
        return self._postman.test(url)

    # Residents

    def add_resident(self, name: str = "") -> str:
        """A new phone that does not know the account yet; gives the user id."""
        with self.world.change():
            return residents.add(self.world, name)

    def add_friend(self, user: str | None = None, *, name: str = "") -> str:
        """The resident (a new one if not named) adds the account as a friend."""
        with self.world.change():
            user = user or residents.add(self.world, name)
            residents.follow(self.world, user)
            return user

    def block(self, user: str) -> None:
        """The resident blocks the account."""
        with self.world.change():
            residents.block(self.world, user)

    def unblock(self, user: str) -> None:
        """The resident lifts the block: LINE tells it as `follow`."""
        with self.world.change():
            residents.follow(self.world, user)

    def write(self, user: str, text: str, *, quoting: str | None = None) -> str:
        """The resident writes a text; gives the message id."""
        message: Json = {"type": "text", "text": text}
        if quoting:
            message["quotedMessageId"] = quoting
        return self._send(user, message)

    def send_sticker(
        self,
        user: str,
        package_id: str,
        sticker_id: str,
        *,
        keywords: Sequence[str] = (),
        resource_type: str = "STATIC",
        text: str | None = None,
    ) -> str:
        """A sticker, with up to 15 words about it and, for message stickers, a text."""
        message: Json = {
            "type": "sticker",
            "packageId": package_id,
            "stickerId": sticker_id,
            "stickerResourceType": resource_type,
        }
        if keywords:
            message["keywords"] = list(keywords)
        if text:
            message["text"] = text
        return self._send(user, message)

    def send_photo(self, user: str, data: bytes, content_type: str = "image/jpeg") -> str:
        """One photo."""
        return self._send_content(user, {"type": "image"}, Content(content_type), data)

    def send_photos(self, user: str, photos: Sequence[bytes]) -> list[str]:
        """Several photos at once: an event each, held together by `imageSet`."""
        whole = ids.reply_token().upper()
        return [
            self._send_content(
                user,
                {
                    "type": "image",
                    "imageSet": {"id": whole, "index": number, "total": len(photos)},
                },
                Content("image/jpeg"),
                data,
            )
            for number, data in enumerate(photos, start=1)
        ]

    def send_audio(
        self,
        user: str,
        data: bytes,
        duration_ms: int,
        *,
        content_type: str = "audio/x-m4a",
        preparing_ms: int = 0,
    ) -> str:
        """A voice message; its content can be fetched after `preparing_ms`."""
        ready = self.world.now_ms() + preparing_ms
        message: Json = {"type": "audio", "duration": duration_ms}
        return self._send_content(user, message, Content(content_type, ready_ms=ready), data)

    def send_video(self, user: str, data: bytes, duration_ms: int, *, preparing_ms: int = 0) -> str:
        """A video; its content can be fetched after `preparing_ms`."""
        ready = self.world.now_ms() + preparing_ms
        message: Json = {"type": "video", "duration": duration_ms}
        return self._send_content(user, message, Content("video/mp4", ready_ms=ready), data)

    def send_file(self, user: str, name: str, data: bytes) -> str:
        """A file."""
        message: Json = {"type": "file", "fileName": name, "fileSize": len(data)}
        return self._send(user, message, (Content("application/octet-stream", name), data))

    def send_location(
        self,
        user: str,
        latitude: float,
        longitude: float,
        *,
        title: str | None = None,
        address: str | None = None,
    ) -> str:
        """A place."""
        named = {"title": title, "address": address}
        message: Json = {"type": "location", "latitude": latitude, "longitude": longitude}
        return self._send(user, message | {key: word for key, word in named.items() if word})

    def unsend(self, user: str, message: str) -> None:
        """The resident takes a message back."""
        with self.world.change():
            residents.unsend(self.world, user, message)

    def tap(self, user: str, label: str, *, value: str | None = None) -> Json:
        """The resident taps what bears this label (`value`: the date picked); gives the action."""
        with self.world.change():
            return taps.tap_label(self.world, user, label, value)

    def tap_exactly(self, user: str, where: str, action: Json, value: str | None = None) -> None:
        """The resident taps this action in `quickReply`, `richMenu` or the message of this id."""
        with self.world.change():
            taps.tap(self.world, user, where, action, value)

    # Rarer things

    @contextmanager
    def in_one_body(self) -> Iterator[None]:
        """The events that arise inside come in one webhook body, whoever caused them."""
        with self.world.together():
            yield

    def stand_by(self, user: str, *, is_standby: bool = True) -> None:
        """A module channel takes this resident's chat (`mode: standby`), or gives it back."""
        with self.world.change():
            self.world.phone(user).mode = "standby" if is_standby else "active"

    def invite(self, user: str, kind: str = "group") -> str | None:
        """Invite the account to a `group` or `room`; None if the console forbids to join."""
        with self.world.change():
            return residents.invite(self.world, user, kind)

    def write_in_group(self, group: str, user: str, text: str) -> str:
        """Somebody writes in a group the account is in; gives the message id."""
        with self.world.change():
            return residents.write_in_group(self.world, group, user, text)

    def remove_from_group(self, group: str, user: str) -> None:
        """Somebody removes the account from the group."""
        with self.world.change():
            residents.remove_from_group(self.world, group, user)

    def send_event(self, user: str, kind: str, fields: Json | None = None) -> None:
        """An event of any type, known or not, with these fields of its own."""
        with self.world.change():
            tell(self.world, self.world.phone(user), kind, fields, is_answerable=False)

    def travel(self, seconds: float) -> None:
        """Let time pass for LINE: reply tokens grow old, redeliveries fall due."""
        with self.world.change() as state:
            state.travelled_ms += int(seconds * 1000)

    # Looking over LINE's shoulder

    @property
    def faults(self) -> Faults:
        """What goes wrong on purpose."""
        return self.world.faults

    def screen(self, user: str) -> Json:
        """What this phone shows now."""
        with self.world.reading():
            return screen(self.world, self.world.phone(user))

    def heard(self, user: str) -> list[Json]:
        """The account's messages on this phone, oldest first, as LINE's message objects."""
        with self.world.reading():
            return [one.message for one in self.world.phone(user).bubbles if not one.is_own]

    def usage(self) -> int:
        """Messages counted towards this month's quota."""
        with self.world.reading():
            return sending.usage(self.world)

    def record(self) -> Json:
        """All that happened since the start, and what every phone shows."""
        with self.world.reading() as state:
            shown = {user: screen(self.world, phone) for user, phone in state.phones.items()}
            return {**self.world.record.as_data(), "shown": shown, "usage": self.usage()}

    def _send_content(self, user: str, message: Json, content: Content, data: bytes) -> str:
        message = {**message, "contentProvider": {"type": "line"}}
        return self._send(user, message, (content, data))

    def _send(self, user: str, message: Json, content: tuple[Content, bytes] | None = None) -> str:
        with self.world.change():
            return residents.send(self.world, user, message, content)
