// ```mermaid in what people wrote becomes a drawing. Without script its text stays, and it stays below the drawing too.
import { each, el, word } from "../dom";
import { mountPictures } from "./pictures";

type Answer = { isReady?: boolean; id?: number; svg?: string; error?: string };

let frame: HTMLIFrameElement | null = null;
let ready: Promise<void> | null = null;
let count = 0;
const waiting = new Map<number, (answer: Answer) => void>();

function start(): Promise<void> {
  ready ??= new Promise((done) => {
    window.addEventListener("message", (event: MessageEvent<Answer>) => {
      if (event.origin !== location.origin || event.source !== frame?.contentWindow) return;
      if (event.data.isReady) done();
      else if (event.data.id !== undefined) waiting.get(event.data.id)?.(event.data);
    });
    frame = el("iframe", { src: "/ui/diagram/", title: word("diagram"), class: "diagram-frame", "aria-hidden": "true", tabindex: "-1" });
    document.body.append(frame);
  });
  return ready;
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** The SVG with a size of its own, as an address of a picture. */
function pictureOf(svg: string): { src: string; width: string; height: string } {
  const [, , width = "400", height = "300"] = /viewBox="([\d.e+-]+) ([\d.e+-]+) ([\d.e+-]+) ([\d.e+-]+)"/.exec(svg)?.slice(1) ?? [];
  const sized = svg.replace(/<svg([^>]*?)\swidth="[^"]*"/, `<svg$1 width="${width}" height="${height}"`);
  return { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sized)}`, width: String(Math.ceil(Number(width))), height: String(Math.ceil(Number(height))) };
}

async function draw(code: HTMLElement): Promise<void> {
  const block = code.closest("pre");
  const text = code.textContent ?? "";
  if (!block || !text.trim()) return;
  await start();
  const id = (count += 1);
  const answer = await new Promise<Answer>((done) => {
    waiting.set(id, done);
    frame?.contentWindow?.postMessage({ id, text, isDark: isDark() }, location.origin);
  });
  waiting.delete(id);
  const source = el("details", { class: "diagram-text" }, el("summary", {}, word("diagram-text")));
  if (!answer.svg) {
    block.before(el("p", { class: "diagram-problem" }, word("diagram-failed")));
    return;
  }
  const title = /^\s*(?:title|accTitle)\s*:?\s*(.+)$/m.exec(text)?.[1]?.trim();
  const picture = el("img", { ...pictureOf(answer.svg), class: "diagram", alt: title ?? word("diagram") });
  const figure = el("figure", { class: "diagram-figure" }, picture);
  block.before(figure);
  source.append(block);
  figure.append(source);
  mountPictures(figure);
}

export function mountDiagrams(root: HTMLElement): void {
  each<HTMLElement>(root, ".prose code.language-mermaid", "diagram", (code) => void draw(code));
}
