"""Lays out /autograder as Gradescope's container has it, in a root of this process's own, and runs what was uploaded.

`python -m tests.bridges.container ZIP VENV JOBS` unpacks the zip as an image is built from it, with VENV where
setup.sh would make one, and runs `run_autograder` on every submission of the JSON file JOBS: as root, without
namespaces, with Docker's system call filter and capabilities. It prints what came of each, as JSON. Needs root.
"""

import ctypes
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from tests.attacks.hostile.environments import BIND, NEW_MOUNTS, PRIVATE, RECURSIVE, as_container

HERE = Path("/autograder")
OURS = ("autograder", "opt", "proc")
"""What the new root does not take over from this machine as it is."""
libc = ctypes.CDLL(None, use_errno=True)


def main(archive: Path, venv: Path, jobs: Path) -> None:
    """Enters the container, builds, runs every job."""
    content, todo = archive.read_bytes(), json.loads(jobs.read_text())
    root = Path(tempfile.mkdtemp(prefix="gradescope-root-"))
    _enter_root(root, venv)
    _build(content)
    as_container()
    report = {"modes": _modes(), "prepared": _prepare() if todo["prepare"] else None}
    runs = {name: _run(job) for name, job in todo["jobs"].items()}
    sys.stdout.write(json.dumps({**report, "runs": runs}))


def _enter_root(root: Path, venv: Path) -> None:
    """A root on memory with this machine's folders bound into it, an /autograder of its own, and the venv in /opt."""
    _check(libc.unshare(NEW_MOUNTS), "unshare")
    _mount(b"none", Path("/"), b"", RECURSIVE | PRIVATE)
    _mount(b"tmpfs", root, b"tmpfs", 0)
    for path in sorted(Path("/").iterdir()):
        if path.is_symlink():
            (root / path.name).symlink_to(path.readlink())
        elif path.is_dir() and path.name not in OURS:
            _bind(path, root / path.name)
    (root / "autograder").mkdir()
    _bind(Path("/proc"), root / "proc")
    _bind(venv, root / "opt/autograder/venv")
    os.chroot(root)
    os.chdir("/")


def _build(content: bytes) -> None:
    """As the image is built: the zip's files with their modes, `run_autograder` copied, the folders root's."""
    source = HERE / "source"
    archive = Path("/autograder/upload.zip")
    archive.write_bytes(content)
    with ZipFile(archive) as upload:
        for entry in upload.infolist():
            upload.extract(entry, source)
            (source / entry.filename).chmod((entry.external_attr >> 16) & 0o777)
    archive.unlink()
    shutil.copy(source / "run_autograder", HERE / "run_autograder")


def _prepare() -> list[Any]:
    """The last line of setup.sh, with the folders that the lines before it find."""
    last = (HERE / "source" / "setup.sh").read_text().splitlines()[-1]
    script = f"source_dir={HERE}/source; home=/opt/autograder; {last}"
    done = subprocess.run(["/bin/bash", "-euc", script], cwd="/", capture_output=True, text=True, check=False)
    return [done.returncode, done.stdout + done.stderr]


def _run(job: dict[str, Any]) -> dict[str, Any]:
    """One submission: its files and metadata put in place, and what `run_autograder` leaves."""
    for name in ("submission", "results"):
        shutil.rmtree(HERE / name, ignore_errors=True)
        (HERE / name).mkdir()
    for name, text in job["files"].items():
        path = HERE / "submission" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (HERE / "submission_metadata.json").write_text(job["metadata"])
    broken = [HERE / "source" / name for name in job.get("break", ())]
    for path in broken:
        path.rename(path.with_name(f"{path.name}.gone"))
    environment = {"PATH": os.environ["PATH"], "HOME": "/root", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [str(HERE / "run_autograder")], cwd=HERE, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        check=False,
    )  # fmt: skip
    for path in broken:
        path.with_name(f"{path.name}.gone").rename(path)
    results = HERE / "results" / "results.json"
    return {
        "exit": done.returncode, "stdout": done.stdout.decode(errors="replace"),
        "results": results.read_text() if results.exists() else None,
        "left": sorted(path.name for path in (HERE / "results").iterdir()),
        "source": stat.S_IMODE((HERE / "source").stat().st_mode),
    }  # fmt: skip


def _modes() -> dict[str, int]:
    return {name: stat.S_IMODE((HERE / name).stat().st_mode) for name in ("run_autograder", "source/setup.sh")}


def _bind(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    _mount(str(source).encode(), target, b"", BIND | RECURSIVE)


def _mount(source: bytes, target: Path, kind: bytes, flags: int) -> None:
    options = b"mode=755" if kind else None
    _check(libc.mount(source, str(target).encode(), kind, ctypes.c_ulong(flags), options), f"mount {target}")


def _check(result: int, what: str) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
