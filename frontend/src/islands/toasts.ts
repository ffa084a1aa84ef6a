// Short words after a deed. From the server by Django's messages, or by the event `toast` {text, undo, tone}.
import { each, el, icon, post, word } from "../dom";

const STAYS = 7000;
const icons: Record<string, string> = { good: "circle-check", warn: "triangle-alert", danger: "circle-alert" };

function leave(toast: HTMLElement): void {
  toast.classList.remove("is-still");
  toast.classList.add("is-leaving");
  setTimeout(() => toast.remove(), 250);
}

/** It stays while somebody points at it or is in it, and longer when there is something to press. */
function waitAndLeave(toast: HTMLElement): void {
  const stays = toast.querySelector("form, button:not(.toast-close), a") ? STAYS * 2 : STAYS;
  let timer = window.setTimeout(leave, stays, toast);
  const hold = () => clearTimeout(timer);
  const go = () => {
    clearTimeout(timer);
    timer = window.setTimeout(leave, stays / 2, toast);
  };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", go);
  toast.addEventListener("focusout", go);
  const close = el("button", { class: "toast-close", type: "button", "aria-label": word("close") }, icon("x"));
  close.addEventListener("click", () => leave(toast));
  toast.append(close);
}

export function toast(text: string, tone = "good", undo = ""): void {
  const made = el("div", { class: `toast toast-${tone}`, "data-toast": "" }, icon(icons[tone] ?? "info"), el("span", { class: "toast-text" }, text));
  if (undo) {
    const button = el("button", { type: "button" }, word("undo"));
    button.addEventListener("click", async () => {
      const answer = await post(undo, new URLSearchParams());
      leave(made);
      if (answer.ok) location.reload();
      else toast(word("failed"), "danger");
    });
    made.append(button);
  }
  document.querySelector("[data-toasts]")?.append(made);
  mountToasts(made);
}

export function mountToasts(root: HTMLElement): void {
  each<HTMLElement>(root, "[data-toast]", "toast", waitAndLeave);
}

export function startToasts(): void {
  document.addEventListener("toast", (event) => {
    const { text, tone, undo } = (event as CustomEvent<{ text: string; tone?: string; undo?: string }>).detail;
    toast(text, tone, undo);
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    toast(word(xhr.status === 429 ? "too-often" : xhr.status === 403 ? "not-allowed" : "failed"), "danger");
  });
  document.addEventListener("htmx:sendError", () => toast(word("offline"), "danger"));
  // A browser has no passkey, or its person thought better of it.
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    toast(word("no-key"), "danger");
  });
  document.querySelectorAll("[data-toast-demo]").forEach((button) =>
    button.addEventListener("click", () => toast("Thread deleted.", "good", "/undo/")),
  );
}
