// Choices offered while somebody types: an ARIA listbox under the field, which keeps the focus.
import { el, later } from "../dom";

export type Choice = { value: string; label: string; avatar?: string; hint?: string };

type Offer = {
  /** Where to ask for what is being typed; undefined while nothing is. */
  asked: () => { url: string; words: string } | undefined;
  take: (choice: Choice) => void;
  place: (list: HTMLElement) => void;
};

let serial = 0;

/** Offers choices in `list`, which stands in the page already, for `field`. */
export function offerChoices(field: HTMLInputElement | HTMLTextAreaElement, list: HTMLElement, { asked, take, place }: Offer): void {
  const id = `choices-${++serial}`;
  const isCombobox = field instanceof HTMLInputElement;
  for (const [name, value] of Object.entries({ class: "suggest", id, role: "listbox", hidden: "" })) list.setAttribute(name, value);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", id);
  if (isCombobox) field.setAttribute("role", "combobox");
  let choices: Choice[] = [];
  let active = 0;
  let question = 0;
  const setOpen = (isOpen: boolean) => {
    list.hidden = !isOpen;
    if (isCombobox) field.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) field.removeAttribute("aria-activedescendant");
  };
  const close = () => { question++; setOpen(false); };
  const mark = (to: number) => {
    active = (to + choices.length) % choices.length;
    [...list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === active)));
    field.setAttribute("aria-activedescendant", `${id}-${active}`);
    list.children[active]?.scrollIntoView({ block: "nearest" });
  };
  const choose = (at: number) => {
    const choice = choices[at];
    if (choice) take(choice);
    close();
  };
  const show = () => {
    list.replaceChildren(...choices.map((choice, at) => {
      const row = el("div", { class: "suggest-item", role: "option", id: `${id}-${at}` });
      if (choice.avatar) row.append(el("img", { src: choice.avatar, alt: "" }));
      row.append(el("span", {}, choice.label));
      if (choice.hint) row.append(el("small", {}, choice.hint));
      row.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(at); });
      return row;
    }));
    setOpen(true);
    place(list);
    mark(0);
  };
  const ask = later(120, async () => {
    const wanted = asked();
    if (!wanted) return close();
    const mine = ++question;
    let found: Choice[] = [];
    try {
      const answer = await fetch(`${wanted.url}${wanted.url.includes("?") ? "&" : "?"}q=${encodeURIComponent(wanted.words)}`);
      found = answer.ok ? ((await answer.json()) as Choice[]).slice(0, 8) : [];
    } catch {
      // Offline, or the page is being left: nothing to offer.
    }
    if (mine !== question) return; // Somebody typed on, or closed the list, while the answer was on its way.
    choices = found;
    if (choices.length && document.activeElement === field) show();
    else close();
  });
  setOpen(false);
  field.addEventListener("input", ask);
  field.addEventListener("blur", () => setTimeout(close, 120));
  field.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(active + (event.key === "ArrowDown" ? 1 : -1));
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") choose(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
}
