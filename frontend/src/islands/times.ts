// `<time data-time>`: relative in words, the exact moment as its title, in the time zone the person chose (a
// visitor's: the browser's). One timer for all of them.
import { each } from "../dom";

const language = document.documentElement.lang || undefined;
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const timeZone = known(document.documentElement.dataset["zone"]) ?? here;
const words = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "long" });
const thisYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone });
const otherYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric", timeZone });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short", timeZone });
const steps: [number, Intl.RelativeTimeFormatUnit][] = [[60, "second"], [3600, "minute"], [86_400, "hour"], [604_800, "day"]];
const sizes: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

function known(name: string | undefined): string | undefined {
  try {
    return name && new Intl.DateTimeFormat(undefined, { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined; // A browser older than the name.
  }
}

function inWords(moment: Date): string {
  const seconds = (moment.getTime() - Date.now()) / 1000;
  const unit = steps.find(([limit]) => Math.abs(seconds) < limit)?.[1];
  if (unit === "second") return words.format(0, "second");
  if (unit) return words.format(Math.trunc(seconds / (sizes[unit] ?? 1)), unit);
  return (moment.getFullYear() === new Date().getFullYear() ? thisYear : otherYear).format(moment);
}

function write(time: HTMLTimeElement): void {
  const moment = new Date(time.dateTime);
  if (!Number.isNaN(moment.getTime())) time.textContent = inWords(moment);
}

export function mountTimes(root: HTMLElement): void {
  each<HTMLTimeElement>(root, "time[data-time]", "time", (time) => {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime())) return;
    time.title = exact.format(moment);
    write(time);
  });
}

/** Whoever signs up tells where they are without being asked; the settings can change it. */
export function mountZone(root: HTMLElement): void {
  each<HTMLInputElement>(root, "input[data-zone-guess]", "zone", (input) => (input.value ||= here));
}

setInterval(() => document.querySelectorAll<HTMLTimeElement>("time[data-time]").forEach(write), 30_000);
