import { r as defineFaults } from "./fault.js";

// src/keys/faults.ts
const table = {
	KEY_NOT_PUBLIC: {
		family: "usage",
		title: "This is a private key",
		meaning: "Here only the public half is asked for.",
		fix: "Give what `openssl pkey -pubout` prints, and keep the private key to yourself.",
		exit: 64
	},
	SIGNER_URI_INVALID: {
		family: "usage",
		title: "The key's address cannot be used: {reason}",
		meaning: "Keys are named by an address of one of these kinds: {known?}. It is not repeated here: it could be a key pasted in the wrong place.",
		fix: "Write it as one of these kinds is written, for example file:PATH or env:NAME.",
		exit: 64
	},
	SIGNER_KEY_MISSING: {
		family: "local",
		title: "There is no key at {uri?}",
		meaning: "The file does not exist, the variable is unset or empty, or the agent, token or service holds no such key. A workflow sees an environment's secret only when its job names that environment. {reason?}",
		fix: "Set the variable (in a workflow under `env:` of the worker's step, from a secret), or correct the address: docs/reference/key-addresses.md has the form of each.",
		exit: 4
	},
	SIGNER_KEY_INVALID: {
		family: "local",
		title: "The key cannot be used: {reason}",
		meaning: "The key ({uri?}) is damaged or in a form that is not known, or the service that holds it has it disabled or made for something else than signing.",
		fix: "A file: restore it from a backup, or convert it with `openssl pkcs8 -topk8`. A key in a service: enable it there, or name another; docs/reference/key-addresses.md says what each can use.",
		exit: 4
	},
	SIGNER_PASSPHRASE_NEEDED: {
		family: "local",
		title: "The key at {uri?} needs a passphrase",
		meaning: "Nobody could be asked for it.",
		fix: "Run in a terminal, or set KAPRIEN_PASSPHRASE.",
		exit: 4
	},
	SIGNER_PASSPHRASE_WRONG: {
		family: "local",
		title: "The passphrase does not open {uri?}",
		meaning: "It is wrong, or the file was changed; these look alike.",
		fix: "Try again; restore the file when you are sure of the passphrase.",
		exit: 4
	},
	SIGNER_CLOSED: {
		family: "internal",
		title: "The signer for {keyid} was closed already",
		meaning: "This is a defect.",
		fix: "Report it with --debug.",
		exit: 1
	},
	KEY_PASSPHRASE_WEAK: {
		family: "usage",
		title: "The passphrase {reason}",
		meaning: "It would not guard the key when the file is stolen.",
		fix: "Use several words chosen at random.",
		exit: 64
	},
	KEY_FILE_EXISTS: {
		family: "local",
		title: "{path} exists already",
		meaning: "Key files are never overwritten.",
		fix: "Choose another path.",
		exit: 1
	},
	KEY_IN_WORK_TREE: {
		family: "local",
		title: "{path} lies in the git work tree {directory}",
		meaning: "A private key there is one `git add` away from everybody.",
		fix: "Choose a path outside of it.",
		exit: 64
	},
	KEY_FILE_UNWRITABLE: {
		family: "local",
		title: "{path} cannot be written ({reason})",
		meaning: "The directory is missing, full or not yours.",
		fix: "Correct that and try again.",
		exit: 1
	},
	SIGNER_UNREACHABLE: {
		family: "way",
		title: "{service} cannot be reached: {reason}",
		meaning: "It holds the key at {uri?}, and nothing was signed.",
		fix: "See that it runs and that this machine reaches it, then run the command again.",
		exit: 1
	},
	SIGNER_REFUSED: {
		family: "way",
		title: "{service} refused: {reason}",
		meaning: "It holds the key at {uri?}, and did not let it be used.",
		fix: "Unlock it, confirm or touch where it asks for that, or get the permission to use the key, then run the command again.",
		exit: 4
	},
	SIGNER_FORBIDDEN: {
		family: "way",
		title: "{service} does not let this caller use the key: {reason}",
		meaning: "Who asks is unknown there, has an expired token, or lacks {permission}. It holds the key at {uri?}; nothing was signed.",
		fix: "Renew the credentials, and grant them what they need: kms:GetPublicKey and kms:Sign (AWS), cloudkms.cryptoKeyVersions.viewPublicKey and useToSign (Google), keys/get and keys/sign (Azure), read on keys/NAME and update on sign/NAME (Vault).",
		exit: 4
	},
	SIGNER_CLEARTEXT: {
		family: "usage",
		title: "A token would be sent to {location} for everybody on the way to read",
		meaning: "The address begins with http:, which is not encrypted. Nothing was sent.",
		fix: "Use the https: address of {service}.",
		exit: 4
	},
	SIGNER_ANSWER_INVALID: {
		family: "way",
		title: "What holds the key gave an answer that makes no sense: {reason}",
		meaning: "The answer was dropped; nothing was signed with it.",
		fix: "See that the address is that of a real key service, and update it.",
		exit: 4
	},
	SIGNER_AMBIGUOUS: {
		family: "usage",
		title: "{count} keys answer to {uri?}",
		meaning: "Which one is meant cannot be told, and a wrong one must not be picked in silence.",
		fix: "{hint}",
		exit: 64
	},
	SIGNER_MESSAGE_TOO_LARGE: {
		family: "local",
		title: "{length} bytes are to be signed with {uri?}, and it takes at most {limit} at once",
		meaning: "What holds the key has to be given all of the bytes; a hash of them would be another signature.",
		fix: "Sign this role with a key in a file, a token or a cloud service, or give it less to list: delegate to bins.",
		exit: 1
	},
	SIGNER_MODULE_MISSING: {
		family: "local",
		title: "The package {module} is not there, or was built for another Node",
		meaning: "Keys at {uri?} are reached through it. It is native code, which comes along only where somebody asks for it. It was looked for beside kaprien and in the directory that KAPRIEN_PKCS11JS names {directory?}.",
		fix: "Install it beside a global kaprien, `npm install --global {module}@{version}`, or run both: `npx --package kaprien --package {module}@{version} kaprien`.",
		exit: 4
	},
	SIGNER_PIN_WRONG: {
		family: "local",
		title: "The token refused the PIN for {uri?}",
		meaning: "A token locks after a few wrong PINs, so no other is tried without a person. {left}",
		fix: "Make sure of the PIN, then run the command again.",
		exit: 4
	},
	SIGNER_PIN_LAST_TRY: {
		family: "local",
		title: "The token of {uri?} takes one more PIN before it locks",
		meaning: "That try is left to you: a wrong PIN from a variable would lock the token.",
		fix: "Log in once with the right PIN, which gives the token all its tries back: `pkcs11-tool --module LIBRARY --login --list-objects`.",
		exit: 4
	},
	SIGNER_PIN_LOCKED: {
		family: "local",
		title: "The token of {uri?} has locked its PIN",
		meaning: "Too many wrong PINs were tried, here or elsewhere.",
		fix: "Unlock it with the token's own tools and its security officer's PIN.",
		exit: 4
	},
	KEY_NOT_FOUND: {
		family: "usage",
		title: "No key {keyid} is known here",
		meaning: "It is neither one of the roles of this repository nor in a key file of this user.",
		fix: "List those that are: `kaprien key list`.",
		exit: 1
	}
};
const keysFaults = defineFaults(table);

export { keysFaults as t };