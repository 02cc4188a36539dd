// src/interface/options.ts
const pin = {
	name: "trusted-root",
	type: "string",
	value: "digest",
	summary: "SHA-256 of the root file that trust starts from",
	environment: "KAPRIEN_TRUSTED_ROOT"
};
const trustedRoot = {
	...pin,
	value: "digest|file",
	summary: "root that trust starts from: the SHA-256 of its file, or the file itself; default: the root in --metadata-dir"
};
const metadataDir = {
	name: "metadata-dir",
	type: "string",
	value: "directory",
	summary: "where the client keeps the metadata that it trusts; default: a directory of its own for each site and root"
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
	summary: "branch that people merge to; branches.intent of kaprien.yml when left out, else main"
};
const repository = {
	name: "repository",
	type: "string",
	value: "where",
	summary: "git repository: a directory, bare or not, or an http(s) address; the current directory when left out",
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
	summary: "where target files are; <site>/targets when left out"
};
const eventOption = {
	name: "event",
	type: "string",
	value: "name",
	summary: "name of the signing event; one that says what it does when left out"
};
const join = {
	name: "join",
	type: "boolean",
	summary: "add to an event that is open; its signatures are void then"
};
const expires = {
	name: "expires",
	type: "string",
	value: "time",
	summary: "how long the new versions are good for, as in 365d; what kaprien.yml says when left out"
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
		summary: "a role that people sign: opens a signing event instead of writing a release file"
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
		summary: "run as if started there"
	},
	{
		name: "config",
		type: "string",
		short: "c",
		value: "file",
		summary: "file with the settings; when left out, kaprien.yml, kaprien.yaml, kaprien.json, .config/kaprien.yml or kaprien in package.json, in the current directory or above it up to the top of the work tree"
	},
	{
		name: "json",
		type: "boolean",
		summary: "newline-delimited events on standard output, ending in one result"
	},
	{
		name: "quiet",
		type: "boolean",
		short: "q",
		summary: "say nothing but the result and errors"
	},
	{
		name: "verbose",
		type: "boolean",
		short: "v",
		summary: "say each step"
	},
	{
		name: "yes",
		type: "boolean",
		short: "y",
		summary: "accept defaults; never signs by itself"
	},
	{
		name: "no-input",
		type: "boolean",
		summary: "never ask; say what was missing"
	},
	{
		name: "dry-run",
		type: "boolean",
		summary: "stop before anything is signed or written"
	},
	{
		name: "no-color",
		type: "boolean",
		summary: "no colours"
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
	summary: "make a key in an encrypted file, show one, or list those of this repository and this user",
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
			summary: "new: ed25519, ecdsa-sha2-nistp256 or rsassa-pss-sha256; ed25519 when left out"
		},
		{
			name: "public-out",
			type: "string",
			value: "file",
			summary: "new: where the public half goes, for others to list the key by; <file>.pub.json when left out"
		},
		{
			name: "test",
			type: "boolean",
			summary: "show: sign a random challenge with the key and verify that"
		},
		{
			name: "keys",
			type: "string",
			value: "directory",
			summary: "directory of this user's key files; that of the ceremony when left out",
			environment: "KAPRIEN_KEYS"
		},
		{
			...repository,
			summary: "git repository whose roles are shown; the work tree as it is when left out"
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
		summary: "create the root of trust: interactive, or from a file; offline",
		options: [{
			name: "from",
			type: "string",
			value: "file",
			summary: "take the answers from a ceremony.yml instead of asking"
		}, {
			name: "keys",
			type: "string",
			value: "directory",
			summary: "where new key files go when asked interactively",
			environment: "KAPRIEN_KEYS"
		}],
		example: "kaprien ceremony --from ceremony.yml"
	},
	keyOperation,
	{
		name: "sign",
		group: "TRUST",
		summary: "review what changed since this machine last trusted the repository, and sign exactly that",
		arguments: [{
			syntax: "<event>",
			summary: "a signing event, or a draft file that `event export` made"
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
				summary: "digest of what is to be signed, all of it, where nobody can be asked"
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
		summary: "look at signing events, carry them to another machine and back, put them into force",
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
				summary: "where export writes; <event>.draft.json when left out"
			}
		],
		example: "kaprien event show rotate-root-3"
	},
	{
		name: "rotate",
		group: "TRUST",
		summary: "open a signing event: new keys, another threshold, or a fresh expiry when nothing else is asked for",
		arguments: [{
			syntax: "<role>",
			summary: "root, targets, bin, bins, snapshot, timestamp, a delegated role, online for all online ones, people for all others"
		}],
		options: [
			repository,
			pin,
			branch,
			{
				name: "add",
				type: "list",
				value: "key",
				summary: "key that comes in: an address, a file with its public half, or one in force"
			},
			{
				name: "remove",
				type: "list",
				value: "key",
				summary: "key that goes: a person of kaprien.yml or the beginning of a keyid"
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
				summary: "online keys go at once, without the overlap that clients need otherwise"
			},
			eventOption,
			join
		],
		example: "kaprien rotate root --add bob.pub.json --threshold 2"
	},
	{
		name: "delegate",
		group: "TRUST",
		summary: "open a signing event: give path patterns to other keys, change that, or take it back",
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
				summary: "target paths that the role may name, with * and ? between slashes"
			},
			{
				name: "key",
				type: "list",
				value: "key",
				summary: "key that signs the role: an address, a file with its public half, or one in force"
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
				summary: "role that delegates; targets when left out"
			},
			{
				name: "online",
				type: "boolean",
				summary: "the worker signs it; its name begins with online- then"
			},
			{
				name: "after",
				type: "string",
				value: "role",
				summary: "clients ask it right after this role; default: before all others, or with --online before the first that the worker signs"
			},
			{
				name: "before",
				type: "string",
				value: "role",
				summary: "clients ask it right before this role"
			},
			{
				name: "continue",
				type: "boolean",
				summary: "a search goes on to later roles when this one does not list the target"
			},
			{
				name: "remove",
				type: "boolean",
				summary: "take the delegation back"
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
		summary: "open a signing event that moves every target to another number of hash bins",
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
				summary: "how bins are delegated; as now when left out"
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
			summary: "target paths; the first that fails ends the command"
		}],
		options: [
			...clientOptions,
			targetsUrl,
			{
				name: "output",
				type: "string",
				short: "o",
				value: "file",
				summary: "where the file goes, - for standard output; default: its own name"
			},
			{
				name: "output-dir",
				type: "string",
				value: "directory",
				summary: "where files go, each at its target path; a file that is already there and right is not fetched again"
			}
		],
		example: "kaprien download app/1.4.0/app.tar.gz --from https://downloads.example"
	},
	{
		name: "refresh",
		group: "USE",
		summary: "bring a client's metadata up to date, each file kept as soon as it is verified",
		options: clientOptions,
		example: "kaprien refresh --from https://downloads.example --trusted-root root.json --metadata-dir metadata"
	},
	{
		name: "verify",
		group: "USE",
		summary: "verify a whole site, or a file that was downloaded already",
		arguments: [{
			syntax: "[what]",
			summary: "a site (address or directory) to verify whole, or a downloaded file; the site of --from when left out"
		}],
		options: [...clientOptions, {
			name: "target",
			type: "string",
			value: "path",
			summary: "target path that the file claims to be; its own name when left out"
		}]
	},
	{
		name: "explain",
		group: "USE",
		summary: "say more about an error code, or list them all",
		arguments: [{
			syntax: "[code]",
			summary: "as printed in brackets behind an error"
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
		summary: "lay down settings, workflow, CODEOWNERS and a guide for GitHub; never overwrites",
		arguments: [{
			syntax: "[file...]",
			summary: "files of the template; all when left out"
		}],
		options: [
			{
				name: "print",
				type: "boolean",
				summary: "print the files and write nothing; a single one exactly, several below their names"
			},
			branch,
			{
				name: "action",
				type: "string",
				value: "owner/name@ref",
				summary: "action that the workflow uses, by the commit of that tag on GitHub or on the server of GITHUB_SERVER_URL; kaprien/action at this version when left out"
			}
		],
		example: "kaprien init --print .github/workflows/kaprien.yml"
	},
	{
		name: "demo",
		group: "START",
		summary: "show the whole story in a temporary folder, from key ceremony to a verified download and three attacks refused",
		options: [{
			name: "keep",
			type: "boolean",
			summary: "leave the folder for you to look at"
		}]
	},
	{
		name: "import",
		group: "START",
		summary: "adopt an existing TUF repository with its roots and keyids, verified whole",
		arguments: [{
			syntax: "<where>",
			summary: "directory or address that holds the metadata: of python-tuf, tuftool, RSTUF, a tuf-on-ci repository, or a published site"
		}],
		options: [
			pin,
			{
				name: "targets-url",
				type: "string",
				value: "url",
				summary: "where the bytes of the targets are, for kaprien.yml"
			},
			{
				name: "online-key",
				type: "string",
				value: "uri",
				summary: "key that the worker will sign with, as in env:KAPRIEN_ONLINE_KEY; what the repository says when left out"
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
				summary: "put before every target path; <product>/<release> when left out"
			},
			{
				name: "strip",
				type: "string",
				value: "path",
				summary: "taken off the front of every file's path"
			},
			...roleTarget,
			{
				name: "replaces",
				type: "list",
				value: "product/release.json",
				summary: "release file whose paths this one takes over"
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
		summary: "say what merging would do, and whether it may",
		options: [
			repository,
			pin,
			{
				name: "base",
				type: "string",
				value: "branch",
				summary: "branch the merge would go to; branches.intent of kaprien.yml when left out, else main"
			},
			{
				name: "head",
				type: "string",
				value: "ref",
				summary: "what is proposed",
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
				summary: "exit 2 when merging would change something"
			}
		],
		example: "kaprien check --head release-1.4.0"
	},
	{
		name: "worker",
		group: "OPERATE",
		summary: "reconcile: verify, plan, sign with online keys, commit to the signed branch",
		options: [
			repository,
			pin,
			branch,
			{
				name: "watch",
				type: "number",
				value: "seconds",
				summary: "keep going, looking again after so many seconds"
			}
		],
		example: "kaprien worker --repository /srv/git/acme.git"
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
				summary: "where the site goes, a directory or branch:NAME; what kaprien.yml says when left out"
			},
			{
				name: "files",
				type: "string",
				value: "directory",
				summary: "copy target files from here, found by their target path"
			},
			{
				name: "fetch",
				type: "boolean",
				summary: "get target files that are not at hand from the url in their release file"
			}
		],
		example: "kaprien publish --to site --files artifacts"
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
				summary: "last good commit of the signed branch; the newest in its history that verifies from the trusted root, when left out"
			},
			{
				name: "site",
				type: "list",
				value: "site",
				summary: "published site, an http(s) address or a directory: no version of it is used again"
			}
		],
		example: "kaprien recover --site https://downloads.example --dry-run"
	},
	{
		name: "status",
		group: "OPERATE",
		summary: "show roles, thresholds, versions and countdowns",
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
		summary: "read the live site as a client would, and say in time what expires or is wrong",
		options: [
			...clientOptions,
			{
				name: "valid-in",
				type: "string",
				value: "time",
				summary: "how long the roles that online keys sign must stay valid: 5d, 12h, or a number of days",
				default: "2d"
			},
			{
				name: "offline-valid-in",
				type: "string",
				value: "time",
				summary: "how long the roles that people sign must stay valid",
				default: "30d"
			}
		],
		example: "kaprien monitor --from https://downloads.example --valid-in 3d --offline-valid-in 30d"
	},
	...useOperations
];

export { globalOptions as n, operations as t };