#!/usr/bin/env bash
# Builds ingot-rust-put.so into the folder given, or ./build. Needs rustc and nothing else: no crates, no SDK. Exit code
# 77 where there is no rustc.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/build}
if ! command -v rustc >/dev/null; then
  echo "skipped: there is no rustc" >&2
  exit 77
fi
mkdir -p "$out"
# A panic unwinds as far as the functions of the table, which end the session with it.
rustc --edition 2021 --crate-type cdylib --crate-name ingot_rust_put -O -C panic=unwind -C strip=symbols \
  -C link-arg=-Wl,-z,now --remap-path-prefix "$here=." -D warnings -o "$out/ingot-rust-put.so" "$here/src/lib.rs"
