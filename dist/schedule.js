import { o as finding } from "./visits.js";
import { i as instant } from "./time.js";
import { t as repositoryFaults } from "./faults6.js";

// src/repository/schedule.ts
function shortWindows(lifetimes, file) {
	const least = 6;
	return [
		"bins",
		"snapshot",
		"timestamp"
	].flatMap((role) => {
		const { renew } = lifetimes[role];
		if (renew >= least) return [];
		return [finding(repositoryFaults.RENEWAL_WINDOW_SHORT, {
			role,
			renew,
			least
		}, {
			severity: "warning",
			file
		})];
	});
}
function schedule(repository, lifetimes) {
	const date = (role, expires, lifetime, online) => ({
		role,
		expires,
		due: instant(Math.max(0, expires - lifetime.renew * 86400)),
		online
	});
	const offline = [...repository.offline].map(([role, { signed }]) => date(role, signed.expires, role === "bin" ? lifetimes.bin : lifetimes.targets, false));
	return [
		date("timestamp", repository.timestamp.signed.expires, lifetimes.timestamp, true),
		date("snapshot", repository.snapshot.signed.expires, lifetimes.snapshot, true),
		...[...repository.bins].map(([role, { signed }]) => date(role, signed.expires, lifetimes.bins, true)),
		date("root", repository.root.signed.expires, lifetimes.root, false),
		...offline
	].sort((a, b) => Number(b.online) - Number(a.online) || a.due - b.due);
}
const order = [
	"root",
	"targets",
	"bin",
	"bins",
	"snapshot",
	"timestamp"
];
function inOrder(roles) {
	const place = ({ role }) => order.indexOf(order.includes(role) ? role : "bin");
	return [...roles].sort((a, b) => place(a) - place(b));
}

export { schedule as n, shortWindows as r, inOrder as t };