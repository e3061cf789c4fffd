import { env } from "../env.server.ts";
import { createMailKeys } from "./keys.ts";
import { createMailer, type Mailer } from "./smtp.ts";

/** The process's own mail server; null where the environment names none. */
export const mailer: Mailer | null =
  env.SMTP_URL === undefined || env.MAIL_FROM === undefined
    ? null
    : createMailer({ url: env.SMTP_URL, from: env.MAIL_FROM });

export const mailKeys = createMailKeys(env.TOKEN_ENCRYPTION_KEY);
