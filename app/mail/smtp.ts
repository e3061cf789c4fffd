import { Readable } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { ComposedMail } from "./compose.ts";

/** A mail on its way: what was written, to one address. */
export type OutgoingMail = ComposedMail & {
  to: string;
  fromName: string;
  replyTo: string;
  /** The same for every try of one mail, so that a mailbox that got it twice can tell. */
  messageId: string;
  /** The address for unsubscribing with one click; null for a test mail. */
  unsubscribeUrl: string | null;
};

/**
 * What became of a mail. `bounced`: the address is refused for good. `refused`: this mail is, for another reason. `later`: it was surely
 * not taken and can be tried again. `unknown`: the connection was lost after the mail had been handed over.
 */
export type Delivery = { outcome: "sent" } | { outcome: "bounced" | "refused" | "later" | "unknown"; reason: string };

export type Mailer = {
  /** The address that mails come from. */
  from: string;
  send: (mail: OutgoingMail) => Promise<Delivery>;
};

/** How long a mail server may take to answer. */
const CONNECT_MS = 10_000;
const ANSWER_MS = 30_000;

/** Sends over SMTP. `url` is smtp://user:password@host:port or smtps://…; STARTTLS is used where the server offers it. */
export function createMailer({ url, from }: { url: string; from: string }): Mailer {
  const server = parseConnectionUrl(url);
  return {
    from,
    send: async (mail) => {
      const source = await new MailComposer(messageOf(mail, from)).compile().build();
      const state = { handedOver: false };
      try {
        await deliver(server, { from, to: [mail.to] }, handing(source, state));
        return { outcome: "sent" };
      } catch (error) {
        return deliveryOf(error, state.handedOver);
      }
    },
  };
}

/**
 * One connection for one mail, without nodemailer's own queue: that sends a mail again when its connection is lost, which would
 * bring it twice. Whether it is tried again is decided by whoever knows what the mail is about.
 */
async function deliver(
  server: ReturnType<typeof parseConnectionUrl>,
  envelope: { from: string; to: string[] },
  source: Readable,
): Promise<void> {
  const connection = new SMTPConnection({
    ...{ host: server.host, port: server.port, secure: server.secure, tls: server.tls },
    requireTLS: server["requireTLS"] === true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once("error", reject);
      connection.once("end", () => {
        reject(new Error("the connection ended"));
      });
      const sendNow = (): void => {
        connection.send(envelope, source, (error) => (error ? reject(error) : resolve()));
      };
      connection.connect((error) => {
        if (error) reject(error);
        else if (server.auth) connection.login(server.auth, (refusal) => (refusal ? reject(refusal) : sendNow()));
        else sendNow();
      });
    });
    connection.quit();
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** The mail as a stream that notes when it is first read: that is after the server has said that it takes the data. */
function handing(source: Buffer, state: { handedOver: boolean }): Readable {
  return new Readable({
    read() {
      state.handedOver = true;
      this.push(source);
      this.push(null);
    },
  });
}

function messageOf(mail: OutgoingMail, from: string) {
  const { to, fromName, replyTo, messageId, unsubscribeUrl, subject, html, text } = mail;
  const oneClick = {
    "List-Unsubscribe": `<${unsubscribeUrl ?? ""}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
  return {
    from: { name: fromName, address: from },
    to: { name: "", address: to },
    ...(replyTo === "" ? {} : { replyTo: { name: "", address: replyTo } }),
    ...{ subject, html, text, messageId },
    // Nothing in a mail is ever read from a file or fetched from an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    // Programs that answer for people who are away leave such a mail alone.
    headers: { "Auto-Submitted": "auto-generated", ...(unsubscribeUrl === null ? {} : oneClick) },
  };
}

type SmtpError = { responseCode?: unknown; command?: unknown; code?: unknown; response?: unknown };

/** SMTP's permanent refusals of a recipient: no such mailbox, or one that takes nothing. */
const NO_SUCH_MAILBOX = new Set([550, 551, 553, 521, 556]);

/** What an error of the transport means; what servers say may repeat the address and is not passed on. */
export function deliveryOf(error: unknown, handedOver: boolean): Delivery {
  const { responseCode, command, code, response } = (error ?? {}) as SmtpError;
  const number = typeof responseCode === "number" ? responseCode : null;
  const enhanced = typeof response === "string" ? /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(response)?.[1] : undefined;
  const reason = [number ?? (typeof code === "string" ? code : "failed"), enhanced].filter(Boolean).join(" ");
  const atRecipient = command === "RCPT TO";
  if (number !== null && number >= 500) {
    if (atRecipient && NO_SUCH_MAILBOX.has(number) && !isPolicy(enhanced)) return { outcome: "bounced", reason };
    // Who may not sign in, or send from this address, is the operator's to mend: every mail waits.
    const ofServer = command !== "DATA" && !atRecipient;
    return { outcome: ofServer ? "later" : "refused", reason };
  }
  if (number !== null) return { outcome: "later", reason };
  // Nodemailer itself refuses an address that no server could take.
  if (code === "EENVELOPE") return { outcome: "bounced", reason };
  // Handed over, and no answer came: it may have been taken.
  return { outcome: handedOver ? "unknown" : "later", reason };
}

/** 5.7.x is a refusal by policy (reputation, relaying): the mailbox itself may be fine. */
function isPolicy(enhanced: string | undefined): boolean {
  return enhanced?.startsWith("5.7.") ?? false;
}
