"""One reader for all tests of the room: building it takes most of a second."""

from __future__ import annotations

import pytest

from config.concerns import SAMPLE, Taxonomy, load
from nlp import Reader
from nlp.tokens import Tokeniser


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load(SAMPLE)


@pytest.fixture(scope="session")
def reader(taxonomy: Taxonomy) -> Reader:
    return Reader(taxonomy)


@pytest.fixture(scope="session")
def tokeniser() -> Tokeniser:
    return Tokeniser()
