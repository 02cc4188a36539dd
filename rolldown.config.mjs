// One bundle, unminified and without a hash in any name, so that a reviewer can read it and CI can compare it byte for byte.
import { defineConfig } from "rolldown";

export default defineConfig({
  input: { cli: "src/faces/cli/main.ts", action: "src/faces/action/main.ts" },
  platform: "node",
  external: [/^node:/],
  resolve: { conditionNames: ["node", "import", "module", "default"] },
  transform: { target: "node20.19" },
  // @actions/core brings a whole HTTP client along for a function nobody calls here; half of the action's start time without this.
  treeshake: { moduleSideEffects: [{ test: /node_modules[\\/](?:@actions|tunnel|undici)[\\/]/, sideEffects: false }] },
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
