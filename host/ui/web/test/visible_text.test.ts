import { expect, test } from "vitest";
import { visibleText } from "../src/visible_text";

test.each([
  ["plain ü 漢 🙂.jpg", "plain ü 漢 🙂.jpg"],
  ["<b>&amp;", "<b>&amp;"],
  ["a\nb\u0000", "a\\x0ab\\x00"],
  ["invoice\u202efdp.exe", "invoice\\u202efdp.exe"],
  ["zero\u200bwidth", "zero\\u200bwidth"],
])("%j is shown as %j", (text, shown) => expect(visibleText(text)).toBe(shown));
