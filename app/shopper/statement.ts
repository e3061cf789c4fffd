import { type StatementFormat, type StatementPages, writeStatement } from "../domain/statement.ts";

/** A member's entries as they are read; the program is part of what the hashes are made of. */
export type Statement = { programId: string; pages: StatementPages };

const TYPES = { csv: "text/csv; charset=utf-8", json: "application/json" } satisfies Record<StatementFormat, string>;

/** The format that the address asks for, CSV where it says nothing; null for one that there is not. */
export function statementFormat(url: URL): StatementFormat | null {
  const given = url.searchParams.getAll("format");
  if (given.length > 1) return null;
  const format = given[0] ?? "csv";
  return format === "csv" || format === "json" ? format : null;
}

/** The statement as a file to keep, sent while it is being read. */
export function statementResponse(statement: Statement, format: StatementFormat, now: Date): Response {
  const name = `points-${now.toISOString().slice(0, 10)}.${format}`;
  return new Response(streamOf(writeStatement(format, statement.programId, statement.pages)), {
    headers: {
      "content-type": TYPES[format],
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

/** The next piece is only read when the one before has been sent. */
function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const piece = await pieces.next();
      if (piece.done === true) controller.close();
      else controller.enqueue(encoder.encode(piece.value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
