"""The real site's, for the live process beside a journey: what pages tell it is written almost at once."""

from folkmoot.config.settings import *  # noqa: F403

ATTENTION_WAIT = 0.05
