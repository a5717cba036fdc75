"""A lab and the program under test, for one test: started on ports the system chooses, ended by their own pids."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

INGOT = os.environ["INGOT"]
SOURCE = os.environ["INGOT_SOURCE"]
BUILD = os.environ["INGOT_BUILD"]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
sys.path.insert(0, SOURCE)


class Lab:
    def __init__(self, folder, *flags):
        self.port_file = os.path.join(folder, "port")
        self.log = open(os.path.join(folder, "lab.log"), "w")
        command = [INGOT, "lab", "dash", "--port-file", self.port_file, *flags]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 20
        while not (os.path.exists(self.port_file) and os.path.getsize(self.port_file)):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the lab did not start: " + open(self.log.name).read())
            time.sleep(0.02)
        scheme = "https" if "--tls" in flags else "http"
        with open(self.port_file) as port:
            self.address = f"{scheme}://127.0.0.1:{port.read().strip()}"

    def audit(self, summary=False):
        return json.load(OPENER.open(self.address + "/__audit" + ("?summary=1" if summary else "")))

    def requests(self):
        return sum(self.audit(summary=True)["requests"]["statuses"].values())

    def add_faults(self, yaml):
        OPENER.open(urllib.request.Request(self.address + "/__faults", data=yaml.encode(), method="POST")).read()

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


class WorldTest(unittest.TestCase):
    """A temporary folder, labs that are stopped, and a job file over `drop`."""

    def setUp(self):
        shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) and not getattr(self, "needs_disk", False) else None
        self.folder = tempfile.mkdtemp(prefix="ingot-e2e-", dir=shared)
        self.labs = []
        self.drop = os.path.join(self.folder, "drop")
        self.state = os.path.join(self.folder, "state")
        os.makedirs(self.drop)

    def tearDown(self):
        for lab in self.labs:
            lab.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def lab(self, *flags):
        store = [] if "--store" in flags else ["--store", os.path.join(self.folder, f"store{len(self.labs)}")]
        folder = os.path.join(self.folder, f"lab{len(self.labs)}")
        os.makedirs(folder)
        self.labs.append(Lab(folder, *store, *flags))
        return self.labs[-1]

    def files(self, count, size=2000, folder=""):
        for i in range(count):
            path = os.path.join(self.drop, folder, f"file {i:05d}.bin")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as out:
                out.write(os.urandom(size + i % 100))

    def job(self, address, extra="", config="access_token: { secret: \"env:DASH_TOKEN\" }", poll="200ms"):
        path = os.path.join(self.folder, "job.yaml")
        with open(path, "w") as out:
            out.write(f"""version: 1
job: e2e
vendor:
  plugin: dash
  base_url: {address}
  config:
    {config}
    folder: /E2E/${{item.dir}}
    poll: {{ every: {poll} }}
scan:
  folder: {{ root: {self.drop} }}
upload: {{ backoff: 20ms..500ms }}
{extra}""")
        return path

    def command(self, *words, token="lab-token", env=None):
        environment = {**os.environ, "DASH_TOKEN": token, **(env or {})}
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            environment.pop(name, None)
        return [INGOT, *words, "--state", self.state], environment

    def run_ingot(self, *words, **kwargs):
        command, environment = self.command(*words, **kwargs)
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)

    def start_ingot(self, *words, **kwargs):
        command, environment = self.command(*words, **kwargs)
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def audit_problems(self, lab, prefix="/E2E", drop=None):
        done = subprocess.run([sys.executable, os.path.join(SOURCE, "scripts/check_audit.py"), drop or self.drop,
                               lab.address, prefix], capture_output=True, text=True)
        return "" if done.returncode == 0 else done.stdout + done.stderr

    def artefacts(self, without=("tokens",)):
        """Every byte a run left behind: ledgers, reports, locks; the token store is the one place for tokens."""
        kept = b""
        for base, _, names in os.walk(self.state):
            for name in names:
                if name not in without:
                    with open(os.path.join(base, name), "rb") as file:
                        kept += file.read()
        return kept


def stop(process, number=signal.SIGKILL):
    process.send_signal(number)
    return process.communicate(timeout=60)
