/**
 * The few places where Microsoft's type package itself is known to be wrong or behind, each with its reason. An entry takes
 * one property out of the comparison and puts another type in; one that is never needed fails.
 */
import { readFileSync } from "node:fs";
import type { Model } from "./model.js";

/** One entry. */
export interface Exception {
  /** Interface in the package that has the property, or should have it. */
  readonly type: string;
  readonly property: string;
  /** The type to judge by instead; `G.` are Microsoft's. */
  readonly judged: string;
  readonly reason: string;
  /** Where the reason can be read. */
  readonly source: string;
}

export class Exceptions {
  readonly #used = new Set<Exception>();

  constructor(readonly entries: readonly Exception[]) {
    for (const entry of entries) {
      const complete = [entry.type, entry.property, entry.judged, entry.reason, entry.source].every(
        (words) => typeof words === "string" && words.trim() !== "",
      );
      if (!complete) throw new Error(`an exception needs type, property, judged, reason and source: ${JSON.stringify(entry)}`);
    }
  }

  static read(path: URL): Exceptions {
    return new Exceptions(JSON.parse(readFileSync(path, "utf8")) as Exception[]);
  }

  /** The type to judge a property by, when it is an exception. */
  use(model: Model, owner: string, property: string): string | undefined {
    const found = this.entries.find((entry) => entry.property === property && model.descends(owner, entry.type));
    if (found !== undefined) this.#used.add(found);
    return found?.judged;
  }

  get unused(): readonly Exception[] {
    return this.entries.filter((entry) => !this.#used.has(entry));
  }
}
