// How long and how far somebody reads: seconds in which the page is seen and something is done on it, and how much of it
// has come into view. The page's ticket says which page it is; without one (guests, people who said no) nothing happens.
import { liveIsReached } from "./live";

const TELL_EVERY = 30_000;
const ACTIVE_FOR = 30_000;

export function startReading(): void {
  const { reading: ticket, readingUrl, readingWebUrl } = document.body.dataset;
  if (!ticket || !readingUrl || !readingWebUrl) return;
  const text = document.querySelector<HTMLElement>("article .prose, article") ?? document.querySelector<HTMLElement>("main");
  let seconds = 0;
  let share = 0;
  let told = 0;
  let active = performance.now();

  const look = () => {
    active = performance.now();
    if (!text || document.querySelector("video, audio")) return; // Of a film one has seen what was played.
    const { top, height } = text.getBoundingClientRect();
    const seen = ((innerHeight - top) / Math.max(1, height)) * 100;
    share = Math.max(share, Math.min(100, Math.round(seen)));
  };
  const tell = () => {
    if (seconds < 1 && share <= told) return;
    const sent = Math.min(60, Math.round(seconds * 10) / 10);
    const url = liveIsReached() ? readingUrl : readingWebUrl;
    if (navigator.sendBeacon(url, new Blob([JSON.stringify([[ticket, sent, share]])], { type: "text/plain" }))) {
      seconds = 0;
      told = share;
    }
  };
  for (const name of ["scroll", "pointermove", "pointerdown", "keydown", "touchmove"])
    addEventListener(name, look, { passive: true });
  // Watching moves no mouse. Events of players do not rise, so they are met on their way down.
  document.addEventListener("timeupdate", ({ target }) => {
    if (!(target instanceof HTMLMediaElement) || target.paused || !target.duration) return;
    active = performance.now();
    share = Math.max(share, Math.min(100, Math.round((target.currentTime / target.duration) * 100)));
  }, true);
  // Whatever else plays or pages says so itself.
  document.addEventListener("attention", (event) => {
    active = performance.now();
    share = Math.max(share, Math.min(100, Math.round((event as CustomEvent<{ share?: number }>).detail?.share ?? 0)));
  });
  setInterval(() => {
    if (!document.hidden && performance.now() - active < ACTIVE_FOR) seconds += 1;
  }, 1000);
  setInterval(tell, TELL_EVERY);
  document.addEventListener("visibilitychange", () => document.hidden && tell());
  addEventListener("pagehide", tell);
  look();
}
