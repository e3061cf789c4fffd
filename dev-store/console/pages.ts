/** The console's pages. */
import { otherShop } from "../branch.ts";
import { attributes } from "../html.ts";
import type { Store } from "../store.ts";
import { when } from "../ui/answers.ts";
import { actionForm, field, Html, html, table } from "../ui/page.ts";
import type { Delivery } from "../webhooks/types.ts";
import { readState } from "./state.ts";

const checkbox = (label: string, name: string, isOn: boolean) =>
  html`<input type="hidden" name="${name}" value="0" /><label class="field"
      ><input type="checkbox" name="${name}" value="1" ${new Html(attributes({ checked: isOn }))} /> ${label}</label
    >`;

/** The first page. */
export function consolePage(store: Store): Html {
  const state = readState(store);
  const days = Math.round(state.aheadMilliseconds / 86_400_000);
  return html`<h1>Console</h1>
    <p>
      What a real store does now and then, and cannot be asked to do. Everything here is also a JSON call below
      <code>/_dev/api</code>.
    </p>
    <p>
      <a href="/_dev/webhooks">Webhooks</a> · <a href="/_dev/mails">Mails (${state.mails})</a> ·
      <a href="/_dev/theme">Theme blocks</a>
    </p>
    <div class="columns">
      <section class="card">
        <h2>Clock</h2>
        <p>
          It is <strong>${when(store, state.now)}</strong>${days > 0 ? `, ${days} days ahead of this machine` : ""}, for
          the store and the app alike.
        </p>
        ${actionForm("/_dev/clock", "Next day", html`<input type="hidden" name="advance" value="day" />`)}
        ${actionForm("/_dev/clock", "Next month", html`<input type="hidden" name="advance" value="month" />`)}
        ${actionForm("/_dev/clock", "Set clock", field("Go to a later moment", "to", { placeholder: "2027-01-31T09:00:00+01:00", required: true }))}
      </section>
      <section class="card">
        <h2>App</h2>
        <p>
          ${state.installed ? "Installed" : "Not installed"}, ${state.offline ? "taken offline" : "online"},
          ${state.tokens} good access tokens.
        </p>
        ${actionForm("/_dev/install", "Install the app")} ${actionForm("/_dev/uninstall", "Uninstall the app")}
        ${actionForm("/_dev/offline", state.offline ? "Bring the app back online" : "Take the app offline", html`<input type="hidden" name="offline" value="${state.offline ? "0" : "1"}" />`)}
        ${actionForm("/_dev/expire-tokens", "Expire access tokens")}
      </section>
      <section class="card">
        <h2>Admin API</h2>
        <p>
          ${Math.round(state.throttle.currentlyAvailable)} of ${state.throttle.maximumAvailable} points,
          ${state.throttle.restoreRate} a second.
        </p>
        ${actionForm("/_dev/throttle", "Empty the bucket", html`<input type="hidden" name="empty" value="1" />`)}
        ${actionForm("/_dev/throttle", "Set restore rate", field("Points a second", "restoreRate", { type: "number", min: 1, value: state.throttle.restoreRate }))}
        ${actionForm("/_dev/throttle", "Answer 429", field("The next so many requests", "tooManyRequests", { type: "number", min: 0, value: 3 }))}
      </section>
      ${otherShopCard(store)}
      <section class="card">
        <h2>Checkout</h2>
        <p>The tax rate of storefront orders, for example 0.25.</p>
        ${actionForm("/_dev/tax-rate", "Set tax rate", field("Tax rate", "rate", { value: state.taxRate, pattern: "0(\\.\\d+)?|1" }))}
      </section>
    </div>`;
}

/** The way to the other shop of the box. */
function otherShopCard(store: Store): Html {
  const { isBranch, url } = otherShop(store.config);
  const text = isBranch
    ? "A second shop of the same merchant, with customers of its own and some of this one’s, so that shops can be linked."
    : "This is the second shop. The first one is beside it; mails of both end in its inbox.";
  return html`<section class="card">
    <h2>${isBranch ? "Second shop" : "First shop"}</h2>
    <p>${text}</p>
    <p><a href="${url}">Shop</a> · <a href="${url}/admin">Admin</a> · <a href="${url}/_dev">Console</a></p>
  </section>`;
}

/** Deliveries and the rules for the next ones. */
export function webhooksPage(store: Store): Html {
  const { policy } = store.webhooks.state;
  const fields = html` ${field("Deliver late, by milliseconds", "delayMilliseconds", { type: "number", min: 0, value: policy.delayMilliseconds })}
  ${field("Deliver so many times", "copies", { type: "number", min: 1, value: policy.copies })}
  ${checkbox("Never deliver", "drop", policy.drop)} ${checkbox("Hold until released", "hold", policy.hold)}
  ${checkbox("Out of order (the last of a second first)", "reverse", policy.reverse)}
  ${field("Only these topics (empty: all)", "topics", { value: (policy.topics ?? []).join(", ") })}`;
  const rows = store.webhooks
    .log()
    .map((one) => [
      html`<a href="/_dev/webhooks/${one.webhookId}">${one.topic}</a>`,
      html`${one.subject}`,
      html`${when(store, one.triggeredAt)}`,
      html`<span class="state">${one.status}</span>`,
      html`${answerOf(one)}`,
    ]);
  return html`<p><a href="/_dev">Console</a></p>
    <h1>Webhooks</h1>
    <div class="columns">
      <section class="card">
        <h2>From now on</h2>
        ${actionForm("/_dev/webhooks/policy", "Save rules", fields)}
      </section>
      <section class="card">
        <h2>Held deliveries</h2>
        ${actionForm("/_dev/webhooks/release", "Release in order")}
        ${actionForm("/_dev/webhooks/release", "Release backwards", html`<input type="hidden" name="backwards" value="1" />`)}
      </section>
    </div>
    <section class="card">
      <h2>Deliveries</h2>
      ${table("Deliveries", ["Topic", "About", "When", "State", "Answer"], rows)}
    </section>`;
}

const answerOf = (one: Delivery) =>
  one.answer === null
    ? ""
    : `${one.answer}${one.milliseconds === null ? "" : ` in ${one.milliseconds} ms`}${one.attempts > 1 ? `, ${one.attempts} attempts` : ""}`;

/** One delivery with its body. */
export function webhookPage(store: Store, id: string): Html | null {
  const one = store.webhooks.log().find((delivery) => delivery.webhookId === id);
  if (!one) return null;
  const body = JSON.stringify(JSON.parse(one.body), null, 2);
  return html`<p><a href="/_dev/webhooks">Webhooks</a></p>
    <h1>${one.topic}</h1>
    <p>
      <span class="state">${one.status}</span> ${answerOf(one)}
      <span class="muted">to ${one.uri}, event ${one.eventId}</span>
    </p>
    ${actionForm("/_dev/webhooks/redeliver", "Deliver again", html`<input type="hidden" name="id" value="${one.webhookId}" />`)}
    <pre tabindex="0">${body}</pre>`;
}

/** The inbox. */
export function mailsPage(store: Store): Html {
  const rows = store.pages.mails.map((mail) => [
    html`<a href="/_dev/mails/${mail.id}">${mail.subject || "(no subject)"}</a>`,
    html`${mail.to.join(", ")}`,
    html`${when(store, mail.at)}`,
  ]);
  return html`<p><a href="/_dev">Console</a></p>
    <h1>Mails</h1>
    <p>Every mail that the app sends to port ${store.config.smtpPort} ends here.</p>
    ${table("Mails", ["Subject", "To", "When"], rows)}${actionForm("/_dev/mails/clear", "Empty the inbox")}`;
}

/** Links of a mail open beside the console: inside of its frame most pages refuse to be shown. */
const BESIDE = '<base target="_blank">';

/** One mail. Its HTML is shown in a frame that runs nothing and may only open its links elsewhere. */
export function mailPage(store: Store, id: string): Html | null {
  const mail = store.pages.mails.find((one) => one.id === id);
  if (!mail) return null;
  const frame = mail.html
    ? html`<iframe
        class="mail"
        title="The mail as HTML"
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        srcdoc="${BESIDE + mail.html}"
      ></iframe>`
    : html``;
  return html`<p><a href="/_dev/mails">Mails</a></p>
    <h1>${mail.subject || "(no subject)"}</h1>
    <p class="muted">From ${mail.from} to ${mail.to.join(", ")}, ${when(store, mail.at)}</p>
    ${frame}
    <h2>Plain text</h2>
    <pre tabindex="0">${mail.text}</pre>
    <h2>Headers</h2>
    <pre tabindex="0">
${Object.entries(mail.headers ?? {})
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n")}</pre>`;
}
