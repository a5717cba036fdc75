// Fingerprint: the SHA-256 of texts and of whole files, as plan files keep it. Free functions;
// those of files block for the disk.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "host/base/result.hpp"
#include "host/io/files.hpp"

namespace ingot::cli {

// 64 lower-case hexadecimal digits.
Result<std::string> text_sha256(std::string_view text);
// not_found and refused name the file; source_changed: it was written to meanwhile.
Result<std::string> file_sha256(const std::filesystem::path& file);
// Of a file as the scan saw it.
Result<std::string> content_sha256(io::Files& files, const io::SourceFile& source);

}  // namespace ingot::cli
