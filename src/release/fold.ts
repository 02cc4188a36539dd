/** The form under which two paths are one file on some file system (T14, T23). */
export function foldPath(path: string): string {
  return path.normalize("NFKC").toLowerCase().normalize("NFKC");
}
