"""The office's own words for codes, and times and marks as templates want them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint

from config.concerns import Taxonomy
from config.office import TOKYO, Office
from handlers.desk import situations
from handlers.desk.marks import cut
from handlers.wiring import System
from nlp.language import READ


@dataclass(frozen=True, slots=True)
class Labels:
    """表示名 of codes. A code that the office no longer lists is shown as it is."""

    taxonomy: Taxonomy
    office: Office

    def concern(self, code: str) -> str:
        """Of a concern or a derived code."""
        try:
            return self.taxonomy.label(code)
        except KeyError:
            return code

    def risk(self, code: str) -> str:
        """Of a risk."""
        return self.taxonomy.labels.risk.get(code, code)

    def about(self, code: str) -> str:
        """Of whose trouble it is."""
        return self.taxonomy.labels.about.get(code, code)

    def area(self, code: str | None) -> str | None:
        """Of a 圏域; None while unknown."""
        area = self.office.area(code)
        return area.label if area else code

    def language(self, code: str) -> str:
        """Of the language that somebody writes in."""
        return situations.content().words["language"].get(code, code)

    def is_read(self, code: str) -> bool:
        """True when the reading knows danger and troubles in this language."""
        return code in READ


def put_into(desk: Blueprint, system: System) -> None:
    """Makes labels and filters known to the desk's templates."""
    labels = Labels(system.script.taxonomy, system.script.office)

    def words() -> dict[str, Any]:
        return {"labels": labels, "office": system.script.office, "taxonomy": labels.taxonomy}

    desk.context_processor(words)
    desk.add_app_template_filter(_in_tokyo, "in_tokyo")
    desk.add_app_template_filter(cut, "cut")


def _in_tokyo(at: datetime) -> datetime:
    return at.astimezone(TOKYO)
