"""What can go wrong with the embedded database, told so that the reader knows what to do."""


class DatabaseProblem(RuntimeError):
    """The database cannot be started or used; the text is for the person at the terminal."""


class AlreadyRunning(DatabaseProblem):
    """Somebody else holds this home."""
