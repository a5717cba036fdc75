"""The documentation against the program: pages that are generated, blocks of YAML, links, codes.

INGOT_UPDATE_GOLDEN=1 writes the generated pages anew."""
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from walkthrough import fences
from world import BUILD, INGOT, SOURCE, Lab

PAGES = ("job", "commands", "codes", "plugins")
VENDORS = ("bim360", "dash", "managedassets", "sessionupload", "tenovos")
SECTIONS = ("version", "job", "params", "vendor", "scan", "validate", "plan", "upload", "complete", "lifecycle", "failure", "report",
            "profiles", "tests")
# YAML of other programs.
FOREIGN = {"scrape_configs", "on"}
BASE = {"version": "version: 1\n", "job": "job: documented\n",
        "vendor": "vendor: { plugin: dash, config: { access_token: { secret: \"env:DASH_TOKEN\" }, lifecycle_call: { path: /x } } }\n",
        "scan": "scan: { folder: { root: . } }\n"}

# Of documented jobs, where a season will not do.
PARAMS = {"address": "http://127.0.0.1:8090", "project": "b.00000000-0000-4000-8000-000000000000"}


def ingot(*words, cwd=None, env=None):
    # Only the plugins of this build, and nothing of the user's.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INGOT_")}
    return subprocess.run([INGOT, *words], capture_output=True, text=True, timeout=60, cwd=cwd, env={**environment, **(env or {})})


def is_whole_build():
    return all(os.path.exists(os.path.join(BUILD, f"lib/ingot/plugins/ingot-{vendor}.so")) for vendor in VENDORS)


def markdown():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=SOURCE,
                            capture_output=True, text=True)
    found = listed.stdout.split() if listed.returncode == 0 else [
        os.path.relpath(os.path.join(base, name), SOURCE) for base, folders, names in os.walk(SOURCE)
        if not re.search(r"/(build|node_modules|\.git)(/|$)", base) for name in names if name.endswith(".md")]
    return sorted(path for path in found if os.path.exists(os.path.join(SOURCE, path)))


class Generated(unittest.TestCase):
    @unittest.skipUnless(is_whole_build(), "the pages tell of all plugins")
    def test_the_reference_is_what_the_program_says_of_itself(self):
        for page in PAGES:
            path = os.path.join(SOURCE, "docs/reference", page + ".md")
            made = ingot("reference", page)
            self.assertEqual(made.returncode, 0, made.stderr)
            if os.environ.get("INGOT_UPDATE_GOLDEN"):
                with open(path, "w", encoding="utf-8") as out:
                    out.write(made.stdout)
            with open(path, encoding="utf-8") as committed:
                self.assertEqual(committed.read(), made.stdout, f"docs/reference/{page}.md: `ingot reference {page}` makes it")

    def test_another_page_is_a_usage_error(self):
        self.assertEqual(ingot("reference", "nothing").returncode, 2)


class Links(unittest.TestCase):
    def test_every_link_within_the_documentation_leads_somewhere(self):
        for page in markdown():
            with open(os.path.join(SOURCE, page), encoding="utf-8") as text:
                words = re.sub(r"```.*?```|`[^`\n]*`", "", text.read(), flags=re.S)
            for target in re.findall(r"\]\(([^)\s]+)\)", words):
                if re.match(r"[a-z]+:|#", target):
                    continue
                path = os.path.join(SOURCE, os.path.dirname(page), target.split("#")[0])
                self.assertTrue(os.path.exists(path), f"{page}: {target}")


class Quoted(unittest.TestCase):
    def test_the_plugin_on_its_page_is_the_one_that_is_tested(self):
        page = {fence.title: fence.text for fence in fences(os.path.join(SOURCE, "docs/howto/write-a-plugin.md"))}
        for title, path in (("manifest.json", "example_manifest.json"), ("example.cpp", "example_plugin.cpp")):
            with open(os.path.join(SOURCE, "tests/sdk", path), encoding="utf-8") as original:
                self.assertEqual(page[title], original.read(), path)


def sections(text):
    """{top-level key: its lines} of a YAML text in block style."""
    found, key = {}, None
    for line in text.splitlines(keepends=True):
        begins = re.match(r"([A-Za-z_][\w-]*):", line)
        if begins:
            key = begins.group(1)
        if key:
            found[key] = found.get(key, "") + line
    return found


class Blocks(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="ingot-docs-")

    def tearDown(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def lint(self, text, place):
        path = os.path.join(self.folder, "job.yaml")
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        variables = {name: "x" for name in re.findall(r"env:([A-Z_]+)", text)}
        if "${env:PWD}" in text:
            variables["PWD"] = self.folder
        needed = re.findall(r"^  (\w+): \{ type: \w+, required: true", text, flags=re.M)
        flags = [word for name in needed for word in ("-p", f"{name}={PARAMS.get(name, '2027-spring')}")]
        done = ingot("validate", path, "--no-scan", *flags, cwd=self.folder, env=variables)
        self.assertEqual(done.returncode, 0, f"{place}\n{text}\n{done.stdout}{done.stderr}")

    def job_of(self, given):
        """A fragment in a job around it."""
        whole = {**BASE, **given}
        if not re.search(r"(folder|records|uris):", whole["scan"]):
            whole["scan"] += "  folder: { root: . }\n"
        return "".join(whole[key] for key in SECTIONS if key in whole)

    def config_of(self, vendor, given):
        """Keys of a plugin's config in its quickstart."""
        with open(os.path.join(SOURCE, "pipelines", vendor + "-quickstart.yaml"), encoding="utf-8") as text:
            job = text.read()
        for key, lines in given.items():
            job = re.sub(rf"^    {key}:.*\n", "", job, flags=re.M)
            indented = "".join("    " + line for line in lines.splitlines(keepends=True))
            job = job.replace("  config:\n", "  config:\n" + indented)
        return job.replace("required: true", "default: x")

    def check(self, page, fence):
        place, given = f"{page}:{fence.line}", sections(fence.text)
        vendor = re.match(r"plugins/(\w+)/", page)
        if FOREIGN & set(given):
            return None
        if "faults" in given:
            return self.start_lab(vendor.group(1) if vendor else "dash", fence.text, place)
        if "version" in given and "job" in given:
            return self.lint(fence.text, place)
        if set(given) <= set(SECTIONS):
            return self.lint(self.job_of(given), place)
        self.assertTrue(vendor, f"{place}: neither a job, nor a part of one, nor faults of a lab")
        self.lint(self.config_of(vendor.group(1), given), place)

    def start_lab(self, vendor, text, place):
        path = os.path.join(self.folder, "faults.yaml")
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        folder = tempfile.mkdtemp(dir=self.folder)
        try:
            lab = Lab(vendor, folder, "--faults", path, "--store", os.path.join(folder, "store"))
        except RuntimeError as refused:
            self.fail(f"{place}: {refused}")
        lab.stop()

    @unittest.skipUnless(is_whole_build(), "blocks tell of all plugins")
    def test_every_yaml_block_is_accepted(self):
        seen, elsewhere = 0, 0
        for page in markdown():
            if page.startswith("tests/"):
                continue
            for fence in fences(os.path.join(SOURCE, page)):
                if fence.language != "yaml":
                    continue
                # The tutorial's mistakes, and a plugin that is not built here: the walkthroughs compare what is said of them.
                if "acess_token" in fence.text or "plugin: example" in fence.text:
                    elsewhere += 1
                    continue
                with self.subTest(page=page, line=fence.line):
                    self.check(page, fence)
                seen += 1
        self.assertGreater(seen, 15)
        self.assertEqual(elsewhere, 2)

    def test_documented_jobs_are_accepted(self):
        for name in sorted(os.listdir(os.path.join(SOURCE, "pipelines"))):
            if not os.path.exists(os.path.join(BUILD, f"lib/ingot/plugins/ingot-{name.split('-')[0]}.so")):
                continue
            with open(os.path.join(SOURCE, "pipelines", name), encoding="utf-8") as text:
                self.lint(text.read(), "pipelines/" + name)


# How code gives an item its reason: the first text behind these.
GIVEN = re.compile(r'End::\w+,\s*"(\w+)"|\.(?:rejected|conflict|skipped)\(\s*[\w\.:<>()]+,\s*"(\w+)"|'
                   r'Refusal\{\s*"(\w+)"|\.code = "(\w+)"|end_all\([^;"]*"(\w+)"|k(?:Row|File)\w+ = "(\w+)"|refuse\("(\w+)"|'
                   r'\bunreadable\(.*?, "(\w+)",|\bproblem\(walk, .*?, "(\w+)",', re.S)
SCAN = re.compile(r'std::string_view k\w+ = "(\w+)"')


class Codes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        listed = ingot("explain", "--output", "json")
        cls.entries = json.loads(listed.stdout)

    def known(self, *kinds):
        return {entry["code"] for entry in self.entries if entry["kind"] in kinds}

    def codes_in(self, folder, pattern=GIVEN, skip=()):
        found = {}
        for base, folders, names in os.walk(os.path.join(SOURCE, folder)):
            folders[:] = [name for name in folders if name not in ("lab", "transcripts", "build")]
            for name in names:
                if not name.endswith((".cpp", ".hpp")) or name in skip:
                    continue
                with open(os.path.join(base, name), encoding="utf-8") as text:
                    for match in pattern.finditer(text.read()):
                        found.setdefault(next(word for word in match.groups() if word), os.path.join(folder, name))
        return found

    def test_every_reason_the_host_gives_is_explained(self):
        given = {**self.codes_in("host/run", skip=("words.cpp",)), **self.codes_in("host/transfer"),
                 **self.codes_in("host/io", SCAN, skip=())}
        self.assertGreater(len(given), 15, given)
        known = self.known("item", "job file")
        for code, where in given.items():
            self.assertIn(code, known, where)

    @unittest.skipUnless(is_whole_build(), "each plugin is asked")
    def test_every_reason_a_plugin_gives_is_explained_and_every_declared_one_is_given(self):
        kit = self.codes_in("sdk/kit")
        self.assertGreater(len(kit), 8)
        for code, where in kit.items():
            self.assertIn(code, self.known("item"), where)
        for vendor in VENDORS:
            declared, given = self.known("item, " + vendor), self.codes_in("plugins/" + vendor)
            self.assertGreater(len(given), 3, vendor)
            for code, where in given.items():
                self.assertIn(code, declared | self.known("item"), where)
            sources = ""
            for name in os.listdir(os.path.join(SOURCE, "plugins", vendor)):
                if name.endswith(".cpp"):
                    with open(os.path.join(SOURCE, "plugins", vendor, name), encoding="utf-8") as text:
                        sources += text.read()
            for code in declared:
                self.assertIn(f'"{code}"', sources, f"{vendor} declares a code that it never gives")

    def test_every_word_is_found_by_its_name(self):
        for name in {entry["code"] for entry in self.entries}:
            done = ingot("explain", name)
            self.assertEqual(done.returncode, 0, name)
            self.assertIn(name, done.stdout)
        unknown = ingot("explain", "J2006")
        self.assertEqual(unknown.returncode, 2)
        self.assertIn("did you mean", ingot("explain", "left_behnd").stderr)

    def test_exit_codes_in_the_sources_are_explained(self):
        with open(os.path.join(SOURCE, "host/cli/exit_code.hpp"), encoding="utf-8") as text:
            codes = re.findall(r"k\w+ = (\d+)", text.read())
        self.assertGreater(len(codes), 12)
        for code in codes:
            self.assertIn(code, self.known("exit code"))


if __name__ == "__main__":
    unittest.main()
