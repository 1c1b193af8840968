"""What bytes are, by their beginning: the sender's word for it is never believed."""

from __future__ import annotations

from bot.turn import Kind

# Bytes that must be at hand to judge.
HEAD = 16
PLAIN = "application/octet-stream"
# What a browser may show or play in a page of ours; everything else is only ever saved.
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
SOUNDS = ("audio/mp4",)
FILMS = ("video/mp4",)
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "audio/mp4": ".m4a",
    "video/mp4": ".mp4",
    PLAIN: ".bin",
}


def judge(head: bytes, kind: Kind) -> str:
    """The media type of content of this kind that begins with `head`; PLAIN when in doubt."""
    if kind is Kind.IMAGE:
        return _picture(head)
    if head[4:8] == b"ftyp" and kind is Kind.AUDIO:
        return "audio/mp4"
    if head[4:8] == b"ftyp" and kind is Kind.VIDEO:
        return "video/mp4"
    return PLAIN


def ending(media_type: str) -> str:
    """The ending of a file of this type, with its dot."""
    return _ENDINGS.get(media_type, ".bin")


def _picture(head: bytes) -> str:
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return PLAIN
