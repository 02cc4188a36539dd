/** An option of an operation, as flag and as documentation. */
export interface Option {
  /** Long name without dashes; `KAPRIEN_<NAME>` is its environment variable where `environment` says so. */
  readonly name: string;
  /** `boolean` flags take no value; `list` may be given several times. */
  readonly type: "boolean" | "string" | "number" | "list";
  /** Placeholder of the value. */
  readonly value?: string;
  readonly short?: string;
  readonly summary: string;
  readonly default?: string | number;
  readonly environment?: string;
}

/** Options that several operations take. */
export const pin: Option = {
  name: "trusted-root",
  type: "string",
  value: "digest",
  summary: "SHA-256 of the root file that trust starts from",
  environment: "KAPRIEN_TRUSTED_ROOT",
};
/** The same for clients, who may have the file itself. */
export const trustedRoot: Option = {
  ...pin,
  value: "digest|file",
  summary:
    "root that trust starts from: the SHA-256 of its file, or the file itself; default: the root in --metadata-dir",
};
export const metadataDir: Option = {
  name: "metadata-dir",
  type: "string",
  value: "directory",
  summary: "where the client keeps the metadata that it trusts; default: a directory of its own for each site and root",
};
export const metadataUrl: Option = {
  name: "metadata-url",
  type: "string",
  value: "url",
  summary: "where metadata is; default: <site>/metadata",
};
export const branch: Option = {
  name: "branch",
  type: "string",
  value: "name",
  summary: "branch that people merge to; branches.intent of kaprien.yml when left out, else main",
};
export const repository: Option = {
  name: "repository",
  type: "string",
  value: "where",
  summary: "git repository: a directory, bare or not, or an http(s) address; the current directory when left out",
  environment: "KAPRIEN_REPOSITORY",
};
export const from: Option = {
  name: "from",
  type: "string",
  value: "site",
  summary: "published site: an http(s) address or a directory",
  environment: "KAPRIEN_SITE",
};
export const targetsUrl: Option = {
  name: "targets-url",
  type: "string",
  value: "url",
  summary: "where target files are; <site>/targets when left out",
};

export const eventOption: Option = {
  name: "event",
  type: "string",
  value: "name",
  summary: "name of the signing event; one that says what it does when left out",
};
export const join: Option = {
  name: "join",
  type: "boolean",
  summary: "add to an event that is open; its signatures are void then",
};
export const expires: Option = {
  name: "expires",
  type: "string",
  value: "time",
  summary: "how long the new versions are good for, as in 365d; what kaprien.yml says when left out",
};

/** Where a client reads, and what it trusts. */
export const clientOptions: readonly Option[] = [from, metadataUrl, trustedRoot, metadataDir];

/** For targets that people sign: what is changed is a role of theirs, by a signing event. */
export const roleTarget: readonly Option[] = [
  {
    name: "role",
    type: "string",
    value: "name",
    summary: "a role that people sign: opens a signing event instead of writing a release file",
  },
  pin,
  branch,
  expires,
  eventOption,
  join,
];

/** Options every operation takes. */
export const globalOptions: readonly Option[] = [
  { name: "cwd", type: "string", short: "C", value: "directory", summary: "run as if started there" },
  {
    name: "config",
    type: "string",
    short: "c",
    value: "file",
    summary:
      "file with the settings; when left out, kaprien.yml, kaprien.yaml, kaprien.json, .config/kaprien.yml or kaprien in package.json, in the current directory or above it up to the top of the work tree",
  },
  { name: "json", type: "boolean", summary: "newline-delimited events on standard output, ending in one result" },
  { name: "quiet", type: "boolean", short: "q", summary: "say nothing but the result and errors" },
  { name: "verbose", type: "boolean", short: "v", summary: "say each step" },
  { name: "yes", type: "boolean", short: "y", summary: "accept defaults; never signs by itself" },
  { name: "no-input", type: "boolean", summary: "never ask; say what was missing" },
  { name: "dry-run", type: "boolean", summary: "stop before anything is signed or written" },
  { name: "no-color", type: "boolean", summary: "no colours" },
  { name: "debug", type: "boolean", summary: "show stack traces" },
];
