/** A real SMTP server: whatever the app sends ends in the console's inbox and nowhere else. */
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import type { SMTPServerDataStream, SMTPServerSession } from "smtp-server";
import { addMail } from "../pages-state.ts";
import type { Store } from "../store.ts";
import { parseMail } from "./mime.ts";

const LARGEST_MAIL = 10 * 1024 * 1024;

export type MailServer = { port: number; close: () => Promise<void> };

/** Listens on this machine; any sender and any recipient is fine, no sign-in is asked for. */
export async function startMailServer(store: () => Store, port: number): Promise<MailServer> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    size: LARGEST_MAIL,
    onAuth: (_auth, _session, done) => {
      done(null, { user: "anybody" });
    },
    onData: (stream, session, done) => {
      receive(stream).then(
        (raw) => {
          keep(store(), raw, session);
          done();
        },
        (error: unknown) => {
          done(error instanceof Error ? error : new Error(String(error)));
        },
      );
    },
  });
  // A client that hangs up in the middle is its own business.
  server.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
  return { port: (server.server.address() as AddressInfo).port, close };
}

async function receive(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw new Error("The mail is larger than 10 MB.");
  return Buffer.concat(chunks);
}

/** The envelope says who gets it; the headers say what the reader sees. */
function keep(store: Store, raw: Buffer, session: SMTPServerSession): void {
  const mail = parseMail(raw);
  const recipients = session.envelope.rcptTo.map((recipient) => recipient.address);
  addMail(store.pages, { id: randomUUID(), at: new Date().toISOString(), ...mail, to: recipients });
  store.pagesChanged();
}
