"""A run that is read along: its events on stdout and in a file, whatever the reader does."""
import fcntl
import json
import os
import subprocess
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
        import time
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


if __name__ == "__main__":
    unittest.main()
