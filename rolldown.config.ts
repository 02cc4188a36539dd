// One bundle, unminified and without a hash in any name, so that a reviewer can read it and CI can compare it byte for byte.
import { defineConfig, type Plugin, type RolldownOptions } from "rolldown";
import { licenses } from "./build/licenses.ts";

/**
 * T83: what packages would load while the program runs is left out. Node looks for it in every directory above the bundle and in the
 * user's home, and whatever is there would run.
 */
const nothingLoadedLater: Plugin = {
  name: "nothing-loaded-later",
  resolveId: { filter: { id: /^supports-color$/ }, handler: () => `${import.meta.dirname}/build/absent.cjs` },
  load: {
    // cosmiconfig's own loaders run what they read; search-config.ts gives it others.
    filter: { id: /[\\/]cosmiconfig[\\/]dist[\\/]loaders\.js$/ },
    handler: () => "module.exports = {};",
  },
  transform: {
    // fdir takes a picomatch where there is one; tinyglobby brings its own, and asks fdir for no patterns.
    filter: { id: /[\\/]fdir[\\/]dist[\\/]index\.mjs$/ },
    handler: (code) => code.replace(/try \{\s*__require[^}]*\} catch \{\}/, ""),
  },
};

const config: RolldownOptions = defineConfig({
  input: { cli: "src/cli/main.ts", action: "src/action/main.ts" },
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
  plugins: [nothingLoadedLater, licenses({ root: import.meta.dirname, list: "build/packages.json" })],
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
