import pg from "pg";
import type { Database } from "../database.ts";
import type { Code } from "../domain/account.ts";
import type { Refusal } from "../domain/exchange.ts";
import { touchCode } from "../domain/account.ts";
import { endCode as endCodeOf, refusalOf, reserve, spendAtOnce } from "../domain/exchange.ts";
import { changeMember } from "../ledger/change-members.ts";
import { keptCode } from "../ledger/gather-work.ts";

/** The ledger's side of an exchange (rules 11 to 14): points are reserved before there is a code, and come back if there is none. */

export type ReserveCodeInput = {
  programId: string;
  memberId: string;
  shopId: string;
  reward: string;
  times: number;
  /** The click: the same key again answers the same code. */
  key: string;
  /** The code that Shopify will get; unguessable. */
  code: string;
  now: Date;
};

export type ReserveCodeResult =
  | { ok: true; code: Code; repeated: boolean; available: bigint }
  | { ok: false; reason: Refusal | "unknownMember" | "keyReused" };

/** Rules 11, 12 and 14: reserves the points of a code, or says why not. Two at once never reserve the same points. */
export async function reserveCode(db: Database, input: ReserveCodeInput): Promise<ReserveCodeResult> {
  try {
    return await tryToReserve(db, input);
  } catch (error) {
    // The same click in this moment, whose code has ended already: it wasn't known yet when its key was looked up.
    if (!isRepeatedKey(error)) throw error;
    return tryToReserve(db, input);
  }
}

function isRepeatedKey(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.constraint === "codes_program_id_member_id_key_key";
}

async function tryToReserve(db: Database, input: ReserveCodeInput): Promise<ReserveCodeResult> {
  const { programId, memberId, now } = input;
  const codeId = await drawCodeId(db);
  const known = await findByKey(db, input);
  const load = { programId, memberId, now, codeIds: known === null ? [] : [known], rewards: [input.reward] };
  const done = await changeMember<ReserveCodeResult>(db, load, (account, timeline) => {
    if (account.mergedInto !== null) return { result: { ok: false, reason: "unknownMember" }, write: false };
    const repeated = [...account.codes.values()].find((code) => code.key === input.key);
    if (repeated) {
      const isSame = repeated.reward === input.reward && repeated.times === input.times;
      if (!isSame) return { result: { ok: false, reason: "keyReused" }, write: false };
      return { result: { ok: true, code: repeated, repeated: true, available: account.available }, write: false };
    }
    const refusal = refusalOf(account, timeline, input, now);
    if (refusal !== null) return { result: { ok: false, reason: refusal }, write: false };
    const code = reserve(account, timeline, { ...input, id: codeId, code: keptCode(input.code) });
    return { result: { ok: true, code, repeated: false, available: account.available } };
  });
  return done ?? { ok: false, reason: "unknownMember" };
}

async function drawCodeId(db: Database): Promise<string> {
  const { rows } = await db.pool.query<{ id: string }>("SELECT nextval('code_ids')::text AS id");
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("the sequence of codes gave no id");
  return id;
}

async function findByKey(db: Database, input: ReserveCodeInput): Promise<string | null> {
  const { rows } = await db.pool.query<{ id: string }>(
    "SELECT id::text FROM codes WHERE program_id = $1 AND member_id = $2 AND key = $3",
    [input.programId, input.memberId, input.key],
  );
  return rows[0]?.id ?? null;
}

type CodeInput = { programId: string; codeId: string; now: Date };

export type CodeResult =
  { ok: true; code: Code; available: bigint } | { ok: false; reason: "unknownCode" | "used" | "expired"; code?: Code };

async function changeCode(
  db: Database,
  input: CodeInput,
  work: (
    code: Code,
    end: (status: "undone" | "failed") => void,
    touch: () => void,
    spend: () => void,
  ) => "write" | "keep" | "used" | "expired",
): Promise<CodeResult> {
  const { programId, codeId, now } = input;
  const { rows } = await db.pool.query<{ member_id: string }>(
    "SELECT member_id::text FROM codes WHERE program_id = $1 AND id = $2",
    [programId, codeId],
  );
  const memberId = rows[0]?.member_id;
  if (memberId === undefined) return { ok: false, reason: "unknownCode" };
  const load = { programId, memberId, now, codeIds: [codeId] };
  const done = await changeMember<CodeResult>(db, load, (account, timeline) => {
    const code = account.codes.get(codeId);
    if (!code) return { result: { ok: false, reason: "unknownCode" }, write: false };
    const before = account.news.entries.length;
    const verdict = work(
      code,
      (status) => endCodeOf(account, timeline, codeId, status, now),
      () => touchCode(account, codeId),
      () => spendAtOnce(account, codeId, now),
    );
    // Time that has passed meanwhile (the code's own end, for one) is written also where the wish is refused.
    const write = verdict === "write" || before > 0;
    if (verdict === "used" || verdict === "expired") return { result: { ok: false, reason: verdict, code }, write };
    return { result: { ok: true, code, available: account.available }, write };
  });
  return done ?? { ok: false, reason: "unknownCode" };
}

/** The code is in Shopify and can be used. Repeating is harmless; a code that was used or ended meanwhile stays so. */
export async function openCode(
  db: Database,
  input: CodeInput & { discountId: string | null; pool?: boolean },
): Promise<CodeResult> {
  return changeCode(db, input, (code, _end, touch) => {
    if (code.status !== "reserving") return "keep";
    touch();
    code.status = "open";
    code.openedAt = input.now;
    code.discountId = input.discountId;
    code.pool = input.pool ?? false;
    return "write";
  });
}

/** Rule 12: Shopify has given the store credit: its points are spent, and the movement of the account is remembered. Repeating is harmless. */
export async function creditCode(
  db: Database,
  input: CodeInput & { transactionId: string | null },
): Promise<CodeResult> {
  return changeCode(db, input, (code, _end, _touch, spend) => {
    if (code.status !== "reserving") return "keep";
    spend();
    code.discountId = input.transactionId;
    return "write";
  });
}

/** Rule 14: no code could be made: its points come back. Repeating is harmless; a code that is open by now stays. */
export async function releaseCode(db: Database, input: CodeInput): Promise<CodeResult> {
  return changeCode(db, input, (code, end) => {
    if (code.status !== "reserving") return "keep";
    end("failed");
    return "write";
  });
}

/** Rule 12: whether the code may be undone now; asked before it is deactivated in Shopify. */
export async function checkUndo(db: Database, input: CodeInput): Promise<CodeResult> {
  return changeCode(db, input, (code) => refusalOfUndo(code) ?? "keep");
}

/** Rule 12: the code is off in Shopify (or was deleted there): its points come back. Repeating is harmless. */
export async function endCode(db: Database, input: CodeInput): Promise<CodeResult> {
  return changeCode(db, input, (code, end) => {
    const refusal = refusalOfUndo(code);
    if (refusal !== null) return refusal;
    if (code.status === "undone" || code.status === "failed") return "keep";
    end("undone");
    return "write";
  });
}

function refusalOfUndo(code: Code): "used" | "expired" | null {
  return code.status === "used" || code.status === "expired" ? code.status : null;
}
