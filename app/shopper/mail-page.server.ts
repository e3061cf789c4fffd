import { setMailPreference } from "../commands/set-mail-preference.ts";
import { db } from "../db.server.ts";
import { mailKeys } from "../mail/mail.server.ts";
import { readMailSettings } from "../queries/mail-settings.ts";
import { readProgram } from "../queries/program-in-force.ts";
import type { MailPageTools } from "./mail-page.ts";

/** The page's tools on the process's own database. It asks Shopify for nothing: it must work while Shopify doesn't. */
export const mailPageTools: MailPageTools = {
  keys: mailKeys,
  findShopName: async ({ programId }) => {
    const { fromName } = await readMailSettings(db, { programId });
    if (fromName !== "") return fromName;
    const { program } = await readProgram(db, { programId, now: new Date() });
    return program.texts["en"]?.programName ?? "Laurel";
  },
  setPreference: (wish) => setMailPreference(db, wish),
};
