import { t as require_version } from "./version.js";

export default require_version();

export {  };