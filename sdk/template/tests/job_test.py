"""The job against the lab, with the real program: once undisturbed, once with answers that get lost, URLs that expire
and a store that is busy. Afterwards the lab must hold every file once, whole. INGOT, PLUGIN and LAB are set by CMake."""
import hashlib
import json
import os
import subprocess
import tempfile
import time
import unittest
import urllib.request

JOB = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "job.yaml")
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
FAULTS = """faults:
  - { name: create lost, match: { method: POST, path: /assets }, when: { nth: 1 }, do: { drop: after } }
  - { name: complete lost, match: { path: "/uploads/*/complete" }, when: { nth: 1 }, do: { drop: after } }
  - { name: url expired, match: { method: PUT, path: "/store/**" }, when: { nth: 2 }, do: { expire_urls: this } }
  - { name: store busy, match: { method: PUT, path: "/store/**" }, when: { nth: 4 }, do: { status: 503 } }
"""


class Job(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory(prefix="acme-job-")
        self.drop = os.path.join(self.place.name, "drop")
        for name, size in {"one.bin": 1000, "a b/zwei ü.bin": 2000, "a b/large.bin": 11_000_000}.items():
            path = os.path.join(self.drop, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as out:
                out.write(os.urandom(size))
        self.lab = None

    def tearDown(self):
        if self.lab:
            self.lab.terminate()
            self.lab.wait()
        self.place.cleanup()

    def start_lab(self, *flags):
        port_file = os.path.join(self.place.name, "port")
        self.lab = subprocess.Popen([os.environ["LAB"], "--port-file", port_file, "--store",
                                     os.path.join(self.place.name, "store"), *flags], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not os.path.exists(port_file):
            self.assertIsNone(self.lab.poll(), "the lab did not start")
            self.assertLess(time.monotonic(), deadline, "the lab does not answer")
            time.sleep(0.02)
        with open(port_file) as port:
            return "http://127.0.0.1:" + port.read().strip()

    def run_job(self, address):
        done = subprocess.run(
            [os.environ["INGOT"], "run", JOB, "-p", "drop=" + self.drop, "-p", "address=" + address, "--plugin-path",
             os.path.dirname(os.environ["PLUGIN"]), "--state", os.path.join(self.place.name, "state")],
            env={**os.environ, "ACME_CLIENT_SECRET": "lab-secret", "no_proxy": "127.0.0.1"},
            capture_output=True, text=True, timeout=100)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def expect_everything(self, address):
        audit = json.load(OPENER.open(address + "/__audit"))
        self.assertTrue(audit["clean"], audit)
        held = {each["path"]: each["sha256"] for each in audit["objects"]}
        wanted = {}
        for base, _, names in os.walk(self.drop):
            for name in names:
                path = os.path.join(base, name)
                with open(path, "rb") as file:
                    wanted["/Inbox/" + os.path.relpath(path, self.drop)] = hashlib.sha256(file.read()).hexdigest()
        self.assertEqual(held, wanted)

    def test_brings_every_file_once_and_whole(self):
        address = self.start_lab()
        self.run_job(address)
        self.expect_everything(address)

    def test_brings_them_also_when_much_goes_wrong(self):
        faults = os.path.join(self.place.name, "faults.yaml")
        with open(faults, "w") as out:
            out.write(FAULTS)
        address = self.start_lab("--faults", faults)
        self.run_job(address)
        self.expect_everything(address)
        fired = json.load(OPENER.open(address + "/__faults"))
        self.assertNotIn(0, fired["fired"].values(), fired)


if __name__ == "__main__":
    unittest.main()
