// One page of the items that a query matches, asked of the program; pages are reached by the program's cursors, so the
// millionth costs no more than the first.

import { useEffect, useRef, useState } from "preact/hooks";
import type { ItemsAnswer } from "./contract";
import { itemsPath, type ItemsQuery } from "./items_query";
import { request } from "./request";
import { hasChanged, type Changed } from "./run_view";

const kRefreshPause = 1500; // between two requests for the same page because items changed

export interface ItemsPage {
  answer: ItemsAnswer | null;
  error: string;
  isBusy: boolean; // the answer is still of the page before
  number: number; // from 0
  next: (() => void) | null;
  previous: (() => void) | null;
  reload: () => void;
}

// Items of the page, or ones that may belong on it.
function concerns(answer: ItemsAnswer | null, changed: Changed): boolean {
  return answer === null || answer.next === null || answer.items.some((item) => hasChanged(changed, item.seq));
}

export function useItems(query: ItemsQuery, changed: Changed): ItemsPage {
  const first = itemsPath(query, null);
  const [way, setWay] = useState({ first, cursors: [] as string[] }); // the pages gone through
  const [state, setState] = useState({ path: "", answer: null as ItemsAnswer | null, error: "" });
  const [turn, setTurn] = useState(0); // counts what asks for the same page again
  const latest = useRef(state.answer);
  latest.current = state.answer;

  // Another query begins with its first page.
  const cursors = way.first === first ? way.cursors : [];
  const path = itemsPath(query, cursors[cursors.length - 1] ?? null);
  useEffect(() => {
    const leaving = new AbortController();
    request<ItemsAnswer>(path, { signal: leaving.signal }).then(
      (answer) => setState({ path, answer, error: "" }),
      (error: Error) => {
        if (!leaving.signal.aborted) setState((before) => ({ ...before, path, error: error.message }));
      },
    );
    return () => leaving.abort();
  }, [path, turn]);

  const timer = useRef(0);
  useEffect(() => {
    if (changed.serial === 0 || timer.current !== 0 || !concerns(latest.current, changed)) return;
    timer.current = setTimeout(() => {
      timer.current = 0;
      setTurn((before) => before + 1);
    }, kRefreshPause);
  }, [changed.serial]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const isBusy = state.path !== path;
  const go = (to: string[]) => () => {
    if (!isBusy) setWay({ first, cursors: to });
  };
  const following = state.answer?.next ?? null;
  return {
    answer: state.answer,
    error: state.error,
    isBusy,
    number: cursors.length,
    next: following === null ? null : go([...cursors, following]),
    previous: cursors.length === 0 ? null : go(cursors.slice(0, -1)),
    reload: () => setTurn((before) => before + 1),
  };
}
