class RosterError(Exception):
    """The file as a whole cannot be read; `line` is the physical line (CSV) or row (Excel) that shows why."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
