// One page of the items that a query matches, asked of the program; pages are reached by the program's cursors, so the
// millionth costs no more than the first.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Item } from "./contract";
import { readPage, type PageOfItems } from "./page_of_items";
import { itemsPath, type ItemsQuery } from "./items_query";
import { hasChanged, type Changed } from "./run_view";

const kRefreshPause = 1500; // at least, between two readings of the same page because items changed
const kRestShare = 10; // a search that takes long is repeated that much less often

export interface ItemsPage {
  page: PageOfItems | null;
  error: string;
  isBusy: boolean; // the page is still the one before
  number: number; // from 0
  next: (() => void) | null;
  previous: (() => void) | null;
  reload: () => void;
}

// Items of the page, or ones that may belong on it.
function concerns(page: PageOfItems | null, changed: Changed): boolean {
  return page === null || page.next === null || page.items.some((item: Item) => hasChanged(changed, item.seq));
}

export function useItems(query: ItemsQuery, changed: Changed): ItemsPage {
  const first = itemsPath(query, null);
  const [way, setWay] = useState({ first, cursors: [] as string[] }); // the pages gone through
  const [state, setState] = useState({ path: "", page: null as PageOfItems | null, error: "" });
  const [turn, setTurn] = useState(0); // counts what asks for the same page again
  const latest = useRef(state);
  latest.current = state;
  const took = useRef(0); // by the last reading, in milliseconds

  // Another query begins with its first page.
  const cursors = way.first === first ? way.cursors : [];
  const after = cursors[cursors.length - 1] ?? null;
  const path = itemsPath(query, after);
  useEffect(() => {
    const leaving = new AbortController();
    const begun = Date.now();
    // A page read anew replaces the old one when it is whole; another page shows what there is of it.
    const isAnew = latest.current.path === path;
    const tell = (page: PageOfItems) => {
      took.current = Date.now() - begun;
      if (page.isWhole || !isAnew) setState({ path, page, error: "" });
    };
    readPage(query, after, leaving.signal, tell).catch((error: Error) => {
      if (!leaving.signal.aborted) setState((before) => ({ ...before, path, error: error.message }));
    });
    return () => leaving.abort();
  }, [path, turn]);

  const timer = useRef(0);
  useEffect(() => {
    if (changed.serial === 0 || timer.current !== 0 || !concerns(latest.current.page, changed)) return;
    timer.current = setTimeout(() => {
      timer.current = 0;
      setTurn((before) => before + 1);
    }, Math.max(kRefreshPause, kRestShare * took.current));
  }, [changed.serial]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const isBusy = state.path !== path;
  const go = (to: string[]) => () => {
    if (!isBusy) setWay({ first, cursors: to });
  };
  const following = state.page?.next ?? null;
  return {
    page: state.page,
    error: state.error,
    isBusy,
    number: cursors.length,
    next: following === null ? null : go([...cursors, following]),
    previous: cursors.length === 0 ? null : go(cursors.slice(0, -1)),
    reload: () => setTurn((before) => before + 1),
  };
}
