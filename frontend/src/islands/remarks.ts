// `[data-remark-url]` around a text: whoever selects words in it can comment them. Without script one chooses a paragraph.
import { each, el, icon, word } from "../dom";

const AROUND = 80;

function rangeIn(text: HTMLElement): Range | null {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  return text.contains(range.commonAncestorContainer) && selection.toString().trim().length > 2 ? range : null;
}

function addressOf(text: HTMLElement, range: Range): string {
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const after = document.createRange();
  after.setStart(range.endContainer, range.endOffset);
  after.setEnd(text, text.childNodes.length);
  const words = new URLSearchParams({
    quote: (document.getSelection()?.toString() ?? "").trim().slice(0, 500),
    before: before.toString().slice(-AROUND),
    after: after.toString().slice(0, AROUND),
  });
  return `${text.dataset["remarkUrl"] ?? ""}?${words}`;
}

export function mountRemarks(root: HTMLElement): void {
  each<HTMLElement>(root, "[data-remark-url]", "remarks", (text) => {
    text.addEventListener("click", (event) => {
      const mark = (event.target as HTMLElement).closest<HTMLElement>("mark.remark");
      if (mark?.dataset["remark"] && document.getSelection()?.isCollapsed) location.hash = `i-${mark.dataset["remark"]}`;
    });
    if (!text.dataset["remarkUrl"]) return;
    const button = el("a", { class: "button button-small button-primary remark-button", hidden: "" }, icon("message-square-quote"), word("comment-passage"));
    document.body.append(button);
    const show = (): void => {
      const range = rangeIn(text);
      button.hidden = !range;
      if (!range) return;
      button.href = addressOf(text, range);
      const box = range.getBoundingClientRect();
      button.style.top = `${box.bottom + scrollY + 6}px`;
      button.style.left = `${Math.max(8, Math.min(box.left + scrollX, scrollX + innerWidth - 220))}px`;
    };
    document.addEventListener("selectionchange", show);
  });
}
