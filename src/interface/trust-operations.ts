import { keyOperation } from "./key-operation.ts";
import type { Operation } from "./operation.ts";
import { branch, eventOption, expires, join, pin, repository } from "./options.ts";

/** What people do about keys and roles. */
export const trustOperations: readonly Operation[] = [
  {
    name: "ceremony",
    group: "TRUST",
    summary: "create the root of trust: interactive, or from a file; offline",
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
        summary: "where new key files go when asked interactively",
        environment: "KAPRIEN_KEYS",
      },
    ],
    example: "kaprien ceremony --from ceremony.yml",
  },
  keyOperation,
  {
    name: "sign",
    group: "TRUST",
    summary: "review what changed since this machine last trusted the repository, and sign exactly that",
    arguments: [{ syntax: "<event>", summary: "a signing event, or a draft file that `event export` made" }],
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
        summary: "digest of what is to be signed, all of it, where nobody can be asked",
      },
      { name: "out", type: "string", value: "file", summary: "write the signatures to a file instead of the branch" },
    ],
    example: "kaprien sign rotate-root-3 --key file:alice.key",
  },
  {
    name: "event",
    group: "TRUST",
    summary: "look at signing events, carry them to another machine and back, put them into force",
    arguments: [
      { syntax: "<list|show|finish|export|add|reopen>", summary: "what to do" },
      { syntax: "[what]", summary: "name of an event; for add, a file that `sign --out` made" },
    ],
    options: [
      repository,
      pin,
      branch,
      { name: "out", type: "string", value: "file", summary: "where export writes; <event>.draft.json when left out" },
    ],
    example: "kaprien event show rotate-root-3",
  },
  {
    name: "rotate",
    group: "TRUST",
    summary: "open a signing event: new keys, another threshold, or a fresh expiry when nothing else is asked for",
    arguments: [
      {
        syntax: "<role>",
        summary:
          "root, targets, bin, bins, snapshot, timestamp, a delegated role, online for all online ones, people for all others",
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
        summary: "key that comes in: an address, a file with its public half, or one in force",
      },
      {
        name: "remove",
        type: "list",
        value: "key",
        summary: "key that goes: a person of kaprien.yml or the beginning of a keyid",
      },
      { name: "threshold", type: "string", value: "count", summary: "how many of the keys must sign" },
      expires,
      {
        name: "compromised",
        type: "boolean",
        summary: "online keys go at once, without the overlap that clients need otherwise",
      },
      eventOption,
      join,
    ],
    example: "kaprien rotate root --add bob.pub.json --threshold 2",
  },
  {
    name: "delegate",
    group: "TRUST",
    summary: "open a signing event: give path patterns to other keys, change that, or take it back",
    arguments: [{ syntax: "<role>", summary: "name of the delegated role" }],
    options: [
      repository,
      pin,
      branch,
      {
        name: "path",
        type: "list",
        value: "pattern",
        summary: "target paths that the role may name, with * and ? between slashes",
      },
      {
        name: "key",
        type: "list",
        value: "key",
        summary: "key that signs the role: an address, a file with its public half, or one in force",
      },
      { name: "threshold", type: "string", value: "count", summary: "how many of the keys must sign" },
      { name: "by", type: "string", value: "role", summary: "role that delegates; targets when left out" },
      { name: "online", type: "boolean", summary: "the worker signs it; its name begins with online- then" },
      {
        name: "after",
        type: "string",
        value: "role",
        summary:
          "clients ask it right after this role; default: before all others, or with --online before the first that the worker signs",
      },
      { name: "before", type: "string", value: "role", summary: "clients ask it right before this role" },
      {
        name: "continue",
        type: "boolean",
        summary: "a search goes on to later roles when this one does not list the target",
      },
      { name: "remove", type: "boolean", summary: "take the delegation back" },
      expires,
      eventOption,
      join,
    ],
    example: "kaprien delegate critical --path 'critical/*' --key alice.pub.json --key bob.pub.json --threshold 2",
  },
  {
    name: "rebin",
    group: "TRUST",
    summary: "open a signing event that moves every target to another number of hash bins",
    arguments: [{ syntax: "<count>", summary: "a power of two from 2 to 16384" }],
    options: [
      repository,
      pin,
      branch,
      {
        name: "style",
        type: "string",
        value: "succinct|prefixes",
        summary: "how bins are delegated; as now when left out",
      },
      expires,
      eventOption,
      join,
    ],
    example: "kaprien rebin 1024",
  },
];
