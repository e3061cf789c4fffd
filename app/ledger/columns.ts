/** A value as it stands in the text of a PostgreSQL array; text must have been quoted by `quoted`. */
export type Cell = string | number | bigint | boolean | null;

/**
 * Rows that travel to PostgreSQL column by column, one array for each: it reads them several times faster than JSON, and nothing has to
 * be looked for by name.
 */
export class Columns<K extends string> {
  private readonly names: readonly K[];
  private readonly cells: string[][];

  constructor(names: readonly K[]) {
    this.names = names;
    this.cells = names.map(() => []);
  }

  add(row: Readonly<Record<K, Cell>>): void {
    this.names.forEach((name, index) => {
      const cell = row[name];
      this.cells[index]?.push(cell === null ? "NULL" : String(cell));
    });
  }

  /** The arrays' texts, in the order of the names. */
  arrays(): string[] {
    return this.cells.map((cells) => `{${cells.join(",")}}`);
  }
}

/** Text inside an array: in quotes, whatever it holds. */
export function quoted(text: string | null): string | null {
  return text === null ? null : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** A moment as it travels: milliseconds since 1970. */
export function millis(at: Date | null): number | null {
  return at === null ? null : at.getTime();
}
