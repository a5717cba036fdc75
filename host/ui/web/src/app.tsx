// The page of one run.

import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Group } from "./contract";
import { ItemPanel } from "./item_panel";
import { Items } from "./items";
import { kPlainQuery, placeOf, placeText, type Place } from "./items_query";
import { Facts, Funnel, OutcomeBar } from "./overview";
import { Plots } from "./plots";
import { Attention, Reasons } from "./reasons";
import { RunFeed } from "./run_feed";
import { kEmptyView, shareDone, viewAfter, type RunView } from "./run_view";
import { LinkStatus, RunStatus } from "./status";
import { Outside, percent } from "./words";

function titleOf({ run, progress }: RunView): string {
  if (!run || !progress) return "Ingot";
  return `${run.end === null ? percent(shareDone(progress)) : run.end} · ${run.job}`;
}

// The place in the page's address, both ways.
function usePlace(): [Place, (place: Place) => void] {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  useEffect(() => {
    const follow = () => setPlace(placeOf(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const go = (to: Place) => {
    history.replaceState(null, "", placeText(to) || location.pathname);
    setPlace(to);
  };
  return [place, go];
}

export function App() {
  const [view, tell] = useReducer(viewAfter, kEmptyView);
  const [place, go] = usePlace();
  const feed = useRef<RunFeed | null>(null);
  const table = useRef<HTMLDivElement>(null);
  useEffect(() => {
    feed.current = new RunFeed(tell);
    feed.current.start();
    return () => feed.current?.stop();
  }, []);
  useEffect(() => {
    document.title = titleOf(view);
  }, [titleOf(view)]);

  const open = (item: number) => go({ ...place, item });
  function show(group: Group) {
    go({ query: { ...kPlainQuery, words: group.code, outcomes: [group.outcome] }, item: null });
    table.current?.scrollIntoView();
  }

  const { run, progress, link } = view;
  return (
    <>
      <LinkStatus link={link} onTryNow={() => feed.current?.tryNow()} />
      {run && progress ? (
        <main data-link={link.is}>
          <header>
            <h1><Outside text={run.job} /></h1>
            <p class="quiet">
              run {run.id}, {run.plugin} {run.plugin_version} at <Outside text={run.base_url} />
            </p>
            <RunStatus run={run} progress={progress} />
          </header>
          <OutcomeBar progress={progress} />
          <Facts run={run} progress={progress} />
          <Funnel progress={progress} />
          <Plots samples={view.samples} recent={view.recent} isOver={run.end !== null} />
          {run.end === null && <Attention progress={progress} onOpen={open} />}
          <Reasons groups={view.groups} onShow={show} />
          <div ref={table}>
            <Items run={run} query={place.query} counts={progress.items_by_outcome} changed={view.changed}
              onQuery={(query) => go({ ...place, query })} onOpen={open} onRetried={() => feed.current?.lookAgain()} />
          </div>
        </main>
      ) : (
        link.is === "connecting" && <p class="quiet">Asking the program…</p>
      )}
      {place.item !== null && (
        <ItemPanel key={place.item} seq={place.item} changed={view.changed} onClose={() => go({ ...place, item: null })} />
      )}
    </>
  );
}
