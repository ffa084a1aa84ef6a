// Pictures in what people wrote open large; `data-copy` copies an address.
import { each, el, icon, word } from "../dom";
import { toast } from "./toasts";

function enlarge(picture: HTMLImageElement): void {
  const close = el("button", { class: "button button-icon", "aria-label": word("close") }, icon("x"));
  const figure = el("figure", {}, el("img", { src: picture.dataset["full"] ?? picture.src, alt: picture.alt }));
  if (picture.alt) figure.append(el("figcaption", {}, picture.alt));
  const dialog = el("dialog", { class: "dialog lightbox", "aria-label": picture.alt || word("picture") }, figure, el("form", { method: "dialog" }, close));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { dialog.remove(); picture.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}

export function mountPictures(root: HTMLElement): void {
  each<HTMLImageElement>(root, ".prose img, .pictures img", "lightbox", (picture) => {
    if (picture.closest("a, button")) return;
    picture.tabIndex = 0;
    picture.setAttribute("role", "button");
    picture.setAttribute("aria-label", word("enlarge", { name: picture.alt }));
    picture.addEventListener("click", () => enlarge(picture));
    picture.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); enlarge(picture); }
    });
  });
  each<HTMLElement>(root, "[data-copy]", "copy", (button) =>
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      const address = new URL(button.dataset["copy"] ?? "", location.href).href;
      try {
        await navigator.clipboard.writeText(address);
        toast(word("copied"));
      } catch {
        window.prompt(word("copy-by-hand"), address);
      }
    }),
  );
}
