// The command palette: `/`, Ctrl-K or the search box. Asks /search/palette/?q= for a list of links.
import { el, fragment, icon, isTyping, later, word } from "../dom";

let dialog: HTMLDialogElement | null = null;

function build(): HTMLDialogElement {
  const input = el("input", {
    type: "search", role: "combobox", autocomplete: "off", maxlength: "200", placeholder: word("search"), "aria-label": word("search"),
    "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list",
  });
  const list = el("div", { class: "palette-list", id: "palette-list", role: "listbox", "aria-label": word("results") });
  const made = el(
    "dialog", { class: "dialog palette", "aria-label": word("search") },
    el("div", { class: "palette-input" }, icon("search"), input), list,
    el("div", { class: "palette-foot", "aria-hidden": "true" }, ...[["↑↓", "choose"], ["↵", "open"], ["Esc", "close"]].map(([key, name]) =>
      el("span", {}, el("kbd", {}, key ?? ""), ` ${word(name ?? "")}`))),
  );
  let active = -1;
  let asked = 0;
  const options = () => [...list.querySelectorAll<HTMLAnchorElement>("a[href]")];
  const mark = (to: number) => {
    const all = options();
    active = all.length ? (to + all.length) % all.length : -1;
    all.forEach((option, at) => {
      option.classList.toggle("is-active", at === active);
      option.setAttribute("aria-selected", String(at === active));
    });
    const now = all[active];
    if (now) { input.setAttribute("aria-activedescendant", now.id); now.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };
  const show = () => {
    options().forEach((option, at) => {
      option.id = `palette-${at}`;
      option.tabIndex = -1;
      option.setAttribute("role", "option");
      option.classList.add("palette-item");
    });
    mark(0);
  };
  const places = () => {
    const wanted = input.value.trim().toLowerCase();
    const links = [...document.querySelectorAll<HTMLAnchorElement>(".frame .place")];
    list.replaceChildren(...links.filter((link) => link.textContent?.toLowerCase().includes(wanted)).map((link) => {
      const label = link.querySelector(".place-label")?.textContent ?? "";
      const drawn = link.querySelector("svg")?.cloneNode(true) ?? icon("arrow-right");
      return el("a", { href: link.href }, drawn, el("span", {}, label));
    }));
    show();
  };
  const ask = later(120, async () => {
    const words = input.value.trim();
    const mine = ++asked;
    if (!words) return places();
    try {
      const found = await fragment(`/search/palette/?q=${encodeURIComponent(words)}`);
      if (mine !== asked) return;
      list.replaceChildren(found);
    } catch {
      if (mine !== asked) return;
      places();
    }
    const all = `/search/?q=${encodeURIComponent(words)}`;
    list.append(el("a", { href: all }, icon("search"), el("span", {}, word("search-all", { words }))));
    show();
  });
  // A closed dialog keeps its focus until the next drawing: keys pressed at once would go to a box nobody sees.
  const shut = () => { input.blur(); made.close(); };
  input.addEventListener("input", ask);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(active + (event.key === "ArrowDown" ? 1 : -1)); }
    else if (event.key === "Escape") { event.preventDefault(); shut(); } // A search box would only empty itself.
    else if (event.key === "Enter") {
      event.preventDefault();
      const words = input.value.trim();
      const option = options()[active];
      if (option) option.click();
      else if (words) location.href = `/search/?q=${encodeURIComponent(words)}`;
    }
  });
  made.addEventListener("click", (event) => { if (event.target === made) shut(); });
  made.addEventListener("close", () => { input.value = ""; });
  made.addEventListener("opened", () => { places(); input.focus(); });
  document.body.append(made);
  return made;
}

function open(): void {
  if (document.querySelector("dialog[open]")) return;
  dialog ??= build();
  dialog.showModal();
  dialog.dispatchEvent(new Event("opened"));
}

export function startPalette(): void {
  document.addEventListener("keydown", (event) => {
    const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
    const isK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (isK && (event.target as HTMLElement).matches?.("[data-composer]")) return; // There it makes a link.
    if (isSlash || isK) { event.preventDefault(); open(); }
  });
  for (const opener of document.querySelectorAll<HTMLElement>("[data-palette-open]"))
    opener.addEventListener("click", (event) => { if (!event.ctrlKey && !event.metaKey) { event.preventDefault(); open(); } });
}
