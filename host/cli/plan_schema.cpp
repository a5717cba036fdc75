#include "host/cli/plan_schema.hpp"

namespace ingot::cli {

std::string_view plan_schema() {
  static constexpr std::string_view kSchema = R"({
"$schema": "https://json-schema.org/draft/2020-12/schema",
"title": "ingot.plan/1",
"type": "object",
"required": ["schema", "job", "plugin", "source", "items", "totals"],
"additionalProperties": false,
"properties": {
  "schema": { "const": "ingot.plan/1" },
  "job": {
    "type": "object",
    "required": ["name", "file", "sha256", "params", "profile", "settings_sha256"],
    "properties": {
      "name": { "type": "string" },
      "file": { "type": "string", "description": "absolute path of the job" },
      "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "of its text" },
      "params": { "type": "array", "items": { "type": "string" }, "description": "NAME=VALUE, as given with -p" },
      "profile": { "type": "string", "description": "empty: none" },
      "settings_sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$",
        "description": "of what text, params, profile and environment make of the job" }
    }
  },
  "plugin": {
    "type": "object",
    "required": ["name", "version", "sha256", "path", "base_url"],
    "properties": {
      "name": { "type": "string" },
      "version": { "type": "string" },
      "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "of the plugin's file" },
      "path": { "type": "string", "description": "--plugin-path; empty: none" },
      "base_url": { "type": "string" }
    }
  },
  "source": {
    "type": "object",
    "required": ["name", "table", "table_sha256"],
    "properties": {
      "name": { "type": "string", "description": "for people" },
      "table": { "type": "string", "description": "manifest, records or list of URIs; empty: none" },
      "table_sha256": { "type": "string", "pattern": "^([0-9a-f]{64})?$" }
    }
  },
  "items": {
    "type": "array",
    "description": "every item of the source, one a line, in the order of the scan",
    "items": {
      "type": "object",
      "required": ["key", "verdict", "size", "mtime_ns", "inode"],
      "properties": {
        "key": { "type": "string" },
        "verdict": { "enum": ["send", "skip", "refused", "unreadable"] },
        "code": { "type": "string", "description": "why it is not sent" },
        "size": { "type": "integer", "minimum": 0 },
        "mtime_ns": { "type": "string", "pattern": "^-?[0-9]+$", "description": "nanoseconds since 1970" },
        "inode": { "type": "string", "pattern": "^[0-9]+$" },
        "parts": { "type": "integer", "minimum": 0, "description": "0: not the host's to plan" },
        "part_size": { "type": "integer", "minimum": 0, "description": "of every part but the last, in bytes" },
        "batch": { "type": "integer", "minimum": 1 },
        "values_sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$",
          "description": "of the fields and config values that the vendor's plugin gets for it" },
        "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "of its bytes; only with --digests" }
      }
    }
  },
  "totals": {
    "type": "object",
    "required": ["job", "items", "bytes", "parts", "batches", "requests", "requests_each_part", "skipped", "set_aside", "refused",
                 "unreadable", "excluded"],
    "properties": {
      "job": { "type": "string" },
      "items": { "type": "integer", "minimum": 0, "description": "that are sent" },
      "bytes": { "type": "integer", "minimum": 0 },
      "parts": { "type": ["integer", "null"], "minimum": 0, "description": "null: the vendor's server cuts" },
      "batches": { "type": "integer", "minimum": 0 },
      "requests": { "type": ["integer", "null"], "minimum": 0,
        "description": "of a run in which nothing fails, without polls; null: the plugin does not foretell them" },
      "requests_each_part": { "type": "integer", "minimum": 0,
        "description": "more, for each part that the vendor's server cuts" },
      "skipped": { "type": "integer", "minimum": 0 },
      "set_aside": { "type": "integer", "minimum": 0 },
      "refused": { "type": "integer", "minimum": 0 },
      "unreadable": { "type": "integer", "minimum": 0 },
      "excluded": { "type": "integer", "minimum": 0 }
    }
  }
}
}
)";
  return kSchema;
}

}  // namespace ingot::cli
