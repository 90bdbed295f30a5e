import { defineConfig } from "vite";

// Where the built files go: into the package, or where HEIME_BUILT says when that is read-only.
const out = process.env.HEIME_BUILT ?? "../src/heime/edges/clinic/built";

export default defineConfig({
  base: "",
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: { clinic: "src/clinic/main.ts", signin: "src/signin/main.ts" },
      output: {
        entryFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
