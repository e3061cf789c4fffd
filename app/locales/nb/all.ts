import polaris from "@shopify/polaris/locales/nb.json" with { type: "json" };
import audit from "./audit.json" with { type: "json" };
import codes from "./codes.json" with { type: "json" };
import common from "./common.json" with { type: "json" };
import explanation from "./explanation.json" with { type: "json" };
import home from "./home.json" with { type: "json" };
import links from "./links.json" with { type: "json" };
import members from "./members.json" with { type: "json" };
import program from "./program.json" with { type: "json" };
import reports from "./reports.json" with { type: "json" };
import settings from "./settings.json" with { type: "json" };
import tiers from "./tiers.json" with { type: "json" };
import whatif from "./whatif.json" with { type: "json" };

/** Everything that the admin says in Norwegian: Laurel's own sentences by namespace, and those of Polaris. */
export const sentences = {
  audit,
  codes,
  common,
  explanation,
  home,
  links,
  members,
  program,
  reports,
  settings,
  tiers,
  whatif,
};
export { polaris };
