import { t as Fault } from "./fault.js";

// src/base/time.ts
const format = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z$/;
const last = 253402300799;
function instant(seconds) {
	const whole = Math.floor(seconds);
	if (!(whole >= 0 && whole <= last)) throw new Fault("TIME_INVALID", { value: String(seconds) });
	return whole;
}
function parseInstant(text) {
	if (format.exec(text) === null) throw new Fault("TIME_INVALID", { value: text.slice(0, 64) });
	const milliseconds = Date.parse(text);
	if (Number.isNaN(milliseconds) || formatInstant(milliseconds / 1e3) !== text) throw new Fault("TIME_INVALID", { value: text });
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

export { parseInstant as a, instant as i, daysBetween as n, formatInstant as r, addDays as t };