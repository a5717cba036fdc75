"""kill -9 of the program at more than a hundred random moments, each followed by resume."""
import os
import random
import subprocess
import time
import unittest

from world import WorldTest, stop

KILLS_A_ROUND = 27
# A quick machine ends a run after a few kills; then another round begins.
MOST_ROUNDS = 60


class Killed(WorldTest):
    patience = 300

    def one_round(self, seed):
        rng = random.Random(seed)
        lab = self.lab("--latency", "3ms", "--seed", str(seed))
        job = self.job(lab.address, "plan: { part_size: 5500KiB, digests: [sha256] }\n")
        kills, words = 0, ("run", job)
        while kills < KILLS_A_ROUND:
            process = self.start_ingot(*words)
            try:
                process.communicate(timeout=rng.uniform(0.02, 0.45))
            except subprocess.TimeoutExpired:
                stop(process)
                kills += 1
            else:
                self.assertEqual(process.returncode, 0, "what ends by itself between two kills must end well")
                return kills, lab
            # A kill before anything was written leaves nothing to resume: such a run is begun again.
            status = self.run_ingot("status")
            words = ("resume",) if status.returncode == 0 else ("run", job)
        done = self.run_ingot(*words)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return kills, lab

    def test_every_file_arrives_once_with_its_bytes(self):
        self.files(150)
        self.files(2, size=12 << 20, folder="big")
        kills = 0
        for seed in range(MOST_ROUNDS):
            self.state = os.path.join(self.folder, f"state{seed}")
            done, lab = self.one_round(seed)
            kills += done
            self.assertEqual(self.audit_problems(lab), "", f"round {seed}")
            # Only what was on the wire at a kill may have been put twice.
            self.assertLessEqual(lab.audit(summary=True)["part_puts"]["repeated_part_puts"], 12 * done)
            if kills > 100:
                break
        self.assertGreater(kills, 100)


if __name__ == "__main__":
    unittest.main()
