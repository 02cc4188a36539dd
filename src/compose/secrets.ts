import { basename } from "node:path";

/** `KAPRIEN_PASSPHRASE_ONLINE` for `file:keys/online.key`, and for `pkcs11:token=acme;object=online?module-path=…`. */
export function passphraseVariable(uri: string): string {
  const part = (name: string): string | undefined => new RegExp(`^pkcs11:(?:[^?]*;)?${name}=([^;?]*)`).exec(uri)?.[1];
  const address = uri.slice(uri.indexOf(":") + 1);
  const path = uri.startsWith("file:") ? address : address.replace(/\?.*$/, "");
  const name = part("object") ?? part("token") ?? basename(path).replace(/\.[^.]*$/, "");
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
