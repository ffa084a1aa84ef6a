// The few helpers that every island uses.

/** Elements of this kind inside `root`, `root` itself included, each handed out once in its life. */
export function each<T extends HTMLElement>(root: ParentNode, selector: string, island: string, start: (el: T) => void): void {
  const found = [...root.querySelectorAll<T>(selector)];
  if (root instanceof HTMLElement && root.matches(selector)) found.unshift(root as unknown as T);
  for (const el of found) {
    const started = (el.dataset["started"] ?? "").split(" ");
    if (started.includes(island)) continue;
    el.dataset["started"] = [...started, island].join(" ").trim();
    start(el);
  }
}

export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** An icon of the sprite; its address is read from an icon that the server drew. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  const sprite = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "/static/built/icons.svg";
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

/** A text of the page, translated by the server (ui/components/words.html). */
export function word(name: string, fills: Record<string, string | number> = {}): string {
  const words = document.querySelector<HTMLTemplateElement>("#ui-words")?.content;
  let text = words?.querySelector(`[data-word="${name}"]`)?.textContent ?? name;
  for (const [key, value] of Object.entries(fills)) text = text.replace(`{${key}}`, String(value));
  return text;
}

export function csrfToken(): string {
  return (
    document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ||
    document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ||
    ""
  );
}

export function post(url: string, body: FormData | URLSearchParams, signal?: AbortSignal): Promise<Response> {
  return fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" }, signal: signal ?? null });
}

/** A fragment of our own server, parsed. Text of people inside it went through the sanitiser there. */
export async function fragment(url: string, init: RequestInit = {}): Promise<DocumentFragment> {
  const answer = await fetch(url, { ...init, headers: { "HX-Request": "true", ...init.headers } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return parse(await answer.text());
}

export function parse(html: string): DocumentFragment {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content;
}

export function later<A extends unknown[]>(ms: number, act: (...args: A) => void): (...args: A) => void {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => act(...args), ms);
  };
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
