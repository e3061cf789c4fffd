import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it } from "vitest";
import { parseMail } from "../../dev-store/console/mime.ts";
import { createMailer, type OutgoingMail } from "./smtp.ts";

// Broken if a mail that a server refused counted as sent, if one that it may have taken were sent again, or if a header could be slipped in.

let server: SMTPServer | undefined;
afterEach(async () => {
  await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  server = undefined;
});

type Received = { raw: string; to: string[] };

async function listen(options: SMTPServerOptions = {}): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const started = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        received.push({ raw: Buffer.concat(chunks).toString(), to: session.envelope.rcptTo.map((one) => one.address) });
        done();
      });
    },
    ...options,
  });
  started.on("error", () => undefined);
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  server = started;
  return { url: `smtp://127.0.0.1:${(started.server.address() as AddressInfo).port}`, received };
}

const MAIL: OutgoingMail = {
  ...{ to: "ada@example.com", fromName: "Te & Kaffe", replyTo: "hei@te.example", messageId: "<1.2@te.example>" },
  ...{ subject: "Du har nådd Gull", html: "<p>Gull – ja</p>", text: "Gull – ja\n" },
  unsubscribeUrl: "https://laurel.example/mail/x",
};

function failing(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code });
}

describe("sending a mail", () => {
  it("brings both parts, the sender and the way to unsubscribe with one click", async () => {
    const { url, received } = await listen();
    expect(await createMailer({ url, from: "loyalty@te.example" }).send(MAIL)).toEqual({ outcome: "sent" });
    const [{ raw, to }] = received as [Received];
    expect(to).toEqual(["ada@example.com"]);
    expect(raw).toMatch(/^From: "Te & Kaffe" <loyalty@te\.example>\r$/m);
    expect(raw).toMatch(/^Reply-To: hei@te\.example\r$/m);
    expect(raw).toMatch(/^List-Unsubscribe: <https:\/\/laurel\.example\/mail\/x>\r$/m);
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    expect(raw).toMatch(/^Message-ID: <1\.2@te\.example>\r$/m);
    expect(parseMail(Buffer.from(raw))).toMatchObject({
      subject: "Du har nådd Gull",
      html: expect.stringContaining("<p>Gull – ja</p>") as string,
      text: expect.stringContaining("Gull – ja") as string,
    });
  });

  it("adds no header that a name or a subject brings along", async () => {
    const { url, received } = await listen();
    const tried = { ...MAIL, fromName: "Te\r\nBcc: x@y.example", subject: "A\r\nBcc: x@y.example" };
    await createMailer({ url, from: "loyalty@te.example" }).send(tried);
    const [{ raw, to }] = received as [Received];
    expect(raw).not.toMatch(/^Bcc:/im);
    expect(to).toEqual(["ada@example.com"]);
  });

  it.each([
    [550, "5.1.1 no such user", "bounced", "550 5.1.1"],
    [550, "5.7.1 relaying denied", "refused", "550 5.7.1"],
    [451, "4.7.1 greylisted", "later", "451 4.7.1"],
  ])("to a recipient refused with %s %s is %s", async (code, text, outcome, reason) => {
    const { url } = await listen({ onRcptTo: (_address, _session, done) => done(failing(code, text)) });
    expect(await createMailer({ url, from: "loyalty@te.example" }).send(MAIL)).toEqual({ outcome, reason });
  });

  it.each([
    [554, "5.6.0 spam", "refused"],
    [452, "4.2.2 mailbox full", "later"],
  ])("whose content is refused with %s %s is %s", async (code, text, outcome) => {
    const { url } = await listen({
      onData: (stream, _session, done) => {
        stream.resume();
        stream.on("end", () => done(failing(code, text)));
      },
    });
    expect(await createMailer({ url, from: "loyalty@te.example" }).send(MAIL)).toMatchObject({ outcome });
  });

  it("from a sender that may not send waits for the operator", async () => {
    const { url } = await listen({ onMailFrom: (_address, _session, done) => done(failing(550, "5.7.0 not you")) });
    expect(await createMailer({ url, from: "loyalty@te.example" }).send(MAIL)).toMatchObject({ outcome: "later" });
  });

  it("to a server that is not there is tried later", async () => {
    const mailer = createMailer({ url: "smtp://127.0.0.1:1", from: "loyalty@te.example" });
    expect(await mailer.send(MAIL)).toMatchObject({ outcome: "later" });
  });

  it("whose connection is lost after it was handed over may have arrived", async () => {
    const { url } = await listen({
      onData: (stream) => {
        stream.resume();
        stream.on("end", () => {
          server?.connections.forEach((connection) => connection.close());
        });
      },
    });
    expect(await createMailer({ url, from: "loyalty@te.example" }).send(MAIL)).toMatchObject({ outcome: "unknown" });
  });

  it("whose connection is lost before that surely has not", async () => {
    const { url } = await listen({
      onRcptTo: () => {
        server?.connections.forEach((connection) => connection.close());
      },
    });
    expect(await createMailer({ url, from: "loyalty@te.example" }).send(MAIL)).toMatchObject({ outcome: "later" });
  });
});
