"""Memory stays flat: a hundred thousand small files, and one of 8 GiB that is not there (sparse)."""
import json
import os
import subprocess
import sys
import unittest

from world import WorldTest

LIMIT_KIB = 256 * 1024
# Where a whole-size run would not pay (a quick check while developing): INGOT_SCALE=0.01.
SCALE = float(os.environ.get("INGOT_SCALE", "1"))


class Scale(WorldTest):
    needs_disk = True

    def peak_rss_kib(self, *words):
        """Runs the program as the child of a small process, so that the figure is the child's alone."""
        command, environment = self.command(*words)
        script = ("import json,resource,subprocess,sys;"
                  "done=subprocess.run(sys.argv[1:],capture_output=True,text=True);"
                  "print(json.dumps([resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,done.returncode,"
                  "done.stdout[-2000:]+done.stderr[-2000:]]))")
        done = subprocess.run([sys.executable, "-c", script, *command], env=environment, capture_output=True, text=True)
        rss, code, said = json.loads(done.stdout)
        self.assertEqual(code, 0, said)
        return rss

    def test_a_hundred_thousand_small_files(self):
        count = int(100_000 * SCALE)
        content = os.urandom(4096)
        for i in range(count):
            if i % 1000 == 0:
                folder = os.path.join(self.drop, f"{i // 1000:03d}")
                os.makedirs(folder)
            with open(os.path.join(folder, f"picture {i:06d}.jpg"), "wb") as out:
                out.write(i.to_bytes(8, "big") + content[8:])
        lab = self.lab("--store", "discard", "--ready-after-polls", "1")
        rss = self.peak_rss_kib("run", self.job(lab.address, poll="10ms"), "--quiet")
        audit = lab.audit(summary=True)
        self.assertTrue(audit["clean"], audit)
        self.assertLess(rss, LIMIT_KIB)
        ledger = max((os.path.getsize(os.path.join(base, name)) for base, _, names in os.walk(self.state)
                      for name in names if name.startswith("ledger.db")), default=0)
        print(f"{count} files: peak RSS {rss / 1024:.0f} MiB, ledger {ledger / count:.0f} bytes an item")
        if SCALE >= 1:
            self.assertLessEqual(ledger / count, 300)

    def test_one_huge_sparse_file(self):
        with open(os.path.join(self.drop, "huge.bin"), "wb") as out:
            out.truncate(int((8 << 30) * SCALE))
        lab = self.lab("--store", "discard")
        rss = self.peak_rss_kib("run", self.job(lab.address), "--quiet")
        audit = lab.audit(summary=True)
        self.assertTrue(audit["clean"], audit)
        self.assertLess(rss, LIMIT_KIB)
        print(f"8 GiB: peak RSS {rss / 1024:.0f} MiB")


if __name__ == "__main__":
    unittest.main()
