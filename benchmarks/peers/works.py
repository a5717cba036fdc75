"""What is sent: one big file, or many small ones. Random bytes, made once, in the page cache afterwards."""
import os
from dataclasses import dataclass

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
PART = 8 * MIB        # size of a part, and of the largest file sent whole, for every client
IN_FLIGHT = 8         # requests at once, for every client that can have several
FILES_PER_FOLDER = 1000


@dataclass(frozen=True)
class Work:
    name: str
    path: str
    files: int
    bytes: int

    @property
    def is_big(self):
        return self.files == 1

    @property
    def puts(self):
        return -(-self.bytes // PART) if self.is_big else self.files

    def per_unit(self, cpu_seconds):
        """CPU-s per GiB of the big file, microseconds for each of the small ones."""
        return cpu_seconds / (self.bytes / GIB) if self.is_big else cpu_seconds / self.files * 1e6

    @property
    def unit(self):
        return "CPU-s/GiB" if self.is_big else "us CPU/file"


def _write(path, size):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        for start in range(0, size, MIB):
            file.write(os.urandom(min(MIB, size - start)))


def big_file(folder, size):
    path = os.path.join(folder, "big", "big.bin")
    _write(path, size)
    return Work(f"one file of {size / GIB:g} GiB", path, 1, size)


def small_files(folder, count, size):
    root = os.path.join(folder, f"small-{count}-{size}")
    for i in range(count):
        _write(os.path.join(root, f"{i // FILES_PER_FOLDER:04d}", f"file-{i:06d}.bin"), size)
    return Work(f"{count} x {size // KIB} KiB", root, count, count * size)


def warm(work):
    """Reads everything once, so that no client pays for the disk."""
    paths = [work.path] if work.is_big else [os.path.join(where, name) for where, _, names in os.walk(work.path)
                                             for name in names]
    for path in paths:
        with open(path, "rb", buffering=0) as file:
            while file.read(MIB):
                pass
