import { a as settingsWarning, i as settingsOf, n as settingsBefore, o as signedTip, r as settingsInForce, t as loadConfig } from "./settings.js";

export { settingsInForce, settingsWarning };