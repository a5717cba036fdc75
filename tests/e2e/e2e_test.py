"""The program as its users see it: the documented jobs, faults, a stop and a resume, the reports."""
import csv
import json
import os
import signal
import subprocess
import sys
import time
import unittest

from world import SOURCE, WorldTest, stop

FAULTS = """faults:
  - name: creates are answered and lost
    match: { method: POST, path: /asset-and-upload-batch-jobs }
    when: { nth: 1, times: 1 }
    do: { drop: after }
  - name: some parts fail
    match: { method: PUT, path: "/object-store/**" }
    when: { every: 9 }
    do: { status: 503, retry_after: 1 }
  - name: some urls expire
    match: { method: PUT, path: "/object-store/**" }
    when: { every: 13 }
    do: { expire_urls: this }
"""


class EndToEnd(WorldTest):
    patience = 300

    def quickstart(self, lab):
        job = os.path.join(SOURCE, "pipelines/dash-quickstart.yaml")
        return ("run", job, "-p", f"drop={self.drop}", "-p", f"address={lab.address}")

    def test_quickstart_brings_odd_names_and_many_sizes_to_live(self):
        subprocess.run([sys.executable, os.path.join(SOURCE, "scripts/sample_files.py"), self.drop, "--small", "60",
                        "--large-mib", "0"], check=True)
        lab = self.lab()
        done = self.run_ingot(*self.quickstart(lab))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(self.audit_problems(lab, "/Quickstart"), "")
        self.assertTrue(all(each["state"] == "LIVE" for each in lab.audit()["objects"]))

    def test_campaign_job_logs_in_and_goes_to_its_folder(self):
        self.files(5)
        os.rename(os.path.join(self.drop, "file 00000.bin"), os.path.join(self.drop, "a.jpg"))
        lab = self.lab()
        job = os.path.join(SOURCE, "pipelines/dash-campaign.yaml")
        old = time.time() - 3600
        os.utime(os.path.join(self.drop, "a.jpg"), (old, old))
        with open(job) as original:
            text = original.read().replace("http://127.0.0.1:8090", lab.address)
        copy = os.path.join(self.folder, "campaign.yaml")
        with open(copy, "w") as out:
            out.write(text)
        secrets = {"DASH_CLIENT_ID": "lab-client", "DASH_CLIENT_SECRET": "lab-secret",
                   "DASH_REFRESH_TOKEN": "lab-refresh-token"}
        done = self.run_ingot("run", copy, "-p", f"drop={self.drop}", "-p", "season=2027-spring", "--profile", "lab",
                              env=secrets)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        objects = lab.audit()["objects"]
        self.assertEqual([each["path"] for each in objects], ["/Campaigns/2027-spring/a.jpg"])
        self.assertTrue(os.path.exists(os.path.join(self.folder, "runs")))

    def test_faults_are_survived_and_the_audit_is_clean(self):
        self.files(40)
        self.files(2, size=11 << 20, folder="big")
        faults = os.path.join(self.folder, "faults.yaml")
        with open(faults, "w") as out:
            out.write(FAULTS)
        lab = self.lab("--faults", faults)
        done = self.run_ingot("run", self.job(lab.address, "plan: { part_size: 6MiB, digests: [sha256] }\n"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(self.audit_problems(lab), "")

    def test_interrupt_stops_cleanly_and_resume_finishes(self):
        self.files(120)
        lab = self.lab("--latency", "15ms")
        process = self.start_ingot("run", self.job(lab.address))
        while lab.requests() < 40:
            self.assertIsNone(process.poll())
            time.sleep(0.02)
        out, err = stop(process, signal.SIGINT)
        self.assertEqual(process.returncode, 130, out + err)
        self.assertIn("ingot resume", out)
        before = lab.requests()
        time.sleep(0.3)
        self.assertEqual(lab.requests(), before, "no request after the end")
        done = self.run_ingot("resume")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(self.audit_problems(lab), "")

    def test_reports_agree_with_each_other_and_with_the_vendor(self):
        self.files(12)
        lab = self.lab()
        done = self.run_ingot("run", self.job(lab.address, "plan: { digests: [sha256] }\n"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        written = self.run_ingot("report")
        json_path, csv_path = written.stdout.split()
        with open(json_path) as text:
            report = json.load(text)
        with open(csv_path, newline="") as text:
            rows = list(csv.DictReader(text))
        self.assertEqual(report["totals"]["by_outcome"]["done"]["items"], 12)
        by_path = {each["path"]: each for each in lab.audit()["objects"]}
        for item, row in zip(report["items"], rows):
            self.assertEqual((item["key"], item["outcome"], item["sha256"]), (row["key"], row["outcome"], row["sha256"]))
            vendor = by_path["/E2E/" + item["key"]]
            self.assertEqual((vendor["asset_id"], vendor["sha256"], vendor["size"]),
                             (item["remote_id"], item["sha256"], item["size"]))
        status = json.loads(self.run_ingot("status", "--output", "json").stdout)
        self.assertEqual(status["items"], {"done": 12})

    def test_a_second_run_of_a_running_job_is_refused(self):
        self.files(100)
        lab = self.lab("--latency", "20ms")
        job = self.job(lab.address)
        process = self.start_ingot("run", job)
        while lab.requests() < 5:
            time.sleep(0.02)
        second = self.run_ingot("run", job)
        self.assertEqual(second.returncode, 9, second.stderr)
        stop(process)

    def test_tls_with_its_own_authority_works(self):
        self.files(5)
        folder = os.path.join(self.folder, "tls")
        lab = self.lab("--tls", folder)
        done = self.run_ingot("run", self.job(lab.address), "--ca-file", os.path.join(folder, "ca.pem"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_documented_jobs_are_checked_and_planned_offline(self):
        self.files(1)
        os.rename(os.path.join(self.drop, "file 00000.bin"), os.path.join(self.drop, "a.jpg"))
        for name, flags in (("dash-quickstart", []), ("dash-campaign", ["-p", "season=2027-spring"])):
            for verb in ("validate", "plan"):
                done = self.run_offline(verb, self.pipeline(name), "-p", f"drop={self.drop}", *flags,
                                        env={"DASH_CLIENT_ID": "lab-client"})
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_plan_and_validate_need_no_network(self):
        self.files(7)
        self.files(1, size=0, folder="empty")
        open(os.path.join(self.drop, "empty", "file 00000.bin"), "w").close()
        job = self.job("http://127.0.0.1:1")
        plan = self.run_offline("plan", job, "--output", "json", "--detailed-exitcode")
        self.assertEqual(plan.returncode, 10, plan.stderr)
        totals = json.loads(plan.stdout)
        self.assertEqual((totals["items"], totals["refused"], totals["parts"]), (7, 1, 7))
        validate = self.run_offline("validate", job)
        self.assertEqual(validate.returncode, 5, validate.stdout)
        self.assertIn("empty/file 00000.bin", validate.stderr)


if __name__ == "__main__":
    unittest.main()
