"""Every story of the conversation, told on the phone: what the pure step promises arrives."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import stories
from tests.storytelling import Telling
from tests.town import Town

STORIES = sorted((Path(__file__).parents[1] / "stories").glob("*.yaml"))


# What differs between the databases is tested elsewhere.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_goes_so_on_the_phone(path: Path, town: Town) -> None:
    story = stories.load(path)
    found = [
        f"turn {number}: {complaint}"
        for number, complaints in enumerate(Telling(town, story).play(), start=1)
        for complaint in complaints
    ]
    assert not found, "\n".join([story.title, *found])
