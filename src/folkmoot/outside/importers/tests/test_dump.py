"""Reading a dump: what it says comes through, what is wrong with it is named by file and row."""

from pathlib import Path

import pytest

from folkmoot.outside.importers.dump import read
from folkmoot.outside.importers.problems import SourceIsWrong

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
USERS = """<users>
  <row Id="1" DisplayName="Ada" CreationDate="2018-03-12T17:00:45.567" AboutMe="&lt;p&gt;Hi&lt;/p&gt;" />
  <row Id="2" DisplayName="Zoë" CreationDate="2018-03-12T17:00:45.567" />
</users>"""
POSTS = """<posts>
  <row Id="10" PostTypeId="1" AcceptedAnswerId="11" OwnerUserId="1" CreationDate="2018-03-12T18:00:00.000"
       Title="Why is it so?"
       Body="&lt;p&gt;I &lt;em&gt;wonder&lt;/em&gt;.&lt;/p&gt;" Tags="&lt;physics&gt;&lt;q#&gt;" Score="2" />
  <row Id="11" PostTypeId="2" ParentId="10" OwnerUserId="2" CreationDate="2018-03-12T19:00:00.000" Body="Because."
       Score="0" />
  <row Id="12" PostTypeId="4" CreationDate="2018-03-12T19:00:00.000" Body="About a tag" />
</posts>"""
COMMENTS = """<comments>
  <row Id="5" PostId="11" Score="1" Text="Thanks!" CreationDate="2018-03-13T08:00:00.000" UserId="1" />
</comments>"""
VOTES = """<votes>
  <row Id="1" PostId="10" VoteTypeId="2" CreationDate="2018-03-12T00:00:00.000" />
  <row Id="2" PostId="10" VoteTypeId="2" CreationDate="2018-03-12T00:00:00.000" />
  <row Id="3" PostId="11" VoteTypeId="1" CreationDate="2018-03-12T00:00:00.000" />
  <row Id="4" PostId="99" VoteTypeId="3" CreationDate="2018-03-12T00:00:00.000" />
</votes>"""


def quiet(_file, _count):
    pass


def write(folder: Path, **files: str) -> Path:
    given = {"Users": USERS, "Posts": POSTS, "Comments": COMMENTS, "Votes": VOTES} | files
    for name, text in given.items():
        (folder / f"{name}.xml").write_text(text if text.startswith("<?xml") else HEAD + text, encoding="utf-8")
    return folder


def test_read_a_small_dump_says_what_it_says(tmp_path):
    dump = read(write(tmp_path), progress=quiet)
    question = dump.questions[10]
    assert (question.title, question.body, question.tags, question.accepted) == (
        "Why is it so?", "I *wonder*.", ("physics", "q#"), 11,
    )  # fmt: skip
    assert dump.answers[11].parent == 10
    assert dump.users[2].name == "Zoë"
    assert [vote.post for vote in dump.votes] == [10, 10]
    assert dump.read == {"Users.xml": 2, "Posts.xml": 3, "Comments.xml": 1, "Votes.xml": 4}
    assert sum(dump.left_out["Votes.xml"].values()) == 2
    assert sum(dump.left_out["Posts.xml"].values()) == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "words"),
    [
        ("Posts", 'ParentId="10"', 'ParentId="77"', 2, "no such question"),
        ("Posts", 'OwnerUserId="2"', 'OwnerUserId="9"', 2, "no such user"),
        ("Posts", "2018-03-12T18:00:00.000", "yesterday", 1, "not a date"),
        ("Posts", "2018-03-12T18:00:00.000", "3018-03-12T18:00:00.000", 1, "no moment"),
        ("Posts", 'Id="11" PostTypeId="2"', 'Id="10" PostTypeId="2"', 2, "second time"),
        ("Posts", 'Title="Why is it so?"', 'Title=" "', 1, "no Title"),
        ("Comments", 'PostId="11"', 'PostId="404"', 1, "no such question or answer"),
        ("Comments", 'Id="5"', 'Id="five"', 1, "not a number"),
        ("Users", 'CreationDate="2018-03-12T17:00:45.567" />', "/>", 2, "no CreationDate"),
        ("Votes", 'PostId="99"', 'PostId=""', 4, "no PostId"),
    ],
)
def test_read_a_wrong_row_is_named(tmp_path, file, old, new, row, words):
    text = {"Posts": POSTS, "Comments": COMMENTS, "Users": USERS, "Votes": VOTES}[file]
    assert old in text
    with pytest.raises(SourceIsWrong) as caught:
        read(write(tmp_path, **{file: text.replace(old, new)}), progress=quiet)
    assert (caught.value.file, caught.value.row) == (f"{file}.xml", row)
    assert words in str(caught.value)


@pytest.mark.parametrize("cut", [40, 150, 300])
def test_read_a_truncated_file_is_named(tmp_path, cut):
    with pytest.raises(SourceIsWrong, match=r"Posts\.xml, row") as caught:
        read(write(tmp_path, Posts=POSTS[:cut]), progress=quiet)
    assert "breaks off" in str(caught.value)


BOMB = """<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<posts><row Id="1" Body="&b;" /></posts>"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE posts [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<posts><row Id="1" Body="x">&secret;</row></posts>"""


@pytest.mark.parametrize("hostile", [BOMB, OUTSIDE])
def test_read_entities_are_refused(tmp_path, hostile):
    with pytest.raises(SourceIsWrong, match="entities"):
        read(write(tmp_path, Posts=hostile), progress=quiet)


def test_read_a_missing_file_is_named(tmp_path):
    write(tmp_path)
    (tmp_path / "Posts.xml").unlink()
    with pytest.raises(SourceIsWrong, match=r"Posts\.xml: is missing"):
        read(tmp_path, progress=quiet)
