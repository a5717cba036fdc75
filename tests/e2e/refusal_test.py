"""What the program says and does when it cannot or must not go on; and that no secret is left anywhere."""
import os
import shutil
import subprocess
import unittest

from world import BUILD, INGOT, WorldTest

OAUTH = """oauth:
      client_id: lab-client
      client_secret: { secret: "env:CLIENT_SECRET" }
      refresh_token: { secret: "env:REFRESH_TOKEN" }
      token_url: %s/oauth/token"""


class Refusals(WorldTest):
    def test_an_unreachable_host_is_8_and_says_which(self):
        self.files(2)
        self.expect(8, "run", self.job("http://127.0.0.1:1"), says="127.0.0.1:1")

    def test_an_unknown_certificate_is_8_and_says_so(self):
        self.files(2)
        lab = self.lab("--tls", os.path.join(self.folder, "tls"))
        self.expect(8, "run", self.job(lab.address), says="certificate")

    def test_a_wrong_token_is_7(self):
        self.files(2)
        lab = self.lab()
        self.expect(7, "run", self.job(lab.address), env={"DASH_TOKEN": "not-the-token"})
        self.assertEqual(lab.audit()["objects"], [])

    def test_a_missing_secret_is_named_before_anything_is_sent(self):
        self.files(1)
        job = self.job("http://127.0.0.1:1", config="access_token: { secret: \"env:NOT_SET_ANYWHERE\" }")
        self.expect(3, "run", job, says="NOT_SET_ANYWHERE")

    def test_a_bad_job_shows_every_problem_with_its_place(self):
        path = os.path.join(self.folder, "bad.yaml")
        with open(path, "w") as out:
            out.write("version: 1\njob: bad\nvendor:\n  plugin: dash\n  config:\n    acess_token: literal\n"
                      "scan:\n  folder: { root: ., stable_for: 30 parsecs }\nuplod: {}\n")
        done = self.expect(3, "run", path, says="did you mean")
        for place in ("bad.yaml:6:5", "bad.yaml:8", "bad.yaml:9:1"):
            self.assertIn(place, done.stderr)

    def plugin_job(self, plugin):
        path = os.path.join(self.folder, "plugin.yaml")
        with open(path, "w") as out:
            out.write(f"version: 1\njob: p\nvendor: {{ plugin: {plugin}, base_url: 'http://127.0.0.1:1' }}\nscan: {{ folder: {{ root: . }} }}\n")
        return path

    def test_plugins_that_cannot_be_used_are_refused_with_a_sentence(self):
        real = os.path.join(BUILD, "lib/ingot/plugins/ingot-dash.so")
        truncated = os.path.join(self.folder, "truncated.so")
        with open(real, "rb") as whole, open(truncated, "wb") as out:
            out.write(whole.read(4000))
        text = os.path.join(self.folder, "text.so")
        with open(text, "w") as out:
            out.write("not a library")
        self.expect(4, "run", self.plugin_job("dsh"), says="dash")
        for plugin in (truncated, text, os.path.join(self.folder, "absent.so")):
            done = self.expect(4, "run", self.plugin_job(plugin))
            self.assertIn(os.path.basename(plugin), done.stderr)

    def test_a_plugin_that_crashes_or_hangs_while_loading_does_not_take_the_program_with_it(self):
        modules = os.path.join(BUILD, "tests/plugin/modules")
        for sin in ("crashes_in_query", "crashes_at_load", "wrong_major", "no_symbol"):
            self.expect(4, "run", self.plugin_job(os.path.join(modules, f"ingot-{sin}.so")), says=sin)

    def test_nothing_to_do_is_11_when_asked(self):
        lab = self.lab()
        job = self.job(lab.address)
        self.expect(0, "run", job)
        self.expect(11, "run", job, "--fail-on-empty")

    def test_usage_errors_are_2(self):
        for words in (("runn",), ("run",), ("run", "a", "b"), ("run", "a", "--nope")):
            done = subprocess.run([INGOT, *words], capture_output=True, text=True)
            self.assertEqual(done.returncode, 2, words)
            self.assertTrue(done.stderr.startswith("error: "), done.stderr)

    def test_no_secret_is_left_in_any_artefact(self):
        self.files(20)
        self.files(1, size=11 << 20, folder="big")
        lab = self.lab("--refresh", "rotate")
        job = self.job(lab.address, "plan: { part_size: 6MiB }\n", config=OAUTH % lab.address)
        lab.add_faults("faults:\n"
                       "  - { name: f, match: { method: PUT, path: \"/object-store/**\" }, when: { every: 4 }, do: { status: 403 } }\n"
                       "  - { name: c, match: { method: POST, path: /asset-upload-completions }, when: { nth: 2 }, do: { status: 500 } }\n")
        secrets = {"CLIENT_SECRET": "lab-secret", "REFRESH_TOKEN": "lab-refresh-token"}
        done = self.run_ingot("run", job, env=secrets)
        said = (done.stdout + done.stderr).encode() + self.artefacts()
        self.assertGreater(len(said), 1000)
        for secret in (b"lab-secret", b"lab-refresh-token", b"X-Amz-Signature=", b"Bearer "):
            self.assertNotIn(secret, said)
        self.assertIn(done.returncode, (0, 5), done.stdout + done.stderr)
        shutil.rmtree(self.state, ignore_errors=True)


if __name__ == "__main__":
    unittest.main()
