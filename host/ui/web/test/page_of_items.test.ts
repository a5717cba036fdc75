import { afterEach, expect, test, vi } from "vitest";
import type { Item } from "../src/contract";
import { kPage, kPlainQuery } from "../src/items_query";
import { readPage, type PageOfItems } from "../src/page_of_items";

// A table of `size` items of which every `every`th matches; one answer reads at most `stretch` of them.
function serve(size: number, every: number, stretch: number): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    const values = new URL(path, "http://localhost").searchParams;
    const limit = Number(values.get("limit"));
    let at = Number(values.get("after") ?? 0);
    const last = Math.min(size, at + stretch);
    const items: Partial<Item>[] = [];
    while (at < last && items.length < limit) {
      at += 1;
      if (at % every === 0) items.push({ seq: at });
    }
    return new Response(JSON.stringify({ items, next: at < size ? String(at) : null, matched: null }));
  });
  return asked;
}

async function read(after: string | null): Promise<PageOfItems[]> {
  const told: PageOfItems[] = [];
  await readPage(kPlainQuery, after, new AbortController().signal, (page) => told.push(page));
  return told;
}

afterEach(() => vi.unstubAllGlobals());

test("one answer is enough when it fills the page", async () => {
  const asked = serve(1000, 1, 1000);
  const told = await read(null);
  expect(asked.length).toBe(1);
  expect(told).toMatchObject([{ isWhole: true, next: "100" }]);
});

test("a page is put together from stretches, and shown as it grows", async () => {
  serve(100_000, 50, 1000);
  const told = await read(null);
  const whole = told[told.length - 1]!;
  expect(whole.items.map((item) => item.seq)).toEqual(Array.from({ length: kPage }, (_, i) => 50 * (i + 1)));
  expect(told.map((page) => page.isWhole)).toEqual([...told.slice(1).map(() => false), true]);
  const [next] = await read(whole.next);
  expect(next!.items[0]!.seq).toBe(50 * (kPage + 1));
});

test("stretches without a match are gone through to the end", async () => {
  const asked = serve(10_500, 10_400, 1000);
  const told = await read(null);
  expect(asked.length).toBe(11);
  expect(told[told.length - 1]).toMatchObject({ items: [{ seq: 10_400 }], next: null, isWhole: true });
});

test("leaving ends it", async () => {
  const asked = serve(10_000, 20_000, 10);
  const leaving = new AbortController();
  const tell = () => leaving.abort();
  vi.stubGlobal("fetch", ((inner) => async (path: string, options: RequestInit) => {
    options.signal?.throwIfAborted();
    return inner(path);
  })(fetch as (path: string) => Promise<Response>));
  await expect(readPage(kPlainQuery, null, leaving.signal, tell)).rejects.toThrow();
  expect(asked.length).toBe(1);
});
