// RunFeed: keeps a RunView up to date: one event stream, opened again with growing pauses when it breaks, and the whole
// state asked for whenever the stream alone would not tell. Owned by one component; ends with stop().

import type { Progress, Run, RunAnswer, Sample } from "./contract";
import { isFailed, sumWhere } from "./outcomes";
import { request, RequestError } from "./request";
import type { Fact } from "./run_view";

const kFirstPause = 1000;
const kLongestPause = 30_000;
const kRefreshPause = 3000; // between two requests for the whole state
const kMostSamples = 240; // the program joins samples beyond these in pairs

export class RunFeed {
  private source: EventSource | null = null;
  private timer = 0;
  private refreshTimer = 0;
  private failures = 0;
  private failed = -1; // items in the groups last fetched
  private samples = 0;
  private elapsed = 0;
  private isEnded = false;
  private isStopped = false;

  constructor(private readonly tell: (fact: Fact) => void) {}

  start(): void {
    this.isStopped = false;
    this.open();
  }

  stop(): void {
    this.isStopped = true;
    this.close();
    clearTimeout(this.refreshTimer);
    this.refreshTimer = 0;
  }

  // At once: for what the reader has just changed.
  lookAgain(): void {
    clearTimeout(this.refreshTimer);
    this.refreshTimer = 0;
    void this.refresh();
  }

  tryNow(): void {
    this.close();
    this.open();
  }

  private close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  private open(): void {
    this.tell({ is: "link", link: { is: "connecting" } });
    const source = new EventSource("/api/events");
    this.source = source;
    const on = <T>(name: string, act: (data: T) => void) =>
      source.addEventListener(name, (event) => act(JSON.parse((event as MessageEvent<string>).data) as T));
    source.onopen = () => void this.opened();
    source.onerror = () => void this.broken();
    on<Progress>("progress", (progress) => this.progressed(progress));
    on<Sample>("sample", (sample) => this.sampled(sample));
    on<{ changed: number[] }>("items", ({ changed }) => this.tell({ is: "items", changed }));
    on<Run>("end", (run) => {
      this.isEnded = run.end !== null;
      this.tell({ is: "end", run });
      this.lookAgain();
    });
  }

  // The stream is there first, so nothing falls between the state and what follows it.
  private async opened(): Promise<void> {
    const source = this.source;
    if (await this.refresh()) {
      this.failures = 0;
      this.tell({ is: "link", link: { is: "live" } });
    } else if (this.source === source) {
      await this.broken();
    }
  }

  private async broken(): Promise<void> {
    this.close();
    if (this.isStopped) return;
    if (this.isEnded) return this.tell({ is: "link", link: { is: "over" } });
    const pause = Math.min(kLongestPause, kFirstPause * 2 ** this.failures);
    this.failures += 1;
    this.tell({ is: "link", link: { is: "lost", retryAt: Date.now() + pause } });
    this.timer = setTimeout(() => void this.reopen(), pause);
  }

  // An event stream does not say why it was refused; a plain request does.
  private async reopen(): Promise<void> {
    try {
      await request<RunAnswer>("/api/run");
    } catch (error) {
      if (this.isStopped) return;
      if (error instanceof RequestError && error.status === 401) {
        return this.tell({ is: "link", link: { is: "refused" } });
      }
      return this.broken();
    }
    if (!this.isStopped) this.tryNow();
  }

  private progressed(progress: Progress): void {
    this.tell({ is: "progress", progress, now: Date.now() });
    const goesOnAgain = this.isEnded && progress.elapsed_ms > this.elapsed;
    this.elapsed = progress.elapsed_ms;
    if (goesOnAgain || sumWhere(progress.items_by_outcome, isFailed) !== this.failed) {
      this.refreshSoon();
    }
  }

  private sampled(sample: Sample): void {
    this.tell({ is: "sample", sample });
    this.samples += 1;
    if (this.samples > kMostSamples) this.refreshSoon();
  }

  private refreshSoon(): void {
    if (this.refreshTimer !== 0) return;
    this.refreshTimer = setTimeout(() => {
      this.refreshTimer = 0;
      void this.refresh();
    }, kRefreshPause);
  }

  private async refresh(): Promise<boolean> {
    try {
      const answer = await request<RunAnswer>("/api/run");
      if (this.isStopped) return false;
      this.failed = sumWhere(answer.progress.items_by_outcome, isFailed);
      this.samples = answer.samples.length;
      this.isEnded = answer.run.end !== null;
      this.elapsed = answer.progress.elapsed_ms;
      this.tell({ is: "run", answer });
      return true;
    } catch {
      return false; // the stream breaks too, and says so
    }
  }
}
