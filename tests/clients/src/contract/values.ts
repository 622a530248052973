/**
 * Recorded bodies as a TypeScript module: one constant for each that says something new. A request counts when Doorward sent
 * it or the tenant accepted it; what others sent and the tenant refused was wrong on purpose. Answers always count.
 */
import type { Exceptions } from "./exceptions.js";
import type { Exchange, Json } from "./exchange.js";
import { Asides, literal, type Aside, type Desk, type Literal } from "./literal.js";
import { definitions, Model } from "./model.js";
import { UnknownPath, place, type Place, type Shape } from "./place.js";

/** A constant, and where its value was seen first. */
export interface Value {
  readonly origin: string;
  readonly type: string;
  readonly text: string;
}

/** Where a body that has no type was seen. */
export interface Trouble {
  readonly origin: string;
  readonly words: string;
}

/** A body on its way into the module. */
interface Body {
  readonly body: Json | undefined;
  readonly shape: Shape;
  readonly bare: boolean;
  readonly origin: string;
  readonly model: Model;
}

export class Values {
  readonly all: Value[] = [];
  readonly trouble: Trouble[] = [];
  exchanges = 0;
  readonly #seen = new Map<string, string>();

  readonly #models = new Map<string, Model>();

  constructor(private readonly exceptions: Exceptions) {}

  /** Takes in what an exchange says. */
  add(exchange: Exchange): void {
    this.exchanges += 1;
    const [refused, ours] = [exchange.status >= 400, exchange.client.startsWith("Doorward/")];
    const [, version = "", ...rest] = exchange.path.split("/");
    const model = this.#model(version);
    if (refused) this.#failure(exchange, model);
    if (refused && !ours) return;
    let found: Place;
    try {
      found = place(model, exchange.method, rest.join("/"));
    } catch (error) {
      if (!(error instanceof UnknownPath)) throw error;
      this.#wrong(`${exchange.method} ${exchange.path}`, `no type is known for this path: ${error.message}`);
      return;
    }
    const origin = `${exchange.method} /${version}${found.template}`;
    const asker = `${origin}, request of ${exchange.client || "a client without name"}`;
    // A body where none belongs has no meaning and is not looked at, by Graph either; Doorward sends none.
    const meant = ours || found.asks !== "nothing";
    if (meant) this.#body({ body: exchange.request, shape: found.asks, bare: found.bare, origin: asker, model });
    if (refused) return;
    const answer = `${origin}, answer ${exchange.status}`;
    const shape: Shape = exchange.status === 204 || exchange.status === 202 ? "nothing" : found.answers;
    this.#body({ body: exchange.response, shape, bare: false, origin: answer, model });
    if (exchange.response !== undefined && typeof shape === "object" && found.template !== "/$batch") {
      this.#annotated(exchange.response, answer, model);
    }
  }

  /** The whole module. */
  module(): string {
    const values = this.all.map((value, index) => `const v${index}: ${value.type} = ${value.text};`);
    return `${[...this.#head(), ...values].join("\n")}\n`;
  }

  /** The constant on a line of the module, counted from 1. */
  at(line: number): Value | undefined {
    return this.all[line - 1 - this.#head().length];
  }

  /** Definitions that nothing was recorded for are left out: they are large. */
  #head(): string[] {
    const used = [...this.#models.values()].map(({ source }) => `import type * as ${source.alias} from "${source.name}";`);
    return [...used, 'import type * as W from "doorward-wire";', "export {};"];
  }

  #model(version: string): Model {
    const source = version === "beta" ? definitions.beta : definitions["v1.0"];
    const model = this.#models.get(source.name) ?? new Model(source);
    this.#models.set(source.name, model);
    return model;
  }

  #failure(exchange: Exchange, model: Model): void {
    const body = exchange.response ?? null;
    // What an order on a fault or a rule says is text; which names it has is what counts.
    const desk = this.#desk(model);
    const origin = `${exchange.method} ${exchange.path}, refusal ${exchange.status}`;
    this.#keep("W.Failure", literal(body, undefined, desk), desk, origin);
  }

  #body({ body, shape, bare, origin, model }: Body): void {
    if (body === undefined || (body === null && bare)) {
      if (shape !== "nothing" && !bare) this.#wrong(origin, "there is no body");
      return;
    }
    if (shape === "nothing") {
      const empty = typeof body === "object" && body !== null && Object.keys(body).length === 0;
      if (!empty) this.#wrong(origin, `there should be no body: ${JSON.stringify(body).slice(0, 200)}`);
      return;
    }
    if (shape === "bytes") return;
    if (shape === "number") {
      if (typeof body !== "number") this.#wrong(origin, `not a number: ${JSON.stringify(body)}`);
      return;
    }
    const desk = this.#desk(model);
    if ("reference" in shape) {
      this.#keep(shape.reference, referring(body), desk, origin);
    } else if ("type" in shape) {
      this.#keep(shape.type, literal(body, undefined, desk), desk, origin);
    } else if (shape.many) {
      const written = collection(body, shape.entity, desk);
      this.#keep(`{ value: ${model.named(shape.entity)}[] }`, written, desk, origin);
    } else {
      this.#keep(model.named(shape.entity), literal(body, shape.entity, desk), desk, origin);
    }
  }

  #annotated(body: Json, origin: string, model: Model): void {
    if (typeof body !== "object" || body === null || Array.isArray(body)) return;
    const names = Object.entries(body).filter(([name]) => name.startsWith("@"));
    const text = names.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(", ");
    const shape = names.map(([name, value]) => `${name}:${typeof value}`).sort().join(",");
    this.#keep("W.Answered", { text: `{ ${text} }`, shape }, this.#desk(model), origin);
  }

  #desk(model: Model): Desk {
    return { model, exceptions: this.exceptions, asides: new Asides() };
  }

  /** Adds a value and what was taken out of it, unless the same was seen before. */
  #keep(type: string, written: Literal, desk: Desk, origin: string): void {
    for (const words of desk.asides.trouble) this.#wrong(origin, words);
    const names: string[] = [];
    for (const aside of desk.asides.all) names.push(this.#constant(aside, names, origin));
    this.#constant({ type, ...written }, names, origin);
  }

  #constant(value: Aside, names: readonly string[], origin: string): string {
    const key = `${value.type}\n${value.shape}`;
    const known = this.#seen.get(key);
    if (known !== undefined) return known;
    const text = value.text.replace(/\u0000(\d+)\u0000/g, (_, index: string) => names[Number(index)] ?? "undefined");
    const name = `v${this.all.push({ origin, type: value.type, text }) - 1}`;
    this.#seen.set(key, name);
    return name;
  }

  #wrong(origin: string, words: string): void {
    const key = `${origin}\n${words}`;
    if (this.#seen.has(key)) return;
    this.#seen.set(key, "");
    this.trouble.push({ origin, words });
  }
}

/** References are annotations and nothing else; the context of a list of them is judged with every answer's. */
function referring(body: Json): Literal {
  const { "@odata.context": _, ...rest } = typeof body === "object" && !Array.isArray(body) ? (body ?? {}) : { value: body };
  const text = JSON.stringify(rest);
  return { text, shape: text.replace(/"(?:https?:[^"]*)"/g, '"…"') };
}

/** `value` by its entity; what stands beside it as the rules say. */
function collection(body: Json, entity: string, desk: Desk): Literal {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return literal(body, undefined, desk);
  const { value, ...rest } = body;
  const around = literal(rest, undefined, desk);
  if (value === undefined) return around;
  const rows = literal(value, entity, desk);
  const text = around.text === "{  }" ? `{ "value": ${rows.text} }` : `{ "value": ${rows.text}, ${around.text.slice(2)}`;
  return { text, shape: `${around.shape}${rows.shape}` };
}
