#!/usr/bin/python3
"""The vendor's side of an upload into a real S3 store: begins and completes uploads and signs URLs, with boto3.

    s3_desk.py ENDPOINT CREDENTIALS_FILE

One JSON object per line on stdin, one answer per line on stdout, until stdin ends. Every answer has `status` and
`code` (S3's error code, empty on success). It never sends the bytes of a part: that is what is under test.

    {"op": "create", "key"}                                   id
    {"op": "sign_part", "key", "id", "number", ...}           url    ...: "lives_s", and if wanted "signed_ago_s"
    {"op": "sign_object", "key", ...}                         url         and "content_md5", which is then signed
    {"op": "complete", "key", "id", "parts": [[n, etag]]}     etag
    {"op": "abort", "key", "id"}
    {"op": "parts", "key", "id"}                              parts: [[n, size, etag]]
    {"op": "head", "key"}                                     size, etag
    {"op": "sha256", "key"}                                   sha256 of what the store gives back, in hex
"""
import datetime
import hashlib
import json
import os
import sys
import types

# Signed by botocore itself: the CRT, which it prefers where that is installed, takes its own clock for the present.
os.environ["BOTO_DISABLE_CRT"] = "true"
import boto3
import botocore.auth
from botocore.config import Config
from botocore.exceptions import ClientError

BUCKET = "ingot"


class ShiftedTime(datetime.datetime):
    """What botocore takes for the present while it signs; lets a test have a URL that has expired without waiting."""
    ago = datetime.timedelta(0)

    @classmethod
    def utcnow(cls):
        return datetime.datetime.utcnow() - cls.ago


botocore.auth.datetime = types.SimpleNamespace(datetime=ShiftedTime, timedelta=datetime.timedelta)


class Desk:
    def __init__(self, endpoint, credentials):
        self._s3 = boto3.client(
            "s3", endpoint_url=endpoint, aws_access_key_id=credentials["access_key"],
            aws_secret_access_key=credentials["secret_key"], region_name=credentials["region"],
            config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, retries={"max_attempts": 0},
                          proxies={}))
        self._s3.create_bucket(Bucket=BUCKET)

    def _sign(self, method, wish, **parameters):
        if wish.get("content_md5"):
            parameters["ContentMD5"] = wish["content_md5"]
        ShiftedTime.ago = datetime.timedelta(seconds=wish.get("signed_ago_s", 0))
        try:
            return {"url": self._s3.generate_presigned_url(
                method, Params={"Bucket": BUCKET, "Key": wish["key"], **parameters}, ExpiresIn=wish["lives_s"])}
        finally:
            ShiftedTime.ago = datetime.timedelta(0)

    def sign_part(self, wish):
        return self._sign("upload_part", wish, UploadId=wish["id"], PartNumber=wish["number"])

    def sign_object(self, wish):
        return self._sign("put_object", wish)

    def create(self, wish):
        return {"id": self._s3.create_multipart_upload(Bucket=BUCKET, Key=wish["key"])["UploadId"]}

    def complete(self, wish):
        parts = [{"PartNumber": number, "ETag": etag} for number, etag in wish["parts"]]
        self._s3.complete_multipart_upload(Bucket=BUCKET, Key=wish["key"], UploadId=wish["id"],
                                           MultipartUpload={"Parts": parts})
        # Not the answer's own ETag: radosgw leaves it empty. What HEAD says is what a reader will see.
        return self.head(wish)

    def abort(self, wish):
        self._s3.abort_multipart_upload(Bucket=BUCKET, Key=wish["key"], UploadId=wish["id"])
        return {}

    def parts(self, wish):
        found = self._s3.list_parts(Bucket=BUCKET, Key=wish["key"], UploadId=wish["id"]).get("Parts", [])
        return {"parts": [[part["PartNumber"], part["Size"], part["ETag"].strip('"')] for part in found]}

    def head(self, wish):
        found = self._s3.head_object(Bucket=BUCKET, Key=wish["key"])
        return {"size": found["ContentLength"], "etag": found["ETag"].strip('"')}

    def sha256(self, wish):
        digest = hashlib.sha256()
        for block in self._s3.get_object(Bucket=BUCKET, Key=wish["key"])["Body"].iter_chunks(1 << 20):
            digest.update(block)
        return {"sha256": digest.hexdigest()}


OPERATIONS = ("create", "sign_part", "sign_object", "complete", "abort", "parts", "head", "sha256")


def answer(desk, wish):
    if wish["op"] not in OPERATIONS:
        raise ValueError(f"no such operation: {wish['op']}")
    try:
        return {"status": 200, "code": "", **getattr(desk, wish["op"])(wish)}
    except ClientError as refusal:
        return {"status": refusal.response["ResponseMetadata"]["HTTPStatusCode"],
                "code": refusal.response["Error"]["Code"]}


def main():
    with open(sys.argv[2]) as credentials:
        desk = Desk(sys.argv[1], json.load(credentials))
    for line in sys.stdin:
        print(json.dumps(answer(desk, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
