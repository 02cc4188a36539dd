import { r as defineFaults } from "./fault.js";

// src/base/faults.ts
const table = {
	USAGE: {
		family: "usage",
		title: "{reason}",
		meaning: "The command line was not understood.",
		fix: "See `kaprien {command?} --help`.",
		exit: 64
	},
	UNEXPECTED: {
		family: "internal",
		title: "Something went wrong that Kaprien did not foresee: {reason}",
		meaning: "This is a defect, or a failure of the machine.",
		fix: "Run again with --debug on the command line, and report what it prints.",
		exit: 1
	},
	TIME_INVALID: {
		family: "content",
		title: "{value} is not a time as metadata has it",
		meaning: "Times are written YYYY-MM-DDTHH:MM:SSZ.",
		fix: "Correct it.",
		exit: 3
	},
	FILE_TOO_LARGE: {
		family: "content",
		title: "{file} has {actual} bytes; {limit} are read at most",
		meaning: "Size is checked before reading.",
		fix: "Make it smaller.",
		exit: 1
	}
};
const baseFaults = defineFaults(table);

// src/base/time.ts
const format = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z$/;
const last = 253402300799;
function instant(seconds) {
	const whole = Math.floor(seconds);
	if (!(whole >= 0 && whole <= last)) throw baseFaults.TIME_INVALID({ value: String(seconds) });
	return whole;
}
function parseInstant(text) {
	if (format.exec(text) === null) throw baseFaults.TIME_INVALID({ value: text.slice(0, 64) });
	const milliseconds = Date.parse(text);
	if (Number.isNaN(milliseconds) || formatInstant(milliseconds / 1e3) !== text) throw baseFaults.TIME_INVALID({ value: text });
	return instant(milliseconds / 1e3);
}
function formatInstant(at) {
	return `${(/* @__PURE__ */ new Date(at * 1e3)).toISOString().slice(0, 19)}Z`;
}
function addDays(at, days) {
	return instant(at + days * 86400);
}
function daysBetween(from, to) {
	return (to - from) / 86400;
}

export { parseInstant as a, instant as i, daysBetween as n, baseFaults as o, formatInstant as r, addDays as t };