/** What a terminal shows in the end of what it was sent: lines that were drawn over are gone. Knows what prompts use, and no more. */
export function terminalText(raw: string): string {
  const lines: string[][] = [[]];
  let [row, column] = [0, 0];
  const put = (character: string): void => {
    while (lines.length <= row) lines.push([]);
    const line = lines[row] as string[];
    while (line.length < column) line.push(" ");
    line[column++] = character;
  };
  const control = (count: number, final: string): void => {
    if (final === "A") row = Math.max(0, row - count);
    if (final === "B") row += count;
    if (final === "C") column += count;
    if (final === "D") column = Math.max(0, column - count);
    if (final === "G") column = Math.max(0, count - 1);
    if (final === "J" || final === "K") lines[row]?.splice(column);
    if (final === "J") lines.splice(row + 1);
  };
  for (const [token, parameters, final] of raw.matchAll(/\x1b\[([0-9;?]*)([A-Za-z])|\x1b.|[\s\S]/gu)) {
    if (final !== undefined) control(Number(parameters || (final === "J" || final === "K" ? "0" : "1")), final);
    else if (token === "\n") row++;
    else if (token === "\r") column = 0;
    else if (token === "\b") column = Math.max(0, column - 1);
    else if (token >= " ") put(token);
  }
  while (lines.length <= row) lines.push([]);
  return lines.map((line) => line.join("").trimEnd()).join("\n");
}
