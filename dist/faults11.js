import { r as defineFaults } from "./fault.js";

// src/policy/faults.ts
const table = {
	TARGET_PATH_INVALID: {
		family: "content",
		title: "The target path {path} cannot be used: {reason}",
		meaning: "A path is a URL, a file name on every system and a key in every client; only what all of them read alike is safe.",
		fix: "Choose a path of A-Z a-z 0-9 . _ ~ @ = + - with / between segments.",
		exit: 1
	},
	TARGET_PATH_TOO_LONG: {
		family: "content",
		title: "The target path {path} is too long: {what} has {actual} bytes; {limit} are possible",
		meaning: "Clients keep a target under its encoded path as one file name.",
		fix: "Shorten the path.",
		exit: 1
	},
	TARGET_CUSTOM_INVALID: {
		family: "content",
		title: "The custom data of {path} cannot be signed: {reason}",
		meaning: "Clients verify a hash bin as a whole: if one of them reads this data differently, it refuses every target in the bin.",
		fix: "Write the text in composed form (Unicode NFC), use names without emoji or private-use characters, and nest less.",
		exit: 1
	},
	TARGET_PATH_COLLISION: {
		family: "content",
		title: "The target path {path} collides with {other}: {reason}",
		meaning: "On a file system that does not tell the two apart, one hides the other.",
		fix: "Choose a path that differs in more than that.",
		exit: 1
	},
	TARGET_NOT_DELEGATED: {
		family: "content",
		title: "The target path {path} lies outside the delegated paths",
		meaning: "Clients look only where the offline role targets sends them: {patterns}.",
		fix: "Choose a path that one of the patterns holds.",
		exit: 1
	},
	TARGET_IN_OFFLINE_ROLE: {
		family: "content",
		title: "The target path {path} is for the people of the role {role} to sign",
		meaning: "Clients end their search in that role, which people sign. What a release puts there is never found.",
		fix: "Choose another path, or take it out of {file} and have it signed in a signing event: `kaprien add --role {role} <file>`.",
		exit: 1
	},
	TARGET_SHADOWED: {
		family: "content",
		title: "Clients would no longer find {path}, which the role {role} publishes: their search would end at {by}",
		meaning: "Delegations are asked in order. One that comes first and holds the path takes it away from the roles after it.",
		fix: "Give the new role a later place (`kaprien delegate … --after {role}`) or narrower paths, or have the target taken out of {role} in the same event (`kaprien remove --role {role} {path}`).",
		exit: 1
	},
	TARGET_IMMUTABLE: {
		family: "content",
		title: "{path} is published already with other {what}",
		meaning: "Its digest is {before}; {file} asks for {after}. A path that changes what clients get or act on is how a good release becomes a bad one unseen.",
		fix: "Choose a new path. To replace it openly, add a new release file with \"replaces\".",
		exit: 1
	},
	REPLACES_UNKNOWN: {
		family: "content",
		title: "{file} replaces {name}, but {reason}",
		meaning: "A name that matches nothing is a typing mistake, or waits for a file that somebody may add later.",
		fix: "Write the name as <product>/<release>.json, as it stands under the targets directory.",
		exit: 1
	},
	TARGET_NOT_ALLOWED: {
		family: "content",
		title: "The product {product} may not name {path}",
		meaning: "policy.allow in kaprien.yml gives it {allowed}.",
		fix: "Choose a path within that, or change policy.allow first, in a change of its own.",
		exit: 1
	},
	QUOTA_EXCEEDED: {
		family: "content",
		title: "Too many {what}: {actual}, and {limit} are allowed",
		meaning: "Limits keep a proposal of a size that people can review and clients can load.",
		fix: "Split the proposal, or raise policy.limits.{setting} in kaprien.yml.",
		exit: 1
	}
};
const policyFaults = defineFaults(table);

export { policyFaults as t };