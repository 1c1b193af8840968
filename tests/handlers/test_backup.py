"""A backup is whole or not there; what comes back undoes no taking back and says nothing twice."""

from __future__ import annotations

import stat
from pathlib import Path

from click.testing import CliRunner, Result

from handlers.cli import main
from intake import conversations, holding
from intake.models import Author, Conversation, Delivery, Role
from tests.people import employ
from tests.town import Town

RENT, SECRET_WORDS = "家賃が払えません", "これはあとで消します"


def command(town: Town, *words: str) -> Result:
    return CliRunner().invoke(main, list(words), env=town.environment())


def written(town: Town) -> list[str | None]:
    return [each.text for each in town.messages() if each.author is Author.RESIDENT and each.text]


def test_what_was_kept_comes_back_whole(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "kept"
    user = town.friend()
    town.write(user, RENT)
    kept = command(town, "backup", str(file))
    assert kept.exit_code == 0, kept.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert RENT.encode() not in file.read_bytes()
    town.write(user, "控えのあとのことば")
    back = command(town, "restore", "--yes", str(file))
    assert back.exit_code == 0, back.output
    assert written(town) == [RENT]
    town.write(user, "つづきです")
    assert written(town) == [RENT, "つづきです"]


def test_words_taken_back_since_do_not_return(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "kept"
    user = town.friend()
    message = town.write(user, SECRET_WORDS)
    town.write(user, RENT)
    command(town, "backup", str(file))
    town.platform.unsend(user, message)
    town.settle()
    back = command(town, "restore", "--yes", str(file))
    assert back.exit_code == 0, back.output
    assert [words for words in written(town) if words] == [RENT]


def test_what_was_on_its_way_is_not_said_again(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "kept"
    user = town.friend()
    town.write(user, "人と話す")
    with town.system.transaction() as session:
        talk = session.get_one(Conversation, town.conversation().id)
        who = employ(session, "Hanako", Role.COUNSELLOR)
        holding.claim(session, talk, who, town.clock())
        town.clock.forward(minutes=5)
        conversations.answer(session, talk, who, "読んでいます", town.clock())
    command(town, "backup", str(file))
    town.settle()
    assert town.heard(user).count("読んでいます") == 1
    command(town, "restore", "--yes", str(file))
    town.clock.forward(minutes=5)
    town.sweep()
    assert town.heard(user).count("読んでいます") == 1
    assert town.messages()[-1].delivery is Delivery.UNCERTAIN


def test_a_backup_never_overwrites_and_never_stays_half(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "kept"
    file.write_text("somebody's")
    refused = command(town, "backup", str(file))
    assert refused.exit_code == 1
    assert "上書きはしません" in refused.output
    assert file.read_text() == "somebody's"
    assert [each.name for each in tmp_path.iterdir()] == ["kept"]


def test_what_is_torn_or_of_another_kind_touches_nothing(town: Town, tmp_path: Path) -> None:
    user = town.friend()
    town.write(user, RENT)
    whole, torn, other = tmp_path / "whole", tmp_path / "torn", tmp_path / "other"
    command(town, "backup", str(whole))
    data = whole.read_bytes()
    torn.write_bytes(data[: len(data) // 2])
    other.write_bytes(b"something else altogether")
    for file in (torn, other, tmp_path / "nowhere"):
        refused = command(town, "restore", "--yes", str(file))
        assert refused.exit_code == 1, refused.output
    assert written(town) == [RENT]
