"""The Messaging API's paths (OpenAPI `messaging-api.yml`), content and pictures included."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from handlers.simulator import account, menus, sending
from handlers.simulator.calls import answer, body
from handlers.simulator.platform import Platform


def messaging_api(platform: Platform) -> Blueprint:
    """Messages, content, the account itself; rich menus are in `menu_api`."""
    api = Blueprint("messaging_api", __name__, url_prefix="/v2/bot")
    world = platform.world

    @api.post("/message/reply")
    def reply() -> Response:
        has_key = "X-Line-Retry-Key" in request.headers
        return answer(sending.reply(world, body(), has_retry_key=has_key))

    @api.post("/message/push")
    def push() -> Response:
        key = request.headers.get("X-Line-Retry-Key")
        return answer(sending.push(world, body(), key, g.request_id))

    @api.post("/message/validate/reply", endpoint="validate_reply")
    @api.post("/message/validate/push", endpoint="validate_push")
    def validate() -> Response:
        return answer(sending.validate(body()))

    @api.get("/message/quota")
    def quota() -> Response:
        return answer(account.quota(world))

    @api.get("/message/quota/consumption")
    def consumption() -> Response:
        return answer(account.consumption(world))

    @api.get("/info")
    def info() -> Response:
        return answer(account.info(world, platform.account_name))

    @api.get("/profile/<user>")
    def profile(user: str) -> Response:
        return answer(account.profile(world, user))

    @api.post("/chat/loading/start")
    def start_loading() -> Response:
        return answer(account.start_loading(world, body()), 202)

    @api.post("/chat/markAsRead")
    def mark_as_read() -> Response:
        return answer(account.mark_as_read(world, body()))

    @api.get("/message/<message>/content")
    def content(message: str) -> Response:
        return _bytes(account.content(world, message))

    @api.get("/message/<message>/content/preview")
    def preview(message: str) -> Response:
        return _bytes(account.content(world, message, is_preview=True))

    @api.get("/message/<message>/content/transcoding")
    def transcoding(message: str) -> Response:
        return answer(account.transcoding(world, message))

    @api.get("/channel/webhook/endpoint")
    def endpoint() -> Response:
        return answer(account.endpoint(world))

    @api.put("/channel/webhook/endpoint")
    def set_endpoint() -> Response:
        return answer(account.set_endpoint(world, body()))

    @api.post("/channel/webhook/test")
    def test_endpoint() -> Response:
        url = body().get("endpoint") if request.get_data() else None
        return answer(platform.verify_webhook(url))

    @api.post("/<any(group, room):kind>/<group>/leave")
    def leave(kind: str, group: str) -> Response:
        return answer(account.leave(world, group, kind))

    return api


def menu_api(platform: Platform) -> Blueprint:
    """Rich menus and their aliases."""
    api = Blueprint("menu_api", __name__, url_prefix="/v2/bot")
    world = platform.world

    @api.post("/richmenu")
    def create() -> Response:
        return answer(menus.create(world, body()))

    @api.post("/richmenu/validate")
    def validate() -> Response:
        return answer(menus.validate(body()))

    @api.get("/richmenu/list")
    def every() -> Response:
        return answer(menus.every(world))

    @api.get("/richmenu/<menu>")
    def get(menu: str) -> Response:
        return answer(menus.get(world, menu))

    @api.delete("/richmenu/<menu>")
    def delete(menu: str) -> Response:
        return answer(menus.delete(world, menu))

    @api.get("/richmenu/<menu>/content")
    def picture(menu: str) -> Response:
        return _bytes(menus.picture(world, menu))

    @api.post("/richmenu/<menu>/content")
    def set_picture(menu: str) -> Response:
        return answer(menus.set_picture(world, menu, request.get_data(), request.mimetype))

    @api.get("/user/all/richmenu")
    def default() -> Response:
        return answer(menus.default(world))

    @api.delete("/user/all/richmenu")
    def cancel_default() -> Response:
        return answer(menus.cancel_default(world))

    @api.post("/user/all/richmenu/<menu>")
    def set_default(menu: str) -> Response:
        return answer(menus.set_default(world, menu))

    @api.get("/user/<user>/richmenu")
    def linked(user: str) -> Response:
        return answer(menus.linked(world, user))

    @api.delete("/user/<user>/richmenu")
    def unlink(user: str) -> Response:
        return answer(menus.unlink(world, user))

    @api.post("/user/<user>/richmenu/<menu>")
    def link(user: str, menu: str) -> Response:
        return answer(menus.link(world, user, menu))

    @api.post("/richmenu/alias")
    def create_alias() -> Response:
        return answer(menus.create_alias(world, body()))

    @api.get("/richmenu/alias/list")
    def every_alias() -> Response:
        return answer(menus.every_alias(world))

    @api.get("/richmenu/alias/<alias>")
    def get_alias(alias: str) -> Response:
        return answer(menus.get_alias(world, alias))

    @api.post("/richmenu/alias/<alias>")
    def change_alias(alias: str) -> Response:
        return answer(menus.change_alias(world, alias, body()))

    @api.delete("/richmenu/alias/<alias>")
    def delete_alias(alias: str) -> Response:
        return answer(menus.delete_alias(world, alias))

    return api


def _bytes(found: tuple[bytes, str] | None) -> Response:
    """The bytes with their media type; 202 while they are being prepared."""
    if found is None:
        return Response(status=202)
    data, media_type = found
    return Response(data, mimetype=media_type)
