import type { WireError } from "../src/generated/contract";
import type { CommandName, ConsoleEvent, Host, RequestOf, ResponseOf } from "../src/host/host";

/** Answers to commands, by name. */
export type Handlers = { [K in CommandName]?: (request: RequestOf<K>) => ResponseOf<K> | Promise<ResponseOf<K>> };

/** A host under the test's control: it answers what it was told to, notes what it was asked, and pushes on demand. */
export interface FakeHost extends Host {
  /** Every call so far, the oldest first. */
  readonly calls: { name: CommandName; request: unknown }[];
  /** Replaces or adds answers. */
  answer(handlers: Handlers): void;
  /** Pushes an event to whoever listens. */
  push(event: ConsoleEvent): void;
  /** The requests of one command so far. */
  requests<K extends CommandName>(name: K): RequestOf<K>[];
}

/** A command that nobody prepared an answer for fails by name, so that a test never passes on an answer it did not mean. */
export function fakeHost(first: Handlers): FakeHost {
  let handlers = first;
  const calls: FakeHost["calls"] = [];
  const ears = new Set<(event: ConsoleEvent) => void>();
  return {
    calls,
    async call<K extends CommandName>(name: K, request: RequestOf<K>): Promise<ResponseOf<K>> {
      calls.push({ name, request });
      const handler = handlers[name] as ((request: RequestOf<K>) => ResponseOf<K> | Promise<ResponseOf<K>>) | undefined;
      if (!handler) throw new Error(`the fake host has no answer for the command "${name}"`);
      return handler(request);
    },
    listen(hear) {
      ears.add(hear);
      return () => ears.delete(hear);
    },
    answer(more) {
      handlers = { ...handlers, ...more };
    },
    push(event) {
      for (const hear of ears) hear(event);
    },
    requests<K extends CommandName>(name: K) {
      return calls.filter((call) => call.name === name).map((call) => call.request as RequestOf<K>);
    },
  };
}

/** A rejection as the console makes it. */
export function failure(error: WireError): () => Promise<never> {
  return () => Promise.reject(error);
}
