// A field of names with commas between them: offers colleagues while one is typed. An ARIA combobox with a listbox.
import { each, el, later } from "../dom";

type Choice = { value: string; label: string; avatar?: string; hint?: string };

let serial = 0;

export function mountPeople(root: ParentNode): void {
  each<HTMLInputElement>(root, "input[data-people]", "people", start);
}

function start(input: HTMLInputElement): void {
  const url = input.dataset["people"];
  if (!url) return;
  const id = `people-${++serial}`;
  const list = el("div", { class: "suggest", id, role: "listbox", hidden: "" });
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id, "aria-expanded": "false" }))
    input.setAttribute(name, value);
  let choices: Choice[] = [];
  let active = 0;
  const word = () => input.value.slice(input.value.lastIndexOf(",") + 1).trim().replace(/^@/, "");
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (to: number) => {
    active = (to + choices.length) % choices.length;
    [...list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", `${id}-${active}`);
  };
  const take = (at: number) => {
    const choice = choices[at];
    const kept = input.value.includes(",") ? `${input.value.slice(0, input.value.lastIndexOf(",") + 1)} ` : "";
    if (choice) input.value = `${kept}@${choice.value}${input.dataset["one"] === undefined ? ", " : ""}`;
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
    const box = input.getBoundingClientRect();
    list.hidden = false;
    list.style.top = `${input.offsetTop + box.height + 4}px`;
    list.style.left = `${input.offsetLeft}px`;
    input.setAttribute("aria-expanded", "true");
    mark(0);
  };
  const ask = later(120, async () => {
    const words = word();
    if (!words) return close();
    try {
      const answer = await fetch(`${url}?q=${encodeURIComponent(words)}`);
      choices = answer.ok ? ((await answer.json()) as Choice[]).slice(0, 8) : [];
    } catch {
      choices = [];
    }
    if (choices.length && document.activeElement === input) show();
    else close();
  });
  input.addEventListener("input", ask);
  input.addEventListener("blur", () => setTimeout(close, 120));
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") mark(active + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Enter" || event.key === "Tab") take(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
