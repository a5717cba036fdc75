"""BIM 360: rows of tables as assets, documents attached to them, names made ids, kills, refusals; against their lab."""
import json
import os
import unittest

from world import WorldTest

PROJECT = "b1b36000-0000-4000-8000-000000000001"
FOLDER = "urn:adsk.wipprod:fs.folder:co.lab-handover"
CREATE = "**/assets:batch-create"


class Bim360(WorldTest):
    vendor = "bim360"
    secrets = {"BIM360_TOKEN": "lab-token", "APS_CLIENT_ID": "lab-client", "APS_CLIENT_SECRET": "lab-secret",
               "APS_REFRESH_TOKEN": "lab-refresh-token"}

    def rows(self, count, **more):
        return [{"Tag": f"FAN-{i:04d}", "Barcode": f"FAN-{i:04d}", "Serial": f"S{i}", **more} for i in range(count)]

    def bim_job(self, lab, rows, config=None, records=None, fields=None, **sections):
        whole = {"access_token": {"secret": "env:BIM360_TOKEN"}, "project_id": PROJECT, "category": "Fans",
                 "status": "Installed", "barcode": "${row.Barcode}", "custom_attributes": {"Serial number": "Serial"},
                 "search_pause": "50ms", **(config or {})}
        scan = {"records": {"csv": self.table("rows.csv", rows), "key": "Tag", **(records or {})},
                "fields": {"Serial": {"column": "Serial"}, **(fields or {})}}
        return self.vendor_job(lab if isinstance(lab, str) else lab.address, whole, scan, **sections)

    def asset(self, lab, key):
        """What the service tells of the asset that the newest run reports for this row."""
        url = f"/bim360/assets/v2/projects/{PROJECT}/assets?limit=200&includeCustomAttributes=true&filter%5BsearchText%5D=" + key
        held = lab.get(url, Authorization="Bearer lab-token")["results"]
        remote_id = self.report()[key]["remote_id"]
        return next(each for each in held if each["id"] == remote_id)

    def assert_rows(self, lab, keys):
        objects = self.assert_clean(lab)
        self.assertEqual(sorted(objects), sorted(keys))
        self.assertEqual(lab.audit()["counts"]["calls_over_the_rate"], 0)
        return objects

    # Ways to make an asset.

    def test_quickstart(self):
        self.write("drop/manual.pdf", os.urandom(5000))
        rows = [{"Asset": "FAN-1", "Category": "Fans", "Status": "Installed", "Barcode": "FAN-1", "Description": "A fan",
                 "Serial": "1", "Document": "manual.pdf"},
                {"Asset": "FAN-2", "Category": "Air handling > Fans", "Status": "Installed", "Barcode": "FAN-2",
                 "Description": "", "Serial": "2", "Document": ""}]
        self.table("drop/assets.csv", rows)
        lab = self.lab()
        self.expect(0, "run", self.pipeline("bim360-quickstart"), "-p", f"drop={self.drop}", "-p",
                    f"address={lab.address}")
        objects = self.assert_clean(lab)
        self.assertEqual(sorted(objects), ["/Project Files/manual.pdf", "FAN-1", "FAN-2"])
        self.assertEqual(lab.audit()["counts"]["relationships"], 1)

    def test_handover_brings_the_register_with_its_manuals(self):
        self.write("drop/fan.pdf", os.urandom(4000))
        row = {"System": "Air handling", "Type": "Fans", "Building": "Building A", "Level": "Level 1", "Description": "A fan",
               "CommissionedOn": "2027-02-03", "FlowM3h": "6.5", "Zones": "Noise;Pressure"}
        register = self.table("register.csv", [
            {"Tag": "F-1", "Barcode": "B-1", "Serial": "1", "Manual": "fan.pdf", **row},
            {"Tag": "F-2", "Barcode": "B-2", "Serial": "2", "Manual": "", **row}])
        lab = self.lab()
        # The lab's project calls its attributes otherwise.
        job = self.adapted("bim360-handover", ("https://developer.api.autodesk.com", lab.address),
                           ("client_id: ${env:APS_CLIENT_ID}", f"token_url: {lab.address}/authentication/v2/token\n"
                                                               "      client_id: ${env:APS_CLIENT_ID}"),
                           ("status: Specified", "status: Installed"), ("final_status: Installed", "final_status: Tested"),
                           ("Commissioned: Commissioned", "Installed on: Commissioned"), ("Flow rate: Flow", "Weight: Flow"),
                           ("Served zones: Zones", "Tests passed: Zones"))
        self.expect(0, "run", job, "-p", f"register={register}", "-p", f"manuals={self.drop}", "-p",
                    "project=b." + PROJECT, "-p", "folder=" + FOLDER)
        objects = self.assert_clean(lab)
        self.assertEqual(sorted(objects), ["/Project Files/Handover/fan.pdf", "B-1", "B-2"])
        self.assertEqual((objects["B-1"]["state"], objects["B-2"]["state"]), ("Tested", "Tested"))
        self.assertEqual(len(self.asset(lab, "F-2")["customAttributes"]["ca5"]), 2)

    def test_names_become_ids_in_both_services_and_with_both_forms_of_the_project(self):
        for service, project in (("bim360", PROJECT), ("construction", "b." + PROJECT)):
            with self.subTest(service=service):
                lab = self.lab()
                rows = [{"Tag": "F1", "Barcode": "F1", "Serial": "9", "Weight": "12.5", "On": "2027-01-31",
                         "Maker": "Northwind", "Tests": "Pressure;Noise", "Warranty": "true"}]
                names = {"Weight": "Weight", "Installed on": "On", "Manufacturer": "Maker", "Tests passed": "Tests",
                         "Under warranty": "Warranty", "ca1": "Serial"}
                fields = {each: {"column": each, **({"split": ";"} if each == "Tests" else {})}
                          for each in ("Weight", "On", "Maker", "Tests", "Warranty")}
                job = self.bim_job(lab, rows, {"service": service, "project_id": project,
                                               "category": "Mechanical > Air handling > Fans",
                                               "location": "Building A > Level 1", "custom_attributes": names},
                                   fields=fields)
                self.expect(0, "run", job)
                self.assert_rows(lab, ["F1"])
                asset = self.asset(lab, "F1")
                self.assertTrue(asset["locationId"].endswith("2"), asset)
                held = asset["customAttributes"]
                self.assertEqual((held["ca1"], held["ca2"], held["ca3"], held["ca6"]), ("9", "12.5", "2027-01-31", True))

    def test_more_rows_than_a_batch_holds_as_csv_and_as_jsonl(self):
        for form in ("csv", "jsonl"):
            with self.subTest(form=form):
                lab = self.lab()
                rows = self.rows(230)
                job = self.bim_job(lab, rows)
                if form == "jsonl":
                    table = self.write("rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
                    with open(job) as text:
                        whole = json.load(text)
                    whole["scan"]["records"] = {"jsonl": table, "key": "Tag"}
                    job = self.write("jsonl.yaml", json.dumps(whole))
                self.expect(0, "run", job)
                self.assert_rows(lab, [row["Tag"] for row in rows])
                self.assertEqual(lab.audit()["requests"]["routes"][self.create_route(lab)], 3)

    def create_route(self, lab):
        return next(route for route in lab.audit()["requests"]["routes"] if "batch-create" in route)

    def test_documents_are_attached_in_one_and_in_several_parts(self):
        files = {"a.pdf": 3000, "b.pdf": (12 << 20) + 1}
        for name, size in files.items():
            self.write("drop/" + name, os.urandom(size))
        rows = [{**row, "Manual": name} for row, name in zip(self.rows(3), [*files, ""])]
        lab = self.lab()
        job = self.bim_job(lab, rows, {"attach": {"folder_urn": FOLDER}}, {"file": "Manual", "root": self.drop},
                           plan={"part_size": "5MiB"})
        self.expect(0, "run", job)
        objects = self.assert_clean(lab)
        for name, size in files.items():
            self.assertEqual(objects["/Project Files/Handover/" + name]["size"], size)
        self.assertEqual((len(objects), lab.audit()["counts"]["relationships"]), (5, 2))

    def test_lifecycle_sets_the_status(self):
        lab = self.lab()
        job = self.bim_job(lab, self.rows(120), {"final_status": "Handed over"}, lifecycle={"to": "status"})
        self.expect(0, "run", job)
        objects = self.assert_rows(lab, [row["Tag"] for row in self.rows(120)])
        self.assertEqual({each["state"] for each in objects.values()}, {"Handed over"})

    def test_a_row_that_went_up_before_is_changed_in_place(self):
        lab = self.lab()
        self.expect(0, "run", self.bim_job(lab, self.rows(3), plan={"if_exists": "new_version"}))
        self.expect(0, "run", self.bim_job(lab, [{**row, "Serial": "new"} for row in self.rows(4)],
                                           plan={"if_exists": "new_version"}))
        self.assert_rows(lab, [row["Tag"] for row in self.rows(4)])
        self.assertEqual(self.asset(lab, "FAN-0001")["customAttributes"]["ca1"], "new")

    def test_a_row_that_says_the_same_is_passed_over_and_one_that_changed_is_not(self):
        lab = self.lab()
        rows = self.rows(3)
        self.expect(0, "run", self.bim_job(lab, rows, plan={"if_exists": "skip"}))
        rows[2] = {**rows[2], "Barcode": "FAN-0002 anew"}
        self.expect(0, "run", self.bim_job(lab, rows, plan={"if_exists": "skip"}))
        outcomes = {key: each["outcome"] for key, each in self.report().items()}
        self.assertEqual(outcomes, {"FAN-0000": "skipped", "FAN-0001": "skipped", "FAN-0002": "done"})
        self.assert_rows(lab, ["FAN-0000", "FAN-0001", "FAN-0002", "FAN-0002 anew"])

    # What is refused.

    def test_all_problems_of_a_row_are_told_together_before_anything_is_sent(self):
        lab = self.lab()
        rows = [{"Tag": "bad", "Barcode": "bad", "Serial": "", "Weight": "12,5", "On": "31.1.2027", "Maker": "Nortwind"},
                {"Tag": "good", "Barcode": "good", "Serial": "1", "Weight": "1", "On": "2027-01-31", "Maker": "Borealis"}]
        names = {"Serial number": "Serial", "Weight": "Weight", "Installed on": "On", "Manufacturer": "Maker"}
        fields = {each: {"column": each} for each in ("Weight", "On", "Maker")}
        self.expect(5, "run", self.bim_job(lab, rows, {"custom_attributes": names}, fields=fields))
        self.assert_rows(lab, ["good"])
        bad = self.report()["bad"]
        for words in ("Serial number", "12,5", "31.1.2027", "Nortwind"):
            self.assertIn(words, bad["message"])

    def test_a_name_that_fits_twice_is_refused_with_both(self):
        lab = self.lab()
        self.expect(5, "run", self.bim_job(lab, self.rows(1), {"category": "Pumps"}), says="Pumps")
        self.assertEqual(lab.audit()["objects"], [])

    def test_a_bad_row_is_found_in_its_batch_and_the_others_are_created(self):
        rows = self.rows(130)
        rows[77]["Serial"] = "poison"
        lab = self.lab()
        lab.add_faults('faults:\n  - { name: poison, match: { path: "**/assets:batch-create", body_contains: poison },'
                       ' do: { status: 400, body: \'{"message":"invalid"}\' } }\n')
        done = self.expect(5, "run", self.bim_job(lab, rows))
        self.assertIn("FAN-0077", done.stderr)
        self.assert_rows(lab, [row["Tag"] for row in rows if row["Serial"] != "poison"])
        self.assertEqual(self.report()["FAN-0077"]["outcome"], "rejected")
        self.assertLessEqual(lab.audit()["requests"]["routes"][self.create_route(lab)], 2 + 2 * 7)

    def test_a_lost_answer_is_looked_for_before_anything_is_sent_again(self):
        lab = self.lab()
        lab.add_faults('faults:\n  - { name: lost, match: { path: "**/assets:batch-create" }, when: { nth: 1 }, do: { drop: after } }\n')
        self.expect(0, "run", self.bim_job(lab, self.rows(30)))
        self.assert_rows(lab, [row["Tag"] for row in self.rows(30)])

    def test_a_limit_is_waited_for(self):
        lab = self.lab()
        lab.add_faults('faults:\n  - { name: quota, match: { path: "**/assets:batch-create" }, when: { nth: 1 }, do: { status: 429, retry_after: 1 } }\n')
        self.expect(0, "run", self.bim_job(lab, self.rows(5)))
        self.assert_rows(lab, [row["Tag"] for row in self.rows(5)])

    def test_wrong_credentials_are_7(self):
        lab = self.lab()
        done = self.expect(7, "run", self.bim_job(lab, self.rows(1)), env={"BIM360_TOKEN": "not-the-one"})
        self.assertNotIn("not-the-one", done.stdout + done.stderr)
        closed = self.lab("--provisioned", "no")
        self.expect(7, "run", self.bim_job(closed, self.rows(1), name="closed.yaml"))
        self.assertEqual(lab.audit()["objects"] + closed.audit()["objects"], [])

    # Logins and kills.

    def oauth_job(self, lab, rows, **sections):
        job = self.bim_job(lab, rows, **sections)
        with open(job) as text:
            whole = json.load(text)
        config = whole["vendor"]["config"]
        del config["access_token"]
        config["oauth"] = {"client_id": "lab-client", "client_secret": {"secret": "env:APS_CLIENT_SECRET"},
                           "refresh_token": {"secret": "env:APS_REFRESH_TOKEN"},
                           "token_url": lab.address + "/authentication/v2/token"}
        return self.write(os.path.basename(job), json.dumps(whole))

    def test_a_refresh_token_of_single_use_is_replaced_and_kept_for_the_next_run(self):
        lab = self.lab()
        for begin in range(3):
            self.expect(0, "run", self.oauth_job(lab, self.rows(3 + begin)[begin + 2 * (begin > 0):]))
        counts = lab.audit()["counts"]
        self.assertGreaterEqual(counts["token_refreshes"], 3)
        self.assertEqual(counts["used_refresh_tokens_offered"], 0)
        self.assert_rows(lab, [row["Tag"] for row in self.rows(5)])
        self.assertNotIn(b"lab-refresh-token", self.artefacts())

    def test_kill_and_resume(self):
        self.write("drop/a.pdf", os.urandom(12 << 20))
        rows = [{**row, "Manual": "a.pdf" if i == 7 else ""} for i, row in enumerate(self.rows(60))]
        lab = self.lab("--latency", "60ms")
        job = self.bim_job(lab, rows, {"attach": {"folder_urn": FOLDER}, "batch_size": 10},
                           {"file": "Manual", "root": self.drop}, plan={"part_size": "5MiB"})
        self.assertGreaterEqual(self.storm(job, 8), 3)
        self.assert_rows(lab, [*(row["Tag"] for row in rows), "/Project Files/Handover/a.pdf"])

    def test_documented_jobs_are_checked_and_planned_offline(self):
        self.table("drop/assets.csv", [{"Asset": "F1", "Category": "Fans", "Status": "Installed", "Barcode": "F1",
                                        "Description": "", "Serial": "1", "Document": ""}])
        register = self.table("register.csv", [
            {"Tag": "P-1", "System": "MEP", "Type": "Pumps", "Building": "A", "Level": "1", "Description": "A pump",
             "Barcode": "P-1", "Serial": "9", "CommissionedOn": "2027-02-03", "FlowM3h": "6.5", "Zones": "a;b",
             "Manual": "a.pdf"}])
        self.write("drop/a.pdf", "manual")
        handover = ["-p", f"register={register}", "-p", f"manuals={self.drop}", "-p", "project=b." + PROJECT, "-p",
                    "folder=" + FOLDER]
        for name, flags in (("bim360-quickstart", ["-p", f"drop={self.drop}"]), ("bim360-handover", handover)):
            for verb in ("validate", "plan"):
                done = self.run_offline(verb, self.pipeline(name), *flags)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
