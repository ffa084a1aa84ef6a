// `@` offers people, `#` offers tags, under the caret.
import { el } from "../dom";
import { offerChoices } from "./choices";
import { put } from "./composer";

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
  const list = el("div");
  document.body.append(list);
  let from = -1;
  offerChoices(area, list, {
    asked: () => {
      const found = /(?:^|[\s(])([@#])([\p{L}\p{N}_.-]{0,40})$/u.exec(area.value.slice(0, area.selectionStart));
      const url = urls[found?.[1] ?? ""];
      const words = found?.[2] ?? "";
      if (!url || !words) return undefined;
      from = area.selectionStart - words.length - 1;
      return { url, words };
    },
    take: (choice) => put(area, `${area.value[from]}${choice.value} `, from, area.selectionStart),
    place: () => {
      const { left, top } = caret(area, from);
      list.style.top = `${top}px`;
      list.style.left = `${Math.max(8, Math.min(left, innerWidth - list.offsetWidth - 8))}px`;
    },
  });
}
