// The import law of docs/architecture.md: each room may import what the table there says, and nothing else of ours.
// Tests may import anything that they need to set the stage.
const TEST = "\\.test\\.tsx?$";
const OURS = "^(app|server|database|dev-store|extensions|scripts|bench|tests|prisma)/";

/** @param {string} room @param {string} from @param {string[]} allowed @param {string} why */
function room(room, from, allowed, why) {
  return {
    name: `${room}-imports`,
    comment: why,
    severity: "error",
    from: { path: from, pathNot: TEST },
    to: { path: OURS, pathNot: [from, ...allowed, "\\.json$"] },
  };
}

const DOMAIN = "^app/domain/";
const LEDGER = "^app/ledger/";
const SHOPIFY = "^app/shopify/";
const COMMANDS = "^app/commands/";
const QUERIES = "^app/queries/";
const UI = "^app/ui/";
const LOCALES = "^app/locales/";
const MAIL = "^app/mail/";
const JOBS = "^app/jobs/";
const DB = "^app/(db\\.server|database)\\.ts$";
const ENV = "^app/(env\\.server|environment)\\.ts$";
const LOGGER = "^app/logger\\.server\\.ts$";
const ADMIN = "^app/admin/";
const SHOPPER = "^app/(shopper/|shopper\\.server\\.ts$)";
const ROOT = "^app/(root\\.tsx|sessions\\.server\\.ts)$";
const SHOPIFY_APP = "^app/shopify\\.server\\.ts$";

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment:
        "Two modules that need each other are one module, or hide a third. The views are Shopify's graph, whose objects lead to each other.",
      severity: "error",
      from: { pathNot: "^dev-store/admin-api/views/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "app-knows-no-dev-store",
      comment: "The app never asks whether it runs in the store in a box.",
      severity: "error",
      from: { path: "^app/", pathNot: TEST },
      to: { path: "^dev-store/" },
    },
    {
      name: "no-unresolved",
      comment: "Every import leads somewhere.",
      severity: "error",
      from: { pathNot: "^(tests/setup/global|vitest)" },
      to: { couldNotResolve: true, pathNot: ["^virtual:", "^node:", "build/server"] },
    },
    {
      name: "domain-is-pure",
      comment: "The rule book has no clock, database, fetch or React.",
      severity: "error",
      from: { path: DOMAIN, pathNot: TEST },
      to: { pathNot: [DOMAIN, "node_modules/(temporal-polyfill|zod)/"] },
    },
    room("ledger", LEDGER, [DOMAIN, DB, ENV], "The ledger knows the rules and its tables."),
    room("shopify", SHOPIFY, [DOMAIN, ENV, LOGGER], "The gateway turns Shopify's words into ours."),
    room("commands", COMMANDS, [DOMAIN, LEDGER, SHOPIFY, QUERIES, DB, ENV, LOGGER], "A command changes one thing."),
    room("queries", QUERIES, [DOMAIN, LEDGER, SHOPIFY, DB, ENV], "A query answers one page."),
    room("intake", "^app/intake/", [DB, ENV, LOGGER], "Intake verifies and stores, nothing else."),
    room("mail", MAIL, [DOMAIN, LOCALES, ENV, LOGGER], "Mail is text and sending."),
    room(
      "jobs",
      JOBS,
      [DOMAIN, LEDGER, SHOPIFY, COMMANDS, QUERIES, MAIL, LOCALES, DB, ENV, LOGGER, SHOPIFY_APP, "^app/intake/"],
      "Jobs say when; commands say what.",
    ),
    room(
      "admin",
      ADMIN,
      [DOMAIN, SHOPIFY, COMMANDS, QUERIES, UI, LOCALES, MAIL, DB, ENV, LOGGER, SHOPIFY_APP],
      "What the admin's pages load and do, behind their routes.",
    ),
    room(
      "shopper",
      SHOPPER,
      [DOMAIN, SHOPIFY, COMMANDS, QUERIES, LOCALES, MAIL, DB, ENV, LOGGER, SHOPIFY_APP],
      "What shoppers ask, and what they are answered.",
    ),
    room(
      "routes",
      "^app/routes/",
      [DOMAIN, SHOPIFY, COMMANDS, QUERIES, ADMIN, SHOPPER, UI, LOCALES, DB, ENV, LOGGER, SHOPIFY_APP, ROOT],
      "Routes are HTTP: authenticate, parse, call, answer.",
    ),
    room("ui", UI, [DOMAIN, LOCALES, "^extensions/storefront/assets/"], "Pieces of pages draw what they are given."),
    room(
      "server",
      "^server/",
      [ENV, "^database/"],
      "The process in front of the app knows its build, not its sources.",
    ),
    room("database", "^database/", [], "The database's start and migrations serve app and tests alike."),
    room("dev-store", "^dev-store/", ["^app/shopify/operations/"], "The store in a box knows Shopify, not Laurel."),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(build|\\.data|dist)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
