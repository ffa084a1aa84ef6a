from pathlib import Path

import pytest

from folkmoot.base.database import configuration


@pytest.fixture
def _no_address(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_DIRECT_URL", raising=False)
    monkeypatch.setenv("FOLKMOOT_HOME", "/srv/moot")


@pytest.mark.usefixtures("_no_address")
def test_settings_without_an_address_mean_the_embedded_socket(monkeypatch):
    assert "pool" not in configuration.database_settings()["OPTIONS"]
    monkeypatch.setenv("FOLKMOOT_DATABASE_POOL", "1")
    settings = configuration.database_settings()
    assert settings["HOST"] == "/srv/moot/run"
    assert settings["NAME"] == settings["USER"] == "folkmoot"
    assert settings["PASSWORD"] == ""
    assert settings["CONN_MAX_AGE"] == 0
    assert settings["OPTIONS"]["pool"]["max_size"] == 10
    assert settings["DISABLE_SERVER_SIDE_CURSORS"] is False
    monkeypatch.delenv("FOLKMOOT_DATABASE_POOL")
    monkeypatch.setenv("FOLKMOOT_DATABASE_KEEP", "1")
    assert configuration.database_settings()["CONN_MAX_AGE"] == 600


@pytest.mark.usefixtures("_no_address")
def test_settings_with_an_address_take_every_part_of_it(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://ann:s%40fe@db.example:6432/moot?sslmode=require")
    settings = configuration.database_settings(pool=False)
    assert settings["HOST"] == "db.example"
    assert settings["PORT"] == "6432"
    assert settings["USER"] == "ann"
    assert settings["PASSWORD"] == "s@fe"
    assert settings["NAME"] == "moot"
    assert settings["OPTIONS"]["sslmode"] == "require"
    assert "pool" not in settings["OPTIONS"]
    assert settings["DISABLE_SERVER_SIDE_CURSORS"] is True


@pytest.mark.usefixtures("_no_address")
def test_settings_with_a_wrong_address_say_how_it_should_look(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://nope")
    with pytest.raises(configuration.DatabaseAddressIsWrong, match="postgresql://user:password@host"):
        configuration.database_settings()


@pytest.mark.usefixtures("_no_address")
def test_a_direct_connection_goes_past_the_pooler(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://pooler/moot")
    assert "host=pooler" in configuration.connection_info(direct=True)
    monkeypatch.setenv("DATABASE_DIRECT_URL", "postgresql://primary/moot")
    assert "host=primary" in configuration.connection_info(direct=True)
    assert "host=pooler" in configuration.connection_info()


def test_a_long_home_moves_the_socket_to_a_path_that_fits():
    long = Path("/srv") / ("x" * 120)
    folder = configuration.socket_folder(long)
    assert len(str(folder)) <= configuration.LONGEST_SOCKET_FOLDER
    assert folder == configuration.socket_folder(long)
    assert folder != configuration.socket_folder(Path("/srv") / ("y" * 120))
