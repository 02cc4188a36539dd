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
    summary: "lay down settings, workflow, CODEOWNERS and a guide for GitHub; never overwrites",
    arguments: [{ syntax: "[file...]", summary: "files of the template; all when left out" }],
    options: [
      {
        name: "print",
        type: "boolean",
        summary: "print the files and write nothing; a single one exactly, several below their names",
      },
      branch,
      {
        name: "action",
        type: "string",
        value: "owner/name@ref",
        summary:
          "action that the workflow uses, by the commit of that tag on GitHub or on the server of GITHUB_SERVER_URL; kaprien/action at this version when left out",
      },
    ],
    example: "kaprien init --print .github/workflows/kaprien.yml",
  },
  {
    name: "demo",
    group: "START",
    summary:
      "show the whole story in a temporary folder, from key ceremony to a verified download and three attacks refused",
    options: [{ name: "keep", type: "boolean", summary: "leave the folder for you to look at" }],
  },
  {
    name: "import",
    group: "START",
    summary: "adopt an existing TUF repository with its roots and keyids, verified whole",
    arguments: [
      {
        syntax: "<where>",
        summary:
          "directory or address that holds the metadata: of python-tuf, tuftool, RSTUF, a tuf-on-ci repository, or a published site",
      },
    ],
    options: [
      pin,
      {
        name: "targets-url",
        type: "string",
        value: "url",
        summary: "where the bytes of the targets are, for kaprien.yml",
      },
      {
        name: "online-key",
        type: "string",
        value: "uri",
        summary:
          "key that the worker will sign with, as in env:KAPRIEN_ONLINE_KEY; what the repository says when left out",
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
        summary: "put before every target path; <product>/<release> when left out",
      },
      { name: "strip", type: "string", value: "path", summary: "taken off the front of every file's path" },
      ...roleTarget,
      {
        name: "replaces",
        type: "list",
        value: "product/release.json",
        summary: "release file whose paths this one takes over",
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
    summary: "say what merging would do, and whether it may",
    options: [
      repository,
      pin,
      {
        name: "base",
        type: "string",
        value: "branch",
        summary: "branch the merge would go to; branches.intent of kaprien.yml when left out, else main",
      },
      { name: "head", type: "string", value: "ref", summary: "what is proposed", default: "HEAD" },
      {
        name: "format",
        type: "string",
        value: "text|markdown",
        summary: "form of the result on standard output",
        default: "text",
      },
      { name: "exit-code", type: "boolean", summary: "exit 2 when merging would change something" },
    ],
    example: "kaprien check --head release-1.4.0",
  },
  {
    name: "worker",
    group: "OPERATE",
    summary: "reconcile: verify, plan, sign with online keys, commit to the signed branch",
    options: [
      repository,
      pin,
      branch,
      { name: "watch", type: "number", value: "seconds", summary: "keep going, looking again after so many seconds" },
    ],
    example: "kaprien worker --repository /srv/git/acme.git",
  },
  {
    name: "publish",
    group: "OPERATE",
    summary: "write the signed state to a static site, in a safe order, judged by tuf-js before and after",
    options: [
      repository,
      pin,
      branch,
      {
        name: "to",
        type: "string",
        value: "place",
        summary: "where the site goes, a directory or branch:NAME; what kaprien.yml says when left out",
      },
      {
        name: "files",
        type: "string",
        value: "directory",
        summary: "copy target files from here, found by their target path",
      },
      {
        name: "fetch",
        type: "boolean",
        summary: "get target files that are not at hand from the url in their release file",
      },
    ],
    example: "kaprien publish --to site --files artifacts",
  },
  {
    name: "recover",
    group: "OPERATE",
    summary: "set the signed branch right after it was edited, set back or deleted; nothing is forced",
    options: [
      repository,
      pin,
      branch,
      {
        name: "accept",
        type: "string",
        value: "commit",
        summary:
          "last good commit of the signed branch; the newest in its history that verifies from the trusted root, when left out",
      },
      {
        name: "site",
        type: "list",
        value: "site",
        summary: "published site, an http(s) address or a directory: no version of it is used again",
      },
    ],
    example: "kaprien recover --site https://downloads.example --dry-run",
  },
  {
    name: "status",
    group: "OPERATE",
    summary: "show roles, thresholds, versions and countdowns",
    options: [repository, pin, branch, { name: "targets", type: "boolean", summary: "list the published targets" }],
  },
  {
    name: "monitor",
    group: "OPERATE",
    summary: "read the live site as a client would, and say in time what expires or is wrong",
    options: [
      ...clientOptions,
      {
        name: "valid-in",
        type: "string",
        value: "time",
        summary: "how long the roles that online keys sign must stay valid: 5d, 12h, or a number of days",
        default: "2d",
      },
      {
        name: "offline-valid-in",
        type: "string",
        value: "time",
        summary: "how long the roles that people sign must stay valid",
        default: "30d",
      },
    ],
    example: "kaprien monitor --from https://downloads.example --valid-in 3d --offline-valid-in 30d",
  },
  ...useOperations,
];
