// `<textarea data-composer>`: a toolbar, a preview, people and tags by name, files by paste and drop, drafts.
// Every part switches itself on by its data-*-url; the plain text area stays what is sent.
import { each, el, fragment, icon, later, post, word } from "../dom";
import { startSuggestions } from "./suggest";
import { startUploads } from "./uploads";

type Tool = { name: string; icon: string; key?: string; act: (area: HTMLTextAreaElement) => void };

/** Writes over the selection so that undo works and `input` is heard. */
export function put(area: HTMLTextAreaElement, text: string, from = area.selectionStart, to = area.selectionEnd): void {
  area.focus();
  area.setSelectionRange(from, to);
  // The only way that keeps the browser's own undo history.
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function around(mark: string, close = mark): (area: HTMLTextAreaElement) => void {
  return (area) => {
    const { selectionStart: from, selectionEnd: to, value } = area;
    put(area, mark + value.slice(from, to) + close);
    area.setSelectionRange(from + mark.length, to + mark.length);
  };
}

function lines(mark: (at: number) => string): (area: HTMLTextAreaElement) => void {
  return (area) => {
    const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const text = area.value.slice(from, area.selectionEnd);
    put(area, text.split("\n").map((line, at) => mark(at) + line).join("\n"), from, area.selectionEnd);
  };
}

function link(area: HTMLTextAreaElement): void {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const text = value.slice(from, to) || word("link-text");
  put(area, `[${text}](https://)`);
  area.setSelectionRange(from + text.length + 3, from + text.length + 11);
}

function code(area: HTMLTextAreaElement): void {
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
  (chosen.includes("\n") ? around("```\n", "\n```") : around("`"))(area);
}

const tools: Tool[] = [
  { name: "bold", icon: "bold", key: "b", act: around("**") },
  { name: "italic", icon: "italic", key: "i", act: around("_") },
  { name: "heading", icon: "heading", act: lines(() => "## ") },
  { name: "link", icon: "link", key: "k", act: link },
  { name: "quote", icon: "text-quote", act: lines(() => "> ") },
  { name: "code", icon: "code", key: "e", act: code },
  { name: "list", icon: "list", act: lines(() => "- ") },
  { name: "numbers", icon: "list-ordered", act: lines((at) => `${at + 1}. `) },
];

function toolbar(area: HTMLTextAreaElement): HTMLElement {
  const bar = el("div", { class: "composer-tools", role: "toolbar", "aria-label": word("formatting"), "aria-controls": area.id });
  for (const tool of tools) {
    const name = word(tool.name);
    const button = el("button", { type: "button", class: "composer-tool", "aria-label": name, title: tool.key ? `${name} (Ctrl ${tool.key.toUpperCase()})` : name }, icon(tool.icon));
    button.tabIndex = bar.children.length ? -1 : 0;
    button.addEventListener("click", () => tool.act(area));
    bar.append(button);
  }
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    const buttons = [...bar.querySelectorAll<HTMLElement>("button")];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const next = buttons[(at + (event.key === "ArrowRight" ? 1 : -1) + buttons.length) % buttons.length];
    buttons.forEach((button) => { button.tabIndex = -1; });
    if (next) { next.tabIndex = 0; next.focus(); }
  });
  return bar;
}

function startPreview(area: HTMLTextAreaElement, bar: HTMLElement, url: string): void {
  const view = el("div", { class: "composer-preview prose", hidden: "", tabindex: "0", role: "region", "aria-label": word("preview") });
  const button = el("button", { type: "button", class: "composer-tab composer-tabs", "aria-pressed": "false" }, word("preview"));
  button.tabIndex = -1;
  button.addEventListener("click", async () => {
    const isPreview = view.hidden;
    button.setAttribute("aria-pressed", String(isPreview));
    button.textContent = word(isPreview ? "write" : "preview");
    view.hidden = !isPreview;
    area.hidden = isPreview;
    if (!isPreview) return area.focus();
    view.replaceChildren(el("span", { class: "spinner" }));
    try {
      view.replaceChildren(await fragment(url, { method: "POST", body: new URLSearchParams({ body: area.value }), headers: previewHeaders() }));
    } catch {
      view.textContent = word("failed");
    }
  });
  bar.append(button);
  bar.after(view);
}

function previewHeaders(): Record<string, string> {
  const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
  return { "X-CSRFToken": document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? token };
}

/** Saves what is typed after a pause; asks before a page with unsaved words is left. */
function startDraft(area: HTMLTextAreaElement, form: HTMLFormElement, state: HTMLElement): void {
  const note = el("span", { role: "status" });
  state.prepend(note);
  const url = area.dataset["draftUrl"];
  let saved = area.value;
  let isSending = false;
  const save = later(1500, async () => {
    if (!url || isSending || area.value === saved) return;
    const now = area.value;
    try {
      const answer = await post(url, new FormData(form));
      if (!answer.ok) throw new Error(String(answer.status));
      const told = answer.headers.get("Content-Type")?.includes("json") ? ((await answer.json()) as { id?: string; url?: string }) : {};
      const field = form.querySelector<HTMLInputElement>("input[name=draft]");
      if (told.id && field) field.value = told.id;
      saved = now;
      const clock = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { timeStyle: "short" }).format(new Date());
      note.textContent = word("draft-saved", { time: clock });
    } catch {
      note.textContent = word("draft-failed");
    }
  });
  form.addEventListener("input", save);
  form.addEventListener("submit", () => { isSending = true; });
  form.addEventListener("htmx:afterRequest", (event) => {
    isSending = false;
    if ((event as CustomEvent<{ successful: boolean }>).detail.successful) saved = area.value;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isSending && area.isConnected && area.value !== saved && area.value.trim()) event.preventDefault();
  });
}

function startCount(area: HTMLTextAreaElement, state: HTMLElement): void {
  const most = Number(area.dataset["most"] ?? area.getAttribute("maxlength") ?? 0);
  if (!most) return;
  // What is too long is kept and counted, not cut off in the middle of a word.
  area.removeAttribute("maxlength");
  const count = el("span", { class: "field-count", role: "status" });
  state.append(count);
  area.addEventListener("input", () => {
    const left = most - area.value.length;
    count.textContent = left < Math.max(50, most / 10) ? word("left", { n: left }) : "";
    count.classList.toggle("is-over", left < 0);
  });
}

function startSimilar(area: HTMLTextAreaElement, form: HTMLFormElement): void {
  const url = area.dataset["similarUrl"];
  const place = form.querySelector<HTMLElement>("[data-similar]") ?? document.querySelector<HTMLElement>("[data-similar]");
  if (!url || !place) return;
  const title = form.querySelector<HTMLInputElement>("input[name=title]") ?? area;
  title.addEventListener("input", later(500, async () => {
    const words = title.value.trim().slice(0, 200);
    if (words.length < 8) return place.replaceChildren();
    try {
      place.replaceChildren(await fragment(`${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(words)}`));
    } catch {
      place.replaceChildren();
    }
  }));
}

function start(area: HTMLTextAreaElement): void {
  const form = area.form;
  if (!form) return;
  area.id ||= `composer-${Math.random().toString(36).slice(2, 8)}`;
  const bar = toolbar(area);
  const state = el("div", { class: "composer-state" });
  if (!area.closest(".composer")) {
    const box = el("div", { class: "composer" });
    area.before(box);
    box.append(area);
  }
  area.before(bar);
  area.after(state);
  if (area.dataset["previewUrl"]) startPreview(area, bar, area.dataset["previewUrl"]);
  startDraft(area, form, state);
  startCount(area, state);
  startSimilar(area, form);
  startSuggestions(area);
  if (area.dataset["uploadUrl"]) startUploads(area, bar, area.dataset["uploadUrl"]);
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    if (event.key === "Enter") { event.preventDefault(); form.requestSubmit(); return; }
    const tool = tools.find(({ key }) => key === event.key.toLowerCase());
    if (tool) { event.preventDefault(); tool.act(area); }
  });
  if (!CSS.supports("field-sizing", "content"))
    area.addEventListener("input", () => { area.rows = Math.min(24, Math.max(4, area.value.split("\n").length + 1)); });
}

export function mountComposers(root: HTMLElement): void {
  each<HTMLTextAreaElement>(root, "textarea[data-composer]", "composer", start);
}
