// Every page works without this file. It makes pages quicker and kinder, island by island.
import htmx from "htmx.org";
import { csrfToken } from "./dom";
import { mountDialogs } from "./islands/dialogs";
import { mountForms } from "./islands/forms";
import { startKeys } from "./islands/keys";
import { startLive } from "./islands/live";
import { mountMenus, startMenus } from "./islands/menus";
import { startPalette } from "./islands/palette";
import { mountPictures } from "./islands/pictures";
import { startReading } from "./islands/reading";
import { mountRemarks } from "./islands/remarks";
import { startTheme } from "./islands/theme";
import { mountTimes, mountZone } from "./islands/times";
import { mountToasts, startToasts } from "./islands/toasts";

document.documentElement.classList.add("has-js");

function mount(root: HTMLElement): void {
  mountTimes(root);
  mountZone(root);
  mountMenus(root);
  mountDialogs(root);
  mountForms(root);
  mountToasts(root);
  mountPictures(root);
  mountRemarks(root);
  if (root.querySelector("code.language-mermaid"))
    void import("./islands/diagrams").then(({ mountDiagrams }) => mountDiagrams(root));
  // The editor is heavy: it comes when there is something to write in.
  if (root.querySelector("[data-composer]") || root.matches("[data-composer]"))
    void import("./islands/composer").then(({ mountComposers }) => mountComposers(root));
  if (root.querySelector("input[data-people]")) void import("./islands/people").then(({ mountPeople }) => mountPeople(root));
  if (root.querySelector("form[data-ballot]")) void import("./islands/paper").then(({ mountPapers }) => mountPapers(root));
  if (root.querySelector("[data-network-map]"))
    void import("./islands/network").then(({ mountNetworks }) => mountNetworks(root));
  if (document.querySelector("[data-film], [data-film-bring]"))
    void import("./islands/films").then(({ mountFilms }) => mountFilms(root));
}

document.addEventListener("htmx:configRequest", (event) => {
  const { headers, verb } = (event as CustomEvent<{ headers: Record<string, string>; verb: string }>).detail;
  if (verb !== "get") headers["X-CSRFToken"] = csrfToken();
});
htmx.onLoad((root) => mount(root as HTMLElement));
mount(document.body);
startMenus();
startToasts();
startTheme();
startKeys();
startPalette();
startLive();
startReading();
