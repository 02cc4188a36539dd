import type { Operation } from "./operation.ts";
import { branch, pin, repository } from "./options.ts";

/** The row of `key` in the table of operations. */
export const keyOperation: Operation = {
  name: "key",
  group: "TRUST",
  summary: "make a key in an encrypted file, show one, or list those of this repository and this user",
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
      summary: "new: ed25519, ecdsa-sha2-nistp256 or rsassa-pss-sha256; ed25519 when left out",
    },
    {
      name: "public-out",
      type: "string",
      value: "file",
      summary: "new: where the public half goes, for others to list the key by; <file>.pub.json when left out",
    },
    { name: "test", type: "boolean", summary: "show: sign a random challenge with the key and verify that" },
    {
      name: "keys",
      type: "string",
      value: "directory",
      summary: "directory of this user's key files; that of the ceremony when left out",
      environment: "KAPRIEN_KEYS",
    },
    { ...repository, summary: "git repository whose roles are shown; the work tree as it is when left out" },
    pin,
    branch,
  ],
  example: "kaprien key new ~/keys/ana.key",
};
