"""The verbs around a run: retry, check, doctor, diff, completion and the manual page."""
import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
import unittest
import urllib.request

from world import BUILD, INGOT, OPENER, WorldTest, stop

LIVE = "lifecycle: { to: live }\n"
LIFECYCLE = """access_token: { secret: "env:DASH_TOKEN" }
    lifecycle_call: { method: POST, path: "/assets/{asset_id}/lifecycle", body: { state: "{state}" } }"""


def fault(name, method, path, do, when="every: 1"):
    return f'  - {{ name: {name}, match: {{ method: {method}, path: "{path}" }}, when: {{ {when} }}, do: {{ {do} }} }}\n'


class Verbs(WorldTest):
    patience = 120

    def break_lab(self, lab, *rules):
        lab.add_faults("faults:\n" + "".join(rules))

    def mend_lab(self, lab):
        OPENER.open(urllib.request.Request(lab.address + "/__faults", method="DELETE")).read()

    def outcomes(self):
        return json.loads(self.run_ingot("status", "--output", "json").stdout)["items"]

    def ended(self):
        status = json.loads(self.run_ingot("status", "--output", "json").stdout)
        return status["end"], status["exit_code"]


class Retry(Verbs):
    def test_used_up_retries_get_another_try_in_the_same_run(self):
        self.files(4)
        lab = self.lab()
        # Every asset is begun, given up and removed again, four times.
        self.break_lab(lab, fault("busy", "PUT", "/object-store/**", "status: 503"))
        job = self.job(lab.address)
        with open(job) as text:
            content = text.read().replace("upload: {", "upload: { retries: 1,")
        self.write("job.yaml", content)
        self.expect(5, "run", job)
        before = self.outcomes()
        self.assertGreater(before.get("failed", 0), 0, before)
        self.mend_lab(lab)
        done = self.expect(0, "retry", "--failed")
        self.assertIn(f"{before['failed']} items get another try", done.stderr)
        self.assertEqual(self.outcomes(), {"done": 4})
        self.assertEqual(self.ended(), ("finished", 0))
        self.assertEqual(len(self.run_ingot("runs").stdout.splitlines()), 1)
        self.assertEqual(self.audit_problems(lab), "")
        again = self.expect(0, "retry", "--failed")
        self.assertIn("0 items get another try", again.stderr)

    def test_what_was_left_behind_is_removed_before_the_next_try(self):
        self.files(3)
        lab = self.lab()
        self.break_lab(lab, fault("bad", "POST", "/asset-upload-completions", "status: 400"),
                       fault("stuck", "DELETE", "/assets/**", "status: 400"))
        self.expect(5, "run", self.job(lab.address))
        report = self.report()
        self.assertEqual({each["code"] for each in report.values()}, {"left_behind"})
        self.assertEqual({each["outcome"] for each in report.values()}, {"rejected"})
        # Still stuck: nothing new may be begun beside what lies there.
        self.expect(5, "retry", "--rejected")
        # (An item that cannot be cleaned up for its next try is failed from then on.)
        self.assertEqual(self.outcomes(), {"failed": 3})
        self.assertEqual(lab.audit()["counts"]["objects"], 3)
        self.assertEqual(lab.audit()["created_twice"], [])
        self.mend_lab(lab)
        self.expect(0, "retry", "--failed")
        self.assertEqual(self.outcomes(), {"done": 3})
        self.assertEqual(self.audit_problems(lab), "")

    def test_an_asset_that_is_whole_is_promoted_and_not_sent_again(self):
        self.files(3)
        lab = self.lab()
        self.break_lab(lab, fault("no", "POST", "/assets/*/lifecycle", "status: 400"))
        job = self.job(lab.address, LIVE, config=LIFECYCLE)
        self.expect(5, "run", job)
        before = {each["path"]: each["asset_id"] for each in lab.audit()["objects"]}
        self.assertTrue(all(each["remote_id"] for each in self.report().values()))
        self.mend_lab(lab)
        self.expect(0, "retry", "--failed", "--rejected")
        objects = lab.audit()["objects"]
        self.assertEqual({each["path"]: each["asset_id"] for each in objects}, before)
        self.assertEqual({each["state"] for each in objects}, {"LIVE"})
        self.assertEqual({each["times_created"] for each in objects}, {1})
        self.assertEqual(self.audit_problems(lab), "")

    def test_files_are_looked_at_again(self):
        self.files(30)
        os.mkfifo(os.path.join(self.drop, "pipe.bin"))
        lab = self.lab("--latency", "15ms")
        process = self.start_ingot("run", self.job(lab.address))
        while lab.requests() < 5:
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        changed = os.path.join(self.drop, "file 00029.bin")
        with open(changed, "ab") as out:
            out.write(b"more")
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 5, out + err)
        self.assertEqual(self.outcomes(), {"done": 29, "source_changed": 1, "unreadable": 1}, err)
        left = self.expect(5, "retry", "--failed", says="pipe.bin: stays unreadable")
        self.assertEqual(self.outcomes(), {"done": 30, "unreadable": 1}, left.stderr)
        os.remove(os.path.join(self.drop, "pipe.bin"))
        with open(os.path.join(self.drop, "pipe.bin"), "wb") as now_a_file:
            now_a_file.write(b"bytes")
        self.expect(0, "retry", "--failed")
        self.assertEqual(self.outcomes(), {"done": 31})
        self.assertEqual(self.audit_problems(lab), "")
        self.assertEqual(self.report()["file 00029.bin"]["size"], os.path.getsize(changed))

    def test_what_a_later_run_has_brought_is_not_brought_again(self):
        self.files(2)
        os.mkfifo(os.path.join(self.drop, "pipe.bin"))
        lab = self.lab()
        job = self.job(lab.address, "plan: { if_exists: skip }\n")
        self.expect(5, "run", job)
        first = self.run_ingot("runs").stdout.split()[0]
        os.remove(os.path.join(self.drop, "pipe.bin"))
        with open(os.path.join(self.drop, "pipe.bin"), "wb") as now_a_file:
            now_a_file.write(b"bytes")
        time.sleep(0.002)
        self.expect(0, "run", job)
        self.expect(5, "retry", "--failed", first, says="pipe.bin: stays unreadable: run ")
        self.assertEqual(self.audit_problems(lab), "")

    def test_a_running_job_is_busy_and_a_wish_must_be_said(self):
        self.files(60)
        lab = self.lab("--latency", "20ms")
        process = self.start_ingot("run", self.job(lab.address))
        while lab.requests() < 5:
            time.sleep(0.02)
        self.expect(9, "retry", "--failed")
        stop(process)
        self.expect(2, "retry", says="--failed")

    def test_kill_9_at_any_moment_of_a_retry_loses_and_doubles_nothing(self):
        self.files(120)
        lab = self.lab("--latency", "2ms")
        self.break_lab(lab, fault("bad", "POST", "/asset-upload-completions", "status: 400", "every: 2"))
        self.expect(5, "run", self.job(lab.address))
        rejected = self.outcomes()["rejected"]
        self.assertGreater(rejected, 30)
        self.mend_lab(lab)
        rng, kills = random.Random(7), 0
        for _ in range(200):
            process = self.start_ingot("retry", "--rejected")
            try:
                out, err = process.communicate(timeout=rng.uniform(0.01, 0.12))
            except subprocess.TimeoutExpired:
                stop(process)
                kills += 1
                left = self.outcomes()
                self.assertEqual(sum(left.values()), 120, left)
                if sum(left.get(each, 0) for each in ("pending", "active", "orphaned", "aborting")):
                    self.assertEqual(self.ended()[0], "", left)
            else:
                self.assertEqual(process.returncode, 0, out + err)
                break
        self.expect(0, "retry", "--rejected")
        self.assertGreater(kills, 3)
        self.assertEqual(self.outcomes(), {"done": 120})
        self.assertEqual(self.audit_problems(lab), "")


if __name__ == "__main__":
    unittest.main()
