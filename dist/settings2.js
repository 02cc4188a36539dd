import { a as settingsWarning, i as settingsReader, n as settingsBefore, o as signedTip, r as settingsInForce, t as fixedSettings } from "./settings.js";

export { settingsWarning };