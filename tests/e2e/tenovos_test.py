"""Tenovos: every way an asset can be made, the documented jobs, kills, refusals; against its lab over sockets."""
import os
import unittest

from world import WorldTest

LAB = "1ab00000-0000-4000-8000-00000000"  # begins every id of the lab's templates and attributes
PART = 5 << 20
CREDENTIALS = {"X_API_Key": "lab-api-key", "Authorization": "lab-authorization", "AccessToken": "lab-access-token"}
PARTS = ["--part-bytes", str(PART)]


class Tenovos(WorldTest):
    vendor = "tenovos"
    secrets = {"TENOVOS_API_KEY": "lab-api-key", "TENOVOS_PASSWORD": "lab-password", "TENOVOS_USERNAME": "lab-user"}

    def tenovos_job(self, lab, scan=None, config=None, **sections):
        whole = {"api_key": {"secret": "env:TENOVOS_API_KEY"}, "username": "lab-user",
                 "password": {"secret": "env:TENOVOS_PASSWORD"}, "metadata_template_id": LAB + "00a1",
                 "security_template_ids": [LAB + "00b1"], **(config or {})}
        address = lab if isinstance(lab, str) else lab.address
        return self.vendor_job(address + "/v1", whole, scan, **sections)

    def manifest(self, rows):
        return {"folder": {"root": self.drop},
                "manifest": {"csv": self.table("rows.csv", rows), "match": {"column": "File"}}}

    def file(self, name, size=2000):
        return self.write(os.path.join("drop", name), os.urandom(size))

    def asset(self, lab, key):
        """What the vendor tells of the asset that the newest run reports for this item."""
        return lab.get("/v1/asset/" + self.report()[key]["remote_id"], **CREDENTIALS)

    # Ways to make an asset.

    def test_quickstart(self):
        names = {"a.jpg": 1, "ünï çode.tif": 5000, "sub/b c.mov": 1 << 20}
        files = {os.path.basename(name): self.file(name, size) for name, size in names.items()}
        lab = self.lab()
        self.expect(0, "run", self.pipeline("tenovos-quickstart"), "-p", f"drop={self.drop}", "-p",
                    f"address={lab.address}")
        self.assert_holds(lab, files)
        self.assertEqual(self.asset(lab, "sub/b c.mov")["metadata"],
                         [{"metadataDefinitionId": LAB + "a101", "metadataDefinitionValue": "b c"}])

    def test_press_kit_gives_its_rows_their_metadata(self):
        old = os.stat(__file__).st_mtime - 3600
        pictures = {name: self.file("2027-spring/" + name) for name in ("a.jpg", "b.pdf")}
        for path in pictures.values():
            os.utime(path, (old, old))
        self.write("drop/2027-spring.csv", "File,Replaces,Headline,Expires,Rights,Contacts,Phones\n"
                                           "a.jpg,,Spring,2027-09-30,RF,Ann;Bob,\nb.pdf,,Text,,RM,,\n")
        lab = self.lab()
        job = self.adapted("tenovos-press-kit", ("https://api.tenovos.io/v1", lab.address + "/v1"),
                           ("file:/run/secrets/tenovos", "env:TENOVOS_PASSWORD"),
                           ("ea6eb24d-adef-4080-bd02-f64f567c437f", LAB + "00a1"),
                           ("7d6f4e30-f423-11e9-8071-89c0c4052141", LAB + "00b1"),
                           ("dfeb57c1-b149-4b15-920f-3f40ff0b959a", LAB + "a101"),
                           ("3229e863-022b-4365-afe6-e9aa3807c386", LAB + "a105"),
                           ("97de4763-684e-410e-bf79-414ec4b35608", LAB + "a103"),
                           ("445b691c-9a76-4800-a720-e99cf8e46230", LAB + "0c11"),
                           ("241189e9-420c-4f28-8ddf-72c542d4c3b9", LAB + "0c12"),
                           ("97a64a6c-50d6-406e-9473-79b3819b03e7", LAB + "a107"),
                           ("2017f4ff-f40f-4f71-9f38-45887225ea59", LAB + "a108"),
                           ("4e30aa55-3870-424c-b456-c1131110cd1b", LAB + "a112"))
        self.expect(0, "run", job, "-p", f"drop={self.drop}", "-p", "season=2027-spring")
        self.assert_holds(lab, pictures)
        held = {each["metadataDefinitionId"][-4:]: each for each in self.asset(lab, "a.jpg")["metadata"]}
        self.assertEqual(sorted(held), ["a101", "a103", "a105", "a107"])
        self.assertEqual(held["a103"]["metadataDefinitionValue"], {"valueId": LAB + "0c11"})
        self.assertEqual(len(held["a107"]["metadataDefinitionTableValue"]), 2)

    def test_single_puts_and_parts_in_every_shape_of_answer(self):
        sizes = {"small.bin": 1000, "part.bin": PART, "more.bin": PART + 1, "three.bin": 3 * PART}
        files = {name: self.file(name, size) for name, size in sizes.items()}
        for shape in (["--reply", "wrapped"], ["--reply", "flat"], ["--reply", "flat", "--one-part", "url"],
                      ["--one-part", "urls"]):
            with self.subTest(shape=shape):
                lab = self.lab(*PARTS, *shape)
                self.expect(0, "run", self.tenovos_job(lab, config={"part_bytes": "5MiB", "post_check": "md5"}))
                self.assert_holds(lab, files)

    def test_versions_by_a_column_and_by_the_ledger(self):
        lab = self.lab()
        config = {"original_file_id": "${row.Replaces}"}
        self.file("first.jpg")
        self.expect(0, "run", self.tenovos_job(lab))
        first = self.asset(lab, "first.jpg")
        # The column names the asset of another job; the file's name may be another one.
        new = self.file("second.jpg", 3000)
        scan = self.manifest([{"File": "second.jpg", "Replaces": first["fileId"]}])
        self.expect(0, "run", self.tenovos_job(lab, scan, config, job="versions", plan={"if_exists": "new_version"}))
        second = self.asset(lab, "second.jpg")
        self.assertEqual(second["originalFileId"], first["fileId"])
        self.assertNotEqual(second["fileId"], first["fileId"])
        # The same job again, with other bytes: now the ledger of its earlier run knows where they belong.
        new = self.file("second.jpg", 4000)
        scan = self.manifest([{"File": "second.jpg", "Replaces": ""}])
        self.expect(0, "run", self.tenovos_job(lab, scan, config, job="versions", plan={"if_exists": "new_version"}))
        self.assertEqual(self.asset(lab, "second.jpg")["originalFileId"], first["fileId"])
        objects = self.assert_holds(lab, {"first.jpg": new})
        self.assertEqual(lab.audit()["counts"]["versions"], 2)
        # And with the same bytes, skip sends nothing.
        before = lab.requests()
        self.expect(0, "run", self.tenovos_job(lab, scan, config, job="versions", plan={"if_exists": "skip"}))
        self.assertEqual(lab.audit()["counts"]["versions"], 2)
        self.assertEqual(self.report()["second.jpg"]["outcome"], "skipped")
        self.assertEqual(objects["first.jpg"]["times_created"], 1)
        self.assertGreaterEqual(lab.requests(), before)

    def test_assets_without_content(self):
        lab = self.lab()
        rows = self.table("records.csv", [{"Name": "lost film.mov", "Title": "A lost film"},
                                          {"Name": "other.mov", "Title": ""}])
        job = self.tenovos_job(lab, {"records": {"csv": rows, "key": "Name"}, "fields": {"Title": {"column": "Title"}}},
                               {"metadata": {"Title": "Title"}})
        self.expect(0, "run", job)
        self.assert_clean(lab)
        counts = lab.audit()["counts"]
        self.assertEqual((counts["metadata_only"], counts["bytes"]), (2, 0))
        self.assertEqual(self.asset(lab, "lost film.mov")["metadata"][0]["metadataDefinitionValue"], "A lost film")
        self.assertEqual(self.asset(lab, "other.mov")["metadata"], [])

    def test_federated_content_stays_where_it_is(self):
        lab = self.lab()
        uris = self.write("uris.txt", "s3://customer/films/a b.mov\ns3://customer/films/c.mov\n")
        self.expect(0, "run", self.tenovos_job(lab, {"uris": {"list": uris}}, {"federated": {"skip_transcode": True}}))
        rows = self.table("records.csv", [{"Name": "d.mov", "Key": "deep/d.mov"}])
        job = self.tenovos_job(lab, {"records": {"csv": rows, "key": "Name"}},
                               {"federated": {"content_path": "s3://customer/${row.Key}", "skip_transcode": False}})
        self.expect(0, "run", job)
        self.assertEqual(sorted(self.assert_clean(lab)), ["a b.mov", "c.mov", "d.mov"])
        counts = lab.audit()["counts"]
        self.assertEqual((counts["federated"], counts["bytes"]), (3, 0))

    def test_metadata_of_every_form_arrives(self):
        self.file("pump.jpg")
        lab = self.lab()
        columns = {"Title": "A pump", "Type": "photo", "Keys": "Spring;Winter", "Until": "2027-03-01",
                   "Holders": "Ann;Bob", "Ends": "2028-01-02;", "Regions": "Europe;Asia", "Cities": "Berlin;Tokyo"}
        several = ("Keys", "Holders", "Ends", "Regions", "Cities")
        fields = {name: {"column": name, **({"split": ";"} if name in several else {})} for name in columns}
        place = {"name": LAB + "a109", "levels": [
            {"name": LAB + "a110", "field": "Regions", "values": {"Europe": LAB + "0c31", "Asia": LAB + "0c32"}},
            {"name": LAB + "a111", "field": "Cities", "values": {"Berlin": LAB + "0c41", "Tokyo": LAB + "0c42"}}]}
        metadata = {"Title": "Title", "Asset Type": "Type", "Keywords": {"field": "Keys", "kind": "multi_select"},
                    "Expires": {"field": "Until", "kind": "date"},
                    "Usage Rights": {"columns": [{"name": LAB + "a108", "field": "Holders"}, place,
                                                 {"name": LAB + "a112", "field": "Ends", "kind": "date"}]}}
        job = self.tenovos_job(lab, {**self.manifest([{"File": "pump.jpg", **columns}]), "fields": fields},
                               {"metadata": metadata, "security_template_ids": [LAB + "00b1", LAB + "00b2"]})
        self.expect(0, "run", job)
        self.assert_clean(lab)
        asset = self.asset(lab, "pump.jpg")
        self.assertEqual(asset["securityTemplateIds"], [LAB + "00b1", LAB + "00b2"])
        held = {each["metadataDefinitionId"][-4:]: each.get("metadataDefinitionValue",
                                                            each.get("metadataDefinitionTableValue"))
                for each in asset["metadata"]}
        self.assertEqual((held["a101"], held["a105"]), ("A pump", "03/01/2027"))
        self.assertEqual(held["a103"], {"valueId": LAB + "0c11"})
        self.assertEqual([each["valueId"][-3:] for each in held["a104"]], ["c21", "c24"])
        rows = [{cell["metadataDefinitionId"][-4:]: cell.get("metadataDefinitionValue") for cell in row}
                for row in held["a107"]]
        self.assertEqual([(row["a108"], row["a112"]) for row in rows], [("Ann", "01/02/2028"), ("Bob", None)])
        self.assertEqual([row["a109"][0]["metadataDefinitionValue"]["valueId"][-3:] for row in rows], ["c31", "c32"])

    def test_all_problems_of_an_items_metadata_are_told_together(self):
        self.file("bad.jpg")
        self.file("good.jpg")
        lab = self.lab()
        rows = [{"File": "bad.jpg", "Title": "x" * 81, "Type": "Painting", "Until": "soon"},
                {"File": "good.jpg", "Title": "Good", "Type": "Video", "Until": "2027-12-31"}]
        fields = {name: {"column": name} for name in ("Title", "Type", "Until")}
        metadata = {"Title": "Title", "Asset Type": "Type", "Expires": {"field": "Until", "kind": "date"}}
        self.expect(5, "run", self.tenovos_job(lab, {**self.manifest(rows), "fields": fields}, {"metadata": metadata}))
        self.assertEqual(list(self.assert_clean(lab)), ["good.jpg"])
        bad = self.report()["bad.jpg"]
        for words in ("takes 80 characters", "Painting", "soon"):
            self.assertIn(words, bad["message"])

    # Logins, kills, refusals.

    def test_a_session_is_renewed_while_it_lives(self):
        for i in range(30):
            self.file(f"{i}.bin")
        lab = self.lab("--token-ttl", "2s", "--latency", "60ms", "--refresh", "rotate")
        self.expect(0, "run", self.tenovos_job(lab, upload={"in_flight": 2, "backoff": "20ms..500ms"}))
        self.assert_clean(lab)
        counts = lab.audit()["counts"]
        self.assertEqual(counts["logins"], 1)
        self.assertGreater(counts["token_refreshes"], 0)
        self.assertEqual(lab.audit()["requests"]["statuses"].get("401", 0), 0)

    def test_kill_and_resume(self):
        files = {f"{i}.bin": self.file(f"{i}.bin") for i in range(40)}
        files["big.bin"] = self.file("big.bin", 2 * PART + 5)
        lab = self.lab(*PARTS, "--latency", "10ms")
        kills = self.storm(self.tenovos_job(lab, config={"part_bytes": "5MiB"}), 8)
        self.assertGreaterEqual(kills, 3)
        self.assert_holds(lab, files)

    def test_a_refused_item_is_5_and_named_and_the_others_arrive(self):
        good = self.file("good.jpg")
        self.file("forbidden.jpg")
        lab = self.lab("--refuse-name", "forbidden")
        done = self.expect(5, "run", self.tenovos_job(lab))
        self.assertIn("forbidden.jpg", done.stderr)
        self.assert_holds(lab, {"good.jpg": good})
        self.assertEqual(self.report()["forbidden.jpg"]["outcome"], "rejected")

    def test_wrong_credentials_are_7(self):
        self.file("a.jpg")
        lab = self.lab()
        for name in ("TENOVOS_API_KEY", "TENOVOS_PASSWORD"):
            done = self.expect(7, "run", self.tenovos_job(lab), env={name: "not-the-one"})
            self.assertNotIn("not-the-one", done.stdout + done.stderr)
        self.assertEqual(lab.audit()["objects"], [])

    def test_documented_jobs_are_checked_and_planned_offline(self):
        self.file("2027-spring/a.jpg")
        self.write("drop/2027-spring.csv", "File,Replaces,Headline,Expires,Rights,Contacts,Phones\n"
                                           "a.jpg,,Spring,2027-09-30,RF,Ann;Bob,1;2\n")
        for name, flags in (("tenovos-quickstart", []), ("tenovos-press-kit", ["-p", "season=2027-spring"])):
            for verb in ("validate", "plan"):
                done = self.run_offline(verb, self.pipeline(name), "-p", f"drop={self.drop}", *flags)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
