/** What a path leads to: the type of the body that may be sent there, and of the one that comes back. */
import type { Model } from "./model.js";
import { operations, roots, type Operation } from "./operations.js";

/** A type the generator can write: an entity of Microsoft's, or one of `wire.ts` (`W.…`). */
export type Shape =
  | { readonly entity: string; readonly many: boolean }
  | { readonly type: string }
  /** Nothing but annotations, which are then not taken out. */
  | { readonly reference: string }
  /** A plain number as text, or bytes: nothing that has a type. */
  | "number"
  | "bytes"
  | "nothing";

/** A path's bodies. */
export interface Place {
  readonly asks: Shape;
  /** The request may come without a body although there is a type for one. */
  readonly bare: boolean;
  readonly answers: Shape;
  /** The path with its keys left out, for people. */
  readonly template: string;
}

/** A path that no type is known for. */
export class UnknownPath extends Error {}

interface At {
  entity: string;
  many: boolean;
}

const nothing: Shape = "nothing";

/** Finds the types of a request's bodies. `path` is below the version. */
export function place(model: Model, method: string, path: string): Place {
  const words = path.split("/").filter((word) => word !== "").map(decodeURIComponent).flatMap(split);
  if (words.length > 1 && namesTenant(words[0] ?? "")) words.shift();
  const root = words.shift();
  if (root === "$batch") return batch(words);
  const start = root === undefined ? undefined : roots[root];
  if (root === undefined || start === undefined) throw new UnknownPath(`no such root: /${root ?? ""}`);
  const at: At = { ...start };
  let template = `/${root}`;
  while (words.length > 0) {
    const word = words.shift() as string;
    template += `/${isKey(model, at, word) ? "{key}" : word}`;
    const end = step(model, at, word, words, method);
    if (end !== undefined) return { ...end, template };
  }
  return { ...plain(method, at), template };
}

/** Goes one segment further; the bodies when it is the last one there can be. */
function step(model: Model, at: At, word: string, rest: string[], method: string): Omit<Place, "template"> | undefined {
  if (word === "$count") return last(rest, { asks: nothing, bare: true, answers: "number" });
  if (word === "$value") return last(rest, { asks: "bytes", bare: false, answers: method === "GET" ? "bytes" : nothing });
  if (word === "$ref") return last(rest, reference(method, at.many));
  const operation = operations[word.replace(/^microsoft\.graph\./i, "").toLowerCase()];
  if (operation !== undefined && operation.on.some((name) => model.descends(at.entity, name))) {
    if ((operation.ofMany ?? false) === at.many) {
      if (rest[0]?.startsWith("=") === true) rest.shift();
      return last(rest, call(operation, at));
    }
  }
  const cast = word.includes(".") ? model.ofODataName(word) : undefined;
  if (cast !== undefined) {
    at.entity = cast;
  } else if (at.many) {
    at.many = false;
  } else {
    const held = model.property(at.entity, word);
    if (held === undefined) throw new UnknownPath(`${at.entity} has no “${word}”`);
    if (!model.has(held.name)) return last(rest, scalar(held.name, held.many, method));
    [at.entity, at.many] = [held.name, held.many];
  }
  return undefined;
}

function last<T>(rest: readonly string[], found: T): T {
  if (rest.length > 0) throw new UnknownPath(`nothing can follow before “${rest.join("/")}”`);
  return found;
}

function batch(rest: readonly string[]): Place {
  const bodies = { asks: { type: "W.BatchRequest" }, bare: false, answers: { type: "W.BatchResponse" } };
  return last(rest, { ...bodies, template: "/$batch" });
}

function plain(method: string, at: At): Omit<Place, "template"> {
  const one: Shape = { entity: at.entity, many: false };
  switch (method) {
    case "GET":
      return { asks: nothing, bare: true, answers: { ...at } };
    case "POST":
      return { asks: one, bare: false, answers: one };
    case "PATCH":
      return { asks: one, bare: false, answers: one };
    case "PUT":
      return at.entity === "SynchronizationSecretKeyStringValuePair"
        ? { asks: { type: "W.Secrets" }, bare: false, answers: nothing }
        : { asks: one, bare: false, answers: one };
    default:
      return { asks: nothing, bare: true, answers: nothing };
  }
}

/** The tenant may stand before the resource: by its own name, its id or a domain. */
function namesTenant(word: string): boolean {
  return word === "myorganization" || (roots[word] === undefined && /^[0-9a-f-]{36}$|^[\w-]+(\.[\w-]+)+$/i.test(word));
}

function reference(method: string, many: boolean): Omit<Place, "template"> {
  const read = many ? "{ value: W.Reference[] }" : "W.NamedReference";
  if (method === "GET") return { asks: nothing, bare: true, answers: { reference: read } };
  if (method === "DELETE") return { asks: nothing, bare: true, answers: nothing };
  return { asks: { reference: "W.Reference" }, bare: false, answers: nothing };
}

function scalar(name: string, many: boolean, method: string): Omit<Place, "template"> {
  const type = { type: `W.Single<${name === "any" ? "unknown" : name}${many ? "[]" : ""}>` };
  return { asks: method === "GET" ? nothing : type, bare: false, answers: method === "GET" ? type : nothing };
}

function call(operation: Operation, at: At): Omit<Place, "template"> {
  const answers = operation.answers === "itself" ? { ...at } : (operation.answers ?? nothing);
  const asks: Shape = operation.asks === undefined ? nothing : { type: operation.asks };
  return { asks, bare: operation.bare ?? false, answers };
}

/** `users('x')` and `applications(appId='x')` are two words; an alternate key and a function's parameters begin with `=`. */
function split(word: string): string[] {
  const found = /^([^(]+)\((.*)\)$/.exec(word);
  if (found === null) return [word];
  const [, name = "", inside = ""] = found;
  return inside === "" ? [name] : [name, `=${inside}`];
}

function isKey(model: Model, at: At, word: string): boolean {
  if (word.startsWith("$") || word.startsWith("microsoft.graph.")) return false;
  if (word.startsWith("=")) return true;
  const operation = operations[word.toLowerCase()];
  return at.many && !(operation?.ofMany === true && operation.on.some((name) => model.descends(at.entity, name)));
}
