import { commandTags, type Tag, type WireError } from "../generated/contract";
import { type CommandName, type ConsoleEvent, type Host, type RequestOf, type ResponseOf, toWireError } from "../host/host";

/** What is known of one read. */
export interface Read<T> {
  /** The last answer, kept while a newer one is under way. */
  readonly data: T | undefined;
  /** Why the last attempt failed. */
  readonly error: WireError | undefined;
  /** An answer is under way. */
  readonly loading: boolean;
}

interface Entry {
  readonly command: CommandName;
  readonly tags: readonly Tag[];
  read: Read<unknown>;
  /** Counts attempts and pushes, so that a slow answer never replaces a newer one. */
  turn: number;
  stale: boolean;
  readonly watchers: Set<() => void>;
  fetch(): void;
}

const nothingYet: Read<never> = { data: undefined, error: undefined, loading: true };

/**
 * Answers by command and request. A read is made once and shared; the contract's own tags say which reads a change spoils,
 * so no page keeps a list of what to refresh. A read that nobody watches is only marked and made again when looked at.
 */
export class Cache {
  private readonly entries = new Map<string, Entry>();
  private readonly ears = new Set<(event: ConsoleEvent) => void>();
  private readonly host: Host;

  constructor(host: Host) {
    this.host = host;
  }

  /** Starts hearing the host's pushes; the returned function stops it. */
  start(): () => void {
    return this.host.listen((event) => {
      this.hear(event);
      for (const ear of this.ears) ear(event);
    });
  }

  /** Hears pushes after the cache has taken note of them. */
  onEvent(ear: (event: ConsoleEvent) => void): () => void {
    this.ears.add(ear);
    return () => this.ears.delete(ear);
  }

  /** Runs a command and marks what it made stale. Rejects with a `WireError`. */
  async call<K extends CommandName>(name: K, request: RequestOf<K>): Promise<ResponseOf<K>> {
    try {
      const response = await this.host.call(name, request);
      this.spoil(commandTags[name].stales);
      return response;
    } catch (thrown) {
      const error = toWireError(thrown);
      if (error.code === "not_signed_in" || error.code === "sign_in_again") this.spoil(["session"]);
      throw error;
    }
  }

  /** What is known of a read now. */
  peek<K extends CommandName>(name: K, request: RequestOf<K>): Read<ResponseOf<K>> {
    return (this.entries.get(keyOf(name, request))?.read ?? nothingYet) as Read<ResponseOf<K>>;
  }

  /** Watches a read, and makes it when it is missing or stale. */
  watch<K extends CommandName>(name: K, request: RequestOf<K>, watcher: () => void): () => void {
    const entry = this.entry(name, request);
    entry.watchers.add(watcher);
    if (entry.stale) entry.fetch();
    return () => entry.watchers.delete(watcher);
  }

  /** Takes an answer that came by another way: a push, or the response of a change. */
  put<K extends CommandName>(name: K, request: RequestOf<K>, data: ResponseOf<K>): void {
    const entry = this.entry(name, request);
    entry.turn += 1;
    entry.stale = false;
    this.tell(entry, { data, error: undefined, loading: false });
  }

  /** Makes a read before anybody watches it. Settles, never rejects: a failure is kept for whoever watches. */
  ask<K extends CommandName>(name: K, request: RequestOf<K>): Promise<void> {
    return this.load(this.entry(name, request), name, request);
  }

  /** Makes a read again. */
  refresh<K extends CommandName>(name: K, request: RequestOf<K>): void {
    this.entry(name, request).fetch();
  }

  /** Marks every read made of these tags; those being watched are made again at once. */
  spoil(tags: readonly Tag[], except?: CommandName): void {
    if (tags.length === 0) return;
    for (const entry of this.entries.values()) {
      if (entry.command === except || !entry.tags.some((tag) => tags.includes(tag))) continue;
      entry.stale = true;
      if (entry.watchers.size > 0) entry.fetch();
    }
  }

  private hear(event: ConsoleEvent): void {
    switch (event.kind) {
      case "stale":
        return this.spoil(event.tags);
      case "run":
        this.put("run", { run: event.run.id }, event.run);
        return this.spoil(["runs"], "run");
      case "proof":
        this.put("proof_state", { run: event.proof.run }, { proof: event.proof });
        // A test that ended has changed its run: its evidence, its open items.
        return event.proof.phase === "finished" || event.proof.phase === "failed" ? this.spoil(["runs"]) : undefined;
      case "sign_in":
        this.put("signin_state", {}, event.phase);
        if (event.session) {
          this.put("session", {}, event.session);
          this.spoil(["applications", "runs", "gallery", "people", "practice"]);
        }
    }
  }

  private entry<K extends CommandName>(name: K, request: RequestOf<K>): Entry {
    const key = keyOf(name, request);
    const known = this.entries.get(key);
    if (known) return known;
    const entry: Entry = {
      command: name,
      tags: commandTags[name].reads,
      read: nothingYet,
      turn: 0,
      stale: true,
      watchers: new Set(),
      fetch: () => void this.load(entry, name, request),
    };
    this.entries.set(key, entry);
    return entry;
  }

  private async load<K extends CommandName>(entry: Entry, name: K, request: RequestOf<K>): Promise<void> {
    const turn = ++entry.turn;
    entry.stale = false;
    this.tell(entry, { ...entry.read, loading: true });
    try {
      const data = await this.host.call(name, request);
      if (turn === entry.turn) this.tell(entry, { data, error: undefined, loading: false });
    } catch (thrown) {
      if (turn !== entry.turn) return;
      const error = toWireError(thrown);
      this.tell(entry, { data: entry.read.data, error, loading: false });
      if (name !== "session" && (error.code === "not_signed_in" || error.code === "sign_in_again")) this.spoil(["session"]);
    }
  }

  private tell(entry: Entry, read: Read<unknown>): void {
    entry.read = read;
    for (const watcher of entry.watchers) watcher();
  }
}

function keyOf(name: CommandName, request: object): string {
  return `${name} ${JSON.stringify(request)}`;
}
