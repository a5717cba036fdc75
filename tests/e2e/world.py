"""A lab and the program under test, for one test: started on ports the system chooses, ended by their own pids."""
import csv
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

INGOT = os.environ["INGOT"]
SOURCE = os.environ["INGOT_SOURCE"]
BUILD = os.environ["INGOT_BUILD"]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
sys.path.insert(0, SOURCE)


class Lab:
    def __init__(self, vendor, folder, *flags):
        self.port_file = os.path.join(folder, "port")
        self.log = open(os.path.join(folder, "lab.log"), "w")
        command = [INGOT, "lab", vendor, "--port-file", self.port_file, *flags]
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

    def post(self, path):
        OPENER.open(urllib.request.Request(self.address + path, data=b"", method="POST")).read()

    def get(self, path, **headers):
        """An answer of the vendor's API as JSON, asked for the way a person with curl would."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return json.load(OPENER.open(urllib.request.Request(self.address + path, headers=headers)))

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


class Page:
    """The server of a run that was started with --ui, asked the way a program would: by its token."""

    def __init__(self, lines):
        """`lines`: what the program says; read until it says where the page is."""
        self.said = []
        for line in lines:
            self.said.append(line)
            found = re.search(r"(http://127\.0\.0\.1:\d+)/\?token=(\w+)", line)
            if found:
                self.address, self.token = found.groups()
                return
        raise AssertionError("no page: " + "".join(self.said))

    def open(self, path, body=None, **headers):
        headers = {"Authorization": "Bearer " + self.token, **{k.replace("_", "-"): v for k, v in headers.items()}}
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
        return OPENER.open(urllib.request.Request(self.address + path, data=body, headers=headers), timeout=30)

    def get(self, path):
        return json.load(self.open(path))

    def post(self, path, value):
        return json.load(self.open(path, json.dumps(value).encode()))

    def status(self, path, body=None, **headers):
        """The status alone, of an answer of any kind."""
        try:
            return self.open(path, body, **headers).status
        except urllib.error.HTTPError as refused:
            return refused.code

    def metrics(self):
        """Value by name with labels."""
        lines = self.open("/metrics").read().decode().splitlines()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}

    def items(self, **query):
        """All of them, page by page."""
        found, after = [], None
        while True:
            answer = self.get("/api/items?" + urllib.parse.urlencode({**query, **({"after": after} if after else {})}))
            found, after = found + answer["items"], answer["next"]
            if after is None:
                return found

    def wait_for(self, claim, seconds=60):
        """Until `claim` holds of /api/run; answers it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            answer = self.get("/api/run")
            if claim(answer):
                return answer
            time.sleep(0.05)
        raise AssertionError(answer)


class WorldTest(unittest.TestCase):
    """A temporary folder, labs that are stopped, and a job file over `drop`."""
    vendor = "dash"
    patience = 120  # seconds for one run
    secrets = {"DASH_TOKEN": "lab-token"}

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
        self.labs.append(Lab(self.vendor, folder, *store, *flags))
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

    def command(self, *words, env=None):
        environment = {**os.environ, **self.secrets, **(env or {})}
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            environment.pop(name, None)
        return [INGOT, *words, "--state", self.state], environment

    def run_ingot(self, *words, **kwargs):
        command, environment = self.command(*words, **kwargs)
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=self.patience)

    def start_ingot(self, *words, **kwargs):
        command, environment = self.command(*words, **kwargs)
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run_offline(self, *words, env=None):
        """Of the commands that know no state folder."""
        command, environment = self.command(*words, env=env)
        return subprocess.run(command[:-2], env=environment, capture_output=True, text=True, timeout=60)

    def expect(self, code, *words, says="", **kwargs):
        done = self.run_ingot(*words, **kwargs)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertIn(says, done.stdout + done.stderr)
        return done

    def pipeline(self, name):
        return os.path.join(SOURCE, "pipelines", name + ".yaml")

    def adapted(self, name, *changes):
        """A copy of a documented job in which each (text, other text) is changed, so that it fits the lab."""
        with open(self.pipeline(name)) as original:
            text = original.read()
        for old, new in changes:
            self.assertIn(old, text)
            text = text.replace(old, new)
        return self.write(name + ".yaml", text)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb" if isinstance(text, bytes) else "w", **({} if isinstance(text, bytes) else {"newline": ""})) as out:
            out.write(text)
        return path

    def table(self, name, rows):
        """A CSV file of dicts; the columns are those of the first row."""
        path = os.path.join(self.folder, name)
        with open(path, "w", newline="") as out:
            writer = csv.DictWriter(out, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    def vendor_job(self, address, config, scan=None, name="job.yaml", **sections):
        """A job from dicts: JSON is YAML."""
        job = {"version": 1, "job": "e2e", "vendor": {"plugin": self.vendor, "base_url": address, "config": config},
               "scan": scan or {"folder": {"root": self.drop}}, "upload": {"backoff": "20ms..500ms"}, **sections}
        return self.write(name, json.dumps(job, indent=2, ensure_ascii=False))

    def report(self, *run):
        """The newest run's report by item key."""
        with open(self.run_ingot("report", *run).stdout.split()[0]) as text:
            return {each["key"]: each for each in json.load(text)["items"]}

    def assert_clean(self, lab):
        """Nothing twice, nothing open, no rule broken; answers the objects by path."""
        audit = lab.audit()
        for name in ("created_twice", "wrong_size", "open", "violations"):
            self.assertEqual(audit.get(name, []), [], name)
        self.assertTrue(audit["clean"])
        return {each["path"]: each for each in audit["objects"]}

    def assert_holds(self, lab, paths):
        """Clean, and the vendor holds just these: path there to local file."""
        objects = self.assert_clean(lab)
        self.assertEqual(sorted(objects), sorted(paths))
        for path, local in paths.items():
            self.assertEqual(objects[path]["sha256"], sha256(local), path)
        return objects

    def storm(self, job, kills, seed=1, longest=0.3):
        """kill -9 again and again, resume in between, until the run ends well by itself; answers how often."""
        rng, done, words = random.Random(seed), 0, ("run", job)
        while done < kills:
            process = self.start_ingot(*words)
            try:
                out, err = process.communicate(timeout=rng.uniform(0.05, longest))
            except subprocess.TimeoutExpired:
                stop(process)
                done += 1
            else:
                self.assertEqual(process.returncode, 0, out + err)
                return done
            # A kill before anything was written leaves nothing to resume: such a run is begun again.
            words = ("resume",) if self.run_ingot("status").returncode == 0 else ("run", job)
        self.expect(0, *words)
        return done

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


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as data:
        for block in iter(lambda: data.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def stop(process, number=signal.SIGKILL):
    process.send_signal(number)
    return process.communicate(timeout=60)
