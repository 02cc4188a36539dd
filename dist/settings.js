import { a as settingsOf, i as settingsInForce, n as loadConfig, o as settingsWarning, r as settingsBefore, s as signedTip, t as fixedSettings } from "./settings2.js";

export { settingsInForce, settingsWarning };