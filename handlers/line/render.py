"""An utterance as LINE messages: plain dicts in the Messaging API's shape, within its limits.

Limits: LINE Developers, Messaging API reference (text 5,000 UTF-16 units, 13 quick replies, label
20 graphemes, postback data 300, URI 1,000, altText 1,500, 12 bubbles in a Flex carousel).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import regex

from bot.utterance import Card, Choice, Line, Link, Utterance
from config.line import LineWords, Phrases

ROOM = 5
TEXT_UNITS = 5000
QUICK_REPLIES = 13
LABEL_GRAPHEMES = 20
BUBBLES = 12


def count(utterance: Utterance) -> int:
    """How many LINE messages the utterance becomes: numbers, cards and a link are one each."""
    return 1 + bool(utterance.lines) + bool(utterance.cards) + bool(utterance.link)


def render(
    utterances: Sequence[Utterance], words: LineWords, pages: str = ""
) -> list[dict[str, Any]]:
    """The messages of one call. Buttons go under the last: LINE shows no others.

    `pages` is the address that paths of links of ours are put behind.
    """
    messages: list[dict[str, Any]] = []
    for utterance in utterances:
        messages.append({"type": "text", "text": cut_text(utterance.text)})
        if utterance.lines:
            messages.append(_lines(utterance.lines, words.speaking(utterance.language)))
        if utterance.cards:
            messages.append(_carousel(utterance.cards, words.speaking(utterance.language)))
        if utterance.link:
            messages.append(_link(utterance.link, words.speaking(utterance.language), pages))
    offered = next((said.choices for said in reversed(utterances) if said.choices), ())
    if offered and messages:
        messages[-1]["quickReply"] = {
            "items": [_button(choice) for choice in offered[:QUICK_REPLIES]]
        }
    return messages


def cut_text(text: str) -> str:
    """The text within 5,000 UTF-16 units, never through a grapheme."""
    if len(text.encode("utf-16-le")) // 2 <= TEXT_UNITS:
        return text
    kept, units = [], 1  # one for the ellipsis
    for grapheme in regex.findall(r"\X", text):
        units += len(grapheme.encode("utf-16-le")) // 2
        if units > TEXT_UNITS:
            break
        kept.append(grapheme)
    return "".join(kept) + "…"


def cut_label(label: str) -> str:
    """The label within 20 graphemes."""
    graphemes = regex.findall(r"\X", label)
    if len(graphemes) <= LABEL_GRAPHEMES:
        return label
    return "".join(graphemes[: LABEL_GRAPHEMES - 1]) + "…"


def _button(choice: Choice) -> dict[str, Any]:
    label = cut_label(choice.label)
    return {
        "type": "action",
        "action": {
            "type": "postback",
            "label": label,
            "data": choice.value,
            "displayText": label,
        },
    }


def _link(link: Link, words: Phrases, pages: str) -> dict[str, Any]:
    button = {
        "type": "button",
        "style": "primary",
        "color": "#0017C1",
        "action": {
            "type": "uri",
            "label": cut_label(link.label),
            "uri": pages.rstrip("/") + link.path,
        },
    }
    body = {"type": "box", "layout": "vertical", "contents": [button]}
    bubble = {"type": "bubble", "body": body}
    return {"type": "flex", "altText": words.alt_text, "contents": bubble}


def _lines(lines: Sequence[Line], words: Phrases) -> dict[str, Any]:
    contents: list[dict[str, Any]] = []
    for line in lines:
        if contents:
            contents.append({"type": "separator", "margin": "lg"})
        contents += [
            {"type": "text", "text": line.name, "weight": "bold", "wrap": True, "margin": "lg"},
            {"type": "text", "text": line.hours, "size": "sm", "color": "#555555", "wrap": True},
            {
                "type": "button",
                "style": "secondary",
                "height": "sm",
                "margin": "sm",
                "action": {
                    "type": "uri",
                    "label": cut_label(f"{words.call} {line.number}"),
                    "uri": f"tel:{line.tel}",
                },
            },
        ]
    body = {"type": "box", "layout": "vertical", "contents": contents}
    return {
        "type": "flex",
        "altText": words.alt_text,
        "contents": {"type": "bubble", "body": body},
    }


def _carousel(cards: Sequence[Card], words: Phrases) -> dict[str, Any]:
    return {
        "type": "flex",
        "altText": words.alt_text,
        "contents": {"type": "carousel", "contents": [_card(card) for card in cards[:BUBBLES]]},
    }


def _card(card: Card) -> dict[str, Any]:
    head = [
        {"type": "text", "text": card.kind, "size": "sm", "color": "#555555", "wrap": True},
        {"type": "text", "text": card.title, "weight": "bold", "size": "lg", "wrap": True},
    ]
    details = [
        {"type": "text", "text": detail, "size": "sm", "wrap": True, "margin": "md"}
        for detail in card.details
    ]
    body = {"type": "box", "layout": "vertical", "contents": [*head, *details]}
    return {"type": "bubble", "size": "kilo", "body": body}
