"""What several stories of the whole product need."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from handlers.desk.identity import COOKIE, PATH
from intake import logins
from intake.models import Role
from tests.people import employ
from tests.town import Town


@pytest.fixture
def desk(town: Town) -> FlaskClient:
    """A browser at the desk, logged in."""
    with town.system.transaction() as session:
        staff = employ(session, "Hanako", Role.COUNSELLOR)
        token = logins.start(session, staff.id, town.clock())
    client = town.app.test_client()
    client.set_cookie(COOKIE, token, path=PATH)
    return client
