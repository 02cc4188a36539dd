import type { Entry } from "./entry.ts";

/** Codes of keys and of the places that hold them. */
export const keysFaults: Readonly<Record<string, Entry>> = {
  SIGNER_UNREACHABLE: {
    title: "{service} cannot be reached: {reason}",
    meaning: "It holds the key at {uri}, and nothing was signed.",
    fix: "See that it runs and that this machine reaches it, then run the command again.",
    exit: 1,
  },
  SIGNER_REFUSED: {
    title: "{service} refused: {reason}",
    meaning: "It holds the key at {uri}, and did not let it be used.",
    fix: "Unlock it, confirm or touch where it asks for that, or get the permission to use the key, then run the command again.",
    exit: 4,
  },
  SIGNER_FORBIDDEN: {
    title: "{service} does not let this caller use the key: {reason}",
    meaning:
      "Who asks is unknown there, has an expired token, or lacks {permission}. It holds the key at {uri}; nothing was signed.",
    fix: "Renew the credentials, and grant them what they need: kms:GetPublicKey and kms:Sign (AWS), cloudkms.cryptoKeyVersions.viewPublicKey and useToSign (Google), keys/get and keys/sign (Azure), read on keys/NAME and update on sign/NAME (Vault).",
    exit: 4,
  },
  SIGNER_CLEARTEXT: {
    title: "A token would be sent to {location} for everybody on the way to read",
    meaning: "The address begins with http:, which is not encrypted. Nothing was sent.",
    fix: "Use the https: address of {service}.",
    exit: 4,
  },
  SIGNER_ANSWER_INVALID: {
    title: "What holds the key gave an answer that makes no sense: {reason}",
    meaning: "The answer was dropped; nothing was signed with it.",
    fix: "See that the address is that of a real key service, and update it.",
    exit: 4,
  },
  SIGNER_AMBIGUOUS: {
    title: "{count} keys answer to {uri}",
    meaning: "Which one is meant cannot be told, and a wrong one must not be picked in silence.",
    fix: "{hint}",
    exit: 64,
  },
  SIGNER_MESSAGE_TOO_LARGE: {
    title: "{length} bytes are to be signed with {uri}, and it takes at most {limit} at once",
    meaning: "What holds the key has to be given all of the bytes; a hash of them would be another signature.",
    fix: "Sign this role with a key in a file, a token or a cloud service, or give it less to list: delegate to bins.",
    exit: 1,
  },
  SIGNER_MODULE_MISSING: {
    title: "The package {module} is not there, or was built for another Node",
    meaning:
      "Keys at {uri} are reached through it. It is native code, which comes along only where somebody asks for it. It was looked for beside kaprien and in the directory that KAPRIEN_PKCS11JS names {directory}.",
    fix: "Install it beside a global kaprien, `npm install --global {module}@{version}`, or run both: `npx --package kaprien --package {module}@{version} kaprien`.",
    exit: 4,
  },
  SIGNER_PIN_WRONG: {
    title: "The token refused the PIN for {uri}",
    meaning: "A token locks after a few wrong PINs, so no other is tried without a person. {left}",
    fix: "Make sure of the PIN, then run the command again.",
    exit: 4,
  },
  SIGNER_PIN_LAST_TRY: {
    title: "The token of {uri} takes one more PIN before it locks",
    meaning: "That try is left to you: a wrong PIN from a variable would lock the token.",
    fix: "Log in once with the right PIN, which gives the token all its tries back: `pkcs11-tool --module LIBRARY --login --list-objects`.",
    exit: 4,
  },
  SIGNER_PIN_LOCKED: {
    title: "The token of {uri} has locked its PIN",
    meaning: "Too many wrong PINs were tried, here or elsewhere.",
    fix: "Unlock it with the token's own tools and its security officer's PIN.",
    exit: 4,
  },
  ONLINE_KEYS_TOO_FEW: {
    title: "{role} takes {threshold} different keys, and online-keys names {valid}: {missing} missing",
    meaning: "A role that takes several keys is signed when the worker can open that many. Nothing was signed.",
    fix: "List the addresses of the other keys under online-keys.{role} in kaprien.yml.",
    exit: 6,
  },
  KEY_WEAK: {
    title: "The key {keyid} is too weak to be used: {reason}",
    meaning:
      "Somebody without its private half could sign in its holder's name, or clients would disagree about its signatures.",
    fix: "Have its holder make another one, for example with `kaprien key new`, and give that key's public half.",
    exit: 64,
  },
  METADATA_KEY_WEAK: {
    title: "{file} lists the key {keyid}, which is too weak to be used: {reason}",
    meaning:
      "Somebody without its private half could sign in its holder's name, or clients would disagree about its signatures. Nothing that it signed counts.",
    fix: "Have the people who hold that role sign a version of it that lists another key.",
    exit: 3,
  },
  KEY_NOT_FOUND: {
    title: "No key {keyid} is known here",
    meaning: "It is neither one of the roles of this repository nor in a key file of this user.",
    fix: "List those that are: `kaprien key list`.",
    exit: 1,
  },
};
