// Films: bringing one in pieces that survive a broken line, and what the browser's own player lacks.
import { Upload } from "tus-js-client";
import { csrfToken, each, post } from "../dom";

const PIECE = 8 * 1024 * 1024;
const TOLD_EVERY = 15_000;
const MARK = /(?<![\d:.])(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)(?![\d:])/g;

// ---- bringing

function bring(box: HTMLElement): void {
  const input = box.querySelector<HTMLInputElement>("input[type=file]");
  const id = box.querySelector<HTMLInputElement>("[data-film-id]");
  const progress = box.querySelector<HTMLElement>("[data-film-progress]");
  const said = box.querySelector<HTMLElement>("[data-film-said]");
  const send = box.closest("form")?.querySelector<HTMLButtonElement>(".composer-foot .button-primary");
  if (!input || !id || !progress || !said || !send) return;
  const bar = progress.querySelector("progress")!;
  const words = said.dataset;
  let current: Upload | undefined;
  const say = (text: string, wrong = false): void => { said.textContent = text; said.classList.toggle("upload-error", wrong); };
  input.addEventListener("change", () => {
    void current?.abort();
    const file = input.files?.[0];
    id.value = "";
    progress.hidden = !file;
    if (!file) return;
    send.disabled = true;
    say(words["coming"] ?? "");
    const upload = new Upload(file, {
      endpoint: box.dataset["filmBring"] ?? "",
      chunkSize: PIECE,
      retryDelays: [0, 1000, 3000, 5000, 10_000, 10_000, 20_000, 30_000, 60_000],
      metadata: { filename: file.name },
      headers: { "X-CSRFToken": csrfToken() },
      removeFingerprintOnSuccess: true,
      onProgress: (sent, total) => {
        bar.value = (sent / (total || 1)) * 100;
        say((words["arrived"] ?? "").replace("{percent}", String(Math.floor(bar.value))));
      },
      onSuccess: () => {
        id.value = (upload.url ?? "").split("/").filter(Boolean).at(-1) ?? "";
        bar.value = 100;
        say(words["whole"] ?? "");
        input.removeAttribute("name"); // It has arrived; the form need not carry it again.
        send.disabled = false;
      },
      onError: (error) => {
        if (!navigator.onLine && current === upload) {
          say(words["waiting"] ?? "", true);
          window.addEventListener("online", () => { if (current === upload) upload.start(); }, { once: true });
          return;
        }
        const answer = "originalResponse" in error ? error.originalResponse?.getBody() : "";
        say(answer || (words["broken"] ?? ""), true);
        send.disabled = false;
      },
    });
    current = upload;
    void upload.findPreviousUploads().then((before) => {
      if (before[0]) upload.resumeFromPreviousUpload(before[0]);
      upload.start();
    });
  });
}

// ---- watching

function watch(film: HTMLVideoElement): void {
  let played = 0;
  let last = -1;
  const tell = (): void => {
    if (film.dataset["placeUrl"] && (played >= 1 || film.ended))
      void post(film.dataset["placeUrl"], new URLSearchParams({ position: String(Math.floor(film.currentTime)), played: String(Math.floor(played)) }));
    played = 0;
  };
  film.addEventListener("timeupdate", () => {
    const step = film.currentTime - last;
    if (!film.paused && step > 0 && step < 2) played += step;
    last = film.currentTime;
  });
  film.addEventListener("pause", tell);
  film.addEventListener("ended", tell);
  const timer = window.setInterval(() => {
    if (!film.isConnected) window.clearInterval(timer);
    else if (!film.paused) tell();
  }, TOLD_EVERY);
  const at = Number(new URLSearchParams(location.search).get("t"));
  if (at > 0) film.currentTime = at;
  const sizes = film.parentElement?.querySelector<HTMLSelectElement>("[data-film-sizes]");
  sizes?.addEventListener("change", () => {
    const { currentTime, paused } = film;
    film.src = sizes.value;
    film.currentTime = currentTime;
    if (!paused) void film.play();
  });
}

/** Times in what people wrote become links to their moments. */
function linkMarks(root: HTMLElement): void {
  for (const prose of root.querySelectorAll<HTMLElement>(".comment .prose, .post .prose")) {
    if (prose.dataset["marked"]) continue;
    prose.dataset["marked"] = "1";
    const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
    const texts: Text[] = [];
    while (walker.nextNode()) texts.push(walker.currentNode as Text);
    for (const text of texts) {
      if (text.parentElement?.closest("a, code, pre")) continue;
      const found = [...text.data.matchAll(MARK)].reverse();
      for (const match of found) {
        const seconds = Number(match[1] ?? 0) * 3600 + Number(match[2]) * 60 + Number(match[3]);
        const rest = text.splitText(match.index);
        rest.splitText(match[0].length);
        const link = document.createElement("a");
        link.href = `?t=${seconds}`;
        link.className = "film-mark";
        link.dataset["filmSeek"] = String(seconds);
        link.textContent = match[0];
        rest.replaceWith(link);
      }
    }
  }
}

function stamp(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.${String(Math.round((seconds % 1) * 1000) % 1000).padStart(3, "0")}`;
}

let listening = false;

function listen(): void {
  if (listening) return;
  listening = true;
  document.addEventListener("click", (event) => {
    const target = (event.target as HTMLElement).closest<HTMLElement>("[data-film-seek], [data-film-cue]");
    const film = document.querySelector<HTMLVideoElement>("video[data-film]");
    if (!target || !film || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (target.dataset["filmSeek"]) {
      film.currentTime = Number(target.dataset["filmSeek"]);
      film.scrollIntoView({ block: "nearest" });
      void film.play();
      return;
    }
    const area = document.querySelector<HTMLTextAreaElement>("[data-film-captions]");
    if (!area) return;
    const cue = `\n\n${stamp(film.currentTime)} --> ${stamp(film.currentTime + 3)}\n`;
    area.setRangeText(cue, area.value.trimEnd().length, area.value.length, "end");
    area.focus();
  });
}

export function mountFilms(root: HTMLElement): void {
  each(root, "[data-film-bring]", "bring", bring);
  each<HTMLVideoElement>(root, "video[data-film]", "watch", watch);
  if (document.querySelector("video[data-film]")) {
    listen();
    linkMarks(root);
  }
}
