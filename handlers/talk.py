"""`madoguchi talk`: plays the scenario in the terminal, for those who write its words."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast, get_args

import click

from bot import script as scripts
from bot import stories, summary
from bot.rehearsal import Desk, Read, Rehearsal
from bot.turn import Heard, Kind, Stage, Turn, pack_place
from bot.utterance import Utterance
from config import settings
from config.office import TOKYO
from config.settings import SAMPLE_CONTENT
from handlers import wiring
from nlp import Reader

HELP = """\
そのまま書くと、相談する人として話します。ボタンは番号で押します。
/follow 友だち追加   /sticker /photo /video /voice /file /other 送りもの   /location 場所
/silence だまる      /later 分 時間を進める   /desk take|give_back|close 窓口の人の動き
/place いまの場所    /lead 窓口の人が読む文   /reset はじめから   /story ファイル   /quit 終わり"""

_SENDS = {
    "/follow": Kind.FOLLOW,
    "/sticker": Kind.STICKER,
    "/photo": Kind.IMAGE,
    "/video": Kind.VIDEO,
    "/voice": Kind.AUDIO,
    "/file": Kind.FILE,
    "/other": Kind.OTHER,
}


@click.command()
@click.option(
    "--content",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SAMPLE_CONTENT,
    help="The office's content (the sample office's).",
)
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="The clock, in Japan's time.")
@click.option("--returning", is_flag=True, help="As somebody who has talked with us before.")
@click.option("--edited", is_flag=True, help="With the sentences edited at the desk (.env).")
def talk(content: Path, at: datetime | None, returning: bool, edited: bool) -> None:
    """Plays the scenario with the real reading; nothing is stored or sent."""
    script = _as_edited() if edited else scripts.load(content)
    now = at.replace(tzinfo=TOKYO) if at else datetime.now(UTC)
    player = _Player(Rehearsal(script, Reader(script.taxonomy).read, now, is_returning=returning))
    if sys.stdin.isatty():
        click.echo(HELP)
    while True:
        if sys.stdin.isatty():
            click.echo("> ", nl=False)
        line = sys.stdin.readline()
        if not line or line.strip() == "/quit":
            return
        if line.strip():
            player.take(line.strip())


def _as_edited() -> scripts.Script:
    """The running office's own content with its edits, as residents hear it now."""
    system = wiring.build(settings.load(os.environ))
    with system.reading() as session:
        return system.spoken(session)


class _Player:
    """Turns lines of the terminal into arrivals, and turns into lines."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._talk = rehearsal

    def take(self, line: str) -> None:
        """Does what one line of the terminal says."""
        if not sys.stdin.isatty():
            click.echo(f"> {line}")
        if not line.startswith("/"):
            self._show(self._said(line))
            return
        name, _, rest = line.partition(" ")
        if name == "/silence":
            self._show(self._talk.be_silent())
        elif name in _SENDS:
            self._show(self._talk.hear(Heard(_SENDS[name])))
        elif name == "/location":
            self._show(self._talk.hear(Heard(Kind.LOCATION, rest)))
        else:
            self._serve(name, rest.strip())

    def _said(self, line: str) -> Turn:
        offered = self._talk.offered
        if line.isdecimal() and 0 < int(line) <= len(offered):
            return self._talk.tap(offered[int(line) - 1].value)
        return self._talk.write(line)

    def _serve(self, name: str, rest: str) -> None:
        match name:
            case "/place":
                for key, value in pack_place(self._talk.place).items():
                    click.echo(f"  {key}: {value}")
                click.echo(f"  stage: {self._talk.stage}  now: {self._local()}")
            case "/lead":
                click.echo(f"  {summary.compose(self._talk.script, self._talk.place)}")
            case "/later" if rest.isdecimal():
                self._talk.now += timedelta(minutes=int(rest))
                click.echo(f"  {self._local()}")
            case "/desk" if rest in get_args(Desk):
                self._talk.serve(cast("Desk", rest))
                click.echo(f"  {self._talk.stage}")
            case "/reset":
                now = self._talk.now
                self._talk = Rehearsal(self._talk.script, self._talk.read, now)
            case "/story" if Path(rest).is_file():
                tell(self._talk.script, self._talk.read, Path(rest))
            case _:
                click.echo(HELP)

    def _show(self, turn: Turn) -> None:
        _echo(turn)
        if self._talk.stage is not Stage.WITH_BOT:
            click.echo(f"  （{self._talk.stage}）")

    def _local(self) -> str:
        return self._talk.now.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M")


def tell(script: scripts.Script, read: Read, path: Path) -> None:
    """Plays the story in the file and shows each turn; ends with what differed."""
    story = stories.load(path)
    click.echo(f"■ {story.title}")
    differing = 0
    for exchange, turn, complaints in stories.play(script, story, read):
        they = exchange.they.model_dump(exclude_defaults=True)
        click.echo(f"> {' '.join(f'{value}' for value in they.values())}")
        _echo(turn)
        for complaint in complaints:
            click.echo(f"  ✗ {complaint}")
        differing += len(complaints)
    click.echo("✓ 台本どおりです" if not differing else f"✗ ちがうところ: {differing}")


def _echo(turn: Turn) -> None:
    for utterance in turn.say:
        _echo_bubble(utterance)
    for number, choice in enumerate(turn.say[-1].choices if turn.say else (), start=1):
        click.echo(f"    [{number}] {choice.label}")
    if turn.deeds:
        click.echo(f"  （{'、'.join(turn.deeds)}）")


def _echo_bubble(utterance: Utterance) -> None:
    first, *rest = utterance.text.splitlines()
    click.echo(f"  「{first}")
    for line in rest:
        click.echo(f"    {line}")
    for card in utterance.cards:
        click.echo(f"    ◇ {card.title}・{card.kind}：{'／'.join(card.details)}")
    for number in utterance.lines:
        click.echo(f"    ☎ {number.name} {number.number}（{number.hours}）")
