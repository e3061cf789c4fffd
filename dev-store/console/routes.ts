/** /_dev: the console as pages, and the same by JSON under /_dev/api. */
import { Router } from "express";
import type { Request } from "express";
import { handler } from "../handler.ts";
import { textOf } from "../html.ts";
import { expireTokens } from "../oauth/tokens.ts";
import type { Store } from "../store.ts";
import { formHandler, goBack, saidOf } from "../ui/answers.ts";
import type { Html } from "../ui/page.ts";
import { ownerPage } from "../ui/page.ts";
import { installApp, setOffline, uninstallApp } from "./app-control.ts";
import { advance, setClock } from "./clock-control.ts";
import { playHistory } from "./history.ts";
import { consolePage, mailPage, mailsPage, webhookPage, webhooksPage } from "./pages.ts";
import { readState } from "./state.ts";
import { chooseTheme, placeBlock, removeBlock, saveSettings, themeEditor } from "./theme-editor.ts";
import { readPolicy, readThrottle } from "./trouble.ts";

/** Everything below /_dev. */
export function consoleRoutes(store: Store): Router {
  const router = Router();
  pages(store, router);
  forms(store, router);
  readings(store, router);
  commands(store, router);
  return router;
}

function pages(store: Store, router: Router): void {
  const page = (path: string, title: string, body: (request: Request) => Html | null) =>
    router.get(
      path,
      handler((request, response) => {
        const content = body(request);
        if (!content) response.status(404).type("text").send("The console has no such thing.\n");
        else
          response
            .type("html")
            .send(ownerPage(store, { title, path: request.path, body: content, said: saidOf(request) }));
      }),
    );
  page("/_dev", "Console", () => consolePage(store));
  page("/_dev/webhooks", "Webhooks", () => webhooksPage(store));
  page("/_dev/webhooks/:id", "Webhook", (request) => webhookPage(store, String(request.params.id)));
  page("/_dev/mails", "Mails", () => mailsPage(store));
  page("/_dev/mails/:id", "Mail", (request) => mailPage(store, String(request.params.id)));
  page("/_dev/theme", "Theme blocks", ({ query }) =>
    themeEditor(store, { block: textOf(query.addAppBlockId), template: textOf(query.template) }),
  );
}

type Command = (fields: Record<string, unknown>) => string;

/** What the console can do: a form posts to /_dev/<name>, a script to /_dev/api/<name>. */
function commandsOf(store: Store): Record<string, Command> {
  return {
    clock: (fields) => {
      const to = textOf(fields.to);
      const now = to ? setClock(store, to) : advance(store, fields.advance === "month" ? { months: 1 } : { days: 1 });
      return `It is now ${now}.`;
    },
    uninstall: () => {
      uninstallApp(store);
      return "The app is uninstalled.";
    },
    offline: (fields) => {
      const isOffline = ["1", "true"].includes(textOf(fields.offline));
      setOffline(store, isOffline);
      return isOffline ? "The app is offline." : "The app is online.";
    },
    "expire-tokens": () => {
      expireTokens(store);
      return "The app’s access tokens have expired.";
    },
    throttle: (fields) => {
      const { tooManyRequests, ...bucket } = readThrottle(fields);
      if (tooManyRequests !== undefined) store.faults.tooManyRequests = tooManyRequests;
      const status = store.api.configureThrottle(bucket);
      return `${status.currentlyAvailable} of ${status.maximumAvailable} points, ${status.restoreRate} a second.`;
    },
    "webhooks/policy": (fields) => {
      store.webhooks.setPolicy(readPolicy(fields));
      return "Deliveries from now on follow the new rules.";
    },
    "webhooks/release": (fields) =>
      `${store.webhooks.release(fields.backwards === "1" || fields.backwards === true)} deliveries go on.`,
    "webhooks/redeliver": (fields) =>
      store.webhooks.redeliver(textOf(fields.id)) ? "It is sent again." : "There is no such delivery to send again.",
    "mails/clear": () => {
      store.pages.mails = [];
      store.pagesChanged();
      return "The inbox is empty.";
    },
    "theme/add": (fields) => `Block ${placeBlock(store, textOf(fields.block), textOf(fields.template)).id} is placed.`,
    "theme/choose": (fields) => {
      chooseTheme(store, textOf(fields.theme));
      return `The store wears the theme ${store.pages.theme}.`;
    },
    "theme/remove": (fields) => {
      removeBlock(store, textOf(fields.placement));
      return "The block is removed.";
    },
    "theme/save": (fields) => {
      saveSettings(store, textOf(fields.placement), fields);
      return "The settings are saved.";
    },
    "tax-rate": (fields) => {
      store.pages.taxRate = textOf(fields.rate).trim() || "0";
      store.pagesChanged();
      return `The checkout’s tax rate is ${store.pages.taxRate}.`;
    },
  };
}

/** Where a form leads back to. */
const backFrom = (name: string) => {
  const room = /^(theme|webhooks|mails)\//.exec(name)?.[1];
  return room ? `/_dev/${room}` : "/_dev";
};

function forms(store: Store, router: Router): void {
  for (const [name, run] of Object.entries(commandsOf(store)))
    router.post(
      `/_dev/${name}`,
      formHandler(
        () => backFrom(name),
        (_request, fields) => run(fields),
      ),
    );
  router.post(
    "/_dev/install",
    handler(async (_request, response) => {
      const { ok, status } = await installApp(store);
      const said = ok ? { done: "The app is installed." } : { error: `The app answered ${status}.` };
      goBack(response, "/_dev", said);
    }),
  );
}

/** A command by JSON answers the whole state after it, or 422 with the sentence. */
function commands(store: Store, router: Router): void {
  for (const [name, run] of Object.entries(commandsOf(store)))
    router.post(`/_dev/api/${name}`, (request, response, next) => {
      formHandler(
        () => "/_dev",
        (_request, fields) => {
          const done = run(fields);
          response.locals.done = done;
          return done;
        },
      )(asJson(request), response, next);
    });
  router.post(
    "/_dev/api/install",
    handler(async (_request, response) => {
      const installed = await installApp(store);
      response.status(installed.ok ? 200 : 502).json(installed);
    }),
  );
  router.post(
    "/_dev/api/history",
    handler(async (_request, response) => {
      response.json(await playHistory(store));
    }),
  );
}

/** Scripts get JSON whatever they accept. */
function asJson(request: Request): Request {
  request.headers.accept = "application/json";
  return request;
}

function readings(store: Store, router: Router): void {
  const read = (name: string, value: (request: Request) => unknown) =>
    router.get(
      `/_dev/api/${name}`,
      handler((request, response) => {
        response.json(value(request));
      }),
    );
  read("state", () => readState(store));
  read("webhooks", () => ({
    policy: store.webhooks.state.policy,
    waiting: store.webhooks.waiting(),
    deliveries: store.webhooks.log(),
  }));
  read("mails", () => ({ mails: store.pages.mails }));
  read("theme", () => ({ placements: store.pages.placements }));
  router.get(
    "/_dev/api/webhooks/drained",
    handler(async (_request, response) => {
      await store.webhooks.drained();
      response.json({ waiting: store.webhooks.waiting() });
    }),
  );
}
