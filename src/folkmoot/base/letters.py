"""How long words are, counted as browsers do."""


def at_most(most: int, text: str, refusal: Exception | type[Exception]) -> str:
    """The words without what surrounds them; raises the refusal when they have more letters than that.

    A new line is one letter, as it is to `maxlength`, though forms send it as two.
    """
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(text) > most:
        raise refusal
    return text
