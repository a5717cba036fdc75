"""What the launchers of real object stores share: a fresh folder, generated keys, child processes that never outlive
the launcher, and the one line that says where the store answers. Not a store, and not for production.

A launcher prints `READY <endpoint> <credentials file>` once requests are answered, or ends with a sentence on stderr.
It stops on SIGTERM or SIGINT, and when the process that started it dies; its children and its folder are then gone.
(Of a launcher that is killed outright the children still end; only the folder stays.)
The credentials file holds {"access_key", "secret_key", "region"} and is readable by its owner only, so that the keys
stay out of whatever records the launcher's output.
"""
import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

_PR_SET_PDEATHSIG = 1
_GRACE_SECONDS = 1  # nothing in a store of a test is worth a longer goodbye; what is left is killed


class StoreFailed(Exception):
    """Why the store cannot be had, as a sentence for whoever reads the test's output."""


def die_with_parent(sent=signal.SIGTERM):
    """Asks the kernel to send this process `sent` when the one that started it ends, however it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(sent))


def free_ports(count):
    """Ports that nobody listened on a moment ago, for servers that cannot be handed a socket. All are held at once, so
    they differ."""
    held = []
    try:
        for _ in range(count):
            holder = socket.socket()
            held.append(holder)
            holder.bind(("127.0.0.1", 0))
        return [holder.getsockname()[1] for holder in held]
    finally:
        for holder in held:
            holder.close()


class StoreFolder:
    """A store's folder and child processes, from birth to removal. Owned by the launcher's main thread."""

    def __init__(self, name):
        self.path = tempfile.mkdtemp(prefix=f"ingot-{name}-")
        self._children = []
        self._stopping = threading.Event()
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        die_with_parent()

    def _on_signal(self, _number, _frame):
        self._stopping.set()
        raise SystemExit(0)  # also out of a wait for a server that does not come up

    def __enter__(self):
        return self

    def __exit__(self, *_):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for child in reversed(self._children):
            child.terminate()
        deadline = time.monotonic() + _GRACE_SECONDS
        for child in reversed(self._children):
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        shutil.rmtree(self.path, ignore_errors=True)

    def file(self, *parts):
        """A path below the folder; the folders that lead to it exist."""
        path = os.path.join(self.path, *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def write(self, name, text, mode=0o600):
        path = self.file(name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as out:
            out.write(text)
        return path

    def start(self, command, log, environment=None):
        """A child that ends with this launcher; what it says goes to the file `log` of the folder."""
        with open(self.file("log", log), "ab") as out:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                     env={**os.environ, **(environment or {})}, preexec_fn=die_with_parent)
        self._children.append(child)
        return child

    def run(self, command, log):
        """A step of the set-up; its failure is the store's."""
        with open(self.file("log", log), "ab") as out:
            ended = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False)
        if ended.returncode != 0:
            raise StoreFailed(f"{command[0]} ended with {ended.returncode}: {self.tail(log)}")

    def tail(self, log):
        with open(self.file("log", log), "r", errors="replace") as text:
            return text.read()[-2000:].strip()

    def wait_for(self, what, is_there, child, log, seconds=60):
        """Polls until `is_there()` holds, the child ends, or the time is over."""
        deadline = time.monotonic() + seconds
        while not is_there():
            if child.poll() is not None:
                raise StoreFailed(f"{what} ended with {child.returncode}: {self.tail(log)}")
            if time.monotonic() > deadline:
                raise StoreFailed(f"{what} did not answer within {seconds} s: {self.tail(log)}")
            self._stopping.wait(0.02)

    def announce(self, endpoint, access_key, secret_key, region):
        """Prints the READY line, and returns when the first child ends, which is a failure. A signal ends it sooner."""
        credentials = self.write("credentials.json", json.dumps(
            {"access_key": access_key, "secret_key": secret_key, "region": region}))
        print(f"READY {endpoint} {credentials}", flush=True)
        while all(child.poll() is None for child in self._children):
            self._stopping.wait(0.2)
        raise StoreFailed("a server of the store ended by itself")


def answers(port):
    """Does somebody on this machine accept connections on `port`?"""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def generated_key():
    """24 hex digits: no store's syntax gives them a meaning."""
    return secrets.token_hex(12)


def main(launch):
    """Runs a launcher. Exit codes: 0 after a signal, 1 when the store fails, 3 when it is not installed."""
    try:
        launch()
    except StoreFailed as why:
        print(f"{os.path.basename(sys.argv[0])}: {why}", file=sys.stderr)
        sys.exit(1)


def need_installed(is_there, packages):
    """Ends the launcher with 3 unless `is_there`."""
    if not is_there:
        print(f"{os.path.basename(sys.argv[0])}: not installed; apt-get install {packages}", file=sys.stderr)
        sys.exit(3)
