import { r as defineFaults } from "./fault.js";

// src/publish/faults.ts
const table = {
	SIGNED_BRANCH_MISSING: {
		family: "content",
		title: "There is no signed branch {branch} yet",
		meaning: "The worker makes it when it runs for the first time.",
		fix: "Run `kaprien worker`; where there was one and it is gone, `kaprien recover --site <published site>`.",
		exit: 1
	},
	TARGET_BYTES_DIFFER: {
		family: "content",
		title: "The file for {path} is not the one that was signed: {actual} instead of {expected}",
		meaning: "It was changed after it was hashed, or is another build.",
		fix: "Use the file that was released, or release this one under a new path.",
		exit: 3
	},
	TARGET_URL_DIFFERS: {
		family: "content",
		title: "What {url} gives for {path} is not what was signed: {actual} instead of {expected}",
		meaning: "The file behind the address was changed after it was hashed, or the address is another file's. It was left out of the site; the metadata is published.",
		fix: "Restore the file there and publish again, or release this one under a new path.",
		exit: 3
	},
	TARGET_URL_FAILED: {
		family: "way",
		title: "{path} cannot be had from {url}: {reason}",
		meaning: "Its release file names this address for its bytes. It was left out of the site; the metadata is published.",
		fix: "Check that the address needs no login, or correct it in the release file, and publish again.",
		exit: 1
	},
	MIRROR_UNREACHABLE: {
		family: "way",
		title: "{file} cannot be read or written on the site: {reason}",
		meaning: "The place the site is published to failed.",
		fix: "Check it and publish again: it goes on where it stopped.",
		exit: 1
	},
	MIRROR_FORBIDDEN: {
		family: "way",
		title: "{file} may not be written on the site: {reason}",
		meaning: "The permission is missing.",
		fix: "Grant it and publish again: it goes on where it stopped.",
		exit: 4
	},
	MIRROR_FILE_TOO_LARGE: {
		family: "content",
		title: "{file} on the site has {actual} bytes; {limit} are read at most",
		meaning: "Somebody else writes there.",
		fix: "Remove the file and publish again.",
		exit: 1
	},
	PUBLISH_BRANCH_TAKEN: {
		family: "usage",
		title: "The site cannot go to {branch}",
		meaning: "It is the branch that people merge to, or the signed branch; or a full ref name, which could be either.",
		fix: "Publish to a branch of its own, such as gh-pages.",
		exit: 64
	},
	PUBLISH_BRANCH_REMOTE: {
		family: "usage",
		title: "This clone has {branch} only as origin's copy",
		meaning: "A commit made here would not follow the branch that others see.",
		fix: "Give --repository origin's path or address, or run `git branch {branch} origin/{branch}` first.",
		exit: 1
	},
	PUBLISH_ROLLBACK: {
		family: "content",
		title: "The site has timestamp {live}, and the signed branch only {branch}",
		meaning: "The branch was set back or made anew. Clients that saw the newer one would refuse the older.",
		fix: "Run `kaprien recover --site <this site>`, which goes above what is published, then publish again.",
		exit: 3
	}
};
const publishFaults = defineFaults(table);

export { publishFaults as t };