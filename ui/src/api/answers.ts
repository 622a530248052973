import type { Answers, RunView, WireError } from "../generated/contract";
import { toWireError } from "../host/host";

/** What the saver tells whoever watches it. */
export interface AnswerState {
  /** What the boxes show: always the person's own latest typing. */
  readonly answers: Answers;
  /** Something typed is not kept yet. */
  readonly pending: boolean;
  /** How many times answers were kept; a preview made of an older count is out of date. */
  readonly kept: number;
  /** Why the last attempt to keep them failed; the next edit tries again. */
  readonly error: WireError | undefined;
}

/** Milliseconds without a keystroke after which answers are kept. */
export const QUIET_MS = 200;

/**
 * Keeps answers as they are typed: after a short quiet, one save at a time, and when several pile up only the last is sent.
 * What a save answers never replaces what the person has typed since.
 */
export class AnswerSaver {
  private state: AnswerState;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> | undefined;
  private edits = 0;
  private readonly watchers = new Set<() => void>();
  private readonly save: (answers: Answers) => Promise<RunView>;

  constructor(initial: Answers, save: (answers: Answers) => Promise<RunView>) {
    this.save = save;
    this.state = { answers: initial, pending: false, kept: 0, error: undefined };
  }

  /** The present state; the same object until something changes. */
  readonly read = (): AnswerState => this.state;

  /** Watches until the returned function is called. */
  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Takes an edit and keeps it soon. */
  readonly edit = (change: Partial<Answers>): void => {
    this.edits += 1;
    this.set({ answers: { ...this.state.answers, ...change }, pending: true });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), QUIET_MS);
  };

  /** Keeps now whatever is not kept yet; resolves when nothing is pending or a save failed. */
  readonly flush = async (): Promise<void> => {
    clearTimeout(this.timer);
    while (this.sending) await this.sending;
    if (!this.state.pending) return;
    this.sending = this.send().finally(() => {
      this.sending = undefined;
    });
    await this.sending;
  };

  /** Takes the console's answers, unless the person is ahead of them. */
  adopt(answers: Answers): void {
    if (!this.state.pending && !this.sending && JSON.stringify(answers) !== JSON.stringify(this.state.answers)) this.set({ answers });
  }

  private async send(): Promise<void> {
    const edit = this.edits;
    try {
      await this.save(this.state.answers);
      this.set({ pending: edit !== this.edits, kept: this.state.kept + 1, error: undefined });
    } catch (thrown) {
      this.set({ error: toWireError(thrown) });
    }
  }

  private set(change: Partial<AnswerState>): void {
    this.state = { ...this.state, ...change };
    for (const watcher of this.watchers) watcher();
  }
}
