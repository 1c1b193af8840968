"""A stand-in for the LINE platform that keeps LINE's rules. For demo, development and tests."""

from handlers.simulator.app import create_app, create_served_app
from handlers.simulator.errors import PhoneError
from handlers.simulator.platform import Platform

__all__ = ["PhoneError", "Platform", "create_app", "create_served_app"]
