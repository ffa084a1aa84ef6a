// The map of the network: WebGL, thousands of nodes. Without it the same stands as a picture and in tables.
import Graph from "graphology";
import Sigma from "sigma";
import { each, el, word } from "../dom";

type GroupRow = [name: string, about: number, ei: number | null, step: number, x: number, y: number, r: number];
type PersonRow = [name: string, user: string, group: number, x: number, y: number, size: number, roles: string, isMe: 0 | 1];
type Data = { by: string; groups: GroupRow[]; links: [number, number, number][]; people: PersonRow[]; ties: [number, number][] };

const MOST_DOTS = 3000;
const GREY = "#8b928d";

/** Chance that is the same each time: the crowd of a group does not jump about. */
function dice(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A colour let through, as WebGL wants it here: its parts multiplied with their share already. */
function faded(hex: string, share: number): string {
  const parts = [1, 3, 5].map((at) => Math.round(parseInt(hex.slice(at, at + 2), 16) * share));
  return `#${[...parts, Math.round(share * 255)].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function token(name: string, fallback: string): string {
  // Colours of the stylesheet may be in any notation; a canvas turns them into plain ones.
  const probe = el("span", { class: `network-ink-${name}` });
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen) return fallback;
  pen.fillStyle = found;
  pen.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = pen.getImageData(0, 0, 1, 1).data;
  return `#${[r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

type Dot = { x: number; y: number; size: number; label?: string | null; forceLabel?: boolean };
type Lettering = { labelSize: number; labelFont: string; labelWeight: string };
type Name = { pen: CanvasRenderingContext2D; data: Dot; settings: Lettering };

const meet = (one: DOMRect, other: DOMRect): boolean => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

class NetworkMap {
  private readonly graph = new Graph({ multi: false, type: "undirected" });
  private readonly renderer: Sigma;
  private readonly colours: string[];
  private data: Data = { by: "", groups: [], links: [], people: [], ties: [] };
  private near: Set<string> | null = null;
  private size = "ties";
  private text = "#333333";
  private line = "#999999";
  private surface = "#ffffff";
  private names: Name[] = []; // That want a place in the picture that is being drawn.

  constructor(private readonly box: HTMLElement) {
    this.colours = (box.dataset["colours"] ?? GREY).split(" ");
    const canvas = this.part("canvas");
    this.renderer = new Sigma(this.graph, canvas, {
      allowInvalidContainer: true,
      labelFont: getComputedStyle(document.body).fontFamily,
      labelSize: 13,
      labelWeight: "550",
      labelRenderedSizeThreshold: 5,
      labelDensity: 0.9,
      labelGridCellSize: 110,
      zIndex: true,
      minCameraRatio: 0.03,
      maxCameraRatio: 2,
      stagePadding: 40,
      nodeReducer: (node, data) => (this.near && !this.near.has(node) ? { ...data, label: null, color: faded(GREY, 0.25), zIndex: 0 } : data),
      edgeReducer: (edge, data) => (this.near && !this.graph.extremities(edge).every((end) => this.near?.has(end)) ? { ...data, hidden: true } : data),
      defaultDrawNodeLabel: (pen, data, settings) => void this.names.push({ pen, data, settings }),
      defaultDrawNodeHover: (pen, data, settings) => this.drawHover(pen, data, settings),
    });
    this.renderer.on("beforeRender", () => (this.names = []));
    this.renderer.on("afterRender", () => this.drawNames());
    this.readTheme();
    this.listen();
  }

  private part(name: string): HTMLElement {
    const found = this.box.querySelector<HTMLElement>(`[data-map-${name}]`);
    if (!found) throw new Error(`The map has no ${name}.`);
    return found;
  }

  private readTheme(): void {
    this.text = token("text", "#333333");
    this.line = token("line", "#999999");
    this.surface = token("surface", "#ffffff");
  }

  /** Names beside their dots, one's own first and then of the largest; none where there is no room. */
  private drawNames(): void {
    const taken: DOMRect[] = [];
    const weight = ({ data }: Name) => (data.forceLabel ? Infinity : data.size);
    for (const { pen, data, settings } of this.names.sort((one, other) => weight(other) - weight(one))) {
      if (!data.label) continue;
      pen.font = `${settings.labelWeight} ${settings.labelSize}px ${settings.labelFont}`;
      const width = pen.measureText(data.label).width;
      const away = data.size + 3;
      const place = [data.x + away, data.x - away - width]
        .map((left) => new DOMRect(left, data.y - settings.labelSize * 0.7, width, settings.labelSize * 1.4))
        .find((each) => each.left > 0 && each.right < pen.canvas.clientWidth && !taken.some((other) => meet(each, other)));
      if (!place) continue;
      taken.push(place);
      // A rim, so that it can be read where it runs over ties and dots.
      pen.lineJoin = "round";
      pen.lineWidth = 3;
      pen.strokeStyle = this.surface;
      pen.strokeText(data.label, place.left, data.y + settings.labelSize / 3);
      pen.fillStyle = this.text;
      pen.fillText(data.label, place.left, data.y + settings.labelSize / 3);
    }
  }

  /** What the mouse is on: its words on a plate. */
  private drawHover(pen: CanvasRenderingContext2D, data: Dot, settings: Lettering): void {
    if (!data.label) return;
    pen.font = `${settings.labelWeight} ${settings.labelSize}px ${settings.labelFont}`;
    const width = pen.measureText(data.label).width + 12;
    pen.fillStyle = this.surface;
    pen.strokeStyle = this.line;
    pen.beginPath();
    pen.roundRect(data.x + data.size + 2, data.y - 12, width, 24, 6);
    pen.fill();
    pen.stroke();
    pen.fillStyle = this.text;
    pen.textBaseline = "middle";
    pen.fillText(data.label, data.x + data.size + 8, data.y + 1);
    pen.textBaseline = "alphabetic";
  }

  async load(url: string): Promise<void> {
    this.box.setAttribute("aria-busy", "true");
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    this.data = (await answer.json()) as Data;
    this.draw();
    this.box.removeAttribute("aria-busy");
  }

  private colour(group: number): string {
    return group < 0 ? GREY : (this.colours[group % this.colours.length] ?? GREY);
  }

  private draw(): void {
    const { groups, links, people, ties } = this.data;
    this.graph.clear();
    this.near = null;
    const all = groups.reduce((sum, [, about]) => sum + about, 0);
    const each = Math.max(1, all / MOST_DOTS);
    groups.forEach(([name, about, , , x, y, r], place) => {
      const roll = dice(place + 7);
      for (let dot = 0; dot < about / each; dot += 1) {
        const angle = roll() * 2 * Math.PI;
        const away = r * 1.3 * Math.sqrt(roll());
        this.graph.addNode(`d${place}.${dot}`, { x: x + away * Math.cos(angle), y: -(y + away * Math.sin(angle)), size: 2.2, color: faded(this.colour(place), 0.55), zIndex: 0 });
      }
      this.graph.addNode(`g${place}`, { label: name, x, y: -y, size: 10 + Math.sqrt(about) * 2.4, color: faded(this.colour(place), 0.3), zIndex: 1 });
    });
    for (const [a, b, level] of links) {
      if (level >= 0) this.graph.mergeEdge(`g${a}`, `g${b}`, { size: 0.8 + level * 1.6, color: faded(this.line, 0.35 + level * 0.15), zIndex: 0 });
    }
    people.forEach((row, place) => {
      const [name, , group, x, y, , , isMe] = row;
      this.graph.addNode(`p${place}`, { label: isMe ? `${name} ●` : name, x, y: -y, size: this.sizeOf(row), color: this.colour(group), forceLabel: isMe === 1, zIndex: 2 });
    });
    for (const [a, b] of ties) this.graph.mergeEdge(`p${a}`, `p${b}`, { size: 0.8, color: faded(this.text, 0.28), zIndex: 1 });
    const names = this.box.querySelector("datalist");
    names?.replaceChildren(...[...groups.map((row) => row[0]), ...people.map((row) => row[0])].slice(0, 2000).map((name) => el("option", { value: name })));
    this.renderer.refresh();
  }

  private sizeOf([, , , , , size, roles]: PersonRow): number {
    if (this.size === "same") return 5;
    if (this.size === "roles") return roles ? 6 + 2 * roles.length : 3.5;
    return 3.5 + size * 1.3;
  }

  private listen(): void {
    const camera = this.renderer.getCamera();
    this.renderer.on("clickNode", ({ node }) => this.open(node));
    this.renderer.on("clickStage", () => this.show(null));
    for (const button of this.box.querySelectorAll<HTMLElement>("[data-map-zoom]"))
      button.addEventListener("click", () => {
        const way = button.dataset["mapZoom"];
        if (way === "in") void camera.animatedZoom({ duration: 200 });
        else if (way === "out") void camera.animatedUnzoom({ duration: 200 });
        else {
          this.show(null);
          void camera.animatedReset({ duration: 300 });
        }
      });
    this.box.querySelector<HTMLInputElement>("[data-map-search]")?.addEventListener("input", (event) => this.search((event.target as HTMLInputElement).value));
    this.box.querySelector<HTMLSelectElement>("[data-map-size]")?.addEventListener("change", (event) => this.resize((event.target as HTMLSelectElement).value));
    this.box.querySelector<HTMLElement>("[data-map-lasso]")?.addEventListener("click", (event) => this.lasso(event.currentTarget as HTMLElement));
    document.querySelector("[data-map-png]")?.addEventListener("click", () => this.picture());
    document.querySelector<HTMLFormElement>("[data-map-save]")?.addEventListener("submit", (event) => this.fill(event.currentTarget as HTMLFormElement));
    this.listenToTime();
    new MutationObserver(() => this.restyle()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.restyle());
  }

  private restyle(): void {
    this.readTheme();
    this.draw();
  }

  private listenToTime(): void {
    const slider = this.box.querySelector<HTMLInputElement>("[data-map-time]");
    const choice = document.querySelector<HTMLSelectElement>("[data-map-moment]");
    const when = this.box.querySelector<HTMLOutputElement>("[data-map-when]");
    if (!slider || !choice) return;
    slider.max = String(choice.options.length - 1);
    slider.value = String(choice.selectedIndex);
    const say = () => {
      const said = choice.options[Number(slider.value)]?.textContent ?? "";
      if (when) when.textContent = said;
      slider.setAttribute("aria-valuetext", said);
    };
    say();
    slider.addEventListener("input", () => {
      say();
      const key = choice.options[Number(slider.value)]?.value ?? "";
      choice.selectedIndex = Number(slider.value);
      const url = new URL(this.box.dataset["address"] ?? "", location.href);
      url.searchParams.set("by", this.data.by);
      url.searchParams.set("moment", key);
      void this.load(url.href);
    });
  }

  /** A group comes near; of a person one sees those they are tied to, and what there is to read. */
  private open(node: string): void {
    if (node.startsWith("d")) return this.open(`g${node.slice(1).split(".")[0]}`);
    const around = new Set([node, ...this.graph.neighbors(node)]);
    if (node.startsWith("g")) {
      const place = Number(node.slice(1));
      this.data.people.forEach((row, number) => row[2] === place && around.add(`p${number}`));
      this.graph.forEachNode((key) => key.startsWith(`d${place}.`) && around.add(key));
      const [, , , , x, y, r] = this.data.groups[place] ?? ["", 0, null, 0, 0, 0, 1];
      this.goTo(x, y, r * 3);
    }
    this.show(around, node);
  }

  private goTo(x: number, y: number, reach: number): void {
    const { x: [left, right], y: [low, high] } = this.renderer.getBBox();
    const whole = Math.max(right - left, high - low, 1e-9);
    // The camera counts in a frame in which the whole map is one wide, around its middle.
    const at = { x: 0.5 + (x - (left + right) / 2) / whole, y: 0.5 + (-y - (low + high) / 2) / whole };
    void this.renderer.getCamera().animate({ ...at, ratio: Math.min(1, Math.max(0.05, (reach * 2) / whole)) }, { duration: 350 });
  }

  private search(words: string): void {
    const wanted = words.trim().toLowerCase();
    if (!wanted) return this.show(null);
    const found = this.graph.filterNodes((node, data) => !node.startsWith("d") && String(data["label"] ?? "").toLowerCase().includes(wanted));
    this.show(new Set(found));
    const exact = found.find((node) => String(this.graph.getNodeAttribute(node, "label")).toLowerCase().replace(" ●", "") === wanted) ?? (found.length === 1 ? found[0] : undefined);
    if (exact) {
      this.goTo(this.graph.getNodeAttribute(exact, "x") as number, -(this.graph.getNodeAttribute(exact, "y") as number), 4);
      this.show(new Set([exact, ...this.graph.neighbors(exact)]), exact);
    }
  }

  private resize(size: string): void {
    this.size = size;
    this.data.people.forEach((row, place) => this.graph.setNodeAttribute(`p${place}`, "size", this.sizeOf(row)));
  }

  /** These nodes alone are lit, and named beside the map. */
  private show(nodes: Set<string> | null, first = ""): void {
    this.near = nodes;
    this.renderer.refresh({ skipIndexation: true });
    const panel = this.part("found");
    panel.hidden = !nodes;
    if (!nodes) return;
    const people = [...nodes].filter((node) => node.startsWith("p")).map((node) => this.data.people[Number(node.slice(1))]).filter((row) => row !== undefined);
    const groups = [...nodes].filter((node) => node.startsWith("g")).map((node) => this.data.groups[Number(node.slice(1))]).filter((row) => row !== undefined);
    const title = first ? String(this.graph.getNodeAttribute(first, "label")).replace(" ●", "") : word("map-found", { groups: groups.length, people: people.length });
    const list = el("ul", { class: "plain-list stack stack-small" });
    for (const [name, about, ei, step] of groups.slice(0, 12)) list.append(el("li", {}, el("span", { class: "network-group" }, name), ` ${word("map-about", { about })}${ei === null ? "" : ` ${word("map-open", { ei, step })}`}`));
    for (const [name, user] of people.slice(0, 40).filter(([name]) => name !== title)) list.append(el("li", {}, el("a", { href: `/@${user}/` }, name)));
    panel.replaceChildren(el("b", {}, title), list);
    if (!people.length && !groups.length) panel.append(el("p", { class: "muted" }, word("map-none")));
  }

  /** Drawing around nodes with the mouse or a finger picks them. */
  private lasso(button: HTMLElement): void {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    this.box.querySelector(".network-lasso")?.remove();
    if (!isOn) return;
    const stage = this.part("canvas");
    const sheet = el("canvas", { class: "network-lasso" });
    sheet.width = stage.clientWidth;
    sheet.height = stage.clientHeight;
    stage.append(sheet);
    const pen = sheet.getContext("2d");
    let line: { x: number; y: number }[] = [];
    const at = (event: PointerEvent) => ({ x: event.offsetX, y: event.offsetY });
    sheet.addEventListener("pointerdown", (event) => {
      sheet.setPointerCapture(event.pointerId);
      line = [at(event)];
    });
    sheet.addEventListener("pointermove", (event) => {
      if (!line.length || !pen) return;
      line.push(at(event));
      pen.clearRect(0, 0, sheet.width, sheet.height);
      pen.strokeStyle = this.text;
      pen.fillStyle = `${this.text}1a`;
      pen.beginPath();
      line.forEach(({ x, y }, n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.closePath();
      pen.fill();
      pen.stroke();
    });
    sheet.addEventListener("pointerup", () => {
      const found = this.graph.filterNodes((node, data) => !node.startsWith("d") && inside(this.renderer.graphToViewport({ x: data["x"] as number, y: data["y"] as number }), line));
      button.setAttribute("aria-pressed", "false");
      sheet.remove();
      this.show(new Set(found));
    });
  }

  private picture(): void {
    this.renderer.refresh();
    const layers = Object.values(this.renderer.getCanvases());
    const sheet = document.createElement("canvas");
    sheet.width = Math.max(...layers.map((layer) => layer.width));
    sheet.height = Math.max(...layers.map((layer) => layer.height));
    const pen = sheet.getContext("2d");
    if (!pen) return;
    pen.fillStyle = this.surface;
    pen.fillRect(0, 0, sheet.width, sheet.height);
    for (const layer of layers) if (layer.width && layer.height) pen.drawImage(layer, 0, 0, sheet.width, sheet.height);
    sheet.toBlob((blob) => {
      if (!blob) return;
      const link = el("a", { href: URL.createObjectURL(blob), download: "network.png" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  }

  /** Where the camera stands goes with a saved view. */
  private fill(form: HTMLFormElement): void {
    const { x, y, ratio } = this.renderer.getCamera().getState();
    const values: Record<string, string> = { size: this.size, x: x.toFixed(3), y: y.toFixed(3), ratio: ratio.toFixed(3) };
    const moment = document.querySelector<HTMLSelectElement>("[data-map-moment]");
    if (moment && moment.selectedIndex < moment.options.length - 1) values["moment"] = moment.value;
    for (const [name, value] of Object.entries(values)) {
      const input = form.elements.namedItem(name);
      if (input instanceof HTMLInputElement) input.value = value;
    }
  }

  /** A saved view that was opened: its size, and where it looked. */
  recall(asked: URLSearchParams): void {
    const [x, y, ratio] = ["x", "y", "ratio"].map((name) => Number(asked.get(name) ?? NaN));
    if (x !== undefined && y !== undefined && ratio !== undefined && [x, y, ratio].every(Number.isFinite))
      this.renderer.getCamera().setState({ x, y, ratio: Math.min(2, Math.max(0.03, ratio)) });
    const size = asked.get("size");
    const choice = this.box.querySelector<HTMLSelectElement>("[data-map-size]");
    if (size && choice && [...choice.options].some((option) => option.value === size)) {
      choice.value = size;
      this.resize(size);
    }
  }
}

function inside({ x, y }: { x: number; y: number }, line: { x: number; y: number }[]): boolean {
  let isIn = false;
  line.forEach((a, n) => {
    const b = line[(n + line.length - 1) % line.length] ?? a;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) isIn = !isIn;
  });
  return isIn;
}

function pictureInstead(box: HTMLElement): void {
  const address = new URL(box.dataset["networkMap"] ?? "", location.href);
  const picture = el("img", { class: "network-picture", alt: word("map-picture"), src: `${address.pathname.replace("data.json", "network.svg")}${address.search}${address.search ? "&" : "?"}show` });
  box.querySelector("[data-map-canvas]")?.replaceChildren(picture);
  box.classList.add("is-still");
}

export function mountNetworks(root: HTMLElement): void {
  each<HTMLElement>(root, "[data-network-map]", "network", (box) => {
    // Browsers without WebGL get the picture that others get without scripts.
    if (!document.createElement("canvas").getContext("webgl2")) return pictureInstead(box);
    try {
      const map = new NetworkMap(box);
      map.load(box.dataset["networkMap"] ?? "").then(
        () => map.recall(new URLSearchParams(location.search)),
        () => pictureInstead(box),
      );
    } catch {
      pictureInstead(box);
    }
  });
}
