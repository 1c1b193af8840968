"""Message objects and the requests that carry them. Limits: Messaging API reference, "Messages"."""

from __future__ import annotations

import re
from typing import Any

from handlers.simulator.checks.actions import IN_QUICK_REPLY
from handlers.simulator.checks.flex import CONTAINER
from handlers.simulator.checks.shape import (
    EMPTY,
    INVALID,
    Check,
    Faults,
    Path,
    anything,
    array,
    choice,
    dotted,
    every,
    flag,
    number,
    record,
    slashed,
    text,
    uri,
    variant,
)
from handlers.simulator.checks.templates import TEMPLATE
from handlers.simulator.errors import LineError

MOST_MESSAGES = 5
_alt_text = text(1500)
_https = uri(2000, "https")
_longest = 2**31 - 1


def _not_line(value: Any, at: Path) -> Faults:
    if "LINE" in value.upper():
        yield INVALID, at


def _substituted(value: Any, at: Path) -> Faults:
    """Each `{name}` in a textV2 has a substitution; braces meant as such are doubled."""
    bare = re.sub(r"\{\{|\}\}", "", value["text"])
    names = re.findall(r"\{([A-Za-z0-9_]+)\}", bare)
    if re.search(r"[{}]", re.sub(r"\{[A-Za-z0-9_]+\}", "", bare)):
        yield INVALID, (*at, "text")
    for name in names:
        if name not in (value.get("substitution") or {}):
            yield EMPTY, (*at, "substitution", name)


_EVERY_KIND: dict[str, Check] = {
    "quickReply": record(
        {
            "items": array(
                record({"action": IN_QUICK_REPLY}, {"type": choice("action"), "imageUrl": _https}),
                1,
                13,
            )
        }
    ),
    "sender": record({}, {"name": every(text(20), _not_line), "iconUrl": _https}),
}
_quote = text(10_000)
_EMOJI = record({"index": number(0, _longest), "productId": text(100), "emojiId": text(100)})
_AREA = record({name: number(0, _longest) for name in ("x", "y", "width", "height")})
_label = text(100)
_IMAGEMAP_ACTION = variant(
    {
        "message": record({"area": _AREA, "text": text(400)}, {"label": _label}),
        "uri": record(
            {"area": _AREA, "linkUri": uri(1000, "http", "https", "line", "tel")},
            {"label": _label},
        ),
        "clipboard": record({"area": _AREA, "clipboardText": text(1000)}, {"label": _label}),
    }
)

MESSAGE = variant(
    {
        "text": record(
            {"text": text(5000)},
            {**_EVERY_KIND, "quoteToken": _quote, "emojis": array(_EMOJI, 0, 20)},
        ),
        "textV2": every(
            record(
                {"text": text(5000)},
                {**_EVERY_KIND, "quoteToken": _quote, "substitution": record({})},
            ),
            _substituted,
        ),
        "sticker": record(
            {"packageId": text(100), "stickerId": text(100)},
            {**_EVERY_KIND, "quoteToken": _quote},
        ),
        "image": record({"originalContentUrl": _https, "previewImageUrl": _https}, _EVERY_KIND),
        "video": record(
            {"originalContentUrl": _https, "previewImageUrl": _https},
            {**_EVERY_KIND, "trackingId": text(100)},
        ),
        "audio": record(
            {"originalContentUrl": _https, "duration": number(1, _longest)}, _EVERY_KIND
        ),
        "location": record(
            {
                "title": text(100),
                "address": text(100),
                "latitude": number(-90, 90, float),
                "longitude": number(-180, 180, float),
            },
            _EVERY_KIND,
        ),
        "imagemap": record(
            {
                "baseUrl": _https,
                "altText": _alt_text,
                "baseSize": record({"width": number(1040, 1040), "height": number(1, _longest)}),
                "actions": array(_IMAGEMAP_ACTION, 0, 50),
            },
            _EVERY_KIND,
        ),
        "template": record({"altText": _alt_text, "template": TEMPLATE}, _EVERY_KIND),
        # What is inside a Flex container is checked apart: LINE answers it in other words.
        "flex": record({"altText": _alt_text, "contents": anything}, _EVERY_KIND),
        "coupon": record({"couponId": text(100)}, {**_EVERY_KIND, "deliveryTag": text(30)}),
    }
)
_MESSAGES = array(MESSAGE, 1, MOST_MESSAGES)
_id = text(100)
REPLY = record({"replyToken": text(1000), "messages": _MESSAGES}, {"notificationDisabled": flag})
PUSH = record({"to": _id, "messages": _MESSAGES}, {"notificationDisabled": flag})
VALIDATE = record({"messages": _MESSAGES})


def refuse_unsound(body: Any, request: Check) -> None:
    """Nothing if `body` is a sound `request` (REPLY, PUSH or VALIDATE).

    Raises LineError (400) which names each fault and its place.
    """
    refuse_faulty(body, request)
    for index, message in enumerate(body["messages"]):
        if message["type"] == "flex":
            faults = list(CONTAINER(message["contents"], ()))
            if faults:
                raise LineError(
                    400,
                    f"A message (messages[{index}]) in the request body is invalid",
                    details=[{"message": words, "property": slashed(at)} for words, at in faults],
                )


def refuse_faulty(body: Any, request: Check) -> None:
    """Nothing if `body` passes `request`; raises LineError (400) which names each fault."""
    if not isinstance(body, dict):
        raise LineError(400, "The request body could not be parsed as JSON (line: 1, column: 1)")
    faults = list(request(body, ()))
    if faults:
        raise LineError(
            400,
            f"The request body has {len(faults)} error(s)",
            details=[{"message": words, "property": dotted(at)} for words, at in faults],
        )
