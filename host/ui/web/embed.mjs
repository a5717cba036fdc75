// Writes the files of a folder as a C++ table: `node embed.mjs FOLDER OUT.cpp`, see host/ui/assets.hpp.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, relative } from "node:path";

const kMediaTypes = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function mediaTypeOf(path) {
  const type = kMediaTypes[extname(path)];
  if (!type) throw new Error(`${path}: no media type is known for it`);
  return type;
}

const [folder, out] = process.argv.slice(2);
const assets = filesBelow(folder)
  .map((file) => ({ path: `/${relative(folder, file)}`, type: mediaTypeOf(file), bytes: readFileSync(file) }))
  .sort((a, b) => (a.path < b.path ? -1 : 1));
const arrays = assets.map(({ bytes }, i) => `const unsigned char kFile${i}[] = {${bytes.join(",")}};\n`);
const rows = assets.map(({ path, type }, i) => `      {"${path}", "${type}", std::as_bytes(std::span(kFile${i}))},\n`);
writeFileSync(out, `#include "host/ui/assets.hpp"

namespace ingot::ui {

namespace {

${arrays.join("")}
}  // namespace

std::span<const Asset> page_assets() {
  static const Asset kAssets[] = {
${rows.join("")}  };
  return kAssets;
}

}  // namespace ingot::ui
`);
