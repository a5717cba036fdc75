"""Makes a folder of sample files: many small ones, some of 6-40 MiB, one of 300 MiB, and names that hurt.

Usage: sample_files.py FOLDER [--small N] [--large-mib N]. The content is the same every time."""
import argparse
import os
import random

NAMES = ["a b.jpg", "café.tif", "naïve – dash.psd", "日本語.mov", "🦊 fox.png", "100% #1+2.jpg", "semi;colon&amp.txt",
         "quote'd \"name\".txt", "UPPER.JPG", "no_extension", ".hidden.jpg", "tilde~.txt", "(brackets) [x].png"]


def write(path, size, rng):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        left = size
        block = rng.randbytes(1 << 20)
        while left > 0:
            # A changing first word keeps blocks apart without spending the time on fresh randomness.
            piece = left.to_bytes(8, "little") + block[8:]
            out.write(piece[:left])
            left -= min(left, len(piece))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--small", type=int, default=300)
    parser.add_argument("--large-mib", type=int, default=300)
    args = parser.parse_args()
    rng = random.Random(7)
    for i in range(args.small):
        write(f"{args.folder}/small/{i // 50:02d}/photo {i:04d}.jpg", rng.randint(1, 64 << 10), rng)
    for name in NAMES:
        write(f"{args.folder}/names/{name}", rng.randint(1, 9000), rng)
    for i, mib in enumerate([6, 11, 17, 24, 40]):
        write(f"{args.folder}/medium/clip {i}.mov", (mib << 20) + i, rng)
    if args.large_mib:
        write(f"{args.folder}/large/film.mov", args.large_mib << 20, rng)


main()
