import type { ProgramError } from "../../domain/program.ts";

/** What is answered to whoever asks for everything to be deleted. */
export type EraseAnswer = { ok: true } | { ok: false; problem: "nameDiffers" | "linkUnderway" | "workUnderway" };

/** What is answered to a program's file. */
export type ProgramFileAnswer =
  { ok: true } | { ok: false; problem: "notJson" | "otherCurrency" | "refused"; problems: ProgramError[] };
