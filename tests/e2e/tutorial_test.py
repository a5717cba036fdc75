"""The tutorial and the how-to pages, executed as they are written."""
import os
import shutil
import tempfile
import unittest

from walkthrough import walk
from world import SOURCE

DOCS = os.path.join(SOURCE, "docs")


class Walkthroughs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ingot-walk-")

    def tearDown(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def walk(self, name, least):
        self.assertGreaterEqual(walk(self, os.path.join(DOCS, name), self.folder), least)

    def test_the_first_screen(self):
        for name in ("pipelines", "scripts"):
            shutil.copytree(os.path.join(SOURCE, name), os.path.join(self.folder, name))
        self.walk("../README.md", 6)

    def test_the_tutorial(self):
        self.walk("tutorial.md", 15)

    def test_migrate_a_folder_with_a_table(self):
        self.walk("howto/migrate-with-a-csv.md", 8)

    def test_resume_after_a_crash(self):
        self.walk("howto/resume-after-a-crash.md", 5)

    def test_rotate_credentials(self):
        self.walk("howto/rotate-credentials.md", 5)

    def test_write_a_plugin(self):
        self.walk("howto/write-a-plugin.md", 3)

    def test_tune_a_slow_link(self):
        self.walk("howto/tune-a-slow-link.md", 2)


if __name__ == "__main__":
    unittest.main()
