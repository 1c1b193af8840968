"""Answers that staff can start from: short, warm, meant to be changed before sending."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from config import strict


class Template(strict.Content):
    """One beginning of an answer; `label` is what staff choose by."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = Field(min_length=1, max_length=20)
    text: str = Field(min_length=1, max_length=500)


class Templates(strict.Content):
    """All templates, in the order in which staff see them."""

    templates: tuple[Template, ...]

    @model_validator(mode="after")
    def _a_code_is_given_once(self) -> Templates:
        codes = [template.code for template in self.templates]
        if len(set(codes)) != len(codes):
            raise ValueError("templates: a code is given twice")
        return self


def load(folder: Path) -> tuple[Template, ...]:
    """The templates in `folder`/templates.yaml. Raises ContentError."""
    return strict.load(folder / "templates.yaml", Templates).templates
