import { o as baseFaults } from "./time.js";
import { t as duration } from "./duration.js";
import { a as healthText, n as healthExit, t as monitor$1 } from "./monitor.js";
import { r as text } from "./flags.js";
import { t as client } from "./use.js";

// src/cli/commands/monitor.ts
async function monitor(session) {
	const validIn = time(session, "valid-in", "validIn");
	const offlineValidIn = time(session, "offline-valid-in", "offlineValidIn");
	const { ports, options } = await client(session);
	const health = await monitor$1(ports, {
		...options,
		validIn,
		offlineValidIn
	});
	session.terminal.result(healthText(health, session.terminal.style), health);
	return healthExit(health);
}
function time({ flags }, option, name) {
	const given = text(flags, name) ?? "";
	const found = duration(given);
	if (found === void 0) {
		const reason = `--${option} takes a time such as 5d or 12h, or a number of days, not "${given.slice(0, 80)}"`;
		throw baseFaults.USAGE({
			reason,
			command: "monitor"
		});
	}
	return found;
}

export { monitor };