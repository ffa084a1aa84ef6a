// Kindness in forms: ask before what can't be undone, send once, keep what was typed, rows that come and go.
import { each, el, word } from "../dom";
import { makeDialog } from "./dialogs";

function confirmFirst(form: HTMLFormElement, question: string, submitter: HTMLElement | null): void {
  const { dialog, body } = makeDialog(word("sure"));
  const yes = el("button", { type: "button", class: "button button-danger" }, submitter?.textContent?.trim() || word("yes"));
  const no = el("button", { type: "button", class: "button button-quiet" }, word("cancel"));
  body.append(el("p", {}, question), el("div", { class: "dialog-actions" }, no, yes));
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    dialog.close();
    form.dataset["confirmed"] = "1";
    form.requestSubmit(submitter);
    delete form.dataset["confirmed"];
  });
  dialog.showModal();
  no.focus();
}

/** Rows of a poll: the last one always waits for one more, up to data-most; each can go while data-least stay. */
function startRows(box: HTMLElement): void {
  const most = Number(box.dataset["most"] ?? 10);
  const rows = () => [...box.querySelectorAll<HTMLElement>("[data-row]")];
  const add = el("button", { type: "button", class: "button button-small button-quiet" }, word("add-row"));
  const renew = () => { add.hidden = rows().length >= most; };
  add.addEventListener("click", () => {
    const last = rows().at(-1);
    if (!last) return;
    const next = last.cloneNode(true) as HTMLElement;
    delete next.dataset["started"];
    for (const input of next.querySelectorAll("input")) {
      input.value = "";
      input.removeAttribute("id");
      input.setAttribute("aria-label", word("row", { n: rows().length + 1 }));
    }
    last.after(next);
    next.querySelector("input")?.focus();
    renew();
  });
  box.addEventListener("click", (event) => {
    const remove = (event.target as Element).closest("[data-row-remove]");
    if (!remove || rows().length <= Number(box.dataset["least"] ?? 2)) return;
    remove.closest("[data-row]")?.remove();
    renew();
  });
  box.append(add);
  renew();
}

function startDrop(drop: HTMLElement): void {
  const input = drop.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) return;
  const over = (is: boolean) => drop.classList.toggle("is-over", is);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  drop.addEventListener("dragleave", () => over(false));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/** `<form data-guard>`: leaving with something typed asks first. */
function guard(form: HTMLFormElement): void {
  let isDirty = false;
  form.addEventListener("input", () => { isDirty = true; });
  form.addEventListener("submit", () => { isDirty = false; });
  window.addEventListener("beforeunload", (event) => { if (isDirty && form.isConnected) event.preventDefault(); });
}

const KEPT = "typed";

/** `<form data-keep>`: a small form whose refusal is said on the next page keeps its words until then. */
function keepTyped(form: HTMLFormElement): void {
  form.addEventListener("submit", () => {
    const words = [...form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input.input[name], textarea[name]")].map((field) => [field.name, field.value]);
    sessionStorage.setItem(KEPT, JSON.stringify([form.action, words]));
  });
}

/** After a refusal what was typed stands in its form again, and the form is open. */
function giveBack(): void {
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  if (!kept || !document.querySelector(".toast-danger")) return;
  const [action, words] = JSON.parse(kept) as [string, [string, string][]];
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keep]")) {
    const fields = words.map(([name]) => form.querySelector<HTMLInputElement>(`.input[name="${name}"], textarea[name="${name}"]`));
    if (form.action !== action || fields.includes(null)) continue;
    fields.forEach((field, at) => { if (field) field.value = words[at]?.[1] ?? ""; });
    form.closest("details")?.setAttribute("open", "");
    return;
  }
}

export function mountForms(root: HTMLElement): void {
  each<HTMLFormElement>(root, "form", "form", (form) => {
    form.addEventListener("submit", (event) => {
      const submitter = event.submitter;
      const question = submitter?.dataset["confirm"] ?? form.dataset["confirm"];
      if (question && !form.dataset["confirmed"]) {
        event.preventDefault();
        event.stopImmediatePropagation();
        confirmFirst(form, question, submitter);
        return;
      }
      // One press is enough. htmx guards its own forms.
      if (form.method === "post" && !form.hasAttribute("hx-post") && !event.defaultPrevented)
        setTimeout(() => submitter?.classList.add("is-busy"));
    }, { capture: true });
  });
  each<HTMLElement>(root, "[data-rows]", "rows", startRows);
  each<HTMLElement>(root, ".drop", "drop", startDrop);
  each<HTMLFormElement>(root, "form[data-guard]", "guard", guard);
  each<HTMLFormElement>(root, "form[data-keep]", "keep", keepTyped);
  if (root === document.body || root.contains(document.querySelector("[data-toasts]"))) giveBack();
  each<HTMLElement>(root, "[data-autosubmit]", "autosubmit", (control) =>
    control.addEventListener("change", () => control.closest("form")?.requestSubmit()),
  );
  each<HTMLInputElement>(root, "input[data-check-all]", "all", (all) => {
    all.hidden = false;
    all.addEventListener("change", () => {
      all.form?.querySelectorAll<HTMLInputElement>(`input[name="${all.dataset["checkAll"] ?? ""}"]`).forEach((box) => { box.checked = all.checked; });
    });
  });
  each<HTMLElement>(root, "[data-focus]", "focus", (summary) => summary.focus());
}

window.addEventListener("pageshow", () => document.querySelectorAll(".is-busy").forEach((button) => button.classList.remove("is-busy")));
