import type { Operation } from "./operation.ts";
import { branch, clientOptions, pin, repository, roleTarget } from "./options.ts";
import { trustOperations } from "./trust-operations.ts";
import { useOperations } from "./use-operations.ts";

export type { Group, Operation } from "./operation.ts";
export { globalOptions, type Option } from "./options.ts";

/** Everything Kaprien does: the command line, its help, the completion and the reference are made from it. */
export const operations: readonly Operation[] = [
  {
    name: "init",
    group: "START",
    summary: "write settings, workflow, CODEOWNERS and a guide for GitHub; never overwrites a file",
    arguments: [{ syntax: "[file...]", summary: "files of the template; default: all of them" }],
    options: [
      {
        name: "print",
        type: "boolean",
        summary: "print the files and write nothing; one file as it is, several under their names",
      },
      branch,
      {
        name: "action",
        type: "string",
        value: "owner/name@ref",
        summary:
          "action that the workflow uses, pinned to the commit of that tag on GitHub or on the server in GITHUB_SERVER_URL; default: kaprien/action at this version",
      },
    ],
    example: "kaprien init --print .github/workflows/kaprien.yml",
  },
  {
    name: "demo",
    group: "START",
    summary:
      "show the whole story in a temporary folder, from the key ceremony to a verified download and three refused attacks",
    options: [{ name: "keep", type: "boolean", summary: "leave the folder for you to look at" }],
  },
  {
    name: "import",
    group: "START",
    summary: "adopt an existing TUF repository with its roots and keyids, after verifying all of it",
    arguments: [
      {
        syntax: "<where>",
        summary:
          "directory or address of the metadata: from python-tuf, tuftool, RSTUF, a tuf-on-ci repository, or a published site",
      },
    ],
    options: [
      pin,
      {
        name: "targets-url",
        type: "string",
        value: "url",
        summary: "where the bytes of the targets are; written to kaprien.yml",
      },
      {
        name: "online-key",
        type: "string",
        value: "uri",
        summary:
          "key with which the worker will sign, as in env:KAPRIEN_ONLINE_KEY; default: the one that the repository names",
      },
    ],
    example: "kaprien import ../old-repository --dry-run",
  },
  ...trustOperations,
  {
    name: "add",
    group: "RELEASE",
    summary: "write a release file for files, globs or a directory",
    arguments: [{ syntax: "<file...>", summary: "files, directories or globs to release" }],
    options: [
      {
        name: "release",
        type: "string",
        short: "r",
        value: "product/release",
        summary: "name of the release, as in app/1.4.0",
      },
      {
        name: "prefix",
        type: "string",
        value: "path",
        summary: "put in front of every target path; default: <product>/<release>",
      },
      { name: "strip", type: "string", value: "path", summary: "removed from the front of every file's path" },
      ...roleTarget,
      {
        name: "replaces",
        type: "list",
        value: "product/release.json",
        summary: "release file that this one replaces at the paths that both name",
      },
      {
        name: "url",
        type: "string",
        value: "template",
        summary: "where the bytes can be downloaded; {name} stands for a file's name, {path} for its target path",
      },
    ],
    example: "kaprien add --release app/1.4.0 --strip dist dist/*.tar.gz",
  },
  {
    name: "remove",
    group: "RELEASE",
    summary: "propose the removal of targets",
    arguments: [{ syntax: "<path...>", summary: "target paths, or patterns with * and ?" }],
    options: roleTarget,
    example: "kaprien remove 'app/1.3.0/*'",
  },
  {
    name: "check",
    group: "RELEASE",
    summary: "say what a merge would do, and whether it is allowed",
    options: [
      repository,
      pin,
      {
        name: "base",
        type: "string",
        value: "branch",
        summary: "branch to merge into; default: branches.intent of kaprien.yml, else main",
      },
      { name: "head", type: "string", value: "ref", summary: "commit or branch that is proposed", default: "HEAD" },
      {
        name: "format",
        type: "string",
        value: "text|markdown",
        summary: "form of the result on standard output",
        default: "text",
      },
      { name: "exit-code", type: "boolean", summary: "exit 2 when a merge would change something" },
    ],
    example: "kaprien check --head release-1.4.0",
  },
  {
    name: "worker",
    group: "OPERATE",
    summary:
      "verify everything, sign what was merged or is due with the online keys, and commit it to the signed branch",
    options: [
      repository,
      pin,
      branch,
      {
        name: "watch",
        type: "number",
        value: "seconds",
        summary: "keep running, and look again after this many seconds",
      },
    ],
    example: "kaprien worker --repository /srv/git/acme.git",
  },
  {
    name: "publish",
    group: "OPERATE",
    summary: "write the signed state to a static site, in a safe order; tuf-js judges it before and after",
    options: [
      repository,
      pin,
      branch,
      {
        name: "to",
        type: "string",
        value: "place",
        summary: "where the site goes: a directory or branch:NAME; default: publish in kaprien.yml",
      },
      {
        name: "files",
        type: "string",
        value: "directory",
        summary: "directory that has the target files, each at its target path",
      },
      {
        name: "fetch",
        type: "boolean",
        summary: "download target files that are not there from the url in their release file",
      },
    ],
    example: "kaprien publish --to site --files artifacts",
  },
  {
    name: "recover",
    group: "OPERATE",
    summary: "repair the signed branch after it was edited, set back or deleted; never forces a push",
    options: [
      repository,
      pin,
      branch,
      {
        name: "accept",
        type: "string",
        value: "commit",
        summary:
          "last good commit of the signed branch; default: the newest in its history that verifies from the trusted root",
      },
      {
        name: "site",
        type: "list",
        value: "site",
        summary: "published site, as an http(s) address or a directory; no version number on it is used again",
      },
    ],
    example: "kaprien recover --site https://downloads.example --dry-run",
  },
  {
    name: "status",
    group: "OPERATE",
    summary: "show roles, thresholds, versions, and how long each role is valid",
    options: [repository, pin, branch, { name: "targets", type: "boolean", summary: "list the published targets" }],
  },
  {
    name: "monitor",
    group: "OPERATE",
    summary: "read the live site as a client would, and warn in time when something expires or is wrong",
    options: [
      ...clientOptions,
      {
        name: "valid-in",
        type: "string",
        value: "time",
        summary: "how long online roles must stay valid: 5d, 12h, or a number of days",
        default: "2d",
      },
      {
        name: "offline-valid-in",
        type: "string",
        value: "time",
        summary: "how long offline roles must stay valid",
        default: "30d",
      },
    ],
    example: "kaprien monitor --from https://downloads.example --valid-in 3d --offline-valid-in 30d",
  },
  ...useOperations,
];
