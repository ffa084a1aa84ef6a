// A field of names with commas between them: offers colleagues while one is typed.
import { each, el } from "../dom";
import { offerChoices } from "./choices";

export function mountPeople(root: ParentNode): void {
  each<HTMLInputElement>(root, "input[data-people]", "people", start);
}

function start(input: HTMLInputElement): void {
  const url = input.dataset["people"];
  if (!url) return;
  const list = el("div");
  input.after(list);
  const end = () => input.value.lastIndexOf(",") + 1;
  offerChoices(input, list, {
    asked: () => {
      const words = input.value.slice(end()).trim().replace(/^@/, "");
      return words ? { url, words } : undefined;
    },
    take: (choice) => {
      const kept = end() ? `${input.value.slice(0, end())} ` : "";
      input.value = `${kept}@${choice.value}${input.dataset["one"] === undefined ? ", " : ""}`;
    },
    place: () => {
      list.style.top = `${input.offsetTop + input.offsetHeight + 4}px`;
      list.style.left = `${input.offsetLeft}px`;
    },
  });
}
