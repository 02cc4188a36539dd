import { keyOperation } from "./key-operation.ts";
import type { Operation } from "./operation.ts";
import { branch, eventOption, expires, join, pin, repository } from "./options.ts";

/** What people do about keys and roles. */
export const trustOperations: readonly Operation[] = [
  {
    name: "ceremony",
    group: "TRUST",
    summary: "create the root of trust, in a dialogue or from a file; needs no network",
    options: [
      {
        name: "from",
        type: "string",
        value: "file",
        summary: "take the answers from a ceremony.yml instead of asking",
      },
      {
        name: "keys",
        type: "string",
        value: "directory",
        summary: "where the dialogue puts new key files",
        environment: "KAPRIEN_KEYS",
      },
    ],
    example: "kaprien ceremony --from ceremony.yml",
  },
  keyOperation,
  {
    name: "sign",
    group: "TRUST",
    summary: "review what changed since this machine last trusted the repository, and sign exactly what was shown",
    arguments: [{ syntax: "<event>", summary: "name of a signing event, or a file that `event export` made" }],
    options: [
      repository,
      pin,
      branch,
      {
        name: "key",
        type: "list",
        value: "address",
        summary: "key to sign with, as in file:root.key, ssh-agent:me@laptop or pkcs11:token=me;object=root",
      },
      {
        name: "digest",
        type: "string",
        value: "hex",
        summary: "digest of everything that is to be signed; replaces the question where no person can answer",
      },
      { name: "out", type: "string", value: "file", summary: "write the signatures to a file instead of the branch" },
    ],
    example: "kaprien sign rotate-root-3 --key file:alice.key",
  },
  {
    name: "event",
    group: "TRUST",
    summary: "show signing events, carry one to another machine and back, or put it into force",
    arguments: [
      { syntax: "<list|show|finish|export|add|reopen>", summary: "what to do" },
      { syntax: "[what]", summary: "name of an event; for add, a file that `sign --out` made" },
    ],
    options: [
      repository,
      pin,
      branch,
      { name: "out", type: "string", value: "file", summary: "export: file to write; default: <event>.draft.json" },
    ],
    example: "kaprien event show rotate-root-3",
  },
  {
    name: "rotate",
    group: "TRUST",
    summary: "open a signing event for new keys or another threshold; without options it only renews the expiry",
    arguments: [
      {
        syntax: "<role>",
        summary:
          "root, targets, bin, bins, snapshot, timestamp, a delegated role, `online` for all online roles, or `people` for all offline roles",
      },
    ],
    options: [
      repository,
      pin,
      branch,
      {
        name: "add",
        type: "list",
        value: "key",
        summary: "key to add: an address, a file with its public half, or a key in force",
      },
      {
        name: "remove",
        type: "list",
        value: "key",
        summary: "key to remove: a person named in kaprien.yml, or the first digits of a keyid",
      },
      { name: "threshold", type: "string", value: "count", summary: "how many of the keys must sign" },
      expires,
      {
        name: "compromised",
        type: "boolean",
        summary: "remove online keys at once, without the overlap that clients otherwise need",
      },
      eventOption,
      join,
    ],
    example: "kaprien rotate root --add bob.pub.json --threshold 2",
  },
  {
    name: "delegate",
    group: "TRUST",
    summary: "open a signing event that delegates path patterns to other keys, changes a delegation, or removes it",
    arguments: [{ syntax: "<role>", summary: "name of the delegated role" }],
    options: [
      repository,
      pin,
      branch,
      {
        name: "path",
        type: "list",
        value: "pattern",
        summary: "pattern of the target paths that the role may sign; * and ? do not match a slash",
      },
      {
        name: "key",
        type: "list",
        value: "key",
        summary: "key that signs the role: an address, a file with its public half, or a key in force",
      },
      { name: "threshold", type: "string", value: "count", summary: "how many of the keys must sign" },
      { name: "by", type: "string", value: "role", summary: "role that delegates; default: targets" },
      { name: "online", type: "boolean", summary: "the worker signs the role, whose name must begin with online-" },
      {
        name: "after",
        type: "string",
        value: "role",
        summary:
          "clients ask the role right after this one; default: before all others, or with --online before the first role that the worker signs",
      },
      { name: "before", type: "string", value: "role", summary: "clients ask the role right before this one" },
      {
        name: "continue",
        type: "boolean",
        summary: "let a search continue to later roles when this role does not list the target",
      },
      { name: "remove", type: "boolean", summary: "remove the delegation" },
      expires,
      eventOption,
      join,
    ],
    example: "kaprien delegate critical --path 'critical/*' --key alice.pub.json --key bob.pub.json --threshold 2",
  },
  {
    name: "rebin",
    group: "TRUST",
    summary: "open a signing event that moves every target to another number of hash bins, or makes the first ones",
    arguments: [{ syntax: "<count>", summary: "a power of two from 2 to 16384" }],
    options: [
      repository,
      pin,
      branch,
      {
        name: "style",
        type: "string",
        value: "succinct|prefixes",
        summary: "how bins are delegated; default: as they are now, succinct for the first ones",
      },
      {
        name: "key",
        type: "list",
        value: "key",
        summary:
          "online key that signs the first bins: an address, a file with its public half, or one in force; default: the keys of snapshot",
      },
      {
        name: "by",
        type: "string",
        value: "role",
        summary: "offline role that delegates to the first bins; default: a new role bin, asked after all others",
      },
      expires,
      eventOption,
      join,
    ],
    example: "kaprien rebin 1024",
  },
];
