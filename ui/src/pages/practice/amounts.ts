/** The longest delay that can be asked for, in milliseconds. */
const LONGEST = 60_000;

/** Ten years in seconds: enough to see every certificate end. */
const FARTHEST = 10 * 365 * 86_400;

/** Whether the text is a delay in milliseconds. */
export function isWait(text: string): boolean {
  return /^\d{1,5}$/.test(text.trim()) && Number(text) <= LONGEST;
}

/** Whether the text is a number of seconds that a clock may be ahead or, below zero, behind. */
export function isClock(text: string): boolean {
  return /^-?\d{1,9}$/.test(text.trim()) && Math.abs(Number(text)) <= FARTHEST;
}

/** Whether the text says how often a trouble is to strike. */
export function isTimes(text: string): boolean {
  return /^\d{1,3}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 100;
}
