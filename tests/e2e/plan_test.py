"""Plans: what a run is to send, as a file, and whether a run keeps to it; against every vendor's lab."""
import json
import os
import shutil
import time
import unittest

from world import BUILD, WorldTest

BIM_ROW = {"Category": "Fans", "Status": "Installed", "Description": "A fan", "Document": ""}
SECRETS = {"DASH_TOKEN": "lab-token", "TENOVOS_API_KEY": "lab-api-key", "TENOVOS_PASSWORD": "lab-password",
           "TENOVOS_USERNAME": "lab-user", "NOMAD_PASSWORD": "lab-password", "ASSETS_TOKEN": "lab-token",
           "BIM360_TOKEN": "lab-token"}


class Plan(WorldTest):
    secrets = SECRETS

    def plan(self, job, *flags, code=0):
        return json.loads(self.expect(code, "plan", job, *flags, "--output", "json").stdout)

    def transfer(self):
        """What the newest run's report says of its traffic, and its totals."""
        with open(self.run_ingot("report").stdout.split()[0]) as text:
            report = json.load(text)
        return report["transfer"], report["totals"]



class Files(Plan):
    """Of Dash, whose items are files of a folder."""

    def codes(self, plan, *flags, code=3):
        done = self.expect(code, "run", plan, "--output", "json", *flags)
        told = json.loads(done.stdout)
        self.assertEqual((told["end"], told["exit_code"]), ("refused", 3))
        return [(each["code"], each["key"]) for each in told["differences"]], told["omitted"]

    def planned(self, *flags):
        self.files(3)
        self.lab_ = self.lab()
        self.job_ = self.job(self.lab_.address)
        plan = os.path.join(self.folder, "job.plan")
        self.expect(0, "plan", self.job_, "-o", plan, *flags, says="3 items")
        return plan

    def assert_nothing_was_sent(self):
        self.assertEqual(self.lab_.requests(), 0)
        self.assertEqual(self.run_ingot("runs").stdout, "")

    def test_a_plan_is_run_as_it_was_made(self):
        plan = self.planned()
        with open(plan) as text:
            told = json.load(text)
        self.assertEqual([each["key"] for each in told["items"]], [f"file {i:05d}.bin" for i in range(3)])
        self.assertEqual({each["batch"] for each in told["items"]}, {1})
        self.assertEqual(told["totals"]["bytes"], sum(each["size"] for each in told["items"]))
        with open(plan) as text:
            self.assertEqual(len(text.readlines()), 3 + len(told["items"]) + 1, "a line for each item")
        self.expect(0, "run", plan)
        self.assertEqual(self.audit_problems(self.lab_), "")
        transfer, totals = self.transfer()
        self.assertEqual(totals["items"], told["totals"]["items"])
        self.assertEqual(transfer["parts"], told["totals"]["parts"])

    def test_a_killed_run_of_a_plan_goes_on_with_its_items_only(self):
        self.files(80)
        lab = self.lab("--latency", "10ms")
        plan = os.path.join(self.folder, "job.plan")
        self.expect(0, "plan", self.job(lab.address), "-o", plan)
        process = self.start_ingot("run", plan)
        while lab.requests() < 8:
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        process.kill()
        process.communicate()
        self.files(1, folder="came later")
        self.expect(0, "resume")
        self.assertEqual(len(self.report()), 80)
        shutil.rmtree(os.path.join(self.drop, "came later"))
        self.assertEqual(self.audit_problems(lab), "")

    def test_every_difference_of_the_source_is_named_and_nothing_is_sent(self):
        plan = self.planned()
        with open(os.path.join(self.drop, "file 00000.bin"), "ab") as out:
            out.write(b"more")
        os.remove(os.path.join(self.drop, "file 00001.bin"))
        self.files(1, folder="new")
        found, omitted = self.codes(plan)
        self.assertEqual(sorted(found), [("P1006", "file 00000.bin"), ("P1007", "file 00001.bin"),
                                         ("P1008", "new/file 00000.bin")])
        self.assertEqual(omitted, 0)
        self.assert_nothing_was_sent()
        self.expect(3, "run", plan, says="size 2000 -> 2004")
        self.expect(0, "plan", self.job_, "-o", plan)
        self.expect(0, "run", plan)

    def test_touched_and_replaced_files_are_changed(self):
        plan = self.planned()
        path = os.path.join(self.drop, "file 00002.bin")
        os.utime(path, ns=(1, os.stat(path).st_mtime_ns + 1))
        self.assertEqual(self.codes(plan)[0], [("P1006", "file 00002.bin")])
        self.assert_nothing_was_sent()

    def test_digests_find_what_size_and_time_hide(self):
        plan = self.planned("--digests")
        path = os.path.join(self.drop, "file 00001.bin")
        before = os.stat(path)
        with open(path, "r+b") as out:
            out.write(b"other")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        self.assertEqual(self.codes(plan)[0], [("P1006", "file 00001.bin")])
        self.expect(3, "run", plan, says="sha256")
        self.assert_nothing_was_sent()

    def test_a_changed_job_or_environment_is_refused(self):
        plan = self.planned()
        with open(self.job_, "a") as out:
            out.write("# a comment\n")
        self.assertEqual(self.codes(plan)[0], [("P1002", "")])
        os.remove(self.job_)
        self.expect(3, "run", plan, says="P1002")
        job = self.job(self.lab_.address, extra="lifecycle: { to: \"${env:TARGET}\" }\n")
        self.expect(0, "plan", job, "-o", plan, env={"TARGET": "live"})
        done = self.expect(3, "run", plan, env={"TARGET": "approval"}, says="P1003")
        self.assertNotIn("P1002", done.stderr)
        self.expect(2, "run", plan, "--profile", "x", says="a plan has its parameters")
        self.assert_nothing_was_sent()

    def test_another_plugin_is_refused(self):
        plugins = os.path.join(self.folder, "plugins")
        os.makedirs(plugins)
        built = os.path.join(BUILD, "lib/ingot/plugins/ingot-dash.so")
        shutil.copy(built, plugins)
        plan = self.planned("--plugin-path", plugins)
        with open(os.path.join(plugins, "ingot-dash.so"), "ab") as out:
            out.write(b"\0")
        self.assertEqual(self.codes(plan)[0], [("P1004", "")])
        self.assert_nothing_was_sent()

    def test_a_changed_table_and_a_changed_value_are_refused(self):
        self.files(2)
        self.lab_ = self.lab()
        rows = [{"File": f"file {i:05d}.bin", "Title": f"T{i}"} for i in range(2)]
        sheet = self.table("rows.csv", rows)
        scan = {"folder": {"root": self.drop}, "manifest": {"csv": sheet, "match": {"column": "File"}},
                "fields": {"Title": {"column": "Title"}}}
        job = self.vendor_job(self.lab_.address, {"access_token": {"secret": "env:DASH_TOKEN"}}, scan)
        plan = os.path.join(self.folder, "job.plan")
        self.expect(0, "plan", job, "-o", plan)
        rows[1]["Title"] = "other"
        self.table("rows.csv", rows)
        self.assertEqual(self.codes(plan)[0], [("P1005", ""), ("P1006", "file 00001.bin")])
        os.remove(sheet)
        self.assertEqual(self.codes(plan)[0], [("P1005", "")])
        self.assert_nothing_was_sent()

    def test_what_is_there_already_or_refused_is_planned_so(self):
        self.files(2)
        open(os.path.join(self.drop, "empty.bin"), "w").close()
        lab = self.lab()
        job = self.job(lab.address, "plan: { if_exists: skip }\n")
        self.expect(5, "run", job)
        self.files(1, folder="new")
        plan = os.path.join(self.folder, "job.plan")
        self.assertEqual(self.plan(job, "-o", plan, "--detailed-exitcode", code=10)["skipped"], 2)
        with open(plan) as text:
            verdicts = {each["key"]: each["verdict"] for each in json.load(text)["items"]}
        self.assertEqual(verdicts, {"empty.bin": "refused", "file 00000.bin": "skip", "file 00001.bin": "skip",
                                    "new/file 00000.bin": "send"})
        self.expect(5, "run", plan)
        self.assertEqual({key: each["outcome"] for key, each in self.report().items()},
                         {"empty.bin": "rejected", "file 00000.bin": "skipped", "file 00001.bin": "skipped",
                          "new/file 00000.bin": "done"})
        # What the plan was to send is there now: it is another state of things.
        self.assertEqual(self.codes(plan)[0], [("P1006", "new/file 00000.bin")])

    def test_a_damaged_plan_is_said_to_be_one(self):
        plan = self.planned()
        with open(plan) as text:
            lines = text.readlines()
        for damaged in (lines[:-2], lines[:3] + ["{}\n"] + lines[4:], lines[:1]):
            self.write("job.plan", "".join(damaged))
            self.expect(3, "run", plan, says="P1001")
        self.write("job.plan", lines[0].replace("ingot.plan/1", "ingot.plan/9"))
        self.expect(3, "run", plan, says="P1001")
        self.assert_nothing_was_sent()
        self.assertIn("Make it again", self.run_offline("explain", "P1001").stdout)

    def test_no_secret_is_in_a_plan(self):
        plan = self.planned()
        with open(plan, "rb") as data:
            self.assertNotIn(b"lab-token", data.read())

    def test_time_is_told_at_a_rate_that_is_given_or_was_had(self):
        self.files(4, size=1 << 20)
        lab = self.lab()
        job = self.job(lab.address)
        self.assertNotIn("time_ms", self.plan(job))
        told = self.plan(job, "--rate", "1MiB/s")
        self.assertEqual(told["time_ms"], told["bytes"] * 1000 // (1 << 20))
        self.expect(0, "plan", job, "--rate", "1MiB/s", says="time     some 4")
        self.expect(2, "plan", job, "--rate", "fast", says="--rate")
        self.expect(0, "run", job)
        self.assertEqual(self.plan(job)["rate_of"], "run " + self.run_ingot("runs").stdout.split()[0])


class Counts(Plan):
    """What a plan says is what a run does when nothing fails: the plan is made first, then run."""

    def assert_kept(self, job, *flags):
        path = os.path.join(self.folder, "counts.plan")
        plan = self.plan(job, "-o", path, *flags)
        self.expect(0, "run", path)
        transfer, totals = self.transfer()
        self.assertEqual((totals["items"], totals["bytes"]), (plan["items"], plan["bytes"]))
        if plan["parts"] is not None:
            self.assertEqual(transfer["parts"], plan["parts"])
        foreseen = plan["requests"] + plan["requests_each_part"] * transfer["parts"]
        made = transfer["requests"] - transfer["resends"] - transfer["twins"] - transfer["polls"]
        self.assertEqual(made, foreseen, (plan, transfer))
        return plan

    def quickstart(self, vendor):
        self.vendor = vendor
        lab = self.lab()
        return self.pipeline(vendor + "-quickstart"), ("-p", f"drop={self.drop}", "-p", f"address={lab.address}")

    def test_quickstarts_over_files(self):
        for name, size in {"a.jpg": 1, "sub/b c.mov": 9 << 20, "sub/a.jpg": 5000}.items():
            self.write("drop/" + name, os.urandom(size))
        for vendor in ("dash", "managedassets", "sessionupload", "tenovos"):
            with self.subTest(vendor):
                job, flags = self.quickstart(vendor)
                self.assert_kept(job, *flags)

    def test_quickstart_over_records(self):
        self.write("drop/manual.pdf", os.urandom(5000))
        self.table("drop/assets.csv", [{"Asset": f"FAN-{i}", "Barcode": f"FAN-{i}", "Serial": str(i), **BIM_ROW,
                                        "Document": "manual.pdf" if i == 0 else ""} for i in range(7)])
        job, flags = self.quickstart("bim360")
        self.assert_kept(job, *flags)

    def dash(self, count, batch, **more):
        config = {"access_token": {"secret": "env:DASH_TOKEN"}, "batch_size": batch, "poll": {"every": "50ms"}, **more}
        self.files(count)
        return self.vendor_job(self.lab().address, config)

    def test_odd_batches_of_dash(self):
        for count, batch in ((1, 50), (7, 3), (8, 7), (9, 1)):
            with self.subTest(count=count, batch=batch):
                plan = self.assert_kept(self.dash(count, batch))
                self.assertEqual(plan["batches"], -(-count // batch))

    def test_files_of_one_name_and_windows_of_urls(self):
        for folder in "abc":
            self.write(f"drop/{folder}/same.bin", os.urandom(10))
        self.write("drop/large.bin", os.urandom(23 << 20))
        config = {"access_token": {"secret": "env:DASH_TOKEN"}, "url_window": 2, "poll": {"every": "50ms"}}
        job = self.vendor_job(self.lab().address, config, plan={"part_size": "6MiB"})
        self.assertEqual(self.assert_kept(job)["parts"], 7)

    def test_new_versions_of_managed_assets(self):
        self.vendor = "managedassets"
        self.files(3)
        config = {"token": {"secret": "env:ASSETS_TOKEN"}, "environment": "non_production"}
        job = self.vendor_job(self.lab().address, config, plan={"if_exists": "new_version"})
        self.assertEqual(self.assert_kept(job)["requests"], 3)
        self.files(3, size=3000)
        self.assertEqual(self.assert_kept(job)["requests"], 6)

    def test_odd_batches_of_bim360(self):
        self.vendor = "bim360"
        for count, batch in ((1, 100), (5, 4), (101, 100)):
            with self.subTest(count=count, batch=batch):
                rows = [{"Asset": f"FAN-{i}", "Barcode": f"FAN-{i}", "Serial": str(i), **BIM_ROW} for i in range(count)]
                config = {"access_token": {"secret": "env:BIM360_TOKEN"}, "batch_size": batch,
                          "project_id": "b1b36000-0000-4000-8000-000000000001", "category": "Fans", "status": "Installed",
                          "final_status": "Tested", "barcode": "${row.Barcode}",
                          "custom_attributes": {"Serial number": "Serial"}, "writes_per_minute": 1000}
                scan = {"records": {"csv": self.table("rows.csv", rows), "key": "Asset"},
                        "fields": {"Serial": {"column": "Serial"}}}
                self.assert_kept(self.vendor_job(self.lab("--writes-per-minute", "1000").address, config, scan,
                                                 lifecycle={"to": "status"}))

    def test_parts_that_the_server_cuts(self):
        self.write("drop/large.bin", os.urandom(12 << 20))
        self.write("drop/small.bin", os.urandom(100))
        self.vendor = "sessionupload"
        config = {"username": "lab-user", "password": {"secret": "env:NOMAD_PASSWORD"}, "chunk_size": "5MiB",
                  "poll": {"every": "50ms", "timeout": "20s"}}
        plan = self.assert_kept(self.vendor_job(self.lab().address, config, lifecycle={"to": "archived"}))
        self.assertEqual((plan["parts"], plan["requests_each_part"]), (None, 2))
        self.vendor = "tenovos"
        ids = "1ab00000-0000-4000-8000-00000000"
        config = {"api_key": {"secret": "env:TENOVOS_API_KEY"}, "username": "lab-user", "part_bytes": "5MiB",
                  "password": {"secret": "env:TENOVOS_PASSWORD"}, "metadata_template_id": ids + "00a1",
                  "security_template_ids": [ids + "00b1"], "check_required": False}
        lab = self.lab("--part-bytes", str(5 << 20))
        self.assert_kept(self.vendor_job(lab.address + "/v1", config))


if __name__ == "__main__":
    unittest.main()
