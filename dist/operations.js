// src/interface/options.ts
const pin = {
	name: "trusted-root",
	type: "string",
	value: "digest",
	summary: "SHA-256 of the root file from which trust starts",
	environment: "KAPRIEN_TRUSTED_ROOT"
};
const trustedRoot = {
	...pin,
	value: "digest|file",
	summary: "root from which trust starts: the SHA-256 of its file, or the file itself; default: the root in --metadata-dir"
};
const metadataDir = {
	name: "metadata-dir",
	type: "string",
	value: "directory",
	summary: "where the client keeps the metadata that it trusts; default: a separate directory for each site and root"
};
const metadataUrl = {
	name: "metadata-url",
	type: "string",
	value: "url",
	summary: "where metadata is; default: <site>/metadata"
};
const branch = {
	name: "branch",
	type: "string",
	value: "name",
	summary: "branch that people merge to; default: branches.intent of kaprien.yml, else main"
};
const repository = {
	name: "repository",
	type: "string",
	value: "where",
	summary: "git repository: a directory, bare or not, or an http(s) address; default: the current directory",
	environment: "KAPRIEN_REPOSITORY"
};
const from = {
	name: "from",
	type: "string",
	value: "site",
	summary: "published site: an http(s) address or a directory",
	environment: "KAPRIEN_SITE"
};
const targetsUrl = {
	name: "targets-url",
	type: "string",
	value: "url",
	summary: "where target files are; default: <site>/targets"
};
const eventOption = {
	name: "event",
	type: "string",
	value: "name",
	summary: "name of the signing event; default: a name that says what the event does"
};
const join = {
	name: "join",
	type: "boolean",
	summary: "add to an open event, whose signatures then no longer count"
};
const expires = {
	name: "expires",
	type: "string",
	value: "time",
	summary: "how long the new versions are valid, as in 365d; default: roles in kaprien.yml"
};
const clientOptions = [
	from,
	metadataUrl,
	trustedRoot,
	metadataDir
];
const roleTarget = [
	{
		name: "role",
		type: "string",
		value: "name",
		summary: "an offline role: opens a signing event instead of writing a release file"
	},
	pin,
	branch,
	expires,
	eventOption,
	join
];
const globalOptions = [
	{
		name: "cwd",
		type: "string",
		short: "C",
		value: "directory",
		summary: "run as if started in this directory"
	},
	{
		name: "config",
		type: "string",
		short: "c",
		value: "file",
		summary: "file with the settings; default: kaprien.yml, kaprien.yaml, kaprien.json, .config/kaprien.yml, or the member kaprien of package.json, in the current directory or a directory above it in the work tree"
	},
	{
		name: "json",
		type: "boolean",
		summary: "print events as JSON, one on each line; the last one is the result"
	},
	{
		name: "quiet",
		type: "boolean",
		short: "q",
		summary: "print only the result and errors"
	},
	{
		name: "verbose",
		type: "boolean",
		short: "v",
		summary: "print each step"
	},
	{
		name: "yes",
		type: "boolean",
		short: "y",
		summary: "accept all defaults; does not confirm a signature"
	},
	{
		name: "no-input",
		type: "boolean",
		summary: "never ask a question; say what is missing instead"
	},
	{
		name: "dry-run",
		type: "boolean",
		summary: "stop before Kaprien signs or writes anything"
	},
	{
		name: "no-color",
		type: "boolean",
		summary: "print without colours"
	},
	{
		name: "debug",
		type: "boolean",
		summary: "show stack traces"
	}
];

// src/interface/key-operation.ts
const keyOperation = {
	name: "key",
	group: "TRUST",
	summary: "make a key in an encrypted file, show a key, or list the keys of this repository and of this user",
	arguments: [{
		syntax: "<new|list|show>",
		summary: "what to do"
	}, {
		syntax: "[what]",
		summary: "new: the file to write; show: a key's address (file:PATH, env:NAME, ...), its file, or the first 16 or more digits of its keyid"
	}],
	options: [
		{
			name: "scheme",
			type: "string",
			value: "name",
			summary: "new: ed25519, ecdsa-sha2-nistp256 or rsassa-pss-sha256; default: ed25519"
		},
		{
			name: "public-out",
			type: "string",
			value: "file",
			summary: "new: where to write the public half, which others use to list the key; default: <file>.pub.json"
		},
		{
			name: "test",
			type: "boolean",
			summary: "show: have the key sign a random challenge, and verify the signature"
		},
		{
			name: "keys",
			type: "string",
			value: "directory",
			summary: "directory of this user's key files; default: the one that the ceremony uses",
			environment: "KAPRIEN_KEYS"
		},
		{
			...repository,
			summary: "git repository whose roles are shown; default: the work tree as it is"
		},
		pin,
		branch
	],
	example: "kaprien key new ~/keys/ana.key"
};

// src/interface/trust-operations.ts
const trustOperations = [
	{
		name: "ceremony",
		group: "TRUST",
		summary: "create the root of trust, in a dialogue or from a file; needs no network",
		options: [{
			name: "from",
			type: "string",
			value: "file",
			summary: "take the answers from a ceremony.yml instead of asking"
		}, {
			name: "keys",
			type: "string",
			value: "directory",
			summary: "where the dialogue puts new key files",
			environment: "KAPRIEN_KEYS"
		}],
		example: "kaprien ceremony --from ceremony.yml"
	},
	keyOperation,
	{
		name: "sign",
		group: "TRUST",
		summary: "review what changed since this machine last trusted the repository, and sign exactly what was shown",
		arguments: [{
			syntax: "<event>",
			summary: "name of a signing event, or a file that `event export` made"
		}],
		options: [
			repository,
			pin,
			branch,
			{
				name: "key",
				type: "list",
				value: "address",
				summary: "key to sign with, as in file:root.key, ssh-agent:me@laptop or pkcs11:token=me;object=root"
			},
			{
				name: "digest",
				type: "string",
				value: "hex",
				summary: "digest of everything that is to be signed; replaces the question where no person can answer"
			},
			{
				name: "out",
				type: "string",
				value: "file",
				summary: "write the signatures to a file instead of the branch"
			}
		],
		example: "kaprien sign rotate-root-3 --key file:alice.key"
	},
	{
		name: "event",
		group: "TRUST",
		summary: "show signing events, carry one to another machine and back, or put it into force",
		arguments: [{
			syntax: "<list|show|finish|export|add|reopen>",
			summary: "what to do"
		}, {
			syntax: "[what]",
			summary: "name of an event; for add, a file that `sign --out` made"
		}],
		options: [
			repository,
			pin,
			branch,
			{
				name: "out",
				type: "string",
				value: "file",
				summary: "export: file to write; default: <event>.draft.json"
			}
		],
		example: "kaprien event show rotate-root-3"
	},
	{
		name: "rotate",
		group: "TRUST",
		summary: "open a signing event for new keys or another threshold; without options it only renews the expiry",
		arguments: [{
			syntax: "<role>",
			summary: "root, targets, bin, bins, snapshot, timestamp, a delegated role, `online` for all online roles, or `people` for all offline roles"
		}],
		options: [
			repository,
			pin,
			branch,
			{
				name: "add",
				type: "list",
				value: "key",
				summary: "key to add: an address, a file with its public half, or a key in force"
			},
			{
				name: "remove",
				type: "list",
				value: "key",
				summary: "key to remove: a person named in kaprien.yml, or the first digits of a keyid"
			},
			{
				name: "threshold",
				type: "string",
				value: "count",
				summary: "how many of the keys must sign"
			},
			expires,
			{
				name: "compromised",
				type: "boolean",
				summary: "remove online keys at once, without the overlap that clients otherwise need"
			},
			eventOption,
			join
		],
		example: "kaprien rotate root --add bob.pub.json --threshold 2"
	},
	{
		name: "delegate",
		group: "TRUST",
		summary: "open a signing event that delegates path patterns to other keys, changes a delegation, or removes it",
		arguments: [{
			syntax: "<role>",
			summary: "name of the delegated role"
		}],
		options: [
			repository,
			pin,
			branch,
			{
				name: "path",
				type: "list",
				value: "pattern",
				summary: "pattern of the target paths that the role may sign; * and ? do not match a slash"
			},
			{
				name: "key",
				type: "list",
				value: "key",
				summary: "key that signs the role: an address, a file with its public half, or a key in force"
			},
			{
				name: "threshold",
				type: "string",
				value: "count",
				summary: "how many of the keys must sign"
			},
			{
				name: "by",
				type: "string",
				value: "role",
				summary: "role that delegates; default: targets"
			},
			{
				name: "online",
				type: "boolean",
				summary: "the worker signs the role, whose name must begin with online-"
			},
			{
				name: "after",
				type: "string",
				value: "role",
				summary: "clients ask the role right after this one; default: before all others, or with --online before the first role that the worker signs"
			},
			{
				name: "before",
				type: "string",
				value: "role",
				summary: "clients ask the role right before this one"
			},
			{
				name: "continue",
				type: "boolean",
				summary: "let a search continue to later roles when this role does not list the target"
			},
			{
				name: "remove",
				type: "boolean",
				summary: "remove the delegation"
			},
			expires,
			eventOption,
			join
		],
		example: "kaprien delegate critical --path 'critical/*' --key alice.pub.json --key bob.pub.json --threshold 2"
	},
	{
		name: "rebin",
		group: "TRUST",
		summary: "open a signing event that moves every target to another number of hash bins, or makes the first ones",
		arguments: [{
			syntax: "<count>",
			summary: "a power of two from 2 to 16384"
		}],
		options: [
			repository,
			pin,
			branch,
			{
				name: "style",
				type: "string",
				value: "succinct|prefixes",
				summary: "how bins are delegated; default: as they are now, succinct for the first ones"
			},
			{
				name: "key",
				type: "list",
				value: "key",
				summary: "online key that signs the first bins: an address, a file with its public half, or one in force; default: the keys of snapshot"
			},
			{
				name: "by",
				type: "string",
				value: "role",
				summary: "offline role that delegates to the first bins; default: a new role bin, asked after all others"
			},
			expires,
			eventOption,
			join
		],
		example: "kaprien rebin 1024"
	}
];

// src/interface/use-operations.ts
const useOperations = [
	{
		name: "download",
		group: "USE",
		summary: "fetch targets and verify them through tuf-js from the trusted root",
		arguments: [{
			syntax: "<target...>",
			summary: "target paths; the command ends at the first that fails"
		}],
		options: [
			...clientOptions,
			targetsUrl,
			{
				name: "output",
				type: "string",
				short: "o",
				value: "file",
				summary: "where to write the file, or - for standard output; default: its own name"
			},
			{
				name: "output-dir",
				type: "string",
				value: "directory",
				summary: "directory in which each file is written at its target path; a file that is there already and correct is not downloaded again"
			}
		],
		example: "kaprien download app/1.4.0/app.tar.gz --from https://downloads.example"
	},
	{
		name: "refresh",
		group: "USE",
		summary: "bring a client's metadata up to date; keeps each file as soon as it is verified",
		options: clientOptions,
		example: "kaprien refresh --from https://downloads.example --trusted-root root.json --metadata-dir metadata"
	},
	{
		name: "verify",
		group: "USE",
		summary: "verify a whole site, or a file that was downloaded already",
		arguments: [{
			syntax: "[what]",
			summary: "a site (address or directory) of which everything is verified, or a downloaded file; default: the site of --from"
		}],
		options: [...clientOptions, {
			name: "target",
			type: "string",
			value: "path",
			summary: "target path of the file; default: the file's own name"
		}]
	},
	{
		name: "explain",
		group: "USE",
		summary: "explain an error code, or list all of them",
		arguments: [{
			syntax: "[code]",
			summary: "the code, which is printed in brackets after an error"
		}]
	},
	{
		name: "schema",
		group: "USE",
		summary: "print the JSON Schema of a file",
		arguments: [{
			syntax: "<config|release|ceremony>",
			summary: "which file"
		}]
	},
	{
		name: "completion",
		group: "USE",
		summary: "print a completion script for a shell",
		arguments: [{
			syntax: "<bash|zsh|fish>",
			summary: "which shell"
		}],
		example: "eval \"$(kaprien completion bash)\""
	},
	{
		name: "version",
		group: "USE",
		summary: "print the version"
	}
];

// src/interface/operations.ts
const operations = [
	{
		name: "init",
		group: "START",
		summary: "write settings, workflow, CODEOWNERS and a guide for GitHub; never overwrites a file",
		arguments: [{
			syntax: "[file...]",
			summary: "files of the template; default: all of them"
		}],
		options: [
			{
				name: "print",
				type: "boolean",
				summary: "print the files and write nothing; one file as it is, several under their names"
			},
			branch,
			{
				name: "action",
				type: "string",
				value: "owner/name@ref",
				summary: "action that the workflow uses, pinned to the commit of that tag on GitHub or on the server in GITHUB_SERVER_URL; default: kaprien/action at this version"
			}
		],
		example: "kaprien init --print .github/workflows/kaprien.yml"
	},
	{
		name: "demo",
		group: "START",
		summary: "show the whole story in a temporary folder, from the key ceremony to a verified download and three refused attacks",
		options: [{
			name: "keep",
			type: "boolean",
			summary: "leave the folder for you to look at"
		}]
	},
	{
		name: "import",
		group: "START",
		summary: "adopt an existing TUF repository with its roots and keyids, after verifying all of it",
		arguments: [{
			syntax: "<where>",
			summary: "directory or address of the metadata: from python-tuf, tuftool, RSTUF, a tuf-on-ci repository, or a published site"
		}],
		options: [
			pin,
			{
				name: "targets-url",
				type: "string",
				value: "url",
				summary: "where the bytes of the targets are; written to kaprien.yml"
			},
			{
				name: "online-key",
				type: "string",
				value: "uri",
				summary: "key with which the worker will sign, as in env:KAPRIEN_ONLINE_KEY; default: the one that the repository names"
			}
		],
		example: "kaprien import ../old-repository --dry-run"
	},
	...trustOperations,
	{
		name: "add",
		group: "RELEASE",
		summary: "write a release file for files, globs or a directory",
		arguments: [{
			syntax: "<file...>",
			summary: "files, directories or globs to release"
		}],
		options: [
			{
				name: "release",
				type: "string",
				short: "r",
				value: "product/release",
				summary: "name of the release, as in app/1.4.0"
			},
			{
				name: "prefix",
				type: "string",
				value: "path",
				summary: "put in front of every target path; default: <product>/<release>"
			},
			{
				name: "strip",
				type: "string",
				value: "path",
				summary: "removed from the front of every file's path"
			},
			...roleTarget,
			{
				name: "replaces",
				type: "list",
				value: "product/release.json",
				summary: "release file that this one replaces at the paths that both name"
			},
			{
				name: "url",
				type: "string",
				value: "template",
				summary: "where the bytes can be downloaded; {name} stands for a file's name, {path} for its target path"
			}
		],
		example: "kaprien add --release app/1.4.0 --strip dist dist/*.tar.gz"
	},
	{
		name: "remove",
		group: "RELEASE",
		summary: "propose the removal of targets",
		arguments: [{
			syntax: "<path...>",
			summary: "target paths, or patterns with * and ?"
		}],
		options: roleTarget,
		example: "kaprien remove 'app/1.3.0/*'"
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
				summary: "branch to merge into; default: branches.intent of kaprien.yml, else main"
			},
			{
				name: "head",
				type: "string",
				value: "ref",
				summary: "commit or branch that is proposed",
				default: "HEAD"
			},
			{
				name: "format",
				type: "string",
				value: "text|markdown",
				summary: "form of the result on standard output",
				default: "text"
			},
			{
				name: "exit-code",
				type: "boolean",
				summary: "exit 2 when a merge would change something"
			}
		],
		example: "kaprien check --head release-1.4.0"
	},
	{
		name: "worker",
		group: "OPERATE",
		summary: "verify everything, sign what was merged or is due with the online keys, and commit it to the signed branch",
		options: [
			repository,
			pin,
			branch,
			{
				name: "watch",
				type: "number",
				value: "seconds",
				summary: "keep running, and look again after this many seconds"
			}
		],
		example: "kaprien worker --repository /srv/git/acme.git"
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
				summary: "where the site goes: a directory or branch:NAME; default: publish in kaprien.yml"
			},
			{
				name: "files",
				type: "string",
				value: "directory",
				summary: "directory that has the target files, each at its target path"
			},
			{
				name: "fetch",
				type: "boolean",
				summary: "download target files that are not there from the url in their release file"
			}
		],
		example: "kaprien publish --to site --files artifacts"
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
				summary: "last good commit of the signed branch; default: the newest in its history that verifies from the trusted root"
			},
			{
				name: "site",
				type: "list",
				value: "site",
				summary: "published site, as an http(s) address or a directory; no version number on it is used again"
			}
		],
		example: "kaprien recover --site https://downloads.example --dry-run"
	},
	{
		name: "status",
		group: "OPERATE",
		summary: "show roles, thresholds, versions, and how long each role is valid",
		options: [
			repository,
			pin,
			branch,
			{
				name: "targets",
				type: "boolean",
				summary: "list the published targets"
			}
		]
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
				default: "2d"
			},
			{
				name: "offline-valid-in",
				type: "string",
				value: "time",
				summary: "how long offline roles must stay valid",
				default: "30d"
			}
		],
		example: "kaprien monitor --from https://downloads.example --valid-in 3d --offline-valid-in 30d"
	},
	...useOperations
];

export { globalOptions as n, operations as t };