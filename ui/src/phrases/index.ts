import type { ErrorCode } from "../generated/contract";
import { en } from "./en";
import { type ErrorWords, errorWords as enErrors } from "./en/errors";

/** Every sentence of the interface has a key; a missing one does not compile. */
export type Key = keyof typeof en;
/** The words of one language, complete. */
export type Phrases = Readonly<Record<Key, string>>;

type Gaps<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Gaps<Rest> : never;
type Fill<K extends Key> = [Gaps<(typeof en)[K]>] extends [never] ? [] : [Readonly<Record<Gaps<(typeof en)[K]>, string | number>>];
type Counted = { [K in Key]: K extends `${infer Base}.one` ? (`${Base}.many` extends Key ? Base : never) : never }[Key];

interface Language {
  readonly words: Phrases;
  readonly errors: Readonly<Record<ErrorCode, ErrorWords>>;
}

/** The languages there are; a further one is its folder beside `en`, and a line here. */
const languages: Readonly<Record<string, Language>> = { en: { words: en, errors: enErrors } };

/** The language of this window: the system's, where we speak it. */
export const language: string = navigator.languages.map((tag) => tag.split("-")[0] ?? "").find((tag) => tag in languages) ?? "en";
const { words, errors }: Language = languages[language] ?? { words: en, errors: enErrors };

/** The sentence for a key, its gaps filled. */
export function t<K extends Key>(key: K, ...fill: Fill<K>): string {
  return filled(words[key], fill[0]);
}

/** The sentence for a number of things: `key.one` or `key.many`, with `{n}` filled. */
export function tn(key: Counted, n: number): string {
  const form = (n === 1 ? `${key}.one` : `${key}.many`) as Key;
  return filled(words[form], { n });
}

/** The sentence for a name that comes from outside, when there is one. */
export function known(key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key as Key] : undefined;
}

function filled(sentence: string, fill: Readonly<Record<string, string | number>> | undefined): string {
  return fill ? sentence.replace(/\{(\w+)\}/g, (gap, name: string) => String(fill[name] ?? gap)) : sentence;
}

/** The words for an error code. */
export function errorText(code: ErrorCode): ErrorWords {
  return errors[code];
}
