"""Accounts: a password that is none, a door that closes at once, always somebody with the keys."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from intake import audit, logins, staff
from intake.audit import Action
from intake.models import Role, Staff
from intake.staff import BadName, LastAdmin, LoginTaken, WeakPassword
from tests.people import MORNING

GOOD = "murasaki no asagao"


def add(db: Session, login: str = "alice", role: Role = Role.ADMIN) -> Staff:
    return staff.add(db, login, "Alice", role, GOOD, MORNING)


def test_a_login_is_one_whatever_its_width_and_case(db: Session) -> None:
    alice = add(db, "Ａlice ")
    assert staff.find(db, "alice") is alice
    with pytest.raises(LoginTaken):
        add(db, "ALICE")


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaa", "alice-alice1", "x" * 300])
def test_a_weak_password_opens_no_account(db: Session, password: str) -> None:
    with pytest.raises(WeakPassword):
        staff.add(db, "alice", "Alice", Role.COUNSELLOR, password, MORNING)


def test_an_account_needs_a_login_and_a_name(db: Session) -> None:
    with pytest.raises(BadName):
        staff.add(db, " ", "Alice", Role.COUNSELLOR, GOOD, MORNING)
    with pytest.raises(BadName):
        staff.add(db, "alice", "", Role.COUNSELLOR, GOOD, MORNING)


def test_a_password_typed_in_full_width_is_the_same_password(db: Session) -> None:
    alice = add(db)
    assert GOOD not in alice.password_hash
    assert staff.is_password(alice.password_hash, "ｍurasaki no asagao")
    assert not staff.is_password(alice.password_hash, "murasaki no asagaO")
    assert not staff.is_password(None, "nobody has this password")
    assert not staff.is_password("!", "nobody has this password")


def test_a_hash_made_with_older_settings_is_renewed(db: Session) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    renewed = staff.renewed_hash(old, GOOD)
    assert renewed is not None
    assert staff.is_password(renewed, GOOD)
    assert staff.renewed_hash(renewed, GOOD) is None


def test_a_new_password_and_a_closed_account_end_every_login(db: Session) -> None:
    alice, bob = add(db), add(db, "bob")
    token = logins.start(db, alice.id, MORNING)
    staff.set_password(db, alice, "another good one", MORNING, by=bob.id)
    assert logins.find(db, token, MORNING) is None
    token = logins.start(db, alice.id, MORNING)
    staff.close(db, alice, MORNING, by=bob.id)
    assert logins.find(db, token, MORNING) is None
    staff.reopen(db, alice, MORNING, by=bob.id)
    assert logins.find(db, token, MORNING) is None
    actions = [(trace.action, trace.staff, trace.subject) for trace in audit.page(db)]
    assert actions[:3] == [
        (Action.ACCOUNT_REOPEN, "Alice", "Alice"),
        (Action.ACCOUNT_CLOSE, "Alice", "Alice"),
        (Action.ACCOUNT_PASSWORD, "Alice", "Alice"),
    ]


def test_the_last_admin_can_neither_close_nor_step_down(db: Session) -> None:
    alice, bob = add(db), add(db, "bob", Role.COUNSELLOR)
    with pytest.raises(LastAdmin):
        staff.close(db, alice, MORNING)
    with pytest.raises(LastAdmin):
        staff.set_role(db, alice, Role.COUNSELLOR, MORNING, by=alice.id)
    staff.set_role(db, bob, Role.ADMIN, MORNING, by=alice.id)
    staff.close(db, alice, MORNING)
    assert [each.login for each in staff.everyone(db)] == ["bob", "alice"]
