/** What was recorded, line by line, with batches taken apart into the requests they carry. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A request and its answer. */
export interface Exchange {
  readonly client: string;
  readonly method: string;
  /** With the version. */
  readonly path: string;
  readonly query: string;
  readonly status: number;
  readonly request?: Json;
  readonly response?: Json;
}

/** All exchanges of a folder. */
export function* recorded(folder: string): Generator<Exchange> {
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  for (const file of files.sort()) {
    for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
      if (line !== "") yield* unfolded(JSON.parse(line) as Exchange);
    }
  }
}

/** A batch as its own exchange without what it carries, then each request it carries. */
export function* unfolded(exchange: Exchange): Generator<Exchange> {
  const questions = rows(exchange.request, "requests");
  if (!exchange.path.endsWith("/$batch") || questions === undefined) {
    yield exchange;
    return;
  }
  const answers = rows(exchange.response, "responses");
  yield {
    ...exchange,
    request: { ...(exchange.request as object), requests: questions.map(withoutBody) },
    ...(answers && { response: { ...(exchange.response as object), responses: answers.map(withoutBody) } }),
  };
  const version = exchange.path.split("/")[1] ?? "";
  for (const question of questions) {
    const answer = answers?.find((candidate) => candidate["id"] === question["id"]);
    if (answer === undefined || typeof question["url"] !== "string" || typeof answer["status"] !== "number") continue;
    const [path = "", query = ""] = question["url"].split(/\?(.*)/s);
    yield {
      client: exchange.client,
      method: String(question["method"]).toUpperCase(),
      path: `/${version}/${path.replace(/^\//, "")}`,
      query,
      status: answer["status"],
      ...(question["body"] !== undefined && { request: question["body"] }),
      ...(answer["body"] !== undefined && { response: answer["body"] }),
    };
  }
}

function rows(body: Json | undefined, name: string): Record<string, Json>[] | undefined {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const found = body[name];
  const all = Array.isArray(found) && found.every((row) => typeof row === "object" && row !== null && !Array.isArray(row));
  return all ? (found as Record<string, Json>[]) : undefined;
}

function withoutBody({ body: _, ...rest }: Record<string, Json>): Record<string, Json> {
  return rest;
}
