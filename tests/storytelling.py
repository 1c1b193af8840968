"""A story played by the whole system: the phone, LINE, the product, and staff at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from bot.stories import Seen, Story, They, complaints
from bot.turn import Stage, unpack_place
from config.office import TOKYO
from intake import conversations, holding, sight, staff
from intake.models import Conversation, Outcome, Role, Staff
from tests.town import Town, text_of


class Telling:
    """One resident and one counsellor in a town, who do what a story says."""

    def __init__(self, town: Town, story: Story) -> None:
        self._town = town
        self._story = story
        town.clock.at = story.at.replace(tzinfo=TOKYO).astimezone(UTC)
        for _ in range(story.ahead):
            town.platform.write(town.platform.add_resident(), "人と話したいです")
            town.settle()
        if story.ahead:
            town.clock.forward(seconds=1)
        self.user = town.platform.add_resident()
        self._heard = 0
        with town.system.transaction() as session:
            self._staff: Staff = staff.add(
                session, "hanako", "相談員", Role.COUNSELLOR, "correct horse battery", town.clock()
            )

    def play(self) -> Iterator[list[str]]:
        """What differs from the promises, exchange by exchange."""
        for exchange in self._story.turns:
            if exchange.later:
                self._town.clock.forward(minutes=exchange.later)
            if exchange.desk:
                self._serve(exchange.desk)
            if self._town.conversations():
                self._town.sweep()
                self._town.settle()
            if not exchange.they.silence:
                self._heard = len(self._town.platform.heard(self.user))
            self._perform(exchange.they)
            spoken = self._town.system.script.speaking(self._story.language)
            yield complaints(spoken, exchange, self._seen())

    def _perform(self, they: They) -> None:
        town, phone, user = self._town, self._town.platform, self.user
        if they.text is not None:
            phone.write(user, they.text)
        elif they.tap is not None:
            phone.tap(user, they.tap)
        elif they.follow:
            phone.add_friend(user)
        elif they.sticker:
            phone.send_sticker(user, "446", "1988")
        elif they.photo:
            phone.send_photo(user, b"jpeg")
        elif they.video:
            phone.send_video(user, b"mp4", 1000)
        elif they.voice:
            phone.send_audio(user, b"m4a", 1000)
        elif they.file:
            phone.send_file(user, "memo.pdf", b"pdf")
        elif they.location is not None:
            phone.send_location(user, 35.0, 139.0, address=they.location)
        elif they.other:
            phone.send_event(user, "message", {"message": {"id": "9", "type": "unheardOf"}})
        town.settle()

    def _serve(self, desk: str) -> None:
        town = self._town
        now = town.clock()
        with town.system.transaction() as session:
            talk = session.get_one(Conversation, town.conversation().id)
            who = session.get_one(Staff, self._staff.id)
            if desk == "open":
                sight.see(session, talk, who, now)
            elif desk == "give_back":
                holding.give_back(session, talk, who, now)
            elif desk == "take":
                holding.claim(session, talk, who, now)
            elif desk == "close":
                if talk.stage is not Stage.WITH_STAFF:
                    holding.claim(session, talk, who, now)
                sight.see(session, talk, who, now)
                conversations.close(session, talk, Outcome.ANSWERED, now)

    def _seen(self) -> Seen:
        messages = self._town.platform.heard(self.user)[self._heard :]
        self._heard += len(messages)
        texts = tuple(text_of(message) for message in messages)
        items = messages[-1].get("quickReply", {}).get("items", []) if messages else []
        talk = self._town.conversation()
        return Seen(
            texts=texts,
            labels=tuple(item["action"]["label"] for item in items),
            numbers=tuple(
                word
                for text, message in zip(texts, messages, strict=True)
                if message["type"] == "flex"
                for word in text.split()
            ),
            place=unpack_place(talk.place),
            stage=talk.stage,
            lead=talk.summary,
        )
