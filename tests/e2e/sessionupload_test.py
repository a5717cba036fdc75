"""Upload sessions: where files go, what is done when something is there, kills, refusals; against their lab over sockets."""
import os
import time
import unittest

from world import WorldTest, stop

CONTENT = "11111111-1111-4111-8111-111111111111"
LANGUAGE = "33333333-3333-4333-8333-333333333333"
RECORD = "44444444-4444-4444-8444-444444444444"
CHUNK = 5 << 20
IN = "/Content/Incoming/"
CONFIRM = "POST /api/asset/upload/part/{id}/complete"


class SessionUpload(WorldTest):
    vendor = "sessionupload"
    secrets = {"NOMAD_PASSWORD": "lab-password"}

    def session_job(self, lab, scan=None, config=None, **sections):
        whole = {"username": "lab-user", "password": {"secret": "env:NOMAD_PASSWORD"}, "chunk_size": "5MiB",
                 "poll": {"every": "50ms", "timeout": "20s"}, **(config or {})}
        sections.setdefault("lifecycle", {"to": "available"})
        return self.vendor_job(lab.address, whole, scan, **sections)

    def manifest(self, rows):
        return {"folder": {"root": self.drop},
                "manifest": {"csv": self.table("rows.csv", rows), "match": {"column": "File"}}}

    def file(self, name, size=2000):
        return self.write(os.path.join("drop", name), os.urandom(size))

    def kill_in_the_middle(self, lab, job):
        """kill -9 once some parts of a file are confirmed."""
        process = self.start_ingot("run", job)
        while lab.audit(summary=True)["requests"]["routes"].get(CONFIRM, 0) < 4:
            self.assertIsNone(process.poll(), "over before it could be killed")
            time.sleep(0.01)
        stop(process)

    def puts(self, lab):
        routes = lab.audit()["requests"]["routes"]
        return sum(count for route, count in routes.items() if route.startswith("PUT "))

    def asset(self, lab, asset_id):
        return lab.get("/api/admin/asset/" + asset_id, Authorization="Bearer lab-token")

    # Where files go.

    def test_quickstart(self):
        names = {"a.jpg": 1, "ünï çode.tif": 5000, "sub/b c.mov": (8 << 20) + 1}
        files = {IN + name: self.file(name, size) for name, size in names.items()}
        lab = self.lab()
        self.expect(0, "run", self.pipeline("sessionupload-quickstart"), "-p", f"drop={self.drop}", "-p",
                    f"address={lab.address}")
        objects = self.assert_holds(lab, files)
        self.assertEqual({each["state"] for each in objects.values()}, {"Available"})

    def test_archive_job_takes_its_masters_from_a_list(self):
        files = {"2027/a.mov": 3000, "b.wav": 100}
        for name, size in files.items():
            old = time.time() - 3600
            os.utime(self.file(name, size), (old, old))
        self.file("not in the list.mov")
        rows = self.table("masters.csv", [{"File": name, "Name": os.path.basename(name), "Language": ""} for name in files])
        lab = self.lab("--user", "import@example.com")
        job = self.adapted("sessionupload-archive", ("https://nomad-admin-api.example.com", lab.address),
                           ("every: 10s", "every: 50ms"))
        self.expect(0, "run", job, "-p", f"drop={self.drop}", "-p", f"list={rows}", "-p", f"folder={CONTENT}")
        objects = self.assert_holds(lab, {"/Content/" + name: os.path.join(self.drop, name) for name in files})
        self.assertEqual({each["state"] for each in objects.values()}, {"Archived"})

    def test_what_is_given_for_a_row_goes_before_what_is_general(self):
        lab = self.lab("--language-id", LANGUAGE)
        there = self.file("there.mov")
        self.expect(0, "run", self.session_job(lab))
        existing = self.assert_holds(lab, {IN + "there.mov": there})[IN + "there.mov"]["asset_id"]
        new = self.file("new bytes.mov", 3000)
        side = self.file("side.srt", 100)
        named = self.file("raw/0001.mov", 4000)
        plain = self.file("raw/0002.mov", 4001)
        os.remove(there)
        row = {"Existing": "", "Related": "", "Parent": CONTENT, "Path": "", "Name": "", "Language": ""}
        rows = [{"File": "new bytes.mov", **row, "Existing": existing, "Path": "void/void.mov", "Name": "void.mov"},
                {"File": "side.srt", **row, "Related": RECORD, "Path": "void/void.srt"},
                {"File": "raw/0001.mov", **row, "Path": "films/first.mov", "Name": "The First.mov", "Language": LANGUAGE},
                {"File": "raw/0002.mov", **row}]
        job = self.session_job(lab, self.manifest(rows), {
            "existing_asset_id": "${row.Existing}", "related_content_id": "${row.Related}", "parent_id": "${row.Parent}",
            "relative_path": "${row.Path}", "display_name": "${row.Name}", "language_id": "${row.Language}"}, job="rows")
        self.expect(0, "run", job)
        objects = self.assert_clean(lab)
        self.assertEqual(objects[IN + "there.mov"]["size"], 3000)
        self.assertEqual(objects[IN + "there.mov"]["asset_id"], existing)
        self.assertEqual(objects["/Content/raw/0002.mov"]["size"], 4001)
        related = [path for path in objects if path.startswith(f"/related-content/{RECORD}/")]
        self.assertEqual([objects[path]["size"] for path in related], [100])
        first = [each for each in objects.values() if each["size"] == 4000]
        self.assertEqual(len(first), 1)
        self.assertTrue(first[0]["path"].startswith("/Content/films/"), first)
        self.assertIn("The First.mov", str(self.asset(lab, first[0]["asset_id"])))
        self.assertIn(LANGUAGE, str(self.asset(lab, first[0]["asset_id"])))
        self.assertTrue(os.path.exists(new) and os.path.exists(side) and os.path.exists(named) and os.path.exists(plain))

    # What is there already.

    def test_replace_puts_new_bytes_into_the_same_asset(self):
        lab = self.lab()
        self.file("a.mov")
        self.expect(0, "run", self.session_job(lab, config={"overwrite": "replace"}))
        before = self.assert_clean(lab)[IN + "a.mov"]["asset_id"]
        changed = self.file("a.mov", 9000)
        self.expect(0, "run", self.session_job(lab, config={
            "overwrite": "replace", "replace_options": ["RecreateThumbnail", "ReplaceDisplayName"]}))
        objects = self.assert_holds(lab, {IN + "a.mov": changed})
        self.assertEqual((objects[IN + "a.mov"]["asset_id"], objects[IN + "a.mov"]["times_completed"]), (before, 2))

    def test_cancel_leaves_alone_what_is_there(self):
        lab = self.lab()
        first = self.file("a.mov")
        self.expect(0, "run", self.session_job(lab, config={"overwrite": "cancel"}))
        kept = self.write("kept", open(first, "rb").read())
        self.file("a.mov", 9000)
        other = self.file("b.mov", 100)
        done = self.expect(5, "run", self.session_job(lab, config={"overwrite": "cancel"}))
        self.assertIn("a.mov", done.stderr)
        self.assert_holds(lab, {IN + "a.mov": kept, IN + "b.mov": other})

    def test_if_exists_asks_the_vendor_when_no_ledger_knows(self):
        lab = self.lab()
        first = self.file("a.mov")
        self.expect(0, "run", self.session_job(lab))
        kept = self.write("kept", open(first, "rb").read())
        self.file("a.mov", 9000)
        other = self.file("b.mov", 100)
        self.state = os.path.join(self.folder, "another")  # the ledgers are lost
        done = self.expect(5, "run", self.session_job(lab, plan={"if_exists": "fail"}, job="refused"))
        self.assertIn("a.mov: exists: the vendor has it already", done.stderr)
        self.assert_holds(lab, {IN + "a.mov": kept, IN + "b.mov": other})
        self.expect(0, "run", self.session_job(lab, plan={"if_exists": "skip"}, job="passed-over"))
        self.assertEqual({each["outcome"] for each in self.report().values()}, {"skipped"})
        self.assert_holds(lab, {IN + "a.mov": kept, IN + "b.mov": other})
        changed = self.file("b.mov", 200)
        self.expect(0, "run", self.session_job(lab, plan={"if_exists": "replace"}, job="replaced"))
        self.assertEqual(self.assert_clean(lab)[IN + "b.mov"]["size"], 200)
        self.assertTrue(os.path.exists(changed))
        self.expect(3, "validate", self.session_job(lab, plan={"if_exists": "new_version"}), says="J6016")
        self.expect(3, "validate", self.session_job(lab, config={"overwrite": "continue"}, plan={"if_exists": "skip"}),
                    says="plan.if_exists wants left alone")

    def test_continue_after_a_kill_sends_only_what_is_missing(self):
        parts = 12
        big = self.file("big.mov", parts * CHUNK)
        lab = self.lab("--latency", "40ms")
        job = self.session_job(lab, config={"overwrite": "continue"}, upload={"in_flight": 2, "backoff": "20ms..500ms"})
        self.kill_in_the_middle(lab, job)
        self.expect(0, "resume")
        self.assert_holds(lab, {IN + "big.mov": big})
        self.assertLessEqual(self.puts(lab), parts + 4)  # what was on the wire at the kill, and no more
        self.assertEqual(lab.audit()["counts"].get("uploads_superseded", 0), 0)

    def test_continue_in_another_run_takes_up_what_the_first_left(self):
        parts = 12
        big = self.file("big.mov", parts * CHUNK)
        lab = self.lab("--latency", "40ms")
        config = {"overwrite": "continue"}
        self.kill_in_the_middle(lab, self.session_job(lab, config=config, upload={"in_flight": 2}))
        self.state = os.path.join(self.folder, "another")  # nothing is known of the first run
        self.expect(0, "run", self.session_job(lab, config=config))
        self.assert_holds(lab, {IN + "big.mov": big})
        self.assertLessEqual(self.puts(lab), parts + 4)

    # The end of an item.

    def test_an_asset_that_ends_in_error_is_a_failed_item(self):
        self.file("broken.mov")
        good = self.file("good.mov")
        lab = self.lab("--error-path", "**/broken.mov", "--assembling-polls", "4")
        done = self.expect(5, "run", self.session_job(lab))
        self.assertIn("broken.mov", done.stderr)
        audit = lab.audit()
        self.assertEqual([each["path"] for each in audit["objects"] if each["state"] == "Available"], [IN + "good.mov"])
        self.assertEqual(audit["violations"] + audit["created_twice"], [])
        self.assertEqual(self.report()["good.mov"]["outcome"], "done")
        self.assertTrue(os.path.exists(good))

    def test_lifecycle_archives_and_moves(self):
        for target, config in (("archived", {}), ("moved", {"move_to": CONTENT})):
            with self.subTest(target=target):
                lab = self.lab()
                self.file("a.mov")
                self.expect(0, "run", self.session_job(lab, config=config, job=target, lifecycle={"to": target}))
                objects = self.assert_clean(lab)
                if target == "moved":
                    self.assertEqual(list(objects), ["/Content/a.mov"])
                else:
                    self.assertEqual(objects[IN + "a.mov"]["state"], "Archived")

    # Logins, kills, refusals.

    def test_a_session_is_renewed_while_it_lives(self):
        for i in range(20):
            self.file(f"{i}.bin")
        lab = self.lab("--token-ttl", "2s", "--latency", "60ms")
        self.expect(0, "run", self.session_job(lab, upload={"in_flight": 2, "backoff": "20ms..500ms"}))
        self.assert_clean(lab)
        counts = lab.audit()["counts"]
        self.assertEqual(counts["logins"], 1)
        self.assertGreater(counts["token_refreshes"], 0)
        self.assertEqual(lab.audit()["requests"]["statuses"].get("401", 0), 0)

    def test_kill_and_resume(self):
        files = {IN + f"{i}.bin": self.file(f"{i}.bin") for i in range(40)}
        files[IN + "big.bin"] = self.file("big.bin", 2 * CHUNK + 5)
        lab = self.lab("--latency", "10ms")
        self.assertGreaterEqual(self.storm(self.session_job(lab), 8), 3)
        self.assert_holds(lab, files)

    def test_a_refused_item_is_5_and_named_and_the_others_arrive(self):
        good = self.file("good.jpg")
        self.file("lost.jpg")
        lab = self.lab()
        nobody = "99999999-9999-4999-8999-999999999999"
        rows = [{"File": "good.jpg", "Existing": ""}, {"File": "lost.jpg", "Existing": nobody}]
        job = self.session_job(lab, self.manifest(rows), {"existing_asset_id": "${row.Existing}"})
        done = self.expect(5, "run", job)
        self.assertIn("lost.jpg", done.stderr)
        self.assertEqual(self.report()["lost.jpg"]["outcome"], "rejected")
        self.assert_holds(lab, {IN + "good.jpg": good})

    def test_a_folder_the_user_may_not_write_to_is_7(self):
        self.file("closed/no.jpg")
        lab = self.lab("--read-only-folder", IN + "closed")
        self.expect(7, "run", self.session_job(lab), says="no permission to write to /Content/Incoming/closed")

    def test_wrong_credentials_are_7(self):
        self.file("a.jpg")
        lab = self.lab()
        done = self.expect(7, "run", self.session_job(lab), env={"NOMAD_PASSWORD": "not-the-one"})
        self.assertNotIn("not-the-one", done.stdout + done.stderr)
        self.assertEqual(lab.audit()["objects"], [])

    def test_documented_jobs_are_checked_and_planned_offline(self):
        self.file("a.mov")
        rows = self.table("masters.csv", [{"File": "a.mov", "Name": "A.mov", "Language": ""}])
        for name, flags in (("sessionupload-quickstart", []),
                            ("sessionupload-archive", ["-p", f"folder={CONTENT}", "-p", f"list={rows}"])):
            for verb in ("validate", "plan"):
                done = self.run_offline(verb, self.pipeline(name), "-p", f"drop={self.drop}", *flags)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
