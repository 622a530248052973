import { known } from "../../phrases";

/** A recipe's word, or several with commas between them, as people say it; anything else stays as it is. */
export function wordText(value: string): string {
  const words = value.split(", ").map((word) => known(`word.${word}`));
  return words.every((word) => word !== undefined) ? words.join(", ") : value;
}
