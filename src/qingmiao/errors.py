"""The two families of errors: `UserError` is what a person can put right; everything else is our bug and shows a traceback."""

from __future__ import annotations


class UserError(Exception):
    """Something that the person who runs the product can cure, told without a traceback.

    `what` went wrong, `where` (file, row, column), `cure`: each text is “中文 / English”. `exit_code` is what the command returns.
    """

    def __init__(self, *, what: str, where: str, cure: str, exit_code: int = 2) -> None:
        super().__init__(what, where, cure)
        self.what = what
        self.where = where
        self.cure = cure
        self.exit_code = exit_code

    def __str__(self) -> str:
        """The three texts, one a line."""
        return f"{self.what}\n  {self.where}\n  {self.cure}"
