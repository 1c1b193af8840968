"""Whole talks: they write, we answer, staff see."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import stories
from bot.rehearsal import Read
from bot.script import Script

STORIES = sorted((Path(__file__).parents[1] / "stories").glob("*.yaml"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_goes_as_it_is_told(path: Path, script: Script, read: Read) -> None:
    story = stories.load(path)
    complaints = [
        f"turn {number}: {complaint}"
        for number, (_, _, found) in enumerate(stories.play(script, story, read), start=1)
        for complaint in found
    ]
    assert not complaints, "\n".join([story.title, *complaints])


def test_a_story_that_does_not_go_so_is_found_out(script: Script, read: Read) -> None:
    turns = [
        {"they": "こんにちは", "we": ["さようなら"], "buttons": ["ない"], "lines": ["000"]},
        {"they": "ありがとう", "we": [], "staff": {"stage": "waiting", "deeds": ["alarm"]}},
    ]
    story = stories.Story.model_validate({"title": "ちがう", "turns": turns})
    found = [complaints for _, _, complaints in stories.play(script, story, read)]
    assert len(found[0]) == 3
    assert len(found[1]) == 3
