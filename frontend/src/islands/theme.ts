// Light, dark, or as the system: changed at once, kept in the cookie the server reads.
const A_YEAR = 31_536_000;

export function startTheme(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-theme-switch]")) return;
    event.preventDefault();
    const chosen = (event.submitter as HTMLButtonElement | null)?.value ?? "auto";
    if (chosen === "auto") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = chosen;
    document.cookie = `theme=${chosen}; path=/; max-age=${A_YEAR}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-switch] button"))
      button.setAttribute("aria-pressed", String(button.value === chosen));
  });
}
