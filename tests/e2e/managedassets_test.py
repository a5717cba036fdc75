"""Managed assets: bytes, URIs and metadata alone, their lives, kills, refusals; against their lab over sockets."""
import os
import unittest

from world import WorldTest


class ManagedAssets(WorldTest):
    vendor = "managedassets"
    secrets = {"ASSETS_TOKEN": "lab-token", "ASSETS_CLIENT_ID": "lab-client", "ASSETS_CLIENT_SECRET": "lab-secret"}

    def assets_job(self, lab, scan=None, config=None, **sections):
        whole = {"token": {"secret": "env:ASSETS_TOKEN"}, "environment": "non_production", **(config or {})}
        return self.vendor_job(lab.address, whole, scan, **sections)

    def oauth(self, lab):
        return {"client_id": "lab-client", "client_secret": {"secret": "env:ASSETS_CLIENT_SECRET"},
                "token_url": lab.address + "/v2/token"}

    def file(self, name, size=2000):
        return self.write(os.path.join("drop", name), os.urandom(size))

    def uris(self, *addresses):
        return {"uris": {"list": self.write("uris.txt", "".join(each + "\n" for each in addresses))}}

    def asset(self, lab, key):
        """What the service tells of the asset that the newest run reports for this item."""
        return lab.get("/v1/assets/" + self.report()[key]["remote_id"], Authorization="Bearer lab-token")

    # Ways to make an asset.

    def test_quickstart(self):
        names = {"a.jpg": 1, "ünï çode.tif": 5000, "sub/b c.mov": 8 << 20}
        files = {name: self.file(name, size) for name, size in names.items()}
        lab = self.lab()
        self.expect(0, "run", self.pipeline("managedassets-quickstart"), "-p", f"drop={self.drop}", "-p",
                    f"address={lab.address}")
        objects = self.assert_holds(lab, files)
        self.assertEqual({each["state"] for each in objects.values()}, {"stored"})
        asset = self.asset(lab, "sub/b c.mov")
        self.assertEqual((asset["metadata"]["title"], asset["metadata"]["source"]), ("b c", "quickstart"))

    def test_catalogue_is_fetched_by_the_service(self):
        lab = self.lab("--uri", "http://pictures.test/c.jpg=77")
        sheet = self.table("catalogue.csv", [
            {"Url": "http://pictures.test/a.jpg", "Title": "A", "Rights": "RF", "Keywords": "x;y", "Keep": "P1Y"},
            {"Url": "http://pictures.test/b.jpg?size=2", "Title": "B", "Rights": "RM", "Keywords": "", "Keep": "never"},
            {"Url": "http://pictures.test/c.jpg", "Title": "C", "Rights": "RF", "Keywords": "z", "Keep": ""}])
        with open(self.pipeline("managedassets-catalogue")) as original:
            text = original.read().replace("http://127.0.0.1:8090", lab.address)
        job = self.write("catalogue.yaml", text)
        self.expect(0, "run", job, "-p", f"sheet={sheet}", "-p", f"address={lab.address}", "--profile", "lab")
        objects = self.assert_clean(lab)
        self.assertEqual({each["state"] for each in objects.values()}, {"stored"})
        self.assertEqual(sorted(each["size"] for each in objects.values()), [77, 1024, 1024])
        asset = self.asset(lab, "http://pictures.test/a.jpg")
        self.assertEqual((asset["metadata"]["keywords"], asset["metadata"]["rights"]), ("x; y", "Royalty-free"))
        self.assertFalse(self.asset(lab, "http://pictures.test/b.jpg?size=2").get("expiresOn"))
        self.assertEqual(lab.audit()["counts"]["fetches"], 3)

    def test_a_fetch_that_takes_its_time_is_watched(self):
        lab = self.lab("--fetch", "later", "--uri", "http://pictures.test/gone.jpg=missing")
        config = {"poll": {"member": "size", "every": "50ms", "timeout": "10s"}}
        self.expect(0, "run", self.assets_job(lab, self.uris("http://pictures.test/a.jpg"), config))
        self.assertEqual([each["state"] for each in self.assert_clean(lab).values()], ["stored"])

    def test_an_unmanaged_asset_is_its_address_alone(self):
        lab = self.lab()
        addresses = ["http://pictures.test/a.jpg", "http://pictures.test/b%20c.jpg"]
        self.expect(0, "run", self.assets_job(lab, self.uris(*addresses), {"managed": False, "expires": "never"}))
        objects = self.assert_clean(lab)
        self.assertEqual([each["state"] for each in objects.values()], ["unmanaged"] * 2)
        self.assertEqual(lab.audit()["counts"]["fetches"], 0)
        self.assertEqual(self.asset(lab, addresses[1])["uri"], addresses[1])

    def test_records_become_assets_of_metadata(self):
        lab = self.lab()
        rows = self.write("rows.jsonl", '{"Id": "R-1", "Title": "One"}\n{"Id": "R-2", "Title": "Zwei ü"}\n')
        self.expect(0, "run", self.assets_job(lab, {"records": {"jsonl": rows, "key": "Id"},
                                                    "fields": {"title": {"column": "Title"}}}, {"metadata_only": True}))
        objects = self.assert_clean(lab)
        self.assertEqual(sorted(objects), ["R-1", "R-2"])
        self.assertEqual({each["state"] for each in objects.values()}, {"metadata_only"})
        self.assertEqual(self.asset(lab, "R-2")["metadata"]["title"], "Zwei ü")

    def test_a_new_version_replaces_the_content_of_the_same_asset(self):
        lab = self.lab()
        self.file("a.jpg")
        self.expect(0, "run", self.assets_job(lab, plan={"if_exists": "new_version"}))
        first = self.report()["a.jpg"]["remote_id"]
        changed = self.file("a.jpg", 3000)
        self.expect(0, "run", self.assets_job(lab, plan={"if_exists": "new_version"}))
        self.assertEqual(self.report()["a.jpg"]["remote_id"], first)
        self.assert_holds(lab, {"a.jpg": changed})

    # The life of an asset.

    def existing(self, lab, *keys):
        for key in keys:
            self.file(key)
        self.expect(0, "run", self.assets_job(lab, config={"expires": "P10D"}))
        return [self.report()[key]["remote_id"] for key in keys]

    def lifecycle_job(self, lab, ids, to, **config):
        rows = self.table("ids.csv", [{"Id": each} for each in ids])
        return self.assets_job(lab, {"records": {"csv": rows, "key": "Id"}}, {"asset_id": "${row.Id}", **config},
                               job=to, lifecycle={"to": to})

    def test_lives_are_lengthened_once_and_ended_and_given_back(self):
        lab = self.lab()
        ids = self.existing(lab, "a.jpg", "b.jpg")
        get = lambda asset: lab.get("/v1/assets/" + asset, Authorization="Bearer lab-token")
        before = get(ids[0])["expiresOn"]
        self.expect(0, "run", self.lifecycle_job(lab, ids[:1], "expiry", lifecycle_expires="P5D"))
        self.assertGreater(get(ids[0])["expiresOn"], before)
        self.expect(0, "run", self.lifecycle_job(lab, ids[:1], "expiry", lifecycle_expires="never"))
        self.assertFalse(get(ids[0]).get("expiresOn"))
        self.expect(0, "run", self.lifecycle_job(lab, ids, "deleted"))
        self.assertEqual(lab.audit()["objects"], [])
        self.expect(0, "run", self.lifecycle_job(lab, ids[:1], "restored", lifecycle_expires="P7D"))
        self.assertEqual(list(self.assert_clean(lab)), ["a.jpg"])
        counts = lab.audit()["counts"]
        self.assertEqual((counts["deletions"], counts["purges"]), (2, 0))
        self.expect(0, "run", self.lifecycle_job(lab, ids[:1], "deleted", purge=True))
        self.assertEqual(lab.audit()["counts"]["purges"], 1)

    # What is refused.

    def test_all_problems_of_an_item_are_told_together_before_anything_is_sent(self):
        lab = self.lab()
        rows = self.table("rows.csv", [{"Id": "good", "T": "x", "Keep": "P1D"},
                                       {"Id": "bad", "T": "y" * 51201, "Keep": "soon"}])
        job = self.assets_job(lab, {"records": {"csv": rows, "key": "Id"}, "fields": {"t": {"column": "T"}}},
                              {"metadata_only": True, "expires": "${row.Keep}"})
        offline = self.run_offline("validate", job)
        self.assertEqual(offline.returncode, 5, offline.stdout + offline.stderr)
        self.expect(5, "run", job)
        self.assertEqual(list(self.assert_clean(lab)), ["good"])
        for words in ("soon", "51200"):
            self.assertIn(words, self.report()["bad"]["message"])
            self.assertIn(words, offline.stderr)

    def test_an_address_that_leads_nowhere_is_5_and_the_others_arrive(self):
        lab = self.lab("--uri", "http://pictures.test/gone.jpg=missing")
        scan = self.uris("http://pictures.test/a.jpg", "http://pictures.test/gone.jpg")
        done = self.expect(5, "run", self.assets_job(lab, scan))
        self.assertIn("gone.jpg", done.stderr)
        self.assertEqual(len(self.assert_clean(lab)), 1)
        self.assertEqual(self.report()["http://pictures.test/gone.jpg"]["outcome"], "rejected")

    def test_wrong_credentials_are_7(self):
        self.file("a.jpg")
        lab = self.lab()
        done = self.expect(7, "run", self.assets_job(lab), env={"ASSETS_TOKEN": "not-the-one"})
        self.assertNotIn("not-the-one", done.stdout + done.stderr)
        job = self.vendor_job(lab.address, {"oauth": self.oauth(lab)}, name="oauth.yaml")
        self.expect(7, "run", job, env={"ASSETS_CLIENT_SECRET": "not-the-one"})
        self.assertEqual(lab.audit()["objects"], [])

    # Logins and kills.

    def test_a_token_is_renewed_while_it_lives(self):
        for i in range(30):
            self.file(f"{i}.bin")
        lab = self.lab("--token-ttl", "2s", "--latency", "150ms")
        job = self.vendor_job(lab.address, {"oauth": self.oauth(lab)}, upload={"in_flight": 2, "backoff": "20ms..500ms"})
        self.expect(0, "run", job)
        self.assert_clean(lab)
        self.assertGreater(lab.audit()["counts"]["token_grants"], 1)
        self.assertEqual(lab.audit()["requests"]["statuses"].get("401", 0), 0)

    def test_kill_and_resume_where_the_service_can_be_asked(self):
        files = {f"{i}.bin": self.file(f"{i}.bin") for i in range(40)}
        files["big.bin"] = self.file("big.bin", 8 << 20)
        lab = self.lab("--latency", "60ms", "--metadata-query", "on")
        job = self.assets_job(lab, config={"query_by_metadata": "/v1/assets?metadata.{key}={value}"})
        # Few kills: what was lost is looked for several times, with pauses, for a query may lag.
        self.assertGreaterEqual(self.storm(job, 4), 3)
        self.assert_holds(lab, files)

    def test_a_lost_answer_where_nobody_can_be_asked_ends_unknown_and_is_never_sent_again(self):
        self.file("a.jpg")
        self.file("b.jpg")
        lab = self.lab()
        lab.add_faults("faults:\n  - { name: lost, match: { method: POST, path: /v1/assets }, when: { nth: 1 }, do: { drop: after } }\n")
        done = self.expect(5, "run", self.assets_job(lab))
        outcomes = sorted(each["outcome"] for each in self.report().values())
        self.assertEqual(outcomes, ["done", "unknown"])
        self.assertEqual(sorted(self.assert_clean(lab)), ["a.jpg", "b.jpg"])
        self.assertIn("look for an asset whose metadata", done.stderr)

    def test_documented_jobs_are_checked_and_planned_offline(self):
        self.file("a.jpg")
        sheet = self.table("catalogue.csv", [
            {"Url": "https://pictures.test/a.jpg", "Title": "A", "Rights": "RF", "Keywords": "x;y", "Keep": "P1Y"}])
        for name, flags in (("managedassets-quickstart", ["-p", f"drop={self.drop}"]),
                            ("managedassets-catalogue", ["-p", f"sheet={sheet}", "-p", "address=https://assets.test"])):
            for verb in ("validate", "plan"):
                done = self.run_offline(verb, self.pipeline(name), *flags)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
