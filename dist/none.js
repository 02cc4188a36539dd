import { t as forgeFaults } from "./faults10.js";

// src/forge/none.ts
const none = {
	comment: async () => "unchanged",
	async propose({ head, base }) {
		throw forgeFaults.FORGE_NONE({ what: `open the pull request from ${head} into ${base}` });
	},
	report: async () => void 0,
	async endorse() {
		throw forgeFaults.FORGE_NONE({ what: "sign a commit" });
	},
	async pages() {
		throw forgeFaults.FORGE_NONE({ what: "say how pages are set up" });
	}
};

export { none };