import { n as publish, t as project } from "./publish2.js";

export { publish };