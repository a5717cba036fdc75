"""`ingot plugins`: the capability table of what is installed, read from manifests."""
import json
import os
import unittest

from world import SOURCE, WorldTest

VENDORS = ["bim360", "dash", "managedassets", "sessionupload", "tenovos"]
OPERATIONS = ["login", "discover", "validate", "transfer", "lifecycle", "abort", "verify", "estimate"]


class Plugins(WorldTest):
    def manifest(self, vendor):
        with open(os.path.join(SOURCE, "plugins", vendor, "manifest.json")) as text:
            return json.load(text)

    def test_the_table_says_what_the_manifests_say(self):
        lines = self.run_offline("plugins").stdout.splitlines()
        self.assertEqual(lines[0].split()[:2 + len(OPERATIONS)], ["plugin", "version", *OPERATIONS])
        rows = {line.split()[0]: line.split() for line in lines[1:lines.index("")]}
        self.assertEqual(sorted(rows), VENDORS)
        for vendor, row in rows.items():
            manifest = self.manifest(vendor)
            marks = ["✓" if each in manifest["operations"] else "✗" for each in OPERATIONS]
            self.assertEqual(row[1:3 + len(OPERATIONS)], [manifest["version"], *marks, str(manifest["limits"]["batch_max"])])
            for target in manifest.get("lifecycle", {}).get("targets", []):
                self.assertIn(target, " ".join(row))

    def test_json_has_the_same_and_the_limits(self):
        listed = {each["name"]: each for each in json.loads(self.run_offline("plugins", "--output", "json").stdout)}
        self.assertEqual(sorted(listed), VENDORS)
        for vendor, told in listed.items():
            manifest = self.manifest(vendor)
            self.assertEqual(sorted(told["operations"]), sorted(manifest["operations"]))
            self.assertEqual(told["lifecycle"], manifest.get("lifecycle", {}).get("targets", []))
            self.assertEqual((told["id"], told["digests"]), (manifest["id"], manifest.get("digests", [])))
            for name in ("part_min", "part_max", "parts_max", "size_max", "batch_max", "in_flight"):
                if name in manifest["limits"]:
                    self.assertEqual(told["limits"][name], manifest["limits"][name], f"{vendor}: {name}")

    def test_what_cannot_be_used_is_listed_with_the_reason(self):
        broken = self.write("folder/ingot-broken.so", b"no library")
        done = self.run_offline("plugins", "--plugin-path", os.path.dirname(broken))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("refused: ", done.stdout)
        self.assertIn("ingot-broken.so", done.stdout)


if __name__ == "__main__":
    unittest.main()
