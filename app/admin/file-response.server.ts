type Pieces = AsyncGenerator<string> | Generator<string>;

/** A CSV file to keep, sent piece by piece: the next one is only made when the one before has been sent. */
export function csvResponse(name: string, pieces: Pieces, now: Date): Response {
  return fileResponse({ name, extension: "csv", type: "text/csv; charset=utf-8" }, pieces, now);
}

/** A file of JSON Lines to keep, sent in the same way. */
export function jsonLinesResponse(name: string, pieces: Pieces, now: Date): Response {
  return fileResponse({ name, extension: "jsonl", type: "application/jsonl; charset=utf-8" }, pieces, now);
}

function fileResponse(file: { name: string; extension: string; type: string }, pieces: Pieces, now: Date): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = await pieces.next();
      if (piece.done === true) controller.close();
      else controller.enqueue(encoder.encode(piece.value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": file.type,
      "content-disposition": `attachment; filename="${file.name}-${now.toISOString().slice(0, 10)}.${file.extension}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
