"""`make dist`: which folder it may empty, and which time its archives have. The rest is in test_distributions.py."""

from pathlib import Path

import pytest

from tools.dist import emptied
from tools.members import committed_at


class TestTheFolder:
    def test_what_was_built_before_goes(self, tmp_path: Path) -> None:
        """
        An upload takes what is there: wheels of another version must not be among it.
        """
        for name in ("gp_sync-0.1.0-py3-none-any.whl", "gp_sync-0.1.0.tar.gz", "gp_sync-0.1.0.cdx.json"):
            (tmp_path / name).touch()

        emptied(tmp_path)

        assert list(tmp_path.iterdir()) == []

    def test_a_new_one_is_made(self, tmp_path: Path) -> None:
        """
        The first build of a clone has none.
        """
        emptied(tmp_path / "below" / "dist")

        assert (tmp_path / "below" / "dist").is_dir()

    def test_one_with_anything_else_is_refused_and_left_alone(self, tmp_path: Path) -> None:
        """
        A mistyped name must not cost somebody's files.
        """
        (tmp_path / "gp_sync-0.1.0.tar.gz").touch()
        (tmp_path / "letters").mkdir()

        with pytest.raises(SystemExit, match="has 'letters' in it, which is no build: give another folder"):
            emptied(tmp_path)

        assert sorted(path.name for path in tmp_path.iterdir()) == ["gp_sync-0.1.0.tar.gz", "letters"]


class TestTheTime:
    @pytest.mark.parametrize("said", ["yesterday", "-5", "1.5", "99999999999999"])
    def test_one_that_is_none_is_refused_in_words(self, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        It stands in every archive, so nothing is built without it.
        """
        monkeypatch.setenv("SOURCE_DATE_EPOCH", said)

        with pytest.raises(SystemExit, match=f"SOURCE_DATE_EPOCH is '{said}': give seconds since 1970"):
            committed_at()

    def test_one_that_is_said_counts_before_that_of_the_commit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        As everywhere where builds are to be the same bytes.
        """
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795500000")

        assert committed_at() == 1795500000

    def test_an_empty_one_says_nothing(self, monkeypatch: pytest.MonkeyPatch, kept_files: list[Path]) -> None:
        """
        Some build services set it so.
        """
        assert kept_files  # a checkout, whose last commit has a time
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "")

        assert committed_at() > 0
