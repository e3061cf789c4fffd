import type { Bench } from "./bench.ts";
import type { Ground } from "./ground.ts";
import { findMember } from "../app/queries/find-member.ts";
import { readMemberSummary } from "../app/queries/member-summary.ts";
import { ratesOf, SETTINGS } from "./bench.ts";
import { addShop, addShoppers, CONCURRENCY, inTurn } from "./ground.ts";
import { race } from "./measure.ts";
import { describeSplit, splitOf } from "./split.ts";

/** Later than every order of the bench was paid. */
const NOW = new Date("2026-01-20T08:00:00Z");

type Member = { programId: string; memberId: string };

/** What the account and the member page ask for first: balance, lots, codes, tier, the next tier, as they are at this moment. */
export const readBench: Bench = {
  name: "read",
  measures: "accounts as pages show them (readMemberSummary) against a SELECT of the same rows by their keys",
  goal: { sign: "≥", value: 0.25 },
  settings: SETTINGS,
  async run(ground, settings) {
    const shop = await addShop(ground.db);
    const shoppers = await addShoppers(ground, [shop], settings.members);
    const members = await Promise.all(shoppers.map((shopper) => findMember(ground.db, shopper)));
    const nextMember = inTurn(members.filter((member) => member !== null));
    const contest = {
      subject: () => summary(ground, nextMember()),
      floor: () => rows(ground, nextMember()),
      concurrency: CONCURRENCY,
    };
    const result = await race(contest, settings);
    const split = await splitOf(ground.db, settings.rounds * 10, (timed) =>
      readMemberSummary(timed, { ...nextMember(), now: NOW }),
    );
    return { value: result.ratio, notes: [ratesOf(result, "accounts", "the rows alone"), describeSplit(split)] };
  },
};

async function summary(ground: Ground, member: Member): Promise<number> {
  const found = await readMemberSummary(ground.db, { ...member, now: NOW });
  if (found === null || found.available === 0n) throw new Error(`member ${member.memberId} has no points`);
  return 1;
}

async function rows(ground: Ground, { programId, memberId }: Member): Promise<number> {
  const { rowCount } = await ground.floor.query({
    name: "floor-read",
    text: "SELECT * FROM members m LEFT JOIN lots l ON l.member_id = m.id WHERE m.program_id = $1 AND m.id = $2",
    values: [programId, memberId],
  });
  if (rowCount === 0) throw new Error("the floor read nothing");
  return 1;
}
