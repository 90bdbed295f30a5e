import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build, defineConfig } from "vite";
import type { Plugin } from "vite";

// The home app: a build of its own beside the clinic's, in the folder `home` of the same place.
const out = join(process.env.HEIME_BUILT ?? join(import.meta.dirname, "../src/heime/edges/clinic/built"), "home");
const address = "/static/home/";
// Served by pages of their own, or asked for by the browser itself: not among what the worker keeps.
const beside = /^(index\.html|manifest\.webmanifest|report\.json|sw\.js|icon-.*\.png)$/;

/** The pieces and what each is made of, for docs/home_bundle.md. */
const pieces: { file: string; modules: Record<string, number> }[] = [];
/** What comes before the first page is drawn: the shell, and all that it must have. */
const first = new Set<string>(["index.html"]);

function worker(): Plugin {
  return {
    name: "home-worker",
    apply: "build",
    generateBundle(_options, bundle) {
      const needs = (name: string): void => {
        const piece = bundle[name];
        if (first.has(name) || piece?.type !== "chunk") return;
        first.add(name);
        for (const style of piece.viteMetadata?.importedCss ?? []) first.add(style);
        piece.imports.forEach(needs);
      };
      for (const [name, piece] of Object.entries(bundle))
        // The words are asked for at once, and nothing is drawn without them: bokmål is counted.
        if (piece.type === "chunk" && (piece.isEntry || piece.name === "words.nb")) needs(name);
      for (const piece of Object.values(bundle))
        if (piece.type === "chunk")
          pieces.push({
            file: piece.fileName,
            modules: Object.fromEntries(
              Object.entries(piece.modules).map(([id, { code }]) => [named(id), (code ?? "").length]),
            ),
          });
    },
    async closeBundle() {
      const files = listed(out).filter((name) => !beside.test(name));
      const digest = createHash("sha256");
      for (const name of [...files, "index.html"]) digest.update(name).update(readFileSync(join(out, name)));
      const which = digest.digest("hex").slice(0, 16);
      await build({
        configFile: false,
        logLevel: "warn",
        define: {
          __BUILD__: JSON.stringify(which),
          __FILES__: JSON.stringify(files.map((name) => address + name)),
        },
        build: {
          outDir: out,
          emptyOutDir: false,
          copyPublicDir: false,
          rollupOptions: {
            input: join(import.meta.dirname, "src/home/sw.ts"),
            output: { format: "iife", entryFileNames: "sw.js" },
          },
        },
      });
      writeFileSync(join(out, "report.json"), JSON.stringify({ first: [...first], pieces, sizes: sizes() }, null, 1));
      for (const name of files) {
        const plain = readFileSync(join(out, name));
        writeFileSync(join(out, `${name}.gz`), gzipSync(plain, { level: 9 }));
        writeFileSync(join(out, `${name}.br`), brotliCompressSync(plain));
      }
    },
  };
}

/** The rules as the app asks of them: without where each comes from, and what scores are called. */
function lean(): Plugin {
  return {
    name: "lean-rules",
    enforce: "pre",
    transform(code, id) {
      if (!id.endsWith("/generated/rules.json")) return null;
      const { scores: _, rules, ...book } = JSON.parse(code) as Record<string, object>;
      const said = Object.entries(rules ?? {}).map(([rule, { priority, always }]) => [
        rule,
        { priority, always },
      ]);
      return { code: JSON.stringify({ ...book, rules: Object.fromEntries(said) }), map: null };
    },
  };
}

function named(id: string): string {
  return id.replace(/^.*\/node_modules\//, "").replace(/^.*\/app\/src\//, "").replace(/^.*\/src\//, "").replace(/\?.*$/, "");
}

function listed(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(folder.length + 1))
    .sort();
}

function sizes(): Record<string, number> {
  return Object.fromEntries(
    listed(out)
      .filter((name) => !/^(report\.json|icon-.*)$/.test(name))
      .map((name) => [name, gzipSync(readFileSync(join(out, name)), { level: 9 }).length]),
  );
}

export default defineConfig({
  root: "src/home",
  base: address,
  publicDir: "public",
  plugins: [lean(), worker()],
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    reportCompressedSize: false,
    rollupOptions: {
      output: {
        entryFileNames: "[name]-[hash].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
