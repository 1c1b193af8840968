"""What an arrival means for the talk: the vocabulary of the scenario's moves."""

from __future__ import annotations

from enum import StrEnum


class Signal(StrEnum):
    """What was heard. Danger is not among them: it is answered before any move is looked up."""

    FOLLOW = "follow"
    TOLD = "told"
    ADDED = "added"
    VAGUE = "vague"
    ANSWER = "answer"
    OWN_WORDS = "own_words"
    SKIP = "skip"
    ASIDE = "aside"
    CORRECTED = "corrected"
    MISHEARD = "misheard"
    DONE = "done"
    DONE_COMMUNITY = "done_community"
    DONE_REPORT = "done_report"
    INFORMATION = "information"
    OUT_OF_SCOPE = "out_of_scope"
    SMALLTALK = "smalltalk"
    INVITE = "invite"
    HUMAN = "human"
    STOP = "stop"
    STOP_WITH_NOTHING = "stop_with_nothing"
    STOP_IN_DANGER = "stop_in_danger"
    ERASE = "erase"
    YES = "yes"
    NO = "no"
    STICKER = "sticker"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    LOCATION = "location"
    OTHER = "other"
    FOREIGN = "foreign"
    SILENCE = "silence"
