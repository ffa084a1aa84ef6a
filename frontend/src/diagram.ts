// Runs in a frame of its own (/ui/diagram/): text of a diagram in, SVG out. Only there may styles be written by script,
// and nothing else is on that page; what comes back is shown as a picture, in which no script can run.
import mermaid from "mermaid";

type Asked = { id: number; text: string; isDark: boolean };

// In turn: mermaid lays one diagram out at a time.
let last: Promise<unknown> = Promise.resolve();

async function draw({ id, text, isDark }: Asked): Promise<{ id: number; svg?: string; error?: string }> {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    theme: isDark ? "dark" : "neutral",
    fontFamily: "system-ui, sans-serif",
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    maxTextSize: 20_000,
    suppressErrorRendering: true,
  });
  try {
    const { svg } = await mermaid.render(`diagram-${id}`, text);
    return { id, svg };
  } catch (problem) {
    return { id, error: problem instanceof Error ? problem.message.slice(0, 500) : String(problem) };
  }
}

window.addEventListener("message", (event: MessageEvent<Asked>) => {
  if (event.origin !== location.origin || event.source !== window.parent || typeof event.data?.text !== "string") return;
  last = last.then(async () => window.parent.postMessage(await draw(event.data), location.origin));
});
window.parent.postMessage({ isReady: true }, location.origin);
