#include "host/run/report_page.hpp"

#include <span>

#include "host/digest/hasher.hpp"

namespace ingot::run {

// Neither text holds `<` or `&`, so the page is well-formed XML as well.
std::string_view page_style() {
  return R"css(
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #59636e; --paper: #ffffff; --panel: #f6f8fa;
  --rule: #d1d9e0; --s1: #2563a8; --s2: #b4561d; --s3: #7d4fa5; --good: #1a7f37; --bad: #c0262d; --wait: #9a6700; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --quiet: #9aa5b1; --paper: #0d1117; --panel: #161b22; --rule: #343c46; --s1: #6cb0f5;
    --s2: #f0a35e; --s3: #c79bf0; --good: #4ac267; --bad: #ff7b72; --wait: #e3b341; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
header p { margin: 0; overflow-wrap: anywhere; }
pre { overflow-x: auto; padding: .5rem .75rem; background: var(--panel); border: 1px solid var(--rule);
  border-radius: .4rem; font: .9rem/1.5 ui-monospace, monospace; }
.quiet { color: var(--quiet); }
.good { color: var(--good); } .bad { color: var(--bad); } .wait { color: var(--wait); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .5rem; margin: 1rem 0; }
dl div { background: var(--panel); border: 1px solid var(--rule); border-radius: .4rem; padding: .5rem .75rem; }
dt { color: var(--quiet); font-size: .85rem; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
dl .wide { grid-column: 1 / -1; }
dl .wide dd { font-weight: 400; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: .75rem; }
.plots.wide { grid-template-columns: repeat(2, minmax(0, 1fr)); }
.plots + table { margin-top: 1rem; }
figure { margin: 0; padding: .75rem; background: var(--panel); border: 1px solid var(--rule); border-radius: .4rem; }
figcaption { font-weight: 600; }
svg.plot, svg.bar { display: block; width: 100%; height: auto; }
svg.bar { height: 1rem; border-radius: .3rem; margin: .5rem 0; }
svg.key { width: .7em; height: .7em; }
.legend { margin: .25rem 0 0; font-size: .85rem; color: var(--quiet); }
.legend span { margin-right: 1rem; }
.grid { stroke: var(--rule); fill: none; }
.tick { fill: var(--quiet); font-size: 14px; }
.tick.end { text-anchor: end; } .tick.middle { text-anchor: middle; }
.s1 { stroke: var(--s1); } .s2 { stroke: var(--s2); } .s3 { stroke: var(--s3); }
.s1.area { fill: var(--s1); fill-opacity: .25; } .line { fill: none; }
.s1.fill { fill: var(--s1); } .s2.fill { fill: var(--s2); } .s3.fill { fill: var(--s3); }
rect.good { fill: var(--good); } rect.bad { fill: var(--bad); } rect.wait { fill: var(--wait); }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--rule);
  overflow-wrap: break-word; }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
#outcomes { width: auto; min-width: min(24rem, 100%); }
#failed th { position: sticky; top: 0; background: var(--paper); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.name, td.long { overflow-wrap: anywhere; unicode-bidi: isolate; }
td.name { font-family: ui-monospace, monospace; }
.filter { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .5rem 0; }
input, select { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--rule);
  border-radius: .3rem; padding: .3rem .5rem; min-width: 0; }
input { flex: 1 1 14rem; }
[hidden] { display: none; }
@media (min-width: 64rem) { td.name { min-width: 12rem; } }
@media (max-width: 44rem) {
  body { padding: .75rem; }
  thead { display: none; }
  tr { display: block; border-bottom: 2px solid var(--rule); padding: .4rem 0; }
  tr[hidden] { display: none; }
  td, td.number { display: flex; gap: .75rem; text-align: left; border: 0; padding: .1rem 0; }
  td::before { content: attr(data-label); color: var(--quiet); flex: 0 0 6.5rem; font-family: system-ui, sans-serif; }
  td:empty { display: none; }
  td { overflow-wrap: anywhere; }
  .plots.wide { grid-template-columns: minmax(0, 1fr); }
}
@media print { .filter { display: none; } #outcomes { width: auto; min-width: min(24rem, 100%); }
#failed th { position: static; } }
)css";
}

std::string_view page_script() {
  return R"js(
'use strict';
(function () {
  const words = document.getElementById('words');
  const outcome = document.getElementById('outcome');
  if (!words) return;
  const rows = Array.from(document.querySelectorAll('#failed tbody tr'));
  const texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
  const shown = document.getElementById('shown');
  function apply() {
    const wanted = words.value.toLowerCase().split(' ').filter(Boolean);
    let count = 0;
    rows.forEach(function (row, i) {
      const isWanted = (outcome.value === '' || row.dataset.outcome === outcome.value) ?
        wanted.every(function (word) { return texts[i].includes(word); }) : false;
      row.hidden = !isWanted;
      if (isWanted) count += 1;
    });
    shown.textContent = count + ' of ' + rows.length + ' shown';
  }
  words.addEventListener('input', apply);
  outcome.addEventListener('change', apply);
  document.getElementById('filter').hidden = false;
  apply();
})();
)js";
}

static Result<std::string> source_hash(std::string_view text) {
  INGOT_TRY(digest::Hasher hasher, digest::Hasher::start(digest::Algorithm::sha256));
  hasher.update(std::as_bytes(std::span(text)));
  INGOT_TRY(const digest::DigestValue value, hasher.finish());
  return "'sha256-" + value.base64() + "'";
}

Result<std::string> page_policy() {
  INGOT_TRY(const std::string style, source_hash(page_style()));
  INGOT_TRY(const std::string script, source_hash(page_script()));
  return "default-src 'none'; style-src " + style + "; script-src " + script +
         "; base-uri 'none'; form-action 'none'";
}

}  // namespace ingot::run
