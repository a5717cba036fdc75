"""A store for the examples: keeps what is PUT below a folder, and answers with its MD5 as ETag. It compares Content-MD5
and X-Checksum-Sha256 where they are sent. Serves 127.0.0.1 only, until it is ended.

put_server.py --store FOLDER [--port N] [--port-file FILE] [--refuse TEXT]: a path with TEXT in it is answered 400."""
import argparse
import base64
import hashlib
import os
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Store(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        problem = self.problem(path, body)
        if problem:
            return self.answer(400, problem)
        place = os.path.join(self.server.store, path.lstrip("/"))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as out:
            out.write(body)
        self.answer(200, "", ETag=f'"{hashlib.md5(body).hexdigest()}"')

    def problem(self, path, body):
        digests = {"Content-MD5": base64.b64encode(hashlib.md5(body).digest()).decode(),
                   "X-Checksum-Sha256": hashlib.sha256(body).hexdigest()}
        for name, digest in digests.items():
            if self.headers.get(name, digest) != digest:
                return f"{name} is not that of the body"
        if ".." in path.split("/"):
            return "the path leaves the store"
        return "refused, as the store was told to" if self.server.refuse and self.server.refuse in path else ""

    def answer(self, status, message, **headers):
        body = (message + "\n").encode() if message else b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing: tests look at the folder."""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--port-file")
    parser.add_argument("--refuse", default="")
    options = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", options.port), Store)
    server.store, server.refuse = options.store, options.refuse
    if options.port_file:
        with open(options.port_file + ".new", "w") as out:
            print(server.server_address[1], file=out)
        os.rename(options.port_file + ".new", options.port_file)
    print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
