// One bundle, unminified and without a hash in any name, so that a reviewer can read it and CI can compare it byte for byte.
import { defineConfig } from "rolldown";

export default defineConfig({
  input: { cli: "src/faces/cli/main.ts" },
  platform: "node",
  external: [/^node:/],
  resolve: { conditionNames: ["node", "import", "module", "default"] },
  transform: { target: "node20.19" },
  output: {
    dir: "dist",
    format: "esm",
    cleanDir: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    minify: false,
    sourcemap: false,
    comments: { legal: true, annotation: false, jsdoc: false },
  },
});
