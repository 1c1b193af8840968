"""The tables, one noun a file."""

from intake.models.arrival import Arrival, ArrivalState, Unsent
from intake.models.base import Base
from intake.models.contact import Address, Contact
from intake.models.conversation import Conversation, Outcome
from intake.models.departure import Departure
from intake.models.lease import Change, Lease
from intake.models.link import ChatLink
from intake.models.media import Media, MediaPiece, MediaState
from intake.models.message import Author, Delivery, Message, Note, Tag, TagSource
from intake.models.outbox import Parcel, ParcelState, Posting, ReplyToken, Way
from intake.models.quota import Quota
from intake.models.staff import AuditEntry, Login, LoginFailure, Role, Staff
from intake.models.text import TextVersion

__all__ = [
    "Address",
    "Arrival",
    "ArrivalState",
    "AuditEntry",
    "Author",
    "Base",
    "Change",
    "ChatLink",
    "Contact",
    "Conversation",
    "Delivery",
    "Departure",
    "Lease",
    "Login",
    "LoginFailure",
    "Media",
    "MediaPiece",
    "MediaState",
    "Message",
    "Note",
    "Outcome",
    "Parcel",
    "ParcelState",
    "Posting",
    "Quota",
    "ReplyToken",
    "Role",
    "Staff",
    "Tag",
    "TagSource",
    "TextVersion",
    "Unsent",
    "Way",
]
