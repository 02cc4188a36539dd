import { isAbsolute } from "node:path";

/** Directories in which this program and the libraries of key services look for a user's files. */
const homes = ["HOME", "USERPROFILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA"];

/**
 * Takes out of a process's environment what would have files or programs below the working directory used unasked (T83): that is a
 * repository, and anybody may have proposed them.
 */
export function guardEnvironment(environment: NodeJS.ProcessEnv): void {
  // Empty or relative, it would be the working directory or below it. Without it, the system knows the user's directory.
  for (const name of homes) if (!isAbsolute(environment[name] ?? "/")) delete environment[name];
  // Libraries of key services start programs by name. Unless this is set, Windows looks for them in the working directory first.
  environment["NoDefaultCurrentDirectoryInExePath"] = "1";
}
