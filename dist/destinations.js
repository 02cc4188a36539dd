import { t as compose } from "./compose.js";
import { t as composeFaults } from "./faults7.js";
import { resolve } from "node:path";
import { randomInt } from "node:crypto";

// src/compose/destinations.ts
async function publishTo(publishing, place) {
	const { store, clock, reporter, config, directory, files, dryRun, pin } = publishing;
	const ports = {
		store,
		clock,
		reporter,
		verifier: compose.verifier,
		oracle: await compose.oracle()
	};
	const options = {
		pin,
		intent: config.names,
		retention: config.retention,
		dryRun,
		...files !== void 0 && { files: compose.workspace(resolve(directory, files)) },
		...(publishing.fetch ?? place.fetch) && { fetch: compose.fetchFile }
	};
	if (place.to === "branch") {
		const { publishToBranch } = await import("./to-branch.js");
		const random = () => randomInt(1e6) / 1e6;
		return publishToBranch({
			...ports,
			random,
			stage: compose.stage
		}, {
			...options,
			names: config.names,
			branch: place.branch,
			directory: place.directory
		});
	}
	const { publish } = await import("./publish3.js");
	const mirror = compose.mirror(resolve(directory, place.path));
	return publish({
		...ports,
		mirror
	}, {
		...options,
		signedBranch: config.names.signedBranch
	});
}
function placesOf(config, to) {
	if (to !== void 0) return [placeNamed(to)];
	if (config.publish.length > 0) return config.publish;
	throw composeFaults.FLAG_MISSING({
		what: "The place to publish to",
		flag: "--to <directory or branch:NAME>, or publish in kaprien.yml"
	});
}
function placeNamed(to) {
	return to.startsWith("branch:") ? {
		to: "branch",
		branch: to.slice(7),
		directory: ""
	} : {
		to: "directory",
		path: to
	};
}
function placeText(place) {
	return place.to === "branch" ? `branch:${place.branch}` : place.path;
}

export { placesOf as n, publishTo as r, placeText as t };