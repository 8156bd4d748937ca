"""`make dist`: which folder it may empty. What it builds is looked at by test_distributions.py."""

from pathlib import Path

import pytest

from tools.dist import emptied


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
