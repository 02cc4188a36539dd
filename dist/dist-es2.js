import { fn as fromHttp } from "./aws-sdk.js";

export { fromHttp };