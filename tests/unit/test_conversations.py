"""Conversations last: kept, found, renamed, deleted; refusals say what to do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa.conversations import Conversations, Outline
from qa.errors import ConversationsError
from qa.records import Filters

FILTERS = Filters(sources=("Reuters",), since="2018-01-01", documents=("a.txt",), tags=("x",))
OUTLINE = Outline(("Astana", "Sochi"), (("a.txt", 3, 90, "f" * 64),))


@pytest.fixture
def kept(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "data")


def ask(kept: Conversations, conversation: str, question: str, *after: str) -> int:
    turn = kept.add_turn(conversation, question, after, Filters())
    assert turn is not None
    return turn


def test_nothing_is_written_before_the_first_question(kept: Conversations, tmp_path: Path) -> None:
    assert kept.find() == [] and kept.turns("x") == [] and kept.get("x") is None
    assert list(tmp_path.iterdir()) == []


def test_a_turn_comes_back_as_it_was_kept(kept: Conversations) -> None:
    conversation = kept.start("  who met\nwhere? ")
    turn = kept.add_turn(conversation, "who met where?", ("a?", "b?"), FILTERS)
    assert turn is not None
    kept.keep_answer(turn, "000007", OUTLINE)
    kept.rate(turn, 0, "it was *Sochi*")
    kept.change_turn(turn, after=("b?",), spelling=False, filters=FILTERS)
    (found,) = kept.turns(conversation)
    assert (found.question, found.after, found.filters) == ("who met where?", ("b?",), FILTERS)
    assert (found.generation, found.given, found.spelling) == ("000007", OUTLINE, False)
    assert (found.thumb, found.note) == (0, "it was *Sochi*")
    held = kept.get(conversation)
    assert held is not None and (held.title, held.questions) == ("who met where?", 1)


def test_the_one_changed_last_comes_first_and_words_find(kept: Conversations) -> None:
    first, second = kept.start("Syria talks"), kept.start("Rain")
    turn = ask(kept, second, "how much rain fell?")
    kept.rate(turn, 1, "for the ALMANAC")
    ask(kept, first, "who attended Astana?")
    with sqlite3.connect(kept._database.path) as file:
        file.execute("UPDATE conversations SET changed = '2001-01-01' WHERE id = ?", (second,))
    assert [c.id for c in kept.find()] == [first, second]
    assert [c.id for c in kept.find("astana WHO")] == [first]
    assert [c.id for c in kept.find("almanac")] == [second]
    assert kept.find("astana almanac") == []
    answered = Outline(('Hestøy "Ferry"',), (("nowhere.txt", 0, 9, "f"),), (1,), 0.5)
    kept.keep_answer(turn, "x", answered)
    assert [c.id for c in kept.find("hestøy RAIN")] == [second]  # in its answers too
    assert kept.find("nowhere") == []
    (again,) = kept.turns(second)
    assert again.given == answered


def test_renaming_and_deleting(kept: Conversations) -> None:
    one, other = kept.start("one"), kept.start("other")
    ask(kept, one, "a secret question")
    kept.rename(one, "The new name")
    kept.rename(one, "   ")
    assert {c.title for c in kept.find()} == {"The new name", "other"}
    kept.delete(one)
    assert [c.id for c in kept.find()] == [other]
    assert kept.turns(one) == [] and kept.turns() == []
    assert kept.add_turn(one, "too late", (), Filters()) is None
    assert b"a secret question" not in kept._database.path.read_bytes()


def test_many_at_once_lose_nothing(kept: Conversations) -> None:
    conversation = kept.start("busy")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: ask(kept, conversation, f"question {n}"), range(40)))
    assert {t.question for t in kept.turns(conversation)} == {f"question {n}" for n in range(40)}


def test_a_damaged_file_is_refused_and_left_as_it_is(kept: Conversations) -> None:
    ask(kept, kept.start("one"), "q?")
    kept._database.path.write_bytes(b"no database " * 500)
    for use in (kept.find, kept.turns, lambda: kept.start("two")):
        with pytest.raises(ConversationsError, match="QA_DATA"):
            use()
    assert kept._database.path.read_bytes().startswith(b"no database ")


@pytest.mark.parametrize(
    ("column", "value"),
    [("given", '{"answers": 5}'), ("given", '{"answers": "x"}'), ("filters", "[]")],
)
def test_rows_that_are_not_ours_are_refused(kept: Conversations, column: str, value: str) -> None:
    ask(kept, kept.start("one"), "q?")
    with sqlite3.connect(kept._database.path) as file:
        file.execute(f"UPDATE turns SET {column} = ?", (value,))
    with pytest.raises(ConversationsError, match="damaged"):
        kept.find("word") if column == "given" else kept.turns()


def test_half_a_character_is_refused_in_words(kept: Conversations) -> None:
    with pytest.raises(ConversationsError, match="Type it anew"):
        kept.start("\ud800")


def test_a_newer_version_is_refused(kept: Conversations) -> None:
    kept.start("one")
    with sqlite3.connect(kept._database.path) as file:
        file.execute("PRAGMA user_version = 9")
    with pytest.raises(ConversationsError, match="newer version"):
        kept.find()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(ConversationsError, match="QA_DATA"):
        Conversations(tmp_path / "data").start("one")


def test_a_killed_writer_leaves_whole_turns(tmp_path: Path) -> None:
    """Real SIGKILL while questions are being kept: what was kept is there, nothing is half."""
    script = (
        "import sys; from pathlib import Path; from qa.conversations import Conversations;"
        "from qa.records import Filters;"
        "kept = Conversations(Path(sys.argv[1])); c = kept.start('killed')\n"
        "for n in range(10**6): kept.add_turn(c, f'question {n}', (), Filters()); "
        "print(n, flush=True)"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    for line in writer.stdout:
        if int(line) >= 20:
            break
    writer.kill()
    rest = [int(line) for line in writer.stdout]
    writer.wait()
    writer.stdout.close()
    kept = Conversations(tmp_path)
    (conversation,) = kept.find()
    told = max([20, *rest]) + 1
    questions = [t.question for t in kept.turns(conversation.id)]
    assert questions == [f"question {n}" for n in range(len(questions))]
    assert len(questions) >= told


def test_nobody_sees_or_changes_what_is_anothers(tmp_path: Path) -> None:
    ana, ben = (Conversations(tmp_path, owner) for owner in ("ana", "ben"))
    mine = ana.start("mine")
    turn = ask(ana, mine, "who met?")
    assert ben.find() == [] and ben.get(mine) is None and ben.turns(mine) == [] == ben.turns()
    assert ben.add_turn(mine, "and I?", (), Filters()) is None
    ben.rename(mine, "yours")
    ben.rate(turn, 0, "no")
    ben.keep_answer(turn, "1", OUTLINE)
    ben.change_turn(turn, after=("x",), spelling=False, filters=FILTERS)
    ben.delete(mine)
    (held,) = ana.find()
    (kept,) = ana.turns(mine)
    assert (held.title, kept.thumb, kept.note, kept.given) == ("mine", None, "", None)
    assert (kept.after, kept.spelling, kept.filters) == ((), True, Filters())
    assert Conversations(tmp_path).find() == []
    assert [c.id for c in Conversations(tmp_path, owner=None).find()] == [mine]


def test_a_file_of_the_first_version_is_brought_up_to_date_once(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "conversations.sqlite") as file:
        file.executescript(
            "CREATE TABLE conversations (id TEXT PRIMARY KEY, title TEXT NOT NULL,"
            " created TEXT NOT NULL, changed TEXT NOT NULL) STRICT;"
            "CREATE TABLE turns (id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id TEXT NOT"
            " NULL REFERENCES conversations (id) ON DELETE CASCADE, question TEXT NOT NULL, after"
            " TEXT NOT NULL, spelling INTEGER NOT NULL, filters TEXT NOT NULL, asked TEXT NOT NULL,"
            " generation TEXT, given TEXT, thumb INTEGER, note TEXT NOT NULL DEFAULT '') STRICT;"
            "INSERT INTO conversations VALUES ('a', 'old', '2026', '2026');"
            "INSERT INTO turns VALUES (1, 'a', 'who?', '[]', 1, '{}', '2026', NULL, NULL, 1, 'n');"
            "PRAGMA user_version = 1;"
        )
    with ThreadPoolExecutor(4) as pool:  # several visitors at the first moment
        found = list(pool.map(lambda _: Conversations(tmp_path).find(), range(8)))
    assert [[c.title for c in each] for each in found] == [["old"]] * 8
    assert [t.note for t in Conversations(tmp_path).turns("a")] == ["n"]
    assert Conversations(tmp_path, "ana").find() == []
