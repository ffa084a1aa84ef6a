"""The record people take along: whoever has the public key can check it, and nothing in it can be changed."""

import base64
import json
import shutil
import subprocess

import pytest
from django.test import Client

from folkmoot.acknowledge.credit import actions, queries, signing
from folkmoot.config.command import main as folkmoot
from folkmoot.testing.makers import AT, make_item, make_person, make_space, viewer

from .test_ledger import deeds_of_tests, solved, told  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key_folder(tmp_path, settings):
    settings.CREDIT_KEYS = tmp_path / "keys"
    return settings.CREDIT_KEYS


@pytest.fixture
def helper():
    asker, helper = make_person(name="Ask Er"), make_person(name="Zoë Hélper")
    solved(asker, helper, title="How is the tide?", audience=0)
    secret = make_space(joining="secret", members=[helper])
    make_item(author=helper, space=secret, audience=3, body="Nobody must know of the merger.")
    told()
    return helper


def written(tmp_path, person, scope="all"):
    document = actions.export(viewer=viewer(person), scope=scope, at=AT)
    file, pem = tmp_path / "credit.json", tmp_path / "key.pem"
    file.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    pem.write_text(queries.signing_keys()[0].public_pem)
    return file, pem, document


def test_a_record_is_verified_off_line_by_the_command(tmp_path, helper, capsys):
    file, pem, document = written(tmp_path, helper)

    assert folkmoot(["verify-credit", str(file), "--key", str(pem)]) == 0
    said = capsys.readouterr().out
    assert "Genuine" in said
    assert "Zoë Hélper" in said
    assert document["payload"]["sums"] == {"accepted": 1, "answered": 1, "published": 1}


def test_any_change_and_any_other_key_is_found_out(tmp_path, helper, capsys):
    file, pem, document = written(tmp_path, helper)
    document["payload"]["sums"]["accepted"] = 99
    file.write_text(json.dumps(document))
    assert folkmoot(["verify-credit", str(file), "--key", str(pem)]) == 1
    assert "changed" in capsys.readouterr().err

    file, pem, _document = written(tmp_path, helper)
    other = signing.new_key(tmp_path / "others").public_key()
    pem.write_text(signing.pem_of(other))
    assert folkmoot(["verify-credit", str(file), "--key", str(pem)]) == 1
    for nonsense in (b"", b"{}", b'{"payload": 1, "signature": 2}', b"\xff\xfe"):
        file.write_bytes(nonsense)
        assert folkmoot(["verify-credit", str(file), "--key", str(pem)]) == 1
    assert folkmoot(["verify-credit", str(tmp_path / "absent"), "--key", str(pem)]) == 1


@pytest.mark.skipif(not shutil.which("openssl"), reason="without OpenSSL")
def test_openssl_verifies_what_is_signed(tmp_path, helper):
    _file, pem, document = written(tmp_path, helper)
    payload, value = tmp_path / "payload", tmp_path / "signature"
    payload.write_bytes(signing.canonical(document["payload"]))
    value.write_bytes(base64.b64decode(document["signature"]["value"]))
    words = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", pem, "-rawin", "-in", payload, "-sigfile", value]
    assert subprocess.run(words, check=False, capture_output=True).returncode == 0
    payload.write_bytes(payload.read_bytes() + b" ")
    assert subprocess.run(words, check=False, capture_output=True).returncode != 0


def test_a_file_names_only_what_everybody_may_read(tmp_path, helper):
    whole = written(tmp_path, helper)[2]["payload"]
    public = written(tmp_path, helper, scope="public")[2]["payload"]

    assert len(whole["lines"]) == 3
    assert len(public["lines"]) == 2
    assert "merger" not in json.dumps(whole)
    assert sum("title" in line for line in whole["lines"]) == 2


def test_old_records_can_be_verified_after_the_key_was_changed(tmp_path, helper, key_folder):
    file, pem, _document = written(tmp_path, helper)
    old = signing.verify(file.read_bytes(), pem.read_bytes())
    actions.rotate_key(at=AT)
    _file, _new_pem, fresh = written(tmp_path, helper)
    kept = queries.signing_keys()

    assert len(kept) == 2
    assert [key.retired_at is None for key in kept].count(True) == 1
    assert fresh["signature"]["key_id"] == next(key.key_id for key in kept if key.retired_at is None)
    assert old["person"]["username"] == helper.username
    assert {path.stat().st_mode & 0o777 for path in key_folder.glob("*.pem")} == {0o600}
    answer = Client().get(f"/credit/keys/{kept[1].key_id}.pem")
    assert answer.content.decode() == kept[1].public_pem


def test_nobody_exports_for_another(helper):
    assert Client().post("/credit/export/").status_code == 302
