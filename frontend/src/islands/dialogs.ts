// `<a data-dialog="id">` opens a dialog of this page; `<a data-dialog-open href>` fetches one.
// Without script both are links to a page of their own.
import htmx from "htmx.org";
import { each, el, fragment, icon, word } from "../dom";

function closable(dialog: HTMLDialogElement): void {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}

export function makeDialog(title: string, variant = ""): { dialog: HTMLDialogElement; body: HTMLElement } {
  const close = el("button", { class: "button button-quiet button-small button-icon", "aria-label": word("close") }, icon("x"));
  const body = el("div", { class: "dialog-body" });
  const dialog = el(
    "dialog",
    { class: `dialog ${variant}`, "aria-label": title },
    el("div", { class: "dialog-head" }, el("h2", {}, title), el("form", { method: "dialog" }, close)),
    body,
  );
  closable(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  return { dialog, body };
}

async function fetchInto(link: HTMLAnchorElement): Promise<void> {
  const { dialog, body } = makeDialog(link.dataset["title"] || link.textContent?.trim() || "");
  try {
    const found = await fragment(link.href);
    body.append(found.querySelector("main form")?.closest("main") ?? found);
    htmx.process(body);
    dialog.showModal();
  } catch {
    dialog.remove();
    location.href = link.href;
  }
}

export function mountDialogs(root: HTMLElement): void {
  each<HTMLDialogElement>(root, "dialog.dialog", "dialog", closable);
  each<HTMLAnchorElement>(root, "[data-dialog]", "opener", (opener) =>
    opener.addEventListener("click", (event) => {
      const dialog = document.getElementById(opener.dataset["dialog"] ?? "");
      if (!(dialog instanceof HTMLDialogElement) || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      dialog.showModal();
    }),
  );
  each<HTMLAnchorElement>(root, "a[data-dialog-open]", "opener", (link) =>
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      void fetchInto(link);
    }),
  );
}
