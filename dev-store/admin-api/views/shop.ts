import { gid } from "../../shop/gid.ts";
import type { GiftCard, Job, Segment, ShopFile, StoreCreditAccount } from "../../shop/types.ts";
import { moneyV2, type Context, type View } from "../answers.ts";
import { byId, type PageArgs } from "../connection.ts";
import { isoInZone } from "../../shop/time.ts";
import { customerView } from "./customer.ts";
import { metafieldFields } from "./metafields.ts";

function zoneFields(context: Context): View {
  const { timeZone } = context.shop.state.info;
  const offset = isoInZone(context.shop.moment(), timeZone).slice(-6);
  const [hours = "0", minutes = "0"] = offset.slice(1).split(":");
  const sign = offset.startsWith("-") ? -1 : 1;
  return {
    ianaTimezone: timeZone,
    timezoneOffset: offset.replace(":", ""),
    timezoneOffsetMinutes: sign * (Number(hours) * 60 + Number(minutes)),
    timezoneAbbreviation: new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "short" })
      .formatToParts(context.shop.now())
      .find((part) => part.type === "timeZoneName")?.value,
  };
}

export function shopView(context: Context): View {
  const { info } = context.shop.state;
  const id = gid("Shop", info.id);
  const host = info.domain.replace(".myshopify.com", "");
  return {
    __typename: "Shop",
    id,
    name: info.name,
    email: info.email,
    contactEmail: info.email,
    description: null,
    myshopifyDomain: info.domain,
    primaryDomain: {
      __typename: "Domain",
      id: gid("Domain", "1"),
      host: info.domain,
      url: context.baseUrl,
      sslEnabled: true,
    },
    url: context.baseUrl,
    currencyCode: info.currency,
    enabledPresentmentCurrencies: [info.currency],
    currencyFormats: { moneyFormat: "{{amount}} kr", moneyWithCurrencyFormat: `{{amount}} ${info.currency}` },
    taxesIncluded: info.taxesIncluded,
    taxShipping: false,
    weightUnit: "KILOGRAMS",
    unitSystem: "METRIC_SYSTEM",
    shopOwnerName: info.owner,
    accountOwner: { __typename: "StaffMember", id: gid("StaffMember", "1"), name: info.owner, email: info.email },
    plan: { publicDisplayName: "Development", shopifyPlus: false, partnerDevelopment: true },
    customerAccounts: "OPTIONAL",
    customerAccountsV2: {
      customerAccountsVersion: info.customerAccounts === "CLASSIC" ? "CLASSIC" : "NEW_CUSTOMER_ACCOUNTS",
      loginLinksVisibleOnStorefrontAndCheckout: true,
      loginRequiredAtCheckout: false,
      url: `https://shopify.com/${host}/account`,
    },
    features: { storefront: true, storeCredit: undefined },
    shopAddress: {
      __typename: "ShopAddress",
      id: gid("ShopAddress", "1"),
      city: "Oslo",
      countryCodeV2: info.countryCode,
      country: "Norway",
    },
    setupRequired: false,
    checkoutApiSupported: true,
    createdAt: info.createdAt,
    updatedAt: info.updatedAt,
    ...zoneFields(context),
    ...metafieldFields(context, id),
  };
}

/** The app itself, as it is installed in the shop. */
export function installationView(context: Context): View {
  const { app, actor } = context;
  const id = gid("AppInstallation", app.id);
  return {
    __typename: "AppInstallation",
    id,
    accessScopes: actor.scopes.map((handle) => ({ handle, description: handle })),
    activeSubscriptions: [],
    launchUrl: `${context.baseUrl}/admin/apps/${app.handle}`,
    uninstallUrl: null,
    allSubscriptions: (args: PageArgs) => byId([], args, () => null),
    oneTimePurchases: (args: PageArgs) => byId([], args, () => null),
    app: {
      __typename: "App",
      id: gid("App", app.id),
      apiKey: app.apiKey,
      title: app.title,
      handle: app.handle,
      embedded: true,
      isPostPurchaseAppInUse: false,
    },
    ...metafieldFields(context, id),
  };
}

export function segmentView(segment: Segment): View {
  return {
    __typename: "Segment",
    id: gid("Segment", segment.id),
    name: segment.name,
    query: segment.query,
    creationDate: segment.createdAt,
    lastEditDate: segment.updatedAt,
  };
}

export function jobView(context: Context, job: Job): View {
  return {
    __typename: "Job",
    id: gid("Job", job.id),
    done: Date.parse(job.doneAt) <= context.shop.now().getTime(),
    query: null,
  };
}

export function storeCreditView(context: Context, account: StoreCreditAccount): View {
  const money = (amount: string): View => moneyV2(amount, account.currency);
  const kinds = { credit: "Credit", debit: "Debit", revert: "DebitRevert", expiration: "Expiration" };
  return {
    __typename: "StoreCreditAccount",
    id: gid("StoreCreditAccount", account.id),
    balance: money(account.balance),
    owner: () => customerView(context, context.shop.requireCustomer(account.customerId)),
    transactions: (args: PageArgs) =>
      byId(account.transactions, args, (one) => ({
        __typename: `StoreCreditAccount${kinds[one.kind]}Transaction`,
        id: gid(`StoreCreditAccount${kinds[one.kind]}Transaction`, one.id),
        amount: money(one.amount),
        balanceAfterTransaction: money(one.balanceAfter),
        remainingAmount: money(one.amount),
        createdAt: one.at,
        expiresAt: one.expiresAt,
        event: one.kind === "credit" ? "ADJUSTMENT" : "ORDER_PAYMENT",
        origin: null,
        account: () => storeCreditView(context, account),
      })),
  };
}

export function giftCardView(context: Context, card: GiftCard): View {
  const { currency } = context.shop.state.info;
  const last = card.code.slice(-4);
  return {
    __typename: "GiftCard",
    id: gid("GiftCard", card.id),
    lastCharacters: last,
    maskedCode: `•••• •••• •••• ${last}`,
    balance: moneyV2(card.balance, currency),
    initialValue: moneyV2(card.initial, currency),
    enabled: card.enabled,
    isRedeemable: card.enabled,
    expiresOn: card.expiresOn,
    createdAt: card.createdAt,
    updatedAt: card.createdAt,
    deactivatedAt: null,
    note: null,
    customer: () =>
      card.customerId === null ? null : customerView(context, context.shop.requireCustomer(card.customerId)),
    order: null,
  };
}

export function fileView(file: ShopFile): View {
  const image = { __typename: "Image", url: file.url, altText: file.alt, width: file.width, height: file.height };
  const ready = file.status === "READY";
  return {
    __typename: file.kind === "IMAGE" ? "MediaImage" : "GenericFile",
    id: gid(file.kind === "IMAGE" ? "MediaImage" : "GenericFile", file.id),
    alt: file.alt,
    createdAt: file.createdAt,
    updatedAt: file.createdAt,
    fileStatus: file.status,
    fileErrors: [],
    mimeType: file.mimeType,
    image: ready && file.kind === "IMAGE" ? image : null,
    preview: ready && file.kind === "IMAGE" ? { image, status: "READY" } : null,
    url: ready ? file.url : null,
    mediaContentType: "IMAGE",
    status: file.status,
  };
}
