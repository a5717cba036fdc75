"""Compares a folder with what a lab holds: every file once, whole, with its SHA-256, nothing open, no rule broken.

Usage: check_audit.py FOLDER LAB_ADDRESS REMOTE_PREFIX. Hidden files are expected to be absent. Exit code 1 on a difference."""
import hashlib
import json
import os
import sys
import urllib.request


def main():
    folder, address, prefix = sys.argv[1:4]
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    audit = json.load(opener.open(address + "/__audit"))
    held = {}
    for each in audit["objects"]:
        held.setdefault(each["path"], []).append(each)
    problems, files = [], 0
    for base, _, names in os.walk(folder):
        for name in names:
            if name.startswith("."):
                continue
            files += 1
            path = os.path.join(base, name)
            remote = prefix + "/" + os.path.relpath(path, folder).replace(os.sep, "/")
            found = held.pop(remote, [])
            if len(found) != 1:
                problems.append(f"{remote}: {len(found)} times at the vendor")
                continue
            digest = hashlib.sha256()
            with open(path, "rb") as data:
                for block in iter(lambda: data.read(1 << 20), b""):
                    digest.update(block)
            if found[0].get("sha256") != digest.hexdigest():
                problems.append(f"{remote}: other bytes")
    problems += [f"{path}: nobody sent this" for path in held]
    for name in ("created_twice", "open", "violations"):
        problems += [f"{name}: {json.dumps(each)}" for each in audit[name]]
    for problem in problems:
        print(problem)
    print(f"{files} files, {len(audit['objects'])} at the vendor, {len(problems)} problems")
    return 1 if problems else 0


sys.exit(main())
