// `@` offers people, `#` offers tags. An ARIA listbox under the caret; the text area keeps the focus.
import { el, later } from "../dom";
import { put } from "./composer";

type Choice = { value: string; label: string; avatar?: string; hint?: string };

let serial = 0;

/** Where the caret stands on the page, by a copy of the text area's box. */
function caret(area: HTMLTextAreaElement, at: number): { left: number; top: number } {
  const mirror = el("div", { "aria-hidden": "true" });
  const style = getComputedStyle(area);
  for (const name of ["font", "letterSpacing", "padding", "borderWidth", "boxSizing", "lineHeight", "tabSize"] as const) mirror.style[name] = style[name];
  Object.assign(mirror.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", width: `${area.clientWidth}px` });
  const spot = el("span", {}, "​");
  mirror.append(area.value.slice(0, at), spot);
  document.body.append(mirror);
  const box = area.getBoundingClientRect();
  const place = { left: box.left + scrollX + spot.offsetLeft, top: box.top + scrollY + spot.offsetTop - area.scrollTop + spot.offsetHeight + 4 };
  mirror.remove();
  return place;
}

export function startSuggestions(area: HTMLTextAreaElement): void {
  const urls: Record<string, string | undefined> = { "@": area.dataset["mentionUrl"], "#": area.dataset["tagUrl"] };
  if (!urls["@"] && !urls["#"]) return;
  const id = `suggest-${++serial}`;
  const list = el("div", { class: "suggest", id, role: "listbox", hidden: "" });
  document.body.append(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", id);
  let choices: Choice[] = [];
  let active = 0;
  let from = -1;
  const close = () => {
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  };
  const mark = (to: number) => {
    active = (to + choices.length) % choices.length;
    [...list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === active)));
    area.setAttribute("aria-activedescendant", `${id}-${active}`);
    list.children[active]?.scrollIntoView({ block: "nearest" });
  };
  const take = (at: number) => {
    const choice = choices[at];
    if (choice) put(area, `${area.value[from]}${choice.value} `, from, area.selectionStart);
    close();
  };
  const show = () => {
    list.replaceChildren(...choices.map((choice, at) => {
      const row = el("div", { class: "suggest-item", role: "option", id: `${id}-${at}` });
      if (choice.avatar) row.append(el("img", { src: choice.avatar, alt: "" }));
      row.append(el("span", {}, choice.label));
      if (choice.hint) row.append(el("small", {}, choice.hint));
      row.addEventListener("pointerdown", (event) => { event.preventDefault(); take(at); });
      return row;
    }));
    const { left, top } = caret(area, from);
    list.hidden = false;
    list.style.top = `${top}px`;
    list.style.left = `${Math.max(8, Math.min(left, innerWidth - list.offsetWidth - 8))}px`;
    mark(0);
  };
  const ask = later(120, async () => {
    const found = /(?:^|[\s(])([@#])([\p{L}\p{N}_.-]{0,40})$/u.exec(area.value.slice(0, area.selectionStart));
    const url = urls[found?.[1] ?? ""];
    const words = found?.[2] ?? "";
    if (!found || !url || !words) return close();
    from = area.selectionStart - words.length - 1;
    try {
      const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(words)}`);
      choices = answer.ok ? ((await answer.json()) as Choice[]).slice(0, 8) : [];
    } catch {
      choices = [];
    }
    if (choices.length && document.activeElement === area) show();
    else close();
  });
  area.addEventListener("input", ask);
  area.addEventListener("blur", () => setTimeout(close, 120));
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(active + (event.key === "ArrowDown" ? 1 : -1));
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") take(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
}
