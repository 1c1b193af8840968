"""What the phone page can do, each a POST under `/simulator/`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, abort, jsonify, request

from handlers.simulator.errors import PhoneError
from handlers.simulator.platform import Platform
from handlers.simulator.props import props, sample_photo, sample_voice

MOST_BYTES = 10 * 1024 * 1024
_SWITCHES = {
    "redelivers": "redelivers",
    "isChatOn": "is_chat_on",
    "allowsGroups": "allows_groups",
    "usesWebhook": "uses_webhook",
}


def install(app: Flask) -> None:
    """Refuse what other sites' pages ask for, and answer what a phone can't do."""

    @app.before_request
    def same_origin_only() -> None:
        if request.method in ("GET", "HEAD") or not request.path.startswith("/simulator/"):
            return
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        # A program sends neither; a browser always sends at least one of them with a POST.
        if site not in (None, "same-origin", "none"):
            abort(403)
        if site is None and origin and origin.partition("://")[2] != request.host:
            abort(403)

    @app.errorhandler(PhoneError)
    def refuse(error: PhoneError) -> tuple[Response, int]:
        return jsonify(message=str(error)), 409


def phones(platform: Platform) -> Blueprint:
    """What residents do, and the switches of LINE's console."""
    doings = Blueprint("phones", __name__, url_prefix="/simulator")

    @doings.post("/phones")
    def add() -> tuple[Response, int]:
        names = props().residents
        with platform.world.reading() as state:
            number = len(state.phones)
        again = number // len(names) + 1
        name = names[number % len(names)] + (str(again) if again > 1 else "")
        return jsonify(user=platform.add_resident(name)), 201

    @doings.post("/phones/<user>/friend")
    def befriend(user: str) -> Response:
        platform.add_friend(user)
        return jsonify({})

    @doings.post("/phones/<user>/block")
    def block(user: str) -> Response:
        platform.block(user)
        return jsonify({})

    @doings.post("/phones/<user>/unblock")
    def unblock(user: str) -> Response:
        platform.unblock(user)
        return jsonify({})

    @doings.post("/phones/<user>/texts")
    def write(user: str) -> Response:
        text = _field("text", str)
        if not text.strip():
            abort(400)
        return jsonify(id=platform.write(user, text))

    @doings.post("/phones/<user>/stickers")
    def send_sticker(user: str) -> Response:
        sticker = _one_of(props().stickers, _field("index", int))
        message = platform.send_sticker(
            user, sticker.package, sticker.sticker, keywords=sticker.keywords
        )
        return jsonify(id=message)

    @doings.post("/phones/<user>/locations")
    def send_location(user: str) -> Response:
        place = _one_of(props().places, _field("index", int))
        message = platform.send_location(
            user, place.latitude, place.longitude, title=place.title, address=place.address
        )
        return jsonify(id=message)

    @doings.post("/phones/<user>/photos")
    def send_photo(user: str) -> Response:
        return jsonify(id=platform.send_photo(user, _upload("image/"), request.mimetype))

    @doings.post("/phones/<user>/sample-photos")
    def send_sample_photo(user: str) -> Response:
        return jsonify(id=platform.send_photo(user, sample_photo()))

    @doings.post("/phones/<user>/sample-voices")
    def send_sample_voice(user: str) -> Response:
        return jsonify(id=platform.send_audio(user, sample_voice(), props().voice_seconds * 1000))

    @doings.post("/phones/<user>/files")
    def send_file(user: str) -> Response:
        name = request.args.get("name", "file")
        return jsonify(id=platform.send_file(user, name, _upload("")))

    @doings.post("/phones/<user>/taps")
    def tap(user: str) -> Response:
        where, action = _field("where", str), _field("action", dict)
        platform.tap_exactly(user, where, action, request.get_json().get("value"))
        return jsonify({})

    @doings.post("/phones/<user>/unsends")
    def unsend(user: str) -> Response:
        platform.unsend(user, _field("message", str))
        return jsonify({})

    @doings.post("/console")
    def switch() -> Response:
        wanted = request.get_json()
        if not isinstance(wanted, dict) or not wanted.keys() <= _SWITCHES.keys():
            abort(400)
        with platform.world.change() as state:
            for name, value in wanted.items():
                setattr(state.console, _SWITCHES[name], value is True)
        return jsonify({})

    @doings.post("/travel")
    def travel() -> Response:
        platform.travel(max(0, _field("seconds", int)))
        return jsonify({})

    @doings.post("/verify")
    def verify() -> Response:
        return jsonify(platform.verify_webhook())

    return doings


def _field(name: str, kind: type[Any]) -> Any:
    """A field of the request's JSON; 400 if it is missing or of another kind."""
    given = request.get_json()
    value = given.get(name) if isinstance(given, dict) else None
    if not isinstance(value, kind):
        abort(400)
    return value


def _one_of(things: tuple[Any, ...], index: int) -> Any:
    if not 0 <= index < len(things):
        abort(400)
    return things[index]


def _upload(media_type: str) -> bytes:
    """The bytes sent along. 400 if there are none, 413 over 10 MB, 415 for another kind."""
    request.max_content_length = MOST_BYTES
    if not request.mimetype.startswith(media_type):
        abort(415)
    return request.get_data() or abort(400)
