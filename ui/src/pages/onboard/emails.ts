/** The addresses in a line of text, however they are separated. What is not an address stays, so that the check can name it. */
export function emailList(text: string): string[] {
  return text.split(/[\s,;]+/).filter((part) => part !== "");
}
