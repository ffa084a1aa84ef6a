// News while the page is open. The server only says that something is new; the page then asks, as its viewer.
// `feed`: a pill counts new entries. `notify`: the bell. `item`: `live:item` for what waits for it. `ask`: all three.
import htmx from "htmx.org";
import { el, icon, later, word } from "../dom";

const LONGEST_WAIT = 60_000;
const POLL_EVERY = 60_000;
const GIVE_UP_AFTER = 4;

const ask = {
  bell: later(300, async () => {
    const bell = document.querySelector<HTMLElement>("[data-bell]");
    const url = bell?.dataset["bellUrl"];
    if (!bell || !url) return;
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const text = await answer.text();
    const count = Number(text.startsWith("{") ? (JSON.parse(text) as { count: number }).count : text) || 0;
    const badge = bell.querySelector<HTMLElement>(".bell-count");
    if (!badge) return;
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? "99+" : String(count);
    bell.setAttribute("aria-label", count ? word("bell-new", { n: count }) : (bell.dataset["bell"] ?? ""));
  }),
  feed: later(400, async () => {
    const feed = document.querySelector<HTMLElement>("[data-new-url]");
    const url = feed?.dataset["newUrl"];
    if (!feed || !url) return;
    const answer = await fetch(`${url}?newest=${encodeURIComponent(feed.dataset["newest"] ?? "")}`);
    if (answer.ok) announce(feed, ((await answer.json()) as { count: number }).count);
  }),
};

let isReached = false;

// Whether the live process answers this browser: it may stand behind a closed port.
export const liveIsReached = (): boolean => isReached;

function announce(feed: HTMLElement, count: number): void {
  const before = document.querySelector<HTMLElement>(".live-pill");
  if (!count) return before?.remove();
  const words = count === 1 ? word("one-new") : word("many-new", { n: count });
  if (before) { before.lastChild!.textContent = words; return; }
  const pill = el("a", { class: "button button-primary button-small live-pill", href: location.href }, icon("arrow-up"), el("span", { role: "status" }, words));
  pill.addEventListener("click", (event) => {
    event.preventDefault();
    window.scrollTo({ top: 0 });
    location.reload();
  });
  feed.before(pill);
}

function tellItems(id = ""): void {
  for (const waiting of document.querySelectorAll("[data-live-item]")) htmx.trigger(waiting, "live:item", { id });
  if (id) htmx.trigger(document.body, `live:item-${id}`, {});
}

export function startLive(): void {
  const { liveUrl } = document.body.dataset;
  if (!liveUrl) return;
  const url = new URL(liveUrl, location.href);
  const item = document.querySelector<HTMLElement>("[data-live-item]")?.dataset["liveItem"];
  if (item) url.searchParams.set("item", item);
  let source: EventSource | null = null;
  let failures = 0;
  let timer = 0;
  const all = () => { ask.bell(); ask.feed(); };
  const connect = () => {
    source?.close();
    source = new EventSource(url, { withCredentials: true });
    source.addEventListener("open", () => { isReached = true; if (failures) { all(); tellItems(); } failures = 0; });
    source.addEventListener("notify", () => ask.bell());
    source.addEventListener("feed", () => ask.feed());
    source.addEventListener("item", (event) => tellItems((JSON.parse((event as MessageEvent<string>).data) as { item?: string }).item));
    source.addEventListener("ask", () => { all(); tellItems(); });
    source.addEventListener("error", () => {
      source?.close();
      failures += 1;
      if (failures > 1) isReached = false; // Once is also told to a page that is being left.
      clearTimeout(timer);
      // No stream to be had: ask now and then instead, and try the stream again each time.
      if (failures > GIVE_UP_AFTER && !document.hidden) all();
      const wait = failures > GIVE_UP_AFTER ? POLL_EVERY : Math.min(LONGEST_WAIT, 1000 * 2 ** failures);
      timer = window.setTimeout(connect, wait * (0.75 + Math.random() / 2));
    });
  };
  // A page nobody looks at needs no connection; browsers allow few of them.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = window.setTimeout(() => source?.close(), 120_000);
    else if (!source || source.readyState === EventSource.CLOSED) { connect(); all(); }
  });
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) { connect(); all(); } });
  connect();
}
