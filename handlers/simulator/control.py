"""The controls under `/simulator/`: faults and the record, for tests and chaos runs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from handlers.simulator.platform import Platform


def control(platform: Platform) -> Blueprint:
    """What no LINE has: making it fail, and reading all that passed."""
    pages = Blueprint("control", __name__, url_prefix="/simulator")

    @pages.get("/record")
    def record() -> Response:
        return jsonify(platform.record())

    @pages.get("/faults")
    def faults() -> Response:
        return jsonify(platform.faults.as_data())

    @pages.post("/faults")
    def add_fault() -> tuple[Response, int]:
        fault: dict[str, Any] = request.get_json()
        try:
            with platform.world.change():
                platform.faults.add(**fault)
        except (TypeError, ValueError) as error:
            return jsonify(message=str(error)), 400
        return jsonify(platform.faults.as_data()), 201

    @pages.delete("/faults")
    def clear_faults() -> Response:
        with platform.world.change():
            platform.faults.clear()
        return jsonify([])

    return pages
