"""Plugins in processes of their own, with the real program: contained, shown, and as good as in ingot's process."""
import ctypes
import json
import os
import platform
import shutil
import struct
import subprocess
import unittest

from world import BUILD, WorldTest

SINS = os.path.join(BUILD, "tests", "hosting", "modules")
LANDLOCK_CREATE_RULESET = 444


def without_landlock():
    """In a child: this kernel has never heard of it. A seccomp filter that answers ENOSYS."""
    class Filter(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]
    code = [(0x20, 0, 0, 0), (0x15, 0, 1, LANDLOCK_CREATE_RULESET), (0x06, 0, 0, 0x00050000 | 38), (0x06, 0, 0, 0x7fff0000)]
    packed = b"".join(struct.pack("HBBI", *each) for each in code)
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(38, 1, 0, 0, 0) == 0
    assert libc.prctl(22, 2, ctypes.byref(Filter(len(code), packed))) == 0


class Isolation(WorldTest):
    def sinful_job(self, sin, isolate=""):
        path = os.path.join(self.folder, "job.yaml")
        with open(path, "w") as out:
            out.write(f"version: 1\njob: sins\nvendor:\n  plugin: {sin}\n  base_url: http://127.0.0.1:9\n{isolate}"
                      f"scan:\n  folder: {{ root: {self.drop} }}\n")
        return path

    def outcomes(self):
        run = max(os.listdir(os.path.join(self.state, "runs")))
        with open(os.path.join(self.state, "runs", run, "report.json")) as text:
            return {item["key"]: item for item in json.load(text)["items"]}

    def test_one_item_that_crashes_the_plugin_fails_and_the_rest_is_done(self):
        self.files(30, size=10)
        open(os.path.join(self.drop, "poison.bin"), "w").close()
        self.expect(5, "run", self.sinful_job("crashes-on-poison"), "--plugin-path", SINS)
        outcomes = self.outcomes()
        self.assertEqual(len(outcomes), 31)
        for key, item in outcomes.items():
            self.assertEqual(item["outcome"], "failed" if key == "poison.bin" else "done", item)
        self.assertEqual(outcomes["poison.bin"]["code"], "plugin")
        self.assertIn("crashed (SIGSEGV) in a step", outcomes["poison.bin"]["message"])

    def test_a_plugin_from_elsewhere_is_isolated_unless_the_job_says_otherwise(self):
        self.files(1)
        done = self.expect(4, "run", self.sinful_job("makes-socket"), "--plugin-path", SINS)
        self.assertIn("called `socket`", done.stderr + done.stdout)
        # Here it harms nobody: the socket is made, and the item is done.
        self.expect(0, "run", self.sinful_job("makes-socket", "  isolate: none\n"), "--plugin-path", SINS)

    def test_the_dash_plugin_does_the_same_in_a_process_of_its_own(self):
        lab = self.lab()
        self.files(20)
        job = self.job(lab.address)
        with open(job) as text:
            isolated = text.read().replace("  plugin: dash\n", "  plugin: dash\n  isolate: process\n")
        with open(job, "w") as text:
            text.write(isolated)
        self.expect(0, "run", job)
        self.assertEqual(lab.audit(summary=True)["problems"] if "problems" in lab.audit(summary=True) else 0, 0)
        self.assertEqual({item["outcome"] for item in self.outcomes().values()}, {"done"})

    def test_plugins_shows_how_each_is_hosted(self):
        listed = json.loads(self.run_offline("plugins", "--output", "json", "--plugin-path", SINS).stdout)
        isolated = {each["name"]: each["isolated"] for each in listed if "isolated" in each}
        self.assertIs(isolated["dash"], False)
        self.assertIs(isolated["crashes-on-poison"], True)
        self.assertIn("in a process of its own, under seccomp", self.run_offline("plugins", "--plugin-path", SINS).stdout)

    @unittest.skipUnless(platform.machine() == "x86_64", "the filter of this test is for x86-64")
    def test_a_kernel_without_landlock_is_said_aloud(self):
        self.files(1)
        command, environment = self.command("run", self.sinful_job("plain"), "--plugin-path", SINS)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60,
                              preexec_fn=without_landlock)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("warning: this kernel has no Landlock", done.stderr)
        command, environment = self.command("doctor", "--plugin-path", SINS)
        told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60,
                              preexec_fn=without_landlock)
        self.assertIn("no Landlock", told.stdout + told.stderr)

    def test_a_folder_that_everybody_may_write_is_refused(self):
        self.files(1)
        folder = os.path.join(self.folder, "plugins")
        os.makedirs(folder)
        shutil.copy(os.path.join(SINS, "ingot-plain.so"), folder)
        os.chmod(folder, 0o777)
        self.expect(4, "run", self.sinful_job("plain"), "--plugin-path", folder, says="may be written by everybody")
        os.chmod(folder, 0o755)
        os.chmod(os.path.join(folder, "ingot-plain.so"), 0o666)
        self.expect(4, "run", self.sinful_job("plain"), "--plugin-path", folder, says="chmod o-w")


if __name__ == "__main__":
    unittest.main()
