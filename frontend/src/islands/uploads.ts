// Files by paste, by drop or by the button: sent at once, written into the text, a description asked for.
import { csrfToken, el, icon, word } from "../dom";
import { put } from "./composer";

type Answer = { id?: string; name?: string; markdown?: string; error?: string };

function send(url: string, file: File, progress: HTMLProgressElement): Promise<Answer> {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.upload.addEventListener("progress", (event) => { progress.value = event.loaded / (event.total || 1); });
    request.addEventListener("loadend", () => {
      try {
        const answer = JSON.parse(request.responseText) as Answer;
        done(request.status < 400 || answer.error ? answer : { error: word("failed") });
      } catch {
        done({ error: word(request.status === 413 ? "too-large" : request.status === 429 ? "too-often" : "failed") });
      }
    });
    const body = new FormData();
    body.append("file", file);
    request.send(body);
  });
}

function askDescription(area: HTMLTextAreaElement, row: HTMLElement, markdown: string): void {
  let now = markdown;
  const input = el("input", { class: "input", maxlength: "300", placeholder: word("describe"), "aria-label": word("describe") });
  input.addEventListener("input", () => {
    const next = now.replace(/^!\[[^\]]*\]/, `![${input.value.replace(/[[\]\n]/g, " ")}]`);
    const at = area.value.indexOf(now);
    if (at < 0) return;
    area.setRangeText(next, at, at + now.length);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    now = next;
  });
  row.append(input);
}

async function take(area: HTMLTextAreaElement, rows: HTMLElement, url: string, file: File): Promise<void> {
  const progress = el("progress", { max: "1", value: "0", "aria-label": file.name });
  const isPicture = file.type.startsWith("image/");
  const remove = el("button", { type: "button", class: "button button-quiet button-small button-icon", "aria-label": word("remove") }, icon("x"));
  const row = el("div", { class: "upload" }, icon(isPicture ? "image" : "paperclip"), el("span", { class: "upload-name" }, file.name || word("picture")), remove, progress);
  rows.append(row);
  const answer = await send(url, file, progress);
  progress.remove();
  if (answer.error || !answer.markdown) {
    row.append(el("span", { class: "upload-error", role: "alert" }, answer.error ?? word("failed")));
    remove.addEventListener("click", () => row.remove());
    return;
  }
  const at = area.selectionEnd;
  const before = at && area.value[at - 1] !== "\n" ? "\n" : "";
  put(area, `${before}${answer.markdown}\n`, at, at);
  remove.addEventListener("click", () => {
    const id = answer.id ?? "";
    area.value = area.value.split("\n").filter((line) => !(line.includes(answer.markdown!) || (id && line.includes(id)))).join("\n");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    row.remove();
  });
  if (answer.markdown.startsWith("![")) askDescription(area, row, answer.markdown);
}

export function startUploads(area: HTMLTextAreaElement, bar: HTMLElement, url: string): void {
  const rows = el("div", { class: "composer-uploads" });
  const box = area.closest<HTMLElement>(".composer") ?? area;
  area.after(rows);
  const all = (files: Iterable<File>) => { for (const file of files) void take(area, rows, url, file); };
  const input = el("input", { type: "file", multiple: "", hidden: "" });
  input.addEventListener("change", () => { all(input.files ?? []); input.value = ""; });
  const button = el("button", { type: "button", class: "composer-tool", "aria-label": word("attach"), title: word("attach"), tabindex: "-1" }, icon("paperclip"));
  button.addEventListener("click", () => input.click());
  [...bar.querySelectorAll(".composer-tool")].at(-1)?.after(button, input);
  area.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    if (files?.length) { event.preventDefault(); all(files); }
  });
  box.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); box.classList.add("is-over"); }
  });
  box.addEventListener("dragleave", () => box.classList.remove("is-over"));
  box.addEventListener("drop", (event) => {
    box.classList.remove("is-over");
    if (event.dataTransfer?.files.length) { event.preventDefault(); all(event.dataTransfer.files); }
  });
}
