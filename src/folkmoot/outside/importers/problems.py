"""What can be wrong with a source, said so that one finds the place."""


class SourceIsWrong(Exception):
    """The source cannot be imported; nothing was changed. Names the file and, where there is one, the row."""

    def __init__(self, file: str, row: int | None, what: str) -> None:
        self.file, self.row, self.what = file, row, what
        super().__init__(f"{file}, row {row}: {what}" if row is not None else f"{file}: {what}")
