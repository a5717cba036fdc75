// PageOfItems: as many items as the table shows at once, put together from as many answers as that takes.

import type { Item, ItemsAnswer } from "./contract";
import { itemsPath, kPage, type ItemsQuery } from "./items_query";
import { request } from "./request";

export interface PageOfItems {
  items: Item[];
  next: string | null;
  matched: number | null;
  isWhole: boolean; // else the search goes on
}

// Tells of the page whenever there is more of it, the last time when it is whole. Throws what request() does.
export async function readPage(
  query: ItemsQuery, after: string | null, signal: AbortSignal, tell: (page: PageOfItems) => void,
): Promise<void> {
  let items: Item[] = [];
  let cursor = after;
  for (;;) {
    const answer: ItemsAnswer = await request(itemsPath(query, cursor, kPage - items.length), { signal });
    items = [...items, ...answer.items];
    cursor = answer.next;
    const isWhole = cursor === null || items.length >= kPage;
    tell({ items, next: cursor, matched: answer.matched, isWhole });
    if (isWhole) return;
  }
}
