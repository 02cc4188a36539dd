import { basename } from "node:path";

/** `KAPRIEN_PASSPHRASE_ONLINE` for `file:keys/online.key`. */
export function passphraseVariable(uri: string): string {
  const name = basename(uri.slice(uri.indexOf(":") + 1)).replace(/\.[^.]*$/, "");
  return `KAPRIEN_PASSPHRASE_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}

/** Variables that are taken out of the environment once and remembered here, for a key that is opened again after a lost race. */
export function remembered(take: (name: string) => string | undefined): (name: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (name) => {
    if (!known.has(name)) known.set(name, take(name));
    return known.get(name);
  };
}
