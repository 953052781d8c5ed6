"""The file system that the sandbox sees: the interpreter, torch, and nothing else, all read-only."""

import os
from collections.abc import Mapping

from .kernel import (
    ATTR_NODEV,
    ATTR_NOSUID,
    ATTR_RDONLY,
    MS_BIND,
    MS_NODEV,
    MS_NOSUID,
    MS_PRIVATE,
    MS_REC,
    mount,
    pivot_root,
    restrict_mount,
)

STAGE = "/sys"  # exists everywhere, and no interpreter lives there
EMPTY = ("student", "dev/shm", "proc", "tmp", "etc")
FILES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/proc/cpuinfo")  # torch asks for the last one


def enter_view(libraries: list[str], covered: list[str], packages: Mapping[str, str]) -> None:
    """Makes a new root of the library folders (at their own paths) and the packages (in /site).

    `covered` are folders below the libraries that stay empty: what else is installed is not for students to see.
    Needs a mount namespace of its own. What no layer of a sandbox should rely on stays out altogether: /proc, /home,
    /etc, the course.
    """
    sources = {path: os.open(path, os.O_PATH) for path in [*libraries, *packages.values()]}
    mount("none", "/", "", MS_REC | MS_PRIVATE)
    mount("tmpfs", STAGE, "tmpfs", MS_NOSUID, "size=1m,mode=755")
    for name in EMPTY:
        os.makedirs(f"{STAGE}/{name}", mode=0o755)
    for path in libraries:
        if os.path.islink(path):
            os.symlink(os.readlink(path), STAGE + path)
        else:
            _bind(sources[path], STAGE + path)
    for name, path in packages.items():
        _bind(sources[path], f"{STAGE}/site/{name}", folder=os.path.isdir(path))
    for path in FILES:
        _bind(os.open(path, os.O_PATH), STAGE + path, folder=False, attributes=ATTR_NOSUID)
    for path in covered:
        mount("tmpfs", STAGE + path, "tmpfs", MS_NOSUID | MS_NODEV, "size=4k,mode=555")
    pivot_root(STAGE)
    restrict_mount("/", ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV, recursive=False)


def enter_scratch(mebibytes: int, uid: int) -> None:
    """Gives the submission its own scratch folder, and makes it the current one; nothing else is writable.

    Needs a mount namespace of its own, so that nobody else ever sees the files.
    """
    owner = f"mode=700,uid={uid},gid={uid}"
    mount("tmpfs", "/student", "tmpfs", MS_NOSUID | MS_NODEV, f"size={mebibytes}m,nr_inodes=2k,{owner}")
    mount("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, f"size=16m,nr_inodes=64,{owner}")
    os.chdir("/student")


def _bind(
    source: int, target: str, folder: bool = True, attributes: int = ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV
) -> None:
    os.makedirs(target if folder else os.path.dirname(target), mode=0o755, exist_ok=True)
    if not folder:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    mount(f"/proc/self/fd/{source}", target, "", MS_BIND | MS_REC)
    restrict_mount(target, attributes, recursive=True)
    os.close(source)
