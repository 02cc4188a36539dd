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
  summary: "SHA-256 of the root file from which trust starts",
  environment: "KAPRIEN_TRUSTED_ROOT",
};
/** The same for clients, who may have the file itself. */
export const trustedRoot: Option = {
  ...pin,
  value: "digest|file",
  summary:
    "root from which trust starts: the SHA-256 of its file, or the file itself; default: the root in --metadata-dir",
};
export const metadataDir: Option = {
  name: "metadata-dir",
  type: "string",
  value: "directory",
  summary: "where the client keeps the metadata that it trusts; default: a separate directory for each site and root",
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
  summary: "branch that people merge to; default: branches.intent of kaprien.yml, else main",
};
export const repository: Option = {
  name: "repository",
  type: "string",
  value: "where",
  summary: "git repository: a directory, bare or not, or an http(s) address; default: the current directory",
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
  summary: "where target files are; default: <site>/targets",
};

export const eventOption: Option = {
  name: "event",
  type: "string",
  value: "name",
  summary: "name of the signing event; default: a name that says what the event does",
};
export const join: Option = {
  name: "join",
  type: "boolean",
  summary: "add to an open event, whose signatures then no longer count",
};
export const expires: Option = {
  name: "expires",
  type: "string",
  value: "time",
  summary: "how long the new versions are valid, as in 365d; default: roles in kaprien.yml",
};

/** Where a client reads, and what it trusts. */
export const clientOptions: readonly Option[] = [from, metadataUrl, trustedRoot, metadataDir];

/** For targets in an offline role, which a signing event changes. */
export const roleTarget: readonly Option[] = [
  {
    name: "role",
    type: "string",
    value: "name",
    summary: "an offline role: opens a signing event instead of writing a release file",
  },
  pin,
  branch,
  expires,
  eventOption,
  join,
];

/** Options every operation takes. */
export const globalOptions: readonly Option[] = [
  { name: "cwd", type: "string", short: "C", value: "directory", summary: "run as if started in this directory" },
  {
    name: "config",
    type: "string",
    short: "c",
    value: "file",
    summary:
      "file with the settings; default: kaprien.yml, kaprien.yaml, kaprien.json, .config/kaprien.yml, or the member kaprien of package.json, in the current directory or a directory above it in the work tree",
  },
  { name: "json", type: "boolean", summary: "print events as JSON, one on each line; the last one is the result" },
  { name: "quiet", type: "boolean", short: "q", summary: "print only the result and errors" },
  { name: "verbose", type: "boolean", short: "v", summary: "print each step" },
  { name: "yes", type: "boolean", short: "y", summary: "accept all defaults; does not confirm a signature" },
  { name: "no-input", type: "boolean", summary: "never ask a question; say what is missing instead" },
  { name: "dry-run", type: "boolean", summary: "stop before Kaprien signs or writes anything" },
  { name: "no-color", type: "boolean", summary: "print without colours" },
  { name: "debug", type: "boolean", summary: "show stack traces" },
];
