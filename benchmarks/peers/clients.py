"""The programs compared: how each is told to do the same work, with and without digests it need not make.

`same integrity`: every PUT is vouched for by a digest that the store checks, as the client does it by itself.
`protocol`: only what the protocol insists on; digests the client can be told to leave out are left out.
What was vouched for in fact is counted by the sink and stands in the table.
"""
import os
import shutil
import subprocess

from works import IN_FLIGHT, PART, MIB

SAME, PROTOCOL = "same integrity", "protocol"
KEYS = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench-secret", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": ""}


class Client:
    """A program that puts a work to the sink. `command` may write what it needs into `folder`, which is new each time."""
    name = package = ""
    program = ""
    version_flag = "--version"
    environment = {}
    note = ""

    def is_there(self):
        return shutil.which(self.program) is not None

    def version(self):
        said = subprocess.run([self.program, self.version_flag], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return (said.stdout or said.stderr).strip().splitlines()[0]

    def takes(self, work, integrity):
        return True

    def command(self, work, address, ca_file, integrity, folder):
        raise NotImplementedError

    def variables(self, folder):
        return self.environment


class Ingot(Client):
    name = "ingot"
    package = "this project: ninja ingot ingot-objectput"

    def __init__(self, build, in_flight=IN_FLIGHT):
        self.program = os.path.join(build, "bin", "ingot")
        self.plugins = os.path.join(build, "lib", "ingot", "benchmarks")
        self.in_flight = in_flight

    version_flag = "version"

    def command(self, work, address, ca_file, integrity, folder):
        root = os.path.dirname(work.path) if work.is_big else work.path
        job = os.path.join(folder, "job.yaml")
        with open(job, "w") as text:
            text.write(f"version: 1\njob: bench\n"
                       f"vendor:\n  plugin: objectput\n  isolate: none\n  base_url: {address}\n"
                       f"  config: {{ content_md5: {'true' if integrity == SAME else 'false'} }}\n"
                       f"scan: {{ folder: {{ root: {root} }} }}\n"
                       f"plan: {{ part_size: {PART // MIB}MiB }}\n"
                       f"upload: {{ in_flight: {self.in_flight} }}\n")
        trust = ["--ca-file", ca_file] if address.startswith("https") else []
        return [self.program, "run", "-q", job, "--plugin-path", self.plugins, "--state", os.path.join(folder, "state"),
                *trust]


class Rclone(Client):
    name = package = program = "rclone"
    version_flag = "version"

    def command(self, work, address, ca_file, integrity, folder):
        size = f"{PART // MIB}M"
        flags = ["--config", os.path.join(folder, "none.conf"), "--retries", "1", "--transfers", str(IN_FLIGHT),
                 "--checkers", str(IN_FLIGHT), "--ca-cert", ca_file, "--s3-provider", "Other", "--s3-endpoint", address,
                 "--s3-access-key-id", "bench", "--s3-secret-access-key", "bench-secret", "--s3-no-check-bucket",
                 "--s3-chunk-size", size, "--s3-upload-cutoff", size, "--s3-upload-concurrency", str(IN_FLIGHT)]
        if integrity == PROTOCOL:
            flags += ["--s3-disable-checksum", "--ignore-checksum", "--s3-no-head"]
        verb = "copyto" if work.is_big else "copy"
        return [self.program, verb, work.path, ":s3:bench/" + ("big.bin" if work.is_big else "drop"), *flags]


class Aws(Client):
    """aws-cli with its classic transfer. Its other one, the CRT of Debian 12, is left out: it connects to ports 80 and 443
    only, whatever the endpoint says, and the sink's ports are the system's choice."""
    name = "aws-cli"
    package = "awscli"
    program = "/usr/bin/aws"

    def variables(self, folder):
        config = os.path.join(folder, "aws.conf")
        with open(config, "w") as text:
            text.write(f"[default]\ns3 =\n  preferred_transfer_client = default\n"
                       f"  max_concurrent_requests = {IN_FLIGHT}\n"
                       f"  multipart_threshold = {PART // MIB}MB\n  multipart_chunksize = {PART // MIB}MB\n")
        return {**KEYS, "AWS_CONFIG_FILE": config, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}

    def command(self, work, address, ca_file, integrity, folder):
        flags = ["--endpoint-url", address, "--ca-bundle", ca_file, "--only-show-errors"]
        if integrity == PROTOCOL:
            flags.append("--no-sign-request")  # else the signature digests every body sent over plain HTTP
        target = "s3://bench/" + ("big.bin" if work.is_big else "drop/")
        return [self.program, "s3", "cp", work.path, target, *([] if work.is_big else ["--recursive"]), *flags]


class S3cmd(Client):
    name = package = program = "s3cmd"
    note = "one request at a time"

    def command(self, work, address, ca_file, integrity, folder):
        scheme, place = address.split("://")
        config = os.path.join(folder, "s3cmd.conf")
        with open(config, "w") as text:
            text.write("[default]\naccess_key = bench\nsecret_key = bench-secret\n")
        flags = ["--config", config, "--host", place, "--host-bucket", place, "--region", "us-east-1", "--no-progress",
                 "--quiet", f"--multipart-chunk-size-mb={PART // MIB}",
                 *(["--ssl", "--ca-certs", ca_file] if scheme == "https" else ["--no-ssl"])]
        if integrity == PROTOCOL:
            flags += ["--no-check-md5", "--no-preserve", "--signature-v2"]
        source = [work.path] if work.is_big else ["--recursive", work.path + "/"]
        return [self.program, "put", *source, "s3://bench/" + ("big.bin" if work.is_big else "drop/"), *flags]


class Curl(Client):
    name = package = program = "curl"
    note = "one PUT, no parts"

    def takes(self, work, integrity):
        return work.is_big and integrity == PROTOCOL

    def command(self, work, address, ca_file, integrity, folder):
        return [self.program, "--silent", "--show-error", "--fail", "--cacert", ca_file, "-H", "Expect:", "-T", work.path,
                address + "/bench/big.bin", "-o", os.devnull]


def all_clients(build):
    return [Ingot(build), Rclone(), Aws(), S3cmd(), Curl()]
