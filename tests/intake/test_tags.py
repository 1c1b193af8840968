"""Tags: off and on with one click, and what staff corrected stays corrected."""

from __future__ import annotations

from sqlalchemy.orm import Session

from intake import cards, tags
from intake.models import Conversation
from tests.people import MORNING, employ, hear, tag, write


def codes(db: Session, conversation: Conversation) -> list[tuple[str, bool]]:
    card = cards.cards(db, [conversation.id])[0]
    return [(concern.code, concern.is_by_staff) for concern in card.concerns]


def test_one_click_takes_a_tag_off_wherever_it_was_read(db: Session) -> None:
    alice = employ(db, "Alice")
    conversation = write(db, "U-1")
    for words in ("家賃が払えない", "家賃のことで"):
        tag(db, hear(db, conversation, words), "money", "家賃")
    tag(db, hear(db, conversation, "母の介護"), "care", "介護")
    assert tags.remove(db, conversation, "money", alice.id, MORNING)
    assert codes(db, conversation) == [("care", False)]
    assert not tags.remove(db, conversation, "money", alice.id, MORNING)


def test_one_click_puts_a_tag_on_and_a_second_one_changes_nothing(db: Session) -> None:
    alice = employ(db, "Alice")
    conversation = write(db, "U-1", "あ")
    assert tags.add(db, conversation, "money", alice.id, MORNING)
    assert not tags.add(db, conversation, "money", alice.id, MORNING)
    assert codes(db, conversation) == [("money", True)]
    tags.remove(db, conversation, "money", alice.id, MORNING)
    assert tags.add(db, conversation, "money", alice.id, MORNING)


def test_the_words_of_an_erased_message_are_gone_from_its_tags(db: Session) -> None:
    conversation = write(db, "U-1")
    message = hear(db, conversation, "家賃が払えない")
    tag(db, message, "money", "家賃")
    message.text, message.extra, message.erased_at = None, None, MORNING
    db.flush()
    assert cards.cards(db, [conversation.id])[0].concerns[0].words == ()


def test_what_its_owner_says_is_none_comes_off_and_may_be_read_again(db: Session) -> None:
    alice = employ(db, "Alice")
    conversation = write(db, "U-1")
    tag(db, hear(db, conversation, "借金がある"), "debt", "借金")
    tags.withdraw(db, conversation, "debt", MORNING)
    assert codes(db, conversation) == []
    tag(db, hear(db, conversation, "やっぱり借金も"), "debt", "借金")
    assert codes(db, conversation) == [("debt", False)]
    tags.add(db, conversation, "care", alice.id, MORNING)
    tags.withdraw(db, conversation, "care", MORNING)
    assert ("care", True) in codes(db, conversation)
