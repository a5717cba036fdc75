#include "tests/plugin/sample_records.hpp"

namespace ingot::plugin::test {

SessionShape sample_shape(std::uint32_t op) {
  SessionShape shape;
  shape.op = op;
  if (shape.is_item_operation()) {
    shape.items.resize(3);
    shape.items[0].size = 1000;
    shape.items[2].has_bytes = false;
  }
  return shape;
}

static ingot_span lay_segments(RecordLayout& layout, const std::vector<ingot_seg>& segments) {
  const ingot_span span = layout.array<ingot_seg>(segments.size());
  for (std::size_t i = 0; i < segments.size(); ++i)
    layout.put(span.off + i * sizeof(ingot_seg), segments[i]);
  return span;
}

static ingot_span lay_headers(RecordLayout& layout) {
  const ingot_span span = layout.array<ingot_header>(2);
  const ingot_header auth{layout.text("Authorization"),
                          lay_segments(layout, {{INGOT_SEG_LIT, 0, 0, 0, layout.text("Bearer ")},
                                                {INGOT_SEG_SECRET, INGOT_ENC_RAW, 0, 0,
                                                 layout.text("session.token")}})};
  const ingot_header md5{
      layout.text("Content-MD5"),
      lay_segments(layout, {{INGOT_SEG_DIGEST, UINT32_MAX, 0, 0, layout.text("md5/base64")}})};
  layout.put(span.off, auth);
  layout.put(span.off + sizeof(ingot_header), md5);
  return span;
}

Record sample_http(std::uint64_t id) {
  return record_of<ingot_ac_http>(INGOT_AC_HTTP, id, [](ingot_ac_http& head, RecordLayout& layout) {
    head.h.flags = INGOT_F_IDEMPOTENT | INGOT_F_JOURNAL;
    head.n_url = 1;
    head.n_headers = 2;
    head.n_body = 3;
    head.n_items = 2;
    head.n_capture = 1;
    head.timeout_ms = 5000;
    head.max_response = 4096;
    head.priority = 3;
    head.method = layout.text("PUT");
    head.url = lay_segments(
        layout, {{INGOT_SEG_LIT, 0, 0, 0, layout.text("https://api.example/a?b=%20c")}});
    head.headers = lay_headers(layout);
    head.body = lay_segments(
        layout, {{INGOT_SEG_LIT, 0, 0, 0, layout.text(std::string_view("\0\r\n\xFF", 4))},
                 {INGOT_SEG_FILE, 0, 100, 900, {0, 0}},
                 {INGOT_SEG_DIGEST, 0, 0, 1000, layout.text("sha256/hex")}});
    head.items = layout.array<std::uint32_t>(2);
    layout.put(head.items.off, std::uint32_t{0});
    layout.put(head.items.off + 4, std::uint32_t{2});
    head.capture = layout.array<ingot_capture>(1);
    layout.put(head.capture.off,
               ingot_capture{layout.text("/access_token"), layout.text("session.token")});
    head.auth = layout.text("account");
  });
}

Record sample_wait(std::uint64_t id) {
  return record_of<ingot_ac_wait>(
      INGOT_AC_WAIT, id, [](ingot_ac_wait& head, RecordLayout&) { head.until_ms = 1234567; });
}

Record sample_digest(std::uint64_t id) {
  return record_of<ingot_ac_digest>(INGOT_AC_DIGEST, id,
                                    [](ingot_ac_digest& head, RecordLayout& layout) {
                                      head.item = 0;
                                      head.off = 10;
                                      head.len = 990;
                                      head.alg = layout.text("crc32c");
                                    });
}

Record sample_state(std::uint64_t id) {
  return record_of<ingot_ac_state>(INGOT_AC_STATE, id,
                                   [](ingot_ac_state& head, RecordLayout& layout) {
                                     head.schema = 5;
                                     head.blob = layout.text(std::string_view("\x01\x00\xFF", 3));
                                   });
}

Record sample_item(std::uint32_t item, std::uint64_t id) {
  return record_of<ingot_ac_item>(INGOT_AC_ITEM, id,
                                  [item](ingot_ac_item& head, RecordLayout& layout) {
                                    head.item = item;
                                    head.result = INGOT_IT_RETRYABLE;
                                    head.retry_after_ms = 1500;
                                    head.remote_id = layout.text("asset-1");
                                    head.code = layout.text("throttled");
                                    head.message = layout.text("slow down\nplease");
                                    head.meta = layout.text(R"({"upload":[1,2.5e3,null]})");
                                  });
}

Record sample_note(std::uint64_t id, std::string_view text) {
  return record_of<ingot_ac_note>(INGOT_AC_NOTE, id,
                                  [text](ingot_ac_note& head, RecordLayout& layout) {
                                    head.level = INGOT_NOTE_WARN;
                                    head.item = UINT32_MAX;
                                    head.text = layout.text(text);
                                  });
}

Record sample_abandon(std::uint64_t id, std::uint64_t target) {
  return record_of<ingot_ac_abandon>(
      INGOT_AC_ABANDON, id,
      [target](ingot_ac_abandon& head, RecordLayout&) { head.target = target; });
}

Record sample_result(std::uint64_t id, std::uint32_t result) {
  return record_of<ingot_ac_result>(INGOT_AC_RESULT, id,
                                    [result](ingot_ac_result& head, RecordLayout& layout) {
                                      head.result = result;
                                      head.expires_in_ms = 3'600'000;
                                      head.message = layout.text("no");
                                    });
}

std::vector<Record> all_samples() {
  return {sample_http(), sample_wait(), sample_digest(),  sample_state(),
          sample_item(), sample_note(), sample_abandon(), sample_result()};
}

}  // namespace ingot::plugin::test
