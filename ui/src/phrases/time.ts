import { t } from "./index";

/** Seconds up to which an age is no news. */
const JUST_NOW = 10;

/** How long ago, in the coarsest unit that still says something. */
export function ageText(moment: string, now: number): string {
  const seconds = Math.max(0, now - Date.parse(moment)) / 1000;
  return seconds < JUST_NOW ? t("time.justNow") : t("time.ago", { span: spanText(seconds) });
}

/** A span of seconds in words, one unit. */
export function spanText(seconds: number): string {
  if (seconds < 90) return t("time.seconds", { n: Math.max(0, Math.floor(seconds)) });
  if (seconds < 90 * 60) return t("time.minutes", { n: Math.round(seconds / 60) });
  if (seconds < 36 * 3600) return t("time.hours", { n: Math.round(seconds / 3600) });
  return t("time.days", { n: Math.round(seconds / 86_400) });
}

/** A countdown: `14:21`. */
export function countdownText(until: string, now: number): string {
  const left = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  return `${String(Math.floor(left / 60))}:${String(left % 60).padStart(2, "0")}`;
}

/** A day: `2029-11-21`, the same in every language and easy to compare. */
export function dayText(moment: string): string {
  return moment.slice(0, 10);
}

/** A moment on the person's own clock, the day left out when it is today. */
export function momentText(moment: string, now: number): string {
  const at = new Date(moment);
  const clock = at.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  if (at.toDateString() === new Date(now).toDateString()) return t("time.today", { clock });
  return `${at.toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" })}, ${clock}`;
}
