"""The words about people's own data: content/my_data.yml."""

from __future__ import annotations

from pydantic import Field

from hipwise.words import Wording


class DataWords(Wording):
    """What is said when somebody takes their data away or has it deleted.

    Attributes:
        export, export_failed: with the file, and without.
        confirm, confirm_buttons: the question before deleting.
        deleted: what was done; {removed} is a list of `names`.
        nothing_held: stands for that list where it is empty.
        names: by table, for one and for several rows.
        and_: between the last two of a list.
        silent: to people who have been silent for long.
    """

    export: str
    export_failed: str
    confirm: str
    confirm_buttons: dict[str, str]
    deleted: str
    nothing_held: str
    names: dict[str, tuple[str, str]]
    and_: str = Field(alias="and")
    silent: str
