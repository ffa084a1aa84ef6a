from folkmoot.commons.content.tests.conftest import _plain_kinds  # noqa: F401
