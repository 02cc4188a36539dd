// package.json
var version = "0.2.0";

export { version as t };