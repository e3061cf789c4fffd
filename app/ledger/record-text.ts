const COMMA = 44;
const QUOTE = 34;
const BACKSLASH = 92;

/** The cells of a row as PostgreSQL writes it, `(1,"a b",)`: null for nothing between two commas, and text as it was before it was quoted. */
export function cellsOf(record: string): (string | null)[] {
  const cells: (string | null)[] = [];
  const end = record.length - 1;
  for (let at = 1; at <= end; at += 1) {
    const from = at;
    let quoted = false;
    for (; at < end; at += 1) {
      const code = record.charCodeAt(at);
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) quoted = !quoted;
      else if (code === COMMA && !quoted) break;
    }
    cells.push(from === at ? null : plainText(record.slice(from, at)));
  }
  return cells;
}

function plainText(cell: string): string {
  if (cell.charCodeAt(0) !== QUOTE) return cell;
  return cell.slice(1, -1).replaceAll('""', '"').replaceAll("\\\\", "\\");
}

/** A moment as PostgreSQL writes it on a connection whose time zone is UTC. */
export function momentOf(text: string): Date {
  if (!text.endsWith("+00")) throw new Error(`not a moment in UTC: ${text}`);
  return new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
}
