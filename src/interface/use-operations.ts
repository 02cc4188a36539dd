import type { Operation } from "./operation.ts";
import { clientOptions, targetsUrl } from "./options.ts";

/** What the people and programs that download need. */
export const useOperations: readonly Operation[] = [
  {
    name: "download",
    group: "USE",
    summary: "fetch targets and verify them through tuf-js from the trusted root",
    arguments: [{ syntax: "<target...>", summary: "target paths; the first that fails ends the command" }],
    options: [
      ...clientOptions,
      targetsUrl,
      {
        name: "output",
        type: "string",
        short: "o",
        value: "file",
        summary: "where the file goes, - for standard output; default: its own name",
      },
      {
        name: "output-dir",
        type: "string",
        value: "directory",
        summary: "where files go, each at its target path; a file that is already there and right is not fetched again",
      },
    ],
    example: "kaprien download app/1.4.0/app.tar.gz --from https://downloads.example",
  },
  {
    name: "refresh",
    group: "USE",
    summary: "bring a client's metadata up to date, each file kept as soon as it is verified",
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
          "a site (address or directory) to verify whole, or a downloaded file; the site of --from when left out",
      },
    ],
    options: [
      ...clientOptions,
      {
        name: "target",
        type: "string",
        value: "path",
        summary: "target path that the file claims to be; its own name when left out",
      },
    ],
  },
  {
    name: "explain",
    group: "USE",
    summary: "say more about an error code, or list them all",
    arguments: [{ syntax: "[code]", summary: "as printed in brackets behind an error" }],
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
