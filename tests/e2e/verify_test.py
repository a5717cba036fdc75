"""`ingot verify`: the vendors are asked again; what was damaged there behind the run's back is found, and named."""
import json
import os
import shutil
import sqlite3
import unittest
import urllib.request

from world import BUILD, OPENER, WorldTest

LIVE = "lifecycle: { to: live }\n"
LIFECYCLE = """access_token: { secret: "env:DASH_TOKEN" }
    lifecycle_call: { method: POST, path: "/assets/{asset_id}/lifecycle", body: { state: "{state}" } }"""
BEARER = {"Authorization": "Bearer lab-token"}


class Verify(WorldTest):
    secrets = {"DASH_TOKEN": "lab-token", "TENOVOS_API_KEY": "lab-api-key", "TENOVOS_PASSWORD": "lab-password",
               "TENOVOS_USERNAME": "lab-user", "NOMAD_PASSWORD": "lab-password", "ASSETS_TOKEN": "lab-token",
               "BIM360_TOKEN": "lab-token"}

    def call(self, lab, method, path, headers, body=None):
        """What another user of the vendor does."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(lab.address + path, data=data, method=method,
                                         headers={"Content-Type": "application/json", **headers})
        return OPENER.open(request).read()

    def verify(self, code, *words):
        told = json.loads(self.expect(code, "verify", *words, "--output", "json").stdout)
        return told, {each["key"]: each for each in told["items"]}

    def ledger(self, statement):
        run = self.run_ingot("runs").stdout.split()[0]
        with sqlite3.connect(os.path.join(self.state, "runs", run, "ledger.db")) as ledger:
            ledger.execute(statement)
        ledger.close()

    def ids(self):
        return {key: each.get("remote_id") for key, each in self.report().items()}

    def writes(self, lab):
        routes = lab.audit()["requests"]["routes"]
        return {route: count for route, count in routes.items() if route.split()[0] in ("PUT", "PATCH", "DELETE")}

    def quickstart(self, vendor):
        self.vendor = vendor
        lab = self.lab()
        self.expect(0, "run", self.pipeline(vendor + "-quickstart"), "-p", f"drop={self.drop}", "-p",
                    f"address={lab.address}")
        return lab


class Dash(Verify):
    def test_what_is_as_it_was_is_0_and_nothing_is_changed(self):
        self.files(7)
        lab = self.lab()
        self.expect(0, "run", self.job(lab.address, LIVE, config=LIFECYCLE))
        before = self.writes(lab)
        told, items = self.verify(0)
        self.assertEqual((told["done"], told["same"], told["differ"], items), (7, 7, 0, {}))
        self.assertEqual(self.writes(lab), before)
        self.expect(0, "verify", says="7 done items: 7 as they were, 0 differ")

    def test_each_damage_is_named(self):
        self.files(5)
        lab = self.lab()
        self.expect(0, "run", self.job(lab.address, LIVE, config=LIFECYCLE))
        ids = self.ids()
        self.call(lab, "DELETE", "/assets/" + ids["file 00001.bin"], BEARER)
        self.ledger("update item set size = size + 1 where key = 'file 00002.bin'")
        self.ledger("update item set meta = replace(meta, 'LIVE', 'RETIRED') where key = 'file 00003.bin'")
        told, items = self.verify(12)
        self.assertEqual((told["done"], told["same"], told["differ"]), (5, 2, 3))
        what = {key: [each["what"] for each in item["differs"]] for key, item in items.items()}
        self.assertEqual(what, {"file 00001.bin": ["missing"], "file 00002.bin": ["size"], "file 00003.bin": ["state"]})
        self.assertEqual(items["file 00002.bin"]["differs"][0], {"what": "size", "expected": "2003", "found": "2002"})
        self.assertEqual(items["file 00003.bin"]["differs"][0]["found"], "LIVE")
        self.assertEqual(items["file 00001.bin"]["remote_id"], ids["file 00001.bin"])
        self.expect(12, "verify", says="file 00001.bin (")

    def test_bytes_of_the_same_size_are_told_apart_by_their_digest(self):
        self.files(2)
        lab = self.lab()
        self.expect(0, "run", self.job(lab.address))
        path = os.path.join(self.drop, "file 00001.bin")
        with open(path, "r+b") as out:
            out.write(b"other")
        stat = os.stat(path)
        self.ledger(f"update item set mtime_ns = {stat.st_mtime_ns} where key = 'file 00001.bin'")
        _, items = self.verify(12)
        self.assertEqual([each["what"] for each in items["file 00001.bin"]["differs"]], ["md5"])
        # Without the files there is nothing to compare the digest with.
        shutil.rmtree(self.drop)
        self.assertEqual(self.verify(0)[0]["same"], 2)

    def test_a_vendor_that_cannot_be_asked_is_no_drift(self):
        self.files(2)
        lab = self.lab()
        self.expect(0, "run", self.job(lab.address))
        lab.add_faults("faults:\n  - { name: down, match: { method: GET, path: \"/assets/*\" }, when: { every: 1 }, "
                       "do: { status: 400 } }\n")
        told, items = self.verify(8)
        self.assertEqual((told["unasked"], told["differ"]), (2, 0))
        self.assertEqual({each["result"] for each in items.values()}, {"unasked"})
        self.expect(7, "verify", env={"DASH_TOKEN": "not-the-token"})
        lab.stop()
        self.labs.remove(lab)
        self.expect(8, "verify")

    def test_only_what_is_done_is_asked_about_and_an_older_run_can_be_named(self):
        self.files(2)
        open(os.path.join(self.drop, "empty.bin"), "w").close()
        lab = self.lab()
        job = self.job(lab.address)
        self.expect(5, "run", job)
        first = self.run_ingot("runs").stdout.split()[0]
        self.expect(5, "run", job)
        for asset in filter(None, self.ids().values()):
            self.call(lab, "DELETE", "/assets/" + asset, BEARER)
        self.assertEqual(self.verify(12)[0]["differ"], 2)
        self.assertEqual(self.verify(0, first)[0]["done"], 2)
        self.expect(2, "verify", "no-such-run")


class Others(Verify):
    def setUp(self):
        super().setUp()
        for name in ("a.bin", "b.bin", "c.bin"):
            self.write("drop/" + name, os.urandom(3000))

    def assert_drift(self, key, *what):
        told, items = self.verify(12)
        self.assertEqual((told["same"], list(items)), (2, [key]), items)
        self.assertEqual([each["what"] for each in items[key]["differs"]], list(what))

    def test_tenovos(self):
        self.quickstart("tenovos")
        self.assertEqual(self.verify(0)[0]["same"], 3)
        self.ledger("update item set size = size + 1 where key = 'b.bin'")
        self.assert_drift("b.bin", "size")
        self.ledger("update item set size = size - 1 where key = 'b.bin'")
        self.ledger("update item set remote_id = 'nobody' where key = 'c.bin'")
        self.assert_drift("c.bin", "missing")

    def test_sessionupload(self):
        lab = self.quickstart("sessionupload")
        self.assertEqual(self.verify(0)[0]["same"], 3)
        self.call(lab, "POST", f"/api/admin/asset/{self.ids()['a.bin']}/archive", BEARER, {})
        self.assert_drift("a.bin", "status")

    def test_managedassets(self):
        lab = self.quickstart("managedassets")
        self.assertEqual(self.verify(0)[0]["same"], 3)
        self.call(lab, "DELETE", "/v1/assets/" + self.ids()["a.bin"], {**BEARER, "If-Match": "*"})
        self.assert_drift("a.bin", "missing")

    def test_bim360(self):
        self.table("drop/assets.csv", [
            {"Asset": f"FAN-{i}", "Category": "Fans", "Status": "Installed", "Barcode": f"FAN-{i}", "Description": "",
             "Serial": str(i), "Document": "a.bin" if i == 0 else ""} for i in range(3)])
        lab = self.quickstart("bim360")
        self.assertEqual(self.verify(0)[0]["same"], 3)
        self.ledger("update item set size = size + 1 where key = 'FAN-0'")
        self.assert_drift("FAN-0", "size")
        self.ledger("update item set size = size - 1 where key = 'FAN-0'")
        project = "b1b36000-0000-4000-8000-000000000001"
        self.call(lab, "POST", f"/bim360/assets/v2/projects/{project}/assets:batch-delete", BEARER,
                  {"ids": [self.ids()["FAN-1"]]})
        self.assert_drift("FAN-1", "missing")


class Plugins(Verify):
    def test_a_plugin_that_does_not_declare_it_is_4(self):
        self.files(1)
        lab = self.lab()
        self.expect(0, "run", self.job(lab.address))
        with open(os.path.join(BUILD, "lib/ingot/plugins/ingot-dash.so"), "rb") as built:
            library = built.read()
        declared = b'"verify", '
        self.assertEqual(library.count(declared), 1)
        older = self.write("plugins/ingot-dash.so", library.replace(declared, b" " * len(declared)))
        requests = lab.requests()
        self.expect(4, "verify", "--plugin-path", os.path.dirname(older), says="dash 1.0.0 cannot verify")
        self.assertEqual(lab.requests(), requests)


if __name__ == "__main__":
    unittest.main()
