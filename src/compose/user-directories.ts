import { posix, win32 } from "node:path";

/** What decides where things are on a machine; not the process, so that every system's rules can be tried on any. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** The user's home directory. */
  readonly home: string;
}

/** How paths are written on a platform. */
function flavour(platform: NodeJS.Platform): typeof posix {
  return platform === "win32" ? win32 : posix;
}

/**
 * Where Kaprien keeps what it remembers for a user: below `XDG_DATA_HOME` wherever that is set, else where the system's own habits
 * have it. On Windows not the roaming profile: memories of one machine and keys must not wander. Windows and macOS were not run here.
 */
export function dataDirectory({ platform, home }: Machine, variable: (name: string) => string | undefined): string {
  const { join } = flavour(platform);
  const chosen = variable("XDG_DATA_HOME");
  if (chosen !== undefined) return join(chosen, "kaprien");
  switch (platform) {
    case "win32":
      return join(variable("LOCALAPPDATA") || join(home, "AppData", "Local"), "kaprien");
    case "darwin":
      return join(home, "Library", "Application Support", "kaprien");
    default:
      return join(home, ".local", "share", "kaprien");
  }
}

/** A path with a leading `~/` (on Windows `~\` too) as the home directory. */
export function expandHome(path: string, { platform, home }: Machine): string {
  const short = platform === "win32" ? /^~[/\\]/ : /^~\//;
  return short.test(path) ? flavour(platform).join(home, path.slice(2)) : path;
}

/** A `file:` address with its path in full, as seen from `cwd`: `file:keys/a.key`, `file:~/a.key`, `file:C:\keys\a.key`. Others as they are. */
export function fileAddress(uri: string, cwd: string, machine: Machine): string {
  const prefix = "file:";
  if (!uri.startsWith(prefix) || uri === prefix) return uri;
  return `${prefix}${flavour(machine.platform).resolve(cwd, expandHome(uri.slice(prefix.length), machine))}`;
}
