"""Executes a page of the documentation as its readers would, in one shell, and compares what it shows.

- A fence ```LANGUAGE title="NAME" is a file that the reader writes.
- A fence ```console holds commands behind `$ ` (continued by a trailing backslash) and what they print. `…` stands for
  anything within a line; a line that is only `…` for any number of lines.
- A fence ```sh is for reading only.

Ports in the page are exchanged for free ones; a command that ends in `&` is given until its port answers."""
import os
import pty
import re
import select
import signal
import socket
import subprocess
import termios
import time

from world import INGOT, SOURCE

FENCE = re.compile(r"^```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.M | re.S)
PORT = re.compile(r"(?<![\d.])(80\d\d)(?!\d)")


class Fence:
    def __init__(self, language, title, text, line):
        self.language, self.title, self.text, self.line = language, title, text, line


def fences(page):
    with open(page, encoding="utf-8") as source:
        text = source.read()
    return [Fence(m.group(1), m.group(2), m.group(3), text.count("\n", 0, m.start()) + 1) for m in FENCE.finditer(text)]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def steps(text):
    """[(command, shown lines)] of a console fence."""
    found = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif found and found[-1][0][-1].endswith("\\") and not found[-1][1]:
            found[-1][0].append(line)
        else:
            found[-1][1].append(line)
    return [("\n".join(command), shown) for command, shown in found]


def pattern_of(shown):
    text = ""
    for line in shown:
        text += "(?:.*\n)*?" if line.strip() == "…" else ".*?".join(re.escape(part) for part in line.split("…")) + "\n"
    return text


class Shell:
    """One bash whose commands write to a terminal, as ingot behaves otherwise there."""
    END = "walkthrough-step-ends"

    def __init__(self, folder, environment):
        self.master, slave = pty.openpty()
        mode = termios.tcgetattr(slave)
        mode[1] &= ~termios.OPOST
        mode[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, mode)
        self.process = subprocess.Popen(["bash", "--norc", "--noprofile"], cwd=folder, env=environment, text=True,
                                        stdin=subprocess.PIPE, stdout=slave, stderr=slave, start_new_session=True)
        os.close(slave)
        self.said = b""

    def run(self, command, patience=300):
        # $? is handed on to the next command.
        self.process.stdin.write(f"{command}\n__status=$?; echo; echo {self.END}; (exit $__status)\n")
        self.process.stdin.flush()
        deadline, mark = time.monotonic() + patience, f"\n{self.END}\n".encode()
        while mark not in self.said:
            left = deadline - time.monotonic()
            ready = left > 0 and select.select([self.master], [], [], left)[0]
            if not ready:
                raise TimeoutError(f"{command}: " + self.said.decode(errors="replace"))
            try:
                self.said += os.read(self.master, 65536)
            except OSError as end:
                raise RuntimeError(f"the shell ended at: {command}") from end
        text, _, self.said = self.said.partition(mark)
        return text.decode(errors="replace")

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.stdin.close()
        self.process.wait()
        os.close(self.master)


def environment_for(folder):
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "ASAN_OPTIONS") if name in os.environ}
    return {**keep, "PATH": os.path.dirname(INGOT) + ":" + keep.get("PATH", ""), "TERM": "dumb", "NO_COLOR": "1",
            "PS1": "", "HOME": folder, "INGOT_SDK": os.path.join(SOURCE, "sdk")}


def answers(port, patience=20):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens on {port}")


def walk(test, page, folder):
    """Every step of the page, in order; the number of commands."""
    ports, done = {}, 0

    def with_ports(text):
        return PORT.sub(lambda m: str(ports.setdefault(m.group(1), free_port())), text)

    shell = Shell(folder, environment_for(folder))
    try:
        for fence in fences(page):
            if fence.title:
                path = os.path.join(folder, fence.title)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as out:
                    out.write(with_ports(fence.text))
            if fence.language != "console":
                continue
            for command, shown in steps(fence.text):
                with test.subTest(page=os.path.basename(page), line=fence.line, command=command):
                    said = shell.run(with_ports(command))
                    expected = pattern_of([with_ports(line) for line in shown])
                    test.assertRegex(said if said.endswith("\n") or not said else said + "\n", rf"\A{expected}\Z",
                                     "\n".join(shown))
                    if command.endswith("&"):
                        for port in PORT.findall(command):
                            answers(ports[port])
                    done += 1
    finally:
        shell.close()
    return done
