// The keyboard: `/` search, `g h` home, `g n` notifications, `j` `k` along a list, `c` write, `?` help.
import { el, isTyping, word } from "../dom";
import { makeDialog } from "./dialogs";

let pending = 0;
let chosen: HTMLElement | null = null;

function walk(step: number): void {
  const items = [...document.querySelectorAll<HTMLElement>("[data-list] [data-item]")].filter((item) => item.offsetParent);
  if (!items.length) return;
  const from = chosen?.isConnected ? items.indexOf(chosen) : -1;
  const next = items[Math.max(0, Math.min(items.length - 1, from + step))];
  if (!next) return;
  chosen?.classList.remove("is-chosen");
  chosen = next;
  next.classList.add("is-chosen");
  if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

/** The link a thing in a list is about: its title, else its own address, else whatever comes first. */
function leadsTo(item: HTMLElement): HTMLAnchorElement | null {
  for (const where of [".item-title a", ".card-by .person-note a", "a.stretched", "a[href]"]) {
    const found = item.querySelector<HTMLAnchorElement>(where);
    if (found) return found;
  }
  return null;
}

function press(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}

function write(): void {
  const box = document.querySelector<HTMLElement>("[data-composer]");
  if (box && !box.closest("dialog, [hidden]")) box.focus();
  else press("[data-compose]");
}

function help(): void {
  if (document.querySelector("dialog[open]")) return;
  const { dialog, body } = makeDialog(word("keys"));
  const rows: [string, string][] = [
    ["/", "key-search"], ["g h", "key-home"], ["g n", "key-notifications"], ["j", "key-next"], ["k", "key-previous"],
    ["Enter", "key-open"], ["c", "key-write"], ["Ctrl Enter", "key-send"], ["?", "key-help"],
  ];
  const list = el("dl", { class: "definitions" });
  for (const [keys, name] of rows)
    list.append(el("div", {}, el("dt", {}, ...keys.split(" ").flatMap((key) => [el("kbd", {}, key), " "])), el("dd", {}, word(name))));
  body.append(list);
  dialog.showModal();
}

export function startKeys(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-shortcuts]")) help();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const afterG = performance.now() - pending < 1200;
    pending = 0;
    if (afterG && event.key === "h") location.href = "/";
    else if (afterG && event.key === "n") press(".bell");
    else if (event.key === "g") pending = performance.now();
    else if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (event.key === "c") { event.preventDefault(); write(); }
    else if (event.key === "?") help();
    else if (event.key === "Enter" && chosen && document.activeElement === chosen)
      leadsTo(chosen)?.click();
  });
}
