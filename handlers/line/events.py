"""A LINE event, as stored, becomes one of ours. Unknown things are `Ignored`, never an error."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.turn import Kind
from config.line import LineWords
from intake.incoming import Attachment, Ignored, Incoming, Left, Said, TookBack

_KINDS = {
    "text": Kind.TEXT,
    "sticker": Kind.STICKER,
    "image": Kind.IMAGE,
    "video": Kind.VIDEO,
    "audio": Kind.AUDIO,
    "file": Kind.FILE,
    "location": Kind.LOCATION,
}
_WITH_CONTENT = (Kind.IMAGE, Kind.VIDEO, Kind.AUDIO, Kind.FILE)
_UNFIT = re.compile("[\x00\ud800-\udfff]")


def translate(payload: str, words: LineWords) -> Incoming:
    """What the event of `payload` (JSON as stored) comes down to; `words` know stickers."""
    event = json.loads(payload)
    if not isinstance(event, dict):
        return Ignored("malformed")
    match event.get("type"):
        case "message":
            return _message(event, words)
        case "postback":
            return _postback(event)
        case "follow":
            return _said(event, Kind.FOLLOW)
        case "unfollow":
            return Left()
        case "unsend":
            message_id = _part(event, "unsend").get("messageId")
            return TookBack(str(message_id)) if message_id else Ignored("malformed")
        case _:
            return Ignored("unknown_type")


def _message(event: dict[str, Any], words: LineWords) -> Incoming:
    message = _part(event, "message")
    kind = _KINDS.get(str(message.get("type")), Kind.OTHER)
    text = ""
    if kind is Kind.TEXT:
        text = _clean(message.get("text"))
    elif kind is Kind.LOCATION:
        text = " ".join(filter(None, (_clean(message.get(key)) for key in ("title", "address"))))
    elif kind is Kind.STICKER:
        text = _clean(message.get("text"))
        if text:  # a message sticker carries words of the sender's own
            kind = Kind.TEXT
        else:
            text = words.feeling(_words(message.get("keywords")))
    elif kind is Kind.FILE:
        text = _clean(message.get("fileName"))
    return _said(
        event,
        kind,
        text=text,
        message_id=message.get("id"),
        read_token=message.get("markAsReadToken"),
        attachment=_attachment(kind, message),
    )


def _attachment(kind: Kind, message: dict[str, Any]) -> Attachment | None:
    """What is to be fetched from LINE; what stands on somebody else's server never is."""
    if kind not in _WITH_CONTENT or _part(message, "contentProvider").get("type") == "external":
        return None
    duration = message.get("duration")
    is_time = isinstance(duration, int) and 0 <= duration < 2**31
    return Attachment(duration_ms=duration if is_time else None)


def _postback(event: dict[str, Any]) -> Incoming:
    data = _clean(_part(event, "postback").get("data"))
    return _said(event, Kind.CHOICE, choice=data) if data else Ignored("malformed")


def _said(
    event: dict[str, Any],
    kind: Kind,
    *,
    text: str = "",
    choice: str = "",
    message_id: object = None,
    read_token: object = None,
    attachment: Attachment | None = None,
) -> Said:
    token = event.get("replyToken")
    is_standby = event.get("mode") == "standby"
    return Said(
        kind=kind,
        text=text,
        choice=choice,
        message_id=str(message_id) if message_id else None,
        reply_token=token if isinstance(token, str) and token and not is_standby else None,
        read_token=read_token if isinstance(read_token, str) and read_token else None,
        is_silent=is_standby,
        attachment=attachment,
    )


def _words(keywords: object) -> list[str]:
    return [_clean(word) for word in keywords] if isinstance(keywords, list) else []


def _part(event: dict[str, Any], key: str) -> dict[str, Any]:
    part = event.get(key)
    return part if isinstance(part, dict) else {}


def _clean(text: object) -> str:
    """The text without NUL and lone surrogates: nothing that we store could hold them."""
    return _UNFIT.sub("", text) if isinstance(text, str) else ""
