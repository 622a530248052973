import type { Commands, Event, WireError } from "../generated/contract";

/** Name of a command. */
export type CommandName = keyof Commands;
/** What a command is given. */
export type RequestOf<K extends CommandName> = Commands[K]["request"];
/** What a command answers. */
export type ResponseOf<K extends CommandName> = Commands[K]["response"];
/** A push from the console; renamed because `Event` is the browser's word for another thing. */
export type ConsoleEvent = Event;

/**
 * The one door to the outside. Everything the interface knows comes through it, so a page that works against a fake host
 * works in the window. A call that fails rejects with a `WireError`.
 */
export interface Host {
  /** Runs a command. */
  call<K extends CommandName>(name: K, request: RequestOf<K>): Promise<ResponseOf<K>>;
  /** Hears pushes until the returned function is called. */
  listen(hear: (event: ConsoleEvent) => void): () => void;
}

/** Whether a rejection is an error of the contract. */
export function isWireError(value: unknown): value is WireError {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

/** Any rejection as an error of the contract; what is not one is a mistake of ours. */
export function toWireError(value: unknown): WireError {
  if (isWireError(value)) return value;
  const details = value instanceof Error ? `${value.name}: ${value.message}` : String(value);
  return { code: "internal", message: "", details };
}
