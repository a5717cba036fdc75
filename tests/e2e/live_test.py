"""A run that is read along: its events on stdout and in a file, whatever the reader does."""
import fcntl
import http.server
import json
import os
import pty
import re
import socket
import struct
import subprocess
import termios
import threading
import time
import unittest

from world import WorldTest

BAD = """faults:
  - { name: bad, match: { method: POST, path: /asset-upload-completions }, when: { every: 5 }, do: { status: 400 } }
  - { name: busy, match: { method: PUT, path: "/object-store/**" }, when: { every: 6 }, do: { status: 503 } }
"""


class Events(WorldTest):
    def parsed(self, text):
        return [json.loads(line) for line in text.splitlines()]

    def test_stdout_is_nothing_but_events_and_a_file_has_the_same(self):
        self.files(30)
        os.chmod(os.path.join(self.drop, "file 00003.bin"), 0)
        lab = self.lab()
        lab.add_faults(BAD)
        log = os.path.join(self.folder, "events.ndjson")
        done = self.run_ingot("run", self.job(lab.address), "--output", "ndjson", "--events", log)
        events = self.parsed(done.stdout)
        self.assertEqual((events[0]["event"], events[0]["schema"]), ("run_started", "ingot.events/1"))
        self.assertFalse(events[0]["resumed"])
        self.assertEqual((events[-1]["event"], events[-1]["exit_code"]), ("run_ended", done.returncode))
        report = self.report()
        ended = [each for each in events if each["event"] == "item_ended"]
        self.assertEqual({each["key"]: each["outcome"] for each in ended}, {k: v["outcome"] for k, v in report.items()})
        self.assertEqual(len(ended), 30, "each once")
        ids = {each["key"]: each.get("remote_id") for each in ended if each["outcome"] == "done"}
        self.assertEqual(ids, {k: v["remote_id"] for k, v in report.items() if v["outcome"] == "done"})
        with open(log) as text:
            in_file = self.parsed(text.read())
        steady = [each for each in events if each["event"] not in ("progress", "pace", "throttled")]
        self.assertEqual([each for each in in_file if each["event"] not in ("progress", "pace", "throttled")], steady)
        for secret in ("lab-token", "X-Amz-Signature"):
            self.assertNotIn(secret, done.stdout + done.stderr)

    def test_a_reader_that_sleeps_holds_nobody_up(self):
        self.files(1200, size=10)
        lab = self.lab()
        process = self.start_ingot("run", self.job(lab.address), "--output", "ndjson")
        # So small that it is full at once; nobody reads until the run has been reported.
        fcntl.fcntl(process.stdout, 1031, 4096)  # F_SETPIPE_SZ
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            pass
        self.wait_for_report()
        events = self.parsed(process.communicate(timeout=60)[0])
        self.assertEqual(process.returncode, 0)
        self.assertEqual(sum(each["event"] == "item_ended" for each in events), 1200)
        self.assertEqual((events[-1]["event"], events[-1]["lost"]), ("run_ended", 0))

    def wait_for_report(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            for base, _, names in os.walk(self.state):
                if "report.csv" in names:
                    return
            time.sleep(0.05)
        self.fail("no report: the run waits for its reader")

    def test_a_reader_that_leaves_is_said_once_and_the_run_goes_on(self):
        self.files(300, size=10)
        lab = self.lab()
        process = self.start_ingot("run", self.job(lab.address), "--output", "ndjson")
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
        self.assertEqual(process.wait(), 0, err)
        self.assertEqual(err.count("no more events are written"), 1, err)
        process.stderr.close()

    def test_another_life_goes_on_behind_the_first(self):
        self.files(8)
        lab = self.lab()
        lab.add_faults("faults:\n  - { name: bad, match: { method: POST, path: /asset-upload-completions },"
                       " when: { times: 2 }, do: { status: 400 } }\n")
        log = os.path.join(self.folder, "events.ndjson")
        self.expect(5, "run", self.job(lab.address), "--events", log)
        self.expect(0, "retry", "--rejected", "--failed", "--events", log)
        with open(log) as text:
            events = self.parsed(text.read())
        self.assertEqual([each["resumed"] for each in events if each["event"] == "run_started"], [False, True])
        self.assertEqual([each["exit_code"] for each in events if each["event"] == "run_ended"], [5, 0])

    def test_a_file_that_cannot_be_had_is_said_before_anything_is_sent(self):
        self.files(1)
        lab = self.lab()
        before = lab.requests()
        self.expect(3, "run", self.job(lab.address), "--events", "/nowhere/events.ndjson", says="--events /nowhere/events.ndjson")
        self.assertEqual(lab.requests(), before)

    def test_the_schema_is_printed(self):
        schema = json.loads(self.run_offline("schema", "--events").stdout)
        self.assertEqual(schema["title"], "ingot.events/1")
        self.assertEqual([each["properties"]["event"]["const"] for each in schema["anyOf"]][0], "run_started")


class Collector:
    """Takes traces the way an OpenTelemetry collector does, or refuses to."""

    def __init__(self, status=200):
        self.documents, outer = [], self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.documents.append((self.path, self.headers["Content-Type"], json.loads(body)))
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()
        self.url = "http://127.0.0.1:%d" % self.server.server_port

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def spans(self):
        return [span for _, _, document in self.documents for resource in document["resourceSpans"]
                for scope in resource["scopeSpans"] for span in scope["spans"]]


def attributes(span):
    return {each["key"]: next(iter(each["value"].values())) for each in span["attributes"]}


class Traces(WorldTest):
    def collector(self, status=200):
        made = Collector(status)
        self.addCleanup(made.stop)
        return made

    def test_a_run_is_one_trace_of_stages_and_items(self):
        self.files(20)
        lab = self.lab()
        lab.add_faults(BAD)
        collector = self.collector()
        done = self.run_ingot("run", self.job(lab.address), "--otlp", collector.url + "/")
        self.assertEqual(done.returncode, 5, done.stderr)
        for path, kind, document in collector.documents:
            self.assertEqual((path, kind), ("/v1/traces", "application/json"))
            resource = {each["key"]: each["value"] for each in document["resourceSpans"][0]["resource"]["attributes"]}
            self.assertEqual(resource["service.name"], {"stringValue": "ingot"})
        spans = collector.spans()
        self.assertEqual(len({span["traceId"] for span in spans}), 1)
        by_id = {span["spanId"]: span for span in spans}
        self.assertEqual(len(by_id), len(spans), "ids are unique")
        for span in spans:
            self.assertRegex(span["traceId"], "^[0-9a-f]{32}$")
            self.assertRegex(span["spanId"], "^[0-9a-f]{16}$")
            self.assertLessEqual(int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"]))
            self.assertGreater(int(span["startTimeUnixNano"]), 10 ** 18)
            self.assertTrue(all(len(each["value"]) == 1 and set(each["value"]) <= {"stringValue", "intValue"}
                                for each in span["attributes"]))
        roots = [span for span in spans if "parentSpanId" not in span]
        self.assertEqual([span["name"] for span in roots], ["ingot run e2e"])
        self.assertEqual(attributes(roots[0])["ingot.exit_code"], "5")
        self.assertEqual(attributes(roots[0])["ingot.spans_left_out"], "0")
        stages = [span for span in spans if span.get("parentSpanId") == roots[0]["spanId"]]
        self.assertIn("upload", [span["name"] for span in stages])
        items = [span for span in spans if span["name"] == "upload item"]
        self.assertTrue(all(by_id[span["parentSpanId"]]["name"] == "upload" for span in items))
        self.assertEqual({attributes(span)["ingot.item.key"] for span in items}, set(self.report()))
        failed = {key for key, item in self.report().items() if item["outcome"] not in ("done", "skipped")}
        self.assertEqual({attributes(span)["ingot.item.key"] for span in items if span["status"]["code"] == 2}, failed)
        said = json.dumps(collector.documents)
        for secret in ("lab-token", "X-Amz-Signature"):
            self.assertNotIn(secret, said)

    def test_another_life_belongs_to_the_same_trace(self):
        self.files(4)
        lab = self.lab()
        lab.add_faults("faults:\n  - { name: bad, match: { method: POST, path: /asset-upload-completions },"
                       " when: { times: 1 }, do: { status: 400 } }\n")
        collector = self.collector()
        self.expect(5, "run", self.job(lab.address), "--otlp", collector.url)
        self.expect(0, "retry", "--failed", "--rejected", "--otlp", collector.url + "/v1/traces")
        spans = collector.spans()
        self.assertEqual(len({span["traceId"] for span in spans}), 1)
        self.assertEqual(sum("parentSpanId" not in span for span in spans), 2)

    def test_a_collector_that_fails_is_said_once_and_disturbs_nothing(self):
        self.files(20)
        lab = self.lab()
        nobody = socket.socket()
        nobody.bind(("127.0.0.1", 0))  # not listening
        self.addCleanup(nobody.close)
        silent = socket.create_server(("127.0.0.1", 0))  # listening, never answering
        self.addCleanup(silent.close)
        urls = [self.collector(500).url] + ["http://127.0.0.1:%d" % each.getsockname()[1] for each in (nobody, silent)]
        for url in urls:
            done = self.run_ingot("run", self.job(lab.address), "--otlp", url)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stderr.count("the trace has gaps, the run goes on"), 1, done.stderr)
        self.expect(2, "run", self.job(lab.address), "--otlp", "nonsense", says="--otlp")


class TerminalView(WorldTest):
    def seen(self, colour):
        """What a terminal of 70 columns gets while a run goes on."""
        lab = self.lab()
        lab.add_faults('faults:\n  - { name: slow, match: { method: PUT, path: "/object-store/**" },'
                       ' when: { every: 1 }, do: { delay: 150ms } }\n')
        screen, end = pty.openpty()
        fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 70, 0, 0))
        command, environment = self.command("run", self.job(lab.address))
        environment = {**environment, "TERM": "xterm", "NO_COLOR": "" if colour else "1"}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=end)
        os.close(end)
        text = b""
        while True:
            try:
                block = os.read(screen, 65536)
            except OSError:  # how Linux tells the end of a terminal
                break
            if not block:
                break
            text += block
        os.close(screen)
        self.assertEqual(process.wait(), 0)
        return text.decode()

    def test_a_terminal_shows_stages_rate_and_reason_and_is_clean_afterwards(self):
        self.files(40, size=3000)
        text = self.seen(colour=True)
        self.assertIn("\x1b[32m", text)
        plain = re.sub(r"\x1b\[[0-9;]*[a-zA-Z]", "", text)
        for words in ("scan 40", "> upload", "in flight", "up to 8 with bytes", "why:", "/s"):
            self.assertIn(words, plain)
        self.assertLessEqual(max(len(line) for line in plain.splitlines()), 70)
        # As many lines are taken away as were drawn: what is left is what was said.
        drawn, left = 0, []
        for step in re.findall(r"\x1b\[1A\x1b\[2K|[^\n]*\n", text.replace("\r", "")):
            if step.startswith("\x1b[1A"):
                left.pop()
            else:
                left.append(re.sub(r"^(\x1b\[1A\x1b\[2K)+", "", step))
        self.assertFalse([line for line in left if "in flight" in line or "> upload" in line], left)

    def test_no_color_is_heard(self):
        self.files(20, size=3000)
        text = self.seen(colour=False)
        self.assertIn("in flight", text)
        self.assertIsNone(re.search(r"\x1b\[[0-9;]*m", text))


if __name__ == "__main__":
    unittest.main()
