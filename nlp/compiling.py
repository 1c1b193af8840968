"""`python -m nlp.compiling`: compiles the modules that a message runs through (mypyc).

Does nothing where that is done already. Nothing has to be compiled: where it can't be, it is said.
"""

from __future__ import annotations

import shutil
import sys
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory

from nlp.compiled import MODULES, ROOM, folder

#: mypyc needs to know the types and no more: checking them is left to `make test`.
_OPTIONS = ("--config-file=", "--ignore-missing-imports", "--follow-imports=silent")
#: Where everything stands; each module's own file only leads there.
_TOGETHER = "nlp.together"


def main() -> int:
    """0 also where nothing could be compiled: everything runs interpreted then, only slower."""
    to = folder()
    if to.is_dir():
        return 0
    if not can_compile():
        sys.stderr.write(
            "No C compiler with Python's headers: the reading runs slower, that is all.\n"
        )
        return 0
    sys.stderr.write("Compiling the reading; give it a minute ...\n")
    try:
        _compile(to)
    except (Exception, SystemExit) as error:
        sys.stderr.write(f"It could not be compiled and runs slower, that is all: {error}\n")
    return 0


def can_compile() -> bool:
    """True where the machine has what it takes."""
    compiler = str(sysconfig.get_config_var("CC") or "cc").split()[0]
    header = Path(sysconfig.get_path("include")) / "Python.h"
    return shutil.which(compiler) is not None and header.is_file()


def _compile(to: Path) -> None:
    """Puts the modules into the folder, all at once, and what older sources left away."""
    from mypyc.build import mypycify
    from setuptools import Distribution

    to.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=to.parent) as work:
        extensions = mypycify(
            [*_OPTIONS, *(str(ROOM / f"{module}.py") for module in MODULES)],
            debug_level="0",
            target_dir=work,
            group_name=_TOGETHER,
        )
        build = Distribution({"ext_modules": extensions}).get_command_obj("build_ext")
        build.build_lib, build.build_temp = f"{work}/lib", f"{work}/temp"
        build.ensure_finalized()
        build.run()
        for old in to.parent.iterdir():
            if old != Path(work):
                shutil.rmtree(old)
        (Path(work) / "lib" / ROOM.name).rename(to)


if __name__ == "__main__":
    raise SystemExit(main())
