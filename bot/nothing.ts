/** Stands, in the Workers bundle, for packages that are never reached there. See `[alias]` in wrangler.toml. */
const nothing = {};
export default nothing;
export class SocketModeClient {}
export class InstallProvider {}
export const LogLevel = {};
