import type { PictureProblem } from "../../domain/picture.ts";

/** What an upload is answered: the picture's address in the shop's files, or why there is none. */
export type CardImageAnswer =
  { ok: true; url: string } | { ok: false; problem: PictureProblem | "failed" | "slow" | "notAllowed" | "unreachable" };

/** The address that takes pictures. */
export const CARD_IMAGE_PATH = "/app/card-image";

type Sending = { token: string; file: File; alt: string; onProgress: (percent: number) => void };

/** Sends a picture and tells how far it has come, which fetch can't. */
export function sendCardImage({ token, file, alt, onProgress }: Sending): Promise<CardImageAnswer> {
  const form = new FormData();
  form.set("picture", file);
  form.set("alt", alt);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", CARD_IMAGE_PATH);
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.setRequestHeader("accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress((loaded / Math.max(total, 1)) * 90));
    request.addEventListener("loadend", () => {
      try {
        resolve(
          request.status === 200 ? (JSON.parse(request.responseText) as CardImageAnswer) : failed(request.status),
        );
      } catch {
        resolve({ ok: false, problem: "unreachable" });
      }
    });
    request.send(form);
  });
}

function failed(status: number): CardImageAnswer {
  return { ok: false, problem: status === 413 ? "tooHeavy" : "unreachable" };
}
