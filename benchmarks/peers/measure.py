"""Costs of a process and of the sink it sends to. Client and sink stay on processors of their own."""
import json
import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass

LOOK_EVERY = 0.01  # seconds between looks at a running client's memory


class Failure(Exception):
    """A client did not do its work; the text says what it said."""


@dataclass
class Cost:
    """What one run of a client took. Seconds and bytes."""
    cpu: float
    wall: float
    rss: int   # peak of the client's own process; what it maps of files counts
    read: int  # bytes it asked the kernel for by read, pread and sendfile; mapped ones do not count


def _field(path, name):
    try:
        with open(path) as text:
            return next((int(line.split()[1]) for line in text if line.startswith(name)), 0)
    except OSError:
        return 0  # it has just ended


def clean_environment(more=None):
    """Without what would send clients elsewhere, or make them trust somebody else."""
    kept = {key: value for key, value in os.environ.items()
            if not key.upper().startswith(("AWS_", "RCLONE_", "SSL_", "CURL_", "REQUESTS_", "INGOT_"))
            and not key.upper().endswith("_PROXY")}
    return {**kept, **(more or {})}


def run(command, cpus, folder, environment=None, limit=900):
    """Runs to the end on `cpus`. CPU time is that of the process and of all it waited for."""
    with open(os.path.join(folder, "output"), "w+") as output:
        start = time.monotonic()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=folder,
                                 env=clean_environment(environment), preexec_fn=lambda: os.sched_setaffinity(0, cpus))
        rss = read = 0
        status = None
        try:
            while status is None:
                # The kernel's own ru_maxrss starts with the memory of the process that forked.
                rss = max(rss, 1024 * _field(f"/proc/{child.pid}/status", "VmHWM"))
                read = max(read, _field(f"/proc/{child.pid}/io", "rchar"))
                time.sleep(LOOK_EVERY)
                pid, code, usage = os.wait4(child.pid, os.WNOHANG)
                wall = time.monotonic() - start
                status = code if pid else None
                if wall > limit:
                    child.kill()
        finally:
            if status is None:  # we are being stopped
                child.kill()
                child.wait()
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            output.seek(0)
            raise Failure(f"{command[0]} ended with {child.returncode} after {wall:.0f} s:\n{output.read()[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, rss, read)


class Sink:
    """One ingot-sink for one measurement, so that its counters start at nothing."""

    def __init__(self, program, cpu, folder, is_verifying=False):
        flags = ["--verify"] if is_verifying else []
        self.process = subprocess.Popen([program, "--cpu", str(cpu), "--tls", folder, *flags], stdout=subprocess.PIPE,
                                        text=True)
        self.addresses = {"http": self.process.stdout.readline().strip(),
                          "https": self.process.stdout.readline().strip()}
        self.ca_file = os.path.join(folder, "ca.pem")
        if not self.addresses["https"]:
            raise Failure(f"{program} did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stats(self):
        with urllib.request.urlopen(self.addresses["http"] + "/_stats", timeout=60) as answer:
            return json.load(answer)


def say(text):
    print(text, file=sys.stderr, flush=True)
