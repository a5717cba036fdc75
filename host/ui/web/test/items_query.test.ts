import { expect, test } from "vitest";
import { itemsPath, kPlainQuery, placeOf, placeText, type Place } from "../src/items_query";

test("a plain query asks for the first page of everything", () => {
  expect(itemsPath(kPlainQuery, null)).toBe("/api/items?limit=100");
});

test("words cannot become other parameters", () => {
  const path = itemsPath({ words: " a&outcome=b#c ", outcomes: ["failed", "auth"], sort: "size", isDescending: true }, "x=1");
  const asked = new URL(path, "http://localhost").searchParams;
  expect(Object.fromEntries(asked)).toEqual({
    q: "a&outcome=b#c", outcome: "failed,auth", sort: "size", desc: "1", after: "x=1", limit: "100",
  });
});

test("a place survives the address", () => {
  const places: Place[] = [
    { query: kPlainQuery, item: null },
    { query: { words: "a b&c=ü#", outcomes: ["failed"], sort: "duration", isDescending: true }, item: 7 },
  ];
  for (const place of places) expect(placeOf(placeText(place))).toEqual(place);
  expect(placeText({ query: kPlainQuery, item: null })).toBe("");
});

test.each(["#item=0", "#item=-1", "#item=1e3", "#item=x", "#sort=price", "#%E0%A4%A"])("%s is no place of its own", (hash) => {
  expect(placeOf(hash)).toMatchObject({ query: { sort: "seq" }, item: null });
});
