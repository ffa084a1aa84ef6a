"""Where the published data sets are, if this machine has them: FOLKMOOT_DATA, or shared/data beside the
checkout."""

import os
from pathlib import Path

import pytest


def real_data(name):
    """The path of a data file; the test is skipped, saying why, where there is none."""
    beside = [parent.parent / "shared" / "data" for parent in Path(__file__).resolve().parents]
    folders = [Path(os.environ["FOLKMOOT_DATA"])] if "FOLKMOOT_DATA" in os.environ else beside
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    return pytest.skip(f"{name} is not here; set FOLKMOOT_DATA to the folder that holds it.")
