/**
 * cosmiconfig without its factory. Whatever options the factory is given, it first searches the directory of the process for settings
 * of cosmiconfig itself, and runs the code that it finds there.
 */
declare module "cosmiconfig/dist/Explorer.js" {
  import type { Options, PublicExplorer } from "cosmiconfig";

  interface ExplorerOptions extends Options {
    readonly moduleName: string;
    /** A file of settings of cosmiconfig itself. */
    readonly metaConfigFilePath: null;
  }

  export const Explorer: new (options: ExplorerOptions) => PublicExplorer;
}
