import { i as isFault } from "./fault.js";
import { a as printed, c as plain, l as plural, p as tableText, u as printable } from "./fault-text.js";
import { i as instant, n as daysBetween, r as formatInstant } from "./time.js";
import { t as clientFaults } from "./faults.js";
import { o as sha256 } from "./digest.js";
import { a as isOnlineRole, i as isBinName } from "./names.js";
import { n as code, o as quiet, s as row, t as capped } from "./markdown.js";
import { t as tufFaults } from "./faults8.js";
import { c as firstError, i as asFinding, o as finding } from "./visits.js";
import { t as inOrder } from "./schedule.js";
import { t as countdown } from "./text3.js";
import { a as findAll, l as samplesOf, n as asClient, r as bounded, s as readSite, t as statusFaults, u as targetsOf } from "./faults14.js";

// src/status/health-text.ts
function healthHeadline(health) {
	const [first, ...others] = health.findings;
	const word = {
		good: "Good",
		expiring: "Expiring",
		broken: "Broken"
	}[health.health];
	const more = others.length > 0 ? ` (and ${others.length} more)` : "";
	return `${word}: ${first === void 0 ? nextToExpire(health) : printed(first).title}${more}`;
}
function nextToExpire({ roles }) {
	const [soonest] = [...roles].sort((a, b) => a.expires < b.expires ? -1 : 1);
	return `everything verifies and stays valid${soonest === void 0 ? "" : `; ${printable(soonest.role)} expires first, ${countdown(soonest.days)}`}`;
}
function healthExit({ findings: [first] }) {
	if (first === void 0) return 0;
	const { exit } = first.of.entry;
	return exit === 5 || first.of === clientFaults.CLIENT_OFFLINE ? exit : 3;
}
function healthText(health, style = plain) {
	const mark = {
		good: style.good,
		expiring: style.warn,
		broken: style.bad
	}[health.health];
	const [verdict, ...reason] = healthHeadline(health).split(":");
	const rows = health.roles.map((role) => cells(health, role).map(printable));
	const table = rows.length === 0 ? [] : ["", ...tableText([[
		"role",
		"version",
		"keys",
		"expires",
		"",
		"state"
	], ...rows], style)];
	const findings = health.findings.map((finding) => {
		const { title, meaning, fix } = printed(finding);
		return `${finding.severity === "error" ? style.bad("error") : style.warn("warning")}: ${title} [${finding.code}]\n  ${style.dim("why")} ${meaning}\n  ${style.dim("fix")} ${fix}`;
	});
	return [
		`${mark(verdict ?? "")}:${reason.join(":")}`,
		...table,
		"",
		style.dim(printable(`${health.site}: ${read(health)}`)),
		...findings
	].join("\n");
}
function healthMarkdown(health) {
	const [verdict, ...reason] = healthHeadline(health).split(":");
	const rows = health.roles.map((role) => {
		const [name = "", version = "", keys = "", expires = "", left = "", state = ""] = cells(health, role);
		return row([
			code(name),
			version,
			keys,
			expires,
			left,
			state === "ok" ? state : `**${state}**`
		]);
	});
	const head = ["| Role | Version | Signed by | Expires | | State |", "|---|--:|---|---|---|---|"];
	const findings = health.findings.map((finding) => {
		const { title, meaning, fix } = printed(finding);
		return `- **${finding.severity}** ${quiet(title)} (${code(finding.code)})\n  **Why:** ${quiet(meaning)}\n  **Fix:** ${quiet(fix)}`;
	});
	const whole = `${[
		`### Kaprien: **${verdict}**:${quiet(reason.join(":"))}`,
		`${code(health.site)}: ${read(health)}, read as a client would.`,
		...rows.length === 0 ? [] : [[...head, ...rows].join("\n")],
		...findings.length === 0 ? [] : [findings.join("\n")]
	].join("\n\n")}\n`;
	return capped(whole, sha256);
}
function cells({ bins }, { role, version, online, expires, days, state }) {
	return [
		role === "bins" ? `bins (${bins})` : role,
		String(version),
		online ? "online" : "people",
		expires.slice(0, 10),
		countdown(days),
		state
	];
}
function read({ roles, root, snapshot, timestamp, targets }) {
	if (roles.length === 0) return "nothing verified";
	return `root ${root}, snapshot ${snapshot}, timestamp ${timestamp}, ${plural(targets, "target")}`;
}

// src/status/monitor.ts
const epoch = instant(0);
async function monitor(ports, given) {
	const now = ports.clock.now();
	const { options, answered } = listening(bounded(ports, given));
	const own = {};
	const read = async () => {
		own.refused = await faultOf(readSite(ports, options, epoch, (state) => {
			own.state = state;
		}));
	};
	const roles = () => own.state === void 0 ? [] : rolesOf(own.state, now, options);
	const lapsed = () => roles().some(({ state }) => state === "expired");
	const offline = () => isFault(own.refused, clientFaults.CLIENT_OFFLINE);
	const paths = [];
	let judged = await faultOf(asClient(ports, options, paths, async (client) => {
		await read();
		if (offline() || lapsed() || own.state === void 0) return;
		paths.push(...samplesOf(own.state));
		await findAll(client, options, paths);
	}));
	if (own.state === void 0 && own.refused === void 0) {
		if (answered()) await read();
		else own.refused = judged;
	}
	if (lapsed()) judged = offline() ? void 0 : await faultOf(judgeExpired(ports, options, own.state));
	const { state, refused } = own;
	const found = roles();
	const dated = found.flatMap((role) => datesOf(role, options.site.metadata));
	const findings = [...distinct([refused, judged]), ...dated];
	const [next] = found.map(({ expires }) => expires).sort();
	return {
		health: findings.length === 0 ? "good" : firstError(findings) !== void 0 ? "broken" : "expiring",
		site: options.site.metadata.replace(/\/metadata$/, ""),
		roles: found,
		findings: [...findings].sort((a, b) => rank(a) - rank(b)),
		root: state?.root.signed.version ?? 0,
		snapshot: state?.snapshot?.signed.version ?? 0,
		timestamp: state?.timestamp?.signed.version ?? 0,
		targets: state === void 0 ? 0 : targetsOf(state).length,
		bins: [...state?.targets.keys() ?? []].filter(isBinName).length,
		...next !== void 0 && { nextExpiry: next }
	};
}
function listening(options) {
	let answered = false;
	const { site } = options;
	const fetch = async (url) => {
		const found = await site.fetch(url);
		answered = true;
		return found;
	};
	return {
		options: {
			...options,
			site: {
				...site,
				fetch
			}
		},
		answered: () => answered
	};
}
async function judgeExpired(ports, options, state) {
	const { clock, memory } = ports;
	const forgetful = {
		...ports,
		clock: {
			...clock,
			now: () => epoch
		},
		memory: {
			...memory,
			write: async () => void 0
		}
	};
	const paths = state === void 0 ? [] : samplesOf(state);
	await asClient(forgetful, options, paths, (client) => findAll(client, options, paths));
}
const ofSite = /* @__PURE__ */ new Set(["content", "way"]);
async function faultOf(reading) {
	try {
		await reading;
		return;
	} catch (error) {
		if (!isFault(error) || !ofSite.has(error.family)) throw error;
		return error;
	}
}
function distinct(faults) {
	const seen = /* @__PURE__ */ new Map();
	for (const fault of faults) {
		if (fault === void 0) continue;
		const { code, data } = fault;
		const key = JSON.stringify([
			code,
			data["role"],
			data["file"]
		]);
		if (!seen.has(key)) seen.set(key, asFinding(fault, { severity: "error" }));
	}
	return [...seen.values()];
}
function rank({ of, severity }) {
	return severity === "warning" ? 2 : of === tufFaults.ROLE_EXPIRED ? 1 : 0;
}
function rolesOf(state, now, { validIn, offlineValidIn }) {
	const { root, timestamp, snapshot, targets } = state;
	const dated = (role, { version, expires }, online) => ({
		role,
		version,
		expires,
		online
	});
	const below = [...targets].map(([role, { signed }]) => dated(role, signed, isOnlineRole(role)));
	const [bins] = below.filter(({ role }) => isBinName(role)).sort((a, b) => a.expires - b.expires);
	const all = [
		dated("root", root.signed, false),
		...below.filter(({ role }) => !isBinName(role)),
		...bins === void 0 ? [] : [{
			...bins,
			role: "bins"
		}],
		...snapshot === void 0 ? [] : [dated("snapshot", snapshot.signed, true)],
		...timestamp === void 0 ? [] : [dated("timestamp", timestamp.signed, true)]
	];
	return inOrder(all).map(({ expires, ...role }) => {
		const left = expires - now;
		const state = left <= 0 ? "expired" : left <= (role.online ? validIn : offlineValidIn) ? "soon" : "ok";
		return {
			...role,
			expires: formatInstant(expires),
			days: Math.floor(daysBetween(now, expires)),
			state
		};
	});
}
function datesOf({ role, state, online, expires }, site) {
	const data = {
		role,
		expires,
		site
	};
	if (state === "expired") return [finding(tufFaults.ROLE_EXPIRED, data, { severity: "error" })];
	if (state === "ok") return [];
	const of = online ? statusFaults.ROLE_RENEWAL_MISSED : statusFaults.ROLE_SIGNING_DUE;
	return [finding(of, data, { severity: "warning" })];
}

export { healthText as a, healthMarkdown as i, healthExit as n, healthHeadline as r, monitor as t };