// A ballot paper: rank by dragging or with buttons, and see how many points are left. The fields stay what is sent.
import { each, el, icon, word } from "../dom";

export function mountPapers(root: ParentNode): void {
  each<HTMLFormElement>(root, "form[data-ballot]", "paper", (form) => {
    const method = form.dataset["ballot"];
    if (method === "transfer" || method === "schulze") startRanking(form);
    if (method === "points") startPoints(form);
  });
}

function startPoints(form: HTMLFormElement): void {
  const most = Number(form.dataset["most"] ?? 0);
  const left = form.querySelector<HTMLElement>("[data-points-left]");
  const inputs = [...form.querySelectorAll<HTMLInputElement>("input[data-points]")];
  const tell = () => {
    const given = inputs.reduce((sum, input) => sum + (Number(input.value) || 0), 0);
    if (left) left.textContent = word("points-left", { n: most - given });
    left?.classList.toggle("field-error", given > most);
  };
  for (const input of inputs) input.addEventListener("input", tell);
  tell();
}

function startRanking(form: HTMLFormElement): void {
  const list = form.querySelector<HTMLElement>("[data-paper]");
  if (!list) return;
  const rows = [...list.querySelectorAll<HTMLElement>("[data-option]")];
  const field = (row: HTMLElement) => row.querySelector("select, input[type=number]") as HTMLSelectElement | HTMLInputElement;
  const name = (row: HTMLElement) => row.querySelector("b")?.textContent ?? "";
  // The ranked ones, the most liked first; what was typed before a mistake is taken over as it stands.
  let order = rows.filter((row) => field(row).value).sort((a, b) => Number(field(a).value) - Number(field(b).value));

  const draw = (focus?: HTMLElement) => {
    for (const row of rows) {
      const at = order.indexOf(row);
      field(row).value = at < 0 ? "" : String(at + 1);
      row.classList.toggle("is-ranked", at >= 0);
      (row.querySelector("[data-move=up]") as HTMLButtonElement).disabled = at === 0;
      (row.querySelector("[data-move=down]") as HTMLButtonElement).disabled = at < 0 || at === order.length - 1;
    }
    list.append(...order, ...rows.filter((row) => !order.includes(row)));
    focus?.focus();
  };
  const put = (row: HTMLElement, at: number) => {
    order = order.filter((each) => each !== row);
    if (at >= 0) order.splice(Math.min(at, order.length), 0, row);
  };
  for (const row of rows) {
    const moves = el("span", { class: "paper-moves" });
    for (const [way, sign] of [["up", "arrow-up"], ["down", "arrow-down"]] as const) {
      const button = el("button", { type: "button", class: "button button-small button-quiet", "data-move": way, "aria-label": word(`rank-${way}`, { name: name(row) }) });
      button.append(icon(sign));
      button.addEventListener("click", () => {
        const at = order.indexOf(row);
        put(row, at < 0 ? order.length : at + (way === "up" ? -1 : 1));
        draw(button);
      });
      moves.append(button);
    }
    row.querySelector(".paper-control")?.append(moves);
    field(row).addEventListener("change", () => {
      put(row, field(row).value ? Number(field(row).value) - 1 : -1);
      draw(field(row));
    });
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      row.classList.add("is-dragged");
      event.dataTransfer?.setData("text/plain", name(row));
    });
    row.addEventListener("dragend", () => row.classList.remove("is-dragged"));
    row.addEventListener("dragover", (event) => event.preventDefault());
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      const dragged = rows.find((each) => each.classList.contains("is-dragged"));
      if (!dragged || dragged === row) return;
      const at = order.indexOf(row);
      put(dragged, at < 0 ? order.length : at);
      draw();
    });
  }
  draw();
}
