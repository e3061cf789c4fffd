import { logger } from "../logger.server.ts";
import { type Action, dismiss, exchange, undo } from "./actions.ts";
import { answerAccount, type Deed, type Question, readProgramForShopper } from "./answer-account.ts";
import { answerMails, chooseMailsForShopper, readMailsForShopper } from "./answer-mails.ts";
import { answerOrder } from "./answer-order.ts";
import { answerProxy, answerStatement, refused } from "./answer-proxy.ts";
import { readOrderForShopper } from "./order-of-shopper.ts";
import { accountTools, proxyTools, readStatementLink } from "./shopper.server.ts";

/** One address and what it answers; a method that is none of its own is refused there, after it is known who asks. */
type Door = (request: Request, now: Date) => Promise<Response>;

const proxied =
  (act: Action): Door =>
  (request, now) =>
    answerProxy(request, act, proxyTools, now);

/** Of an address with a question and a deed, the method says which is meant. */
const inAccount =
  (ways: { read?: Question; act?: Action }): Door =>
  (request, now) => {
    const { read, act } = ways;
    const question: Deed | null = read === undefined ? null : { method: "GET", read };
    const deed: Deed | null = act === undefined ? null : { method: "POST", act };
    const meant = request.method === "POST" ? (deed ?? question) : (question ?? deed);
    if (meant === null) throw new Error("an address has neither a question nor a deed");
    return answerAccount(request, meant, accountTools, now);
  };

/** docs/architecture.md, "The app proxy" and "The account's API". */
const DOORS: ReadonlyMap<string, Door> = new Map<string, Door>([
  ["/proxy/exchange", proxied(exchange)],
  ["/proxy/undo", proxied(undo)],
  ["/proxy/dismiss", proxied(dismiss)],
  ["/proxy/mails", (request, now) => answerMails(request, proxyTools, now)],
  ["/proxy/order", (request) => answerOrder(request, proxyTools)],
  ["/proxy/statement", (request, now) => answerStatement(request, proxyTools, now)],
  ["/api/account/exchange", inAccount({ act: exchange })],
  ["/api/account/undo", inAccount({ act: undo })],
  ["/api/account/dismiss", inAccount({ act: dismiss })],
  ["/api/account/program", inAccount({ read: readProgramForShopper })],
  ["/api/account/order", inAccount({ read: readOrderForShopper })],
  ["/api/account/mails", inAccount({ read: readMailsForShopper, act: chooseMailsForShopper })],
  ["/api/account/statement", inAccount({ read: readStatementLink })],
]);

/**
 * Answers whatever a shopper asks; an address that there is not is a page in plain words, or JSON where it was asked for, and so is an error
 * of ours: what it was is for the log.
 */
export async function answerShopper(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const door = DOORS.get(pathname);
  if (door === undefined) return refused(request, "notFound");
  try {
    return await door(request, new Date());
  } catch (error) {
    logger.error({ err: error, path: pathname }, "a shopper's request failed");
    return refused(request, "failed");
  }
}
