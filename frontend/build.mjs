// Builds the islands, the stylesheet and the icon sprite into the static folder of base/ui.
import { build, context } from "esbuild";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "..", "src", "folkmoot");
const out = join(source, "base", "ui", "static", "built");
const icons = join(here, "node_modules", "lucide-static", "icons");
const watching = process.argv.includes("--watch");

// What a first visit may weigh, gzipped. Heavier things belong into a lazily imported chunk.
const budgets = { "app.css": 25_000, "app.js": 35_000 };

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (["static", "tests", "migrations", "locale", "__pycache__", "node_modules"].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (/\.(html|py|ts)$/.test(entry.name)) yield path;
  }
}

// Any quoted word that is the name of an icon counts as used: so a room needs no list of icons to keep.
// A name given to `{% icon %}` or `icon=` which does not exist stops the build.
function usedIcons() {
  const known = new Set(readdirSync(icons).filter((name) => name.endsWith(".svg")).map((name) => name.slice(0, -4)));
  const used = new Set();
  const wrong = [];
  for (const folder of [source, join(here, "src")]) {
    for (const path of filesUnder(folder)) {
      const text = readFileSync(path, "utf8");
      for (const [, name] of text.matchAll(/["']([a-z][a-z0-9-]*)["']/g)) if (known.has(name)) used.add(name);
      for (const [, name] of text.matchAll(/(?:\{%\s*icon\s+|\bicon=)"([a-z][a-z0-9-]*)"/g))
        if (!known.has(name)) wrong.push(`${relative(source, path)}: no icon is called "${name}"`);
    }
  }
  if (wrong.length) throw new Error(wrong.join("\n"));
  return [...used].sort();
}

function writeSprite() {
  const symbols = usedIcons().map((name) => {
    const svg = readFileSync(join(icons, `${name}.svg`), "utf8");
    const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`;
  });
  const sprite =
    "<!-- Icons: Lucide (ISC). -->\n" + `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`;
  writeFileSync(join(out, "icons.svg"), sprite);
  return symbols.length;
}

const options = {
  // Diagrams are drawn in a frame of their own, by a script of their own: the library for it is large.
  entryPoints: [
    { in: join(here, "src", "app.ts"), out: "app" },
    { in: join(here, "styles", "app.css"), out: "app" },
    { in: join(here, "src", "diagram.ts"), out: "diagram" },
  ],
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox121", "safari16.4"],
  minify: !watching,
  sourcemap: watching,
  chunkNames: "chunks/[name]-[hash]",
  assetNames: "fonts/[name]",
  loader: { ".woff2": "file" },
  legalComments: "none",
  logLevel: "warning",
};

if (existsSync(out)) rmSync(out, { recursive: true });
mkdirSync(out, { recursive: true });
const count = writeSprite();
if (watching) {
  await (await context({ ...options, logLevel: "info" })).watch();
} else {
  await build(options);
  for (const [name, limit] of Object.entries(budgets)) {
    const path = join(out, name);
    const zipped = gzipSync(readFileSync(path), { level: 9 }).length;
    console.log(`${name}: ${statSync(path).size} bytes, ${zipped} gzipped (limit ${limit})`);
    if (zipped > limit) throw new Error(`${name} is too heavy for a first visit`);
  }
  console.log(`icons.svg: ${count} icons`);
}
