import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { parseMail, type ParsedMail } from "../../dev-store/console/mime.ts";

/** A real mail server of one test. `trouble` is asked for each mail: an error is a refusal, "lost" drops the connection unanswered. */
export type Mailbox = {
  url: string;
  mails: (ParsedMail & { recipients: string[]; raw: string })[];
  trouble: { recipient?: () => Error | undefined; data?: () => Error | "lost" | undefined };
  close: () => Promise<void>;
};

export async function openMailbox(): Promise<Mailbox> {
  const mailbox: Mailbox = { url: "", mails: [], trouble: {}, close: async () => {} };
  const options: SMTPServerOptions = {
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (_address, _session, done) => {
      done(mailbox.trouble.recipient?.());
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const raw = Buffer.concat(chunks);
        const wrong = mailbox.trouble.data?.();
        const recipients = session.envelope.rcptTo.map((one) => one.address);
        if (wrong instanceof Error) {
          done(wrong);
          return;
        }
        mailbox.mails.push({ ...parseMail(raw), recipients, raw: raw.toString() });
        if (wrong === "lost") server.connections.forEach((connection) => connection.close());
        else done();
      });
    },
  };
  const server = new SMTPServer(options);
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  mailbox.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  mailbox.close = () => new Promise((resolve) => server.close(() => resolve()));
  return mailbox;
}

/** What a mail server answers: 550 5.1.1 for a mailbox that is not there. */
export function refusal(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code });
}
