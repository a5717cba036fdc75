"""`ingot bench upload` as people use it: real bytes to a real lab, four forms, comparison, being stopped."""
import csv
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest

from world import INGOT, stop

# Small enough for seconds, large enough for parts.
QUICK = ("--size", "24MiB", "--part-sizes", "8MiB,16MiB", "--in-flight", "2,4", "--budget", "5s", "--tls", "off")
# A single setting with all its bytes: what there is to do ends long before the budget, however busy the machine is.
SINGLE = ("--size", "24MiB", "--part-sizes", "8MiB", "--in-flight", "4", "--budget", "2m", "--tls", "off")


class Bench(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ingot-e2e-bench-")
        self.temporary = os.path.join(self.folder, "tmp")
        os.makedirs(self.temporary)
        # A proxy that is not there: the lab must be reached without it.
        self.environment = {**os.environ, "TMPDIR": self.temporary, "http_proxy": "http://127.0.0.1:1"}

    def tearDown(self):
        subprocess.run(["rm", "-rf", self.folder], check=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def bench(self, *words):
        return subprocess.run([INGOT, "bench", "upload", *words], env=self.environment, capture_output=True, text=True,
                              timeout=120)

    def expect(self, code, *words, says=""):
        done = self.bench(*words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertIn(says, done.stdout + done.stderr)
        return done

    def labs_of(self, pid):
        """Children of that process; they are labs."""
        with open(f"/proc/{pid}/task/{pid}/children") as children:
            return [int(word) for word in children.read().split()]

    def test_four_forms_say_what_to_use_and_what_was_measured(self):
        done = self.expect(0, *QUICK, "--json", self.path("a.json"), "--csv", self.path("a.csv"), "--html", self.path("a.html"))
        self.assertRegex(done.stdout.splitlines()[-1], r"^use this: part_size: (8|16)MiB, in_flight: [24]  # ")
        with open(self.path("a.json")) as text:
            report = json.load(text)
        with open(self.path("a.csv"), newline="") as text:
            lines = list(csv.DictReader(text))
        self.assertEqual(len(report["rows"]), 4)
        self.assertEqual([row["source"] for row in report["rows"]], [line["source"] for line in lines])
        measured = [row for row in report["rows"] if row["source"] == "measured"]
        self.assertGreater(len(measured), 0)
        for row in measured:
            self.assertGreater(row["bytes_per_second"], 0)
            self.assertGreater(row["cpu_seconds"], 0)
        self.assertEqual(report["model"]["points"], report["real_runs"])
        with open(self.path("a.html")) as page:
            self.assertIn(report["use"][0]["line"], page.read())
        self.assertEqual(os.listdir(self.temporary), [])

    def test_what_it_says_to_use_is_taken_by_a_job(self):
        lines = self.expect(0, *QUICK, "--quiet").stdout.splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith("plan: "))
        with open(self.path("job.yaml"), "w") as job:
            job.write("version: 1\njob: pasted\nvendor: { plugin: dash, config: { access_token: { secret: \"env:T\" } } }\n"
                      f"scan: {{ folder: {{ root: {self.folder} }} }}\n" + "\n".join(lines[start:start + 2]) + "\n")
        done = subprocess.run([INGOT, "validate", self.path("job.yaml"), "--no-scan"], capture_output=True, text=True,
                              env={**self.environment, "T": "x"})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_shaped_link_is_as_slow_as_it_says(self):
        self.expect(0, "--size", "4MiB", "--count", "1", "--in-flight", "4", "--link", "20Mbps,20ms", "--tls", "on",
                    "--digest", "none", "--budget", "2m", "--repeat", "1", "--json", self.path("a.json"))
        with open(self.path("a.json")) as text:
            rows = json.load(text)["rows"]
        self.assertEqual([row["source"] for row in rows], ["measured"])
        self.assertLess(rows[0]["bytes_per_second"], 20e6 / 8)  # never faster than the link

    def test_small_files_are_measured_too(self):
        done = self.expect(0, "--size", "20kB", "--count", "60", "--in-flight", "8", "--tls", "off", "--budget", "5s",
                           "--digest", "md5+sha256")
        self.assertIn("60 files of", done.stdout)

    def test_compare_finds_what_has_become_slower(self):
        self.expect(0, *SINGLE, "--json", self.path("a.json"))
        with open(self.path("a.json")) as text:
            report = json.load(text)
        repeated = [row for row in report["rows"] if row["runs"] >= 3]
        self.assertGreater(len(repeated), 0)

        def times(factor):
            for row in repeated:
                for name in ("seconds", "seconds_low", "seconds_high"):
                    row[name] *= factor
            with open(self.path("b.json"), "w") as out:
                json.dump(report, out)

        times(0.001)
        done = self.expect(13, *SINGLE, "--compare", self.path("b.json"), says="slower by more than 15.0 %")
        self.assertIn("SLOWER", done.stdout)
        times(1e6)
        self.expect(0, *SINGLE, "--compare", self.path("b.json"), says="nothing is slower")

    def test_wrong_words_are_refused_before_anything_is_started(self):
        for words, says in ((("--link", "warp"), "write RATE,RTT,LOSS"), (("--vendor", "nobody"), "no lab for `nobody`"),
                            (("--in-flight", "0"), "from 1 to 128"), (("--part-sizes", "1MiB", "--size", "9MiB"), "does not fit"),
                            (("--json", "/nowhere/a.json"), "/nowhere"), (("--compare", "/nowhere"), "/nowhere"),
                            (("--tls", "maybe"), "both|on|off")):
            self.expect(2, *words, says=says)
        self.assertEqual(os.listdir(self.temporary), [])

    def test_a_vendor_without_an_example_says_so(self):
        if os.path.exists(os.path.join(os.path.dirname(INGOT), "../libexec/ingot/ingot-lab-bim360")):
            self.expect(2, "--vendor", "bim360", says="no example of a job that uploads files")

    def test_ctrl_c_ends_labs_and_removes_files(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            process = subprocess.Popen([INGOT, "bench", "upload", "--link", "1Mbps,50ms", "--budget", "60s"],
                                       env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            deadline = time.monotonic() + 30
            while len(self.labs_of(process.pid)) < 2 and time.monotonic() < deadline:
                time.sleep(0.02)
            labs = self.labs_of(process.pid)
            self.assertEqual(len(labs), 2)
            time.sleep(0.5)  # into a run
            _, errors = stop(process, number)
            self.assertEqual(process.returncode, code, errors)
            for lab in labs:
                self.assertFalse(os.path.exists(f"/proc/{lab}"), lab)
            self.assertEqual(os.listdir(self.temporary), [])


if __name__ == "__main__":
    unittest.main()
