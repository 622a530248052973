/**
 * One JSON value as a TypeScript literal of a type, for the compiler to judge. Object literals stay fresh, nested ones too, so
 * that a property the type does not have is an error wherever it stands.
 *
 * Four things are taken out by rule, each judged by a type of its own instead of not at all:
 * 1. annotations (a name with `@`): control information of OData, not properties. Judged as `W.Annotations`; what stands
 *    before the `@` must be a property of the entity.
 * 2. objects that name a derived type (`@odata.type`): written as a constant of that type and referred to by name, so that
 *    the compiler decides whether the derived type may stand there.
 * 3. flags, several members of an enumeration joined by commas: each member by itself.
 * 4. properties listed in `exceptions.json`: judged as the type given there.
 */
import type { Exceptions } from "./exceptions.js";
import type { Json } from "./exchange.js";
import type { Model } from "./model.js";

/** A value written down. */
export interface Literal {
  readonly text: string;
  /** Equal for values that say the same about their type. */
  readonly shape: string;
}

/** Something judged by itself. */
export interface Aside {
  readonly type: string;
  readonly text: string;
  readonly shape: string;
}

/** What was taken out of a value. */
export class Asides {
  readonly #found: Aside[] = [];
  readonly #trouble: string[] = [];

  /** Notes a value; the returned mark stands for it in the text until it has a name. */
  add(type: string, literal: Literal): string {
    const index = this.#found.push({ type, ...literal }) - 1;
    return `\u0000${index}\u0000`;
  }

  wrong(words: string): void {
    this.#trouble.push(words);
  }

  get all(): readonly Aside[] {
    return this.#found;
  }

  get trouble(): readonly string[] {
    return this.#trouble;
  }
}

/** What every step of writing needs. */
export interface Desk {
  readonly model: Model;
  readonly exceptions: Exceptions;
  readonly asides: Asides;
}

/** Schema and open extensions are the tenant's own properties, which no type can know. */
const extension = /^extension_[0-9a-f]{32}_\w+$/;

/** Writes a value of a type; `entity` is its name in the definitions, if it is an entity. */
export function literal(value: Json, entity: string | undefined, desk: Desk): Literal {
  if (Array.isArray(value)) return list(value, entity, desk);
  if (typeof value === "object" && value !== null) return object(value, entity, desk);
  return primitive(value, entity, desk);
}

function primitive(value: null | boolean | number | string, type: string | undefined, desk: Desk): Literal {
  const text = JSON.stringify(value);
  if (typeof value !== "string") return { text, shape: value === null ? "null" : typeof value };
  if (type === undefined || !desk.model.isEnumeration(type)) return { text, shape: "string" };
  const members = value.split(",");
  if (members.length > 1) {
    for (const member of members) desk.asides.add(desk.model.named(type), { text: JSON.stringify(member), shape: member });
    return { text: `${JSON.stringify(members[0])}`, shape: text };
  }
  return { text, shape: text };
}

/** Rows that say nothing new are left out. */
function list(rows: readonly Json[], entity: string | undefined, desk: Desk): Literal {
  const kept = new Map<string, string>();
  for (const row of rows) {
    const written = literal(row, entity, desk);
    if (!kept.has(written.shape)) kept.set(written.shape, written.text);
  }
  return { text: `[${[...kept.values()].join(", ")}]`, shape: `[${[...kept.keys()].sort().join(",")}]` };
}

function object(fields: Record<string, Json>, declared: string | undefined, desk: Desk): Literal {
  const named = fields["@odata.type"];
  const derived = typeof named === "string" ? desk.model.ofODataName(named) : undefined;
  if (typeof named === "string" && derived === undefined && !/^#(Collection\()?[A-Z]\w+\)?$/.test(named)) {
    desk.asides.wrong(`Microsoft's types have no “${named}”`);
  }
  const actual = derived ?? declared;
  const parts: Literal[] = [];
  const annotations: Record<string, Json> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name.includes("@")) annotations[name] = value;
    else if (!extension.test(name)) parts.push(...property(name, value, actual, desk));
  }
  judge(annotations, actual, desk);
  const text = `{ ${parts.map((part) => part.text).join(", ")} }`;
  const shape = `{${parts.map((part) => part.shape).sort().join(",")}}`;
  if (derived === undefined || derived === declared) return { text, shape };
  return { text: desk.asides.add(desk.model.named(derived), { text, shape }), shape: `${derived}${shape}` };
}

function property(name: string, value: Json, owner: string | undefined, desk: Desk): Literal[] {
  const except = owner === undefined ? undefined : desk.exceptions.use(desk.model, owner, name);
  if (except !== undefined) {
    desk.asides.add(except, literal(value, undefined, desk));
    return [];
  }
  const held = owner === undefined ? undefined : desk.model.property(owner, name)?.name;
  const written = literal(value, held, desk);
  return [{ text: `${JSON.stringify(name)}: ${written.text}`, shape: `${name}:${written.shape}` }];
}

/** Notes annotations, once per kind. */
function judge(annotations: Record<string, Json>, owner: string | undefined, desk: Desk): void {
  for (const [name, value] of Object.entries(annotations)) {
    const written = { text: `{ ${JSON.stringify(name)}: ${JSON.stringify(value)} }`, shape: "" };
    const kind = Array.isArray(value) ? "list" : typeof value;
    desk.asides.add("W.Annotations", { ...written, shape: `${name}:${kind}` });
    const about = name.slice(0, name.indexOf("@"));
    if (about !== "" && owner !== undefined) {
      desk.asides.add(`keyof ${desk.model.named(owner)}`, { text: JSON.stringify(about), shape: about });
    }
  }
}
