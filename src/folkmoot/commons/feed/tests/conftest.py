"""The feed is tested with the plain kinds of the commons, not with those of the rooms above."""

from folkmoot.commons.content.tests.conftest import _plain_kinds  # noqa: F401
