import type { Browser } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { closeDatabase, openDatabase } from "../../app/database.ts";
import { findShop } from "../../app/queries/find-member.ts";
import { addressBeside, BRANCH_DOMAIN } from "../../dev-store/branch.ts";
import {
  deleteEverything,
  changeByMistake,
  dragTier,
  exportProgram,
  findChange,
  fromCustomerPage,
  importProgram,
  pickFreeProduct,
  playDraft,
  readChartAsTable,
  readReports,
  rearrangeTiers,
  takeFirstSteps,
} from "./admin-points.ts";
import { openVisitor } from "./harness.ts";
import type { Box, Visitor } from "./harness.ts";
import { eventually } from "./owner.ts";
import { prepare } from "./prepare.ts";

/** What a merchant does in the admin, point by point: in a shop that has its program, and in one that has only just installed Laurel. */
export function adminTasks(open: () => { box: Box; browser: Browser; owner: Visitor }): void {
  let newcomer: Visitor;
  prepare(async () => {
    const { box, browser } = open();
    newcomer = await openVisitor(browser, { storeUrl: addressBeside(box.store.storeUrl) });
  });
  afterAll(() => {
    expect(newcomer.complaints).toEqual([]);
  });
  const page = () => open().owner.page;

  test("home: the setup guide's steps complete themselves", async () => {
    const text = await takeFirstSteps(newcomer.page, "staff@example.com");
    // What is done says so, and tells no more how it is done.
    expect(text).toMatch(/Publish your program\s+Success\s+Done/);
    expect(text).toMatch(/Try the mails\s+Success\s+Done/);
    expect(text).toMatch(/See the first exchange\s+Log in to your store as a customer/);
    expect(await readChartAsTable(page())).toEqual(["When", "Earned", "Exchanged", "Expired"]);
  });

  test("program: a tier is copied, moved with its threshold by keyboard, and the review says so", async () => {
    const { names, review } = await rearrangeTiers(page());
    expect(names).toEqual(["Leaf", "Leaf (copy)", "Gold Tip", "Blossom"]);
    expect(review).toContain("Tier “Leaf (copy)” is added.");
    expect(review).toMatch(/Tier “Gold Tip”, threshold: from NOK\s10,000\.00 to NOK\s5,000\.00\./);
    expect((await dragTier(page(), "Leaf", "Leaf (copy)")).slice(0, 2)).toEqual(["Leaf (copy)", "Leaf"]);
  });

  test("program: a free product is chosen in Shopify's own picker, and stands there by its name", async () => {
    const { variant, told } = await pickFreeProduct(page());
    expect(variant).toMatch(/^\d+$/);
    expect(told).toContain("Chosen: ");
  });

  test("members: Shopify's page of a customer has their points, and leads to them; a mistake is undone from its toast", async () => {
    expect(await fromCustomerPage(page(), "Ada Tester")).toMatch(/^[\d,]+ points\n/);
    expect(await changeByMistake(page(), "By mistake")).toMatch(/“Undone: By mistake”[\s\S]*“By mistake”/);
  });

  test("what if: the draft is played over the past year, with what it costs", async () => {
    expect(await playDraft(page())).toMatch(/Worth of what is earned\s+NOK\s[\d.,]+\s+NOK\s[\d.,]+\s+-?NOK\s[\d.,]+/);
  });

  test("reports: the accounts of days, and the same as a file", async () => {
    const { text, file } = await readReports(page());
    expect(text).toContain("Points by period");
    expect(text).toContain("Campaigns");
    expect(file).toMatch(/^\uFEFFperiod,opening,earned/);
  });

  test("staff: a change is found by what it was", async () => {
    expect(await findChange(page(), "Draft saved")).toMatch(/Olive Owner · /);
  });

  test("settings: a program goes to another shop as a file; everything there is deleted by whoever types its name", async () => {
    const text = await exportProgram(page());
    expect(await importProgram(newcomer.page, text)).toContain("Tier “Blossom” is added.");
    await deleteEverything(newcomer.page, BRANCH_DOMAIN);
    const db = openDatabase(open().box.store.databaseUrl, { max: 1 });
    try {
      const rows = () => db.pool.query("SELECT FROM shops WHERE domain = $1", [BRANCH_DOMAIN]);
      await eventually(rows, ({ rowCount }) => rowCount === 0);
      expect(await findShop(db, { domain: BRANCH_DOMAIN })).toBeNull();
    } finally {
      await closeDatabase(db);
    }
  });
}
