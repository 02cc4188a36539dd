// One bundle, unminified and without a hash in any name, so that a reviewer can read it and CI can compare it byte for byte.
import { defineConfig, type RolldownOptions } from "rolldown";
import { licenses } from "./build/licenses.ts";

const config: RolldownOptions = defineConfig({
  input: { cli: "src/faces/cli/main.ts", action: "src/faces/action/main.ts" },
  platform: "node",
  external: [/^node:/],
  // Of a package in two forms the one that can be shaken: the AWS SDK is a third smaller so.
  resolve: { conditionNames: ["node", "import", "module", "default"], mainFields: ["module", "main"] },
  transform: {
    target: "node20.19",
    // Later versions of the SDK will want another Node; the one in this bundle does not, so nobody need be warned.
    define: { "process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": '"true"' },
  },
  // @actions/core brings a whole HTTP client along for a function nobody calls here; half of the action's start time without this.
  treeshake: { moduleSideEffects: [{ test: /node_modules[\\/](?:@actions|tunnel|undici)[\\/]/, sideEffects: false }] },
  plugins: [licenses({ root: import.meta.dirname, list: "build/packages.json" })],
  output: {
    dir: "dist",
    format: "esm",
    cleanDir: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    minify: false,
    sourcemap: false,
    // One chunk for what is only ever loaded for one kind of key.
    codeSplitting: {
      groups: [{ name: "aws-sdk", test: /node_modules[\\/](?:@aws-sdk|@smithy|bowser)[\\/]/ }],
    },
    comments: { legal: true, annotation: false, jsdoc: false },
  },
});

export default config;
