import type { Operation } from "./operation.ts";
import { branch, pin, repository } from "./options.ts";

/** The row of `key` in the table of operations. */
export const keyOperation: Operation = {
  name: "key",
  group: "TRUST",
  summary: "make a key in an encrypted file, show a key, or list the keys of this repository and of this user",
  arguments: [
    { syntax: "<new|list|show>", summary: "what to do" },
    {
      syntax: "[what]",
      summary:
        "new: the file to write; show: a key's address (file:PATH, env:NAME, ...), its file, or the first 16 or more digits of its keyid",
    },
  ],
  options: [
    {
      name: "scheme",
      type: "string",
      value: "name",
      summary: "new: ed25519, ecdsa-sha2-nistp256 or rsassa-pss-sha256; default: ed25519",
    },
    {
      name: "public-out",
      type: "string",
      value: "file",
      summary: "new: where to write the public half, which others use to list the key; default: <file>.pub.json",
    },
    { name: "test", type: "boolean", summary: "show: have the key sign a random challenge, and verify the signature" },
    {
      name: "keys",
      type: "string",
      value: "directory",
      summary: "directory of this user's key files; default: the one that the ceremony uses",
      environment: "KAPRIEN_KEYS",
    },
    { ...repository, summary: "git repository whose roles are shown; default: the work tree as it is" },
    pin,
    branch,
  ],
  example: "kaprien key new ~/keys/ana.key",
};
