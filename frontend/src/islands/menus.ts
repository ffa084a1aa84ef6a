// `<details data-menu>`: closes by Escape, by a press elsewhere, by a choice; arrows walk through it.
import { each } from "../dom";

const open = () => document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]");

export function mountMenus(root: HTMLElement): void {
  each<HTMLDetailsElement>(root, "details[data-menu]", "menu", (menu) => {
    // A panel that would leave the window opens to the other side.
    menu.addEventListener("toggle", () => {
      const panel = menu.querySelector<HTMLElement>(".menu-panel");
      if (!menu.open || !panel) return;
      const { left, right } = panel.getBoundingClientRect();
      if (left < 4) menu.classList.add("menu-start");
      else if (right > innerWidth - 4) menu.classList.remove("menu-start");
    });
    menu.addEventListener("keydown", (event) => {
      const items = [...menu.querySelectorAll<HTMLElement>("summary ~ * :is(a, button):not(:disabled)")];
      const at = items.indexOf(document.activeElement as HTMLElement);
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary")?.focus();
        event.stopPropagation();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        menu.open = true;
        const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? items.length - 1 : at - 1;
        items[(next + items.length) % items.length]?.focus();
      }
    });
  });
}

export function startMenus(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    for (const menu of open()) {
      const isChoice = target.closest(".menu-item, .reaction-picker button");
      if (!menu.contains(target) || isChoice) menu.open = false;
    }
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of open()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
}
