import type { Operation } from "./operation.ts";
import { clientOptions, targetsUrl } from "./options.ts";

/** The operations of people and programs that download. */
export const useOperations: readonly Operation[] = [
  {
    name: "download",
    group: "USE",
    summary: "fetch targets and verify them through tuf-js from the trusted root",
    arguments: [{ syntax: "<target...>", summary: "target paths; the command ends at the first that fails" }],
    options: [
      ...clientOptions,
      targetsUrl,
      {
        name: "output",
        type: "string",
        short: "o",
        value: "file",
        summary: "where to write the file, or - for standard output; default: its own name",
      },
      {
        name: "output-dir",
        type: "string",
        value: "directory",
        summary:
          "directory in which each file is written at its target path; a file that is there already and correct is not downloaded again",
      },
    ],
    example: "kaprien download app/1.4.0/app.tar.gz --from https://downloads.example",
  },
  {
    name: "refresh",
    group: "USE",
    summary: "bring a client's metadata up to date; keeps each file as soon as it is verified",
    options: clientOptions,
    example: "kaprien refresh --from https://downloads.example --trusted-root root.json --metadata-dir metadata",
  },
  {
    name: "verify",
    group: "USE",
    summary: "verify a whole site, or a file that was downloaded already",
    arguments: [
      {
        syntax: "[what]",
        summary:
          "a site (address or directory) of which everything is verified, or a downloaded file; default: the site of --from",
      },
    ],
    options: [
      ...clientOptions,
      {
        name: "target",
        type: "string",
        value: "path",
        summary: "target path of the file; default: the file's own name",
      },
    ],
  },
  {
    name: "explain",
    group: "USE",
    summary: "explain an error code, or list all of them",
    arguments: [{ syntax: "[code]", summary: "the code, which is printed in brackets after an error" }],
  },
  {
    name: "schema",
    group: "USE",
    summary: "print the JSON Schema of a file",
    arguments: [{ syntax: "<config|release|ceremony>", summary: "which file" }],
  },
  {
    name: "completion",
    group: "USE",
    summary: "print a completion script for a shell",
    arguments: [{ syntax: "<bash|zsh|fish>", summary: "which shell" }],
    example: 'eval "$(kaprien completion bash)"',
  },
  { name: "version", group: "USE", summary: "print the version" },
];
