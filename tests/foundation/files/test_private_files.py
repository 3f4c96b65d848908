"""What older versions left open is closed; what is shared or somebody else's is left alone."""

from __future__ import annotations

from pathlib import Path

from foundation.files.private_files import tighten, tighten_databases


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def test_the_folder_and_what_lies_in_it_are_closed(tmp_path: Path) -> None:
    var = tmp_path / "var"
    (var / "logs").mkdir(parents=True, mode=0o755)
    (var / "x.db").touch(mode=0o664)
    (var / "logs" / "rasa.log").touch(mode=0o644)
    outside = tmp_path / "outside"
    outside.touch(mode=0o644)
    (var / "link").symlink_to(outside)
    var.chmod(0o775)
    tighten(var)
    assert [mode(path) for path in (var, var / "x.db", var / "logs", var / "logs" / "rasa.log")] == [0o700, 0o600, 0o700, 0o600]  # fmt: skip
    assert mode(outside) == 0o644


def test_a_folder_that_all_share_is_left_alone(tmp_path: Path) -> None:
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    (shared / "theirs").touch(mode=0o644)
    tighten(shared)
    tighten(tmp_path / "absent")
    assert (mode(shared), mode(shared / "theirs")) == (0o1777, 0o644)


def test_databases_are_closed_wherever_they_lie(tmp_path: Path) -> None:
    files = [tmp_path / f"a.db{end}" for end in ("", "-wal", "-shm")]
    for file in files:
        file.touch(mode=0o644)
    tighten_databases(
        [
            f"sqlite+aiosqlite:///{tmp_path}/a.db?timeout=5",
            "postgresql://db/x",
            "sqlite:///",
            f"sqlite:///{tmp_path}/absent.db",
        ]
    )
    assert [mode(file) for file in files] == [0o600] * 3
