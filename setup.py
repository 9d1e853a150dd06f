"""What pyproject.toml can't say: the notebooks' sources go into a wheel, as course/solutions.

Without them an installed course would know the exercises, but neither solve nor stand in for them.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithSources(build_py):
    """Copies solutions/NN_slug.py beside the course, unless it is used where it lies."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib, "course", "solutions")
        self.mkpath(str(target))
        for source in sorted(Path("solutions").glob("[0-9][0-9]_*.py")):
            self.copy_file(str(source), str(target / source.name))


setup(cmdclass={"build_py": BuildWithSources})
