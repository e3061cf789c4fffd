import { Badge, BlockStack, Button, Card, Divider, InlineStack, Text, TextField } from "@shopify/polaris";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ShopShown } from "./links-shown.ts";
import { useLinksForm } from "./use-links-form.ts";

/** All shops of the program, with the rate of those that sell in another currency. */
export function ShopsCard({ shops, currency }: { shops: readonly ShopShown[]; currency: string }) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("links:shops.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t(shops.length > 1 ? "links:shops.shared" : "links:shops.alone")}
          </Text>
        </BlockStack>
        {shops.map((shop, index) => (
          <Fragment key={shop.id}>
            {index === 0 ? null : <Divider />}
            <ShopLine shop={shop} currency={currency} />
          </Fragment>
        ))}
      </BlockStack>
    </Card>
  );
}

function ShopLine({ shop, currency }: { shop: ShopShown; currency: string }) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="300">
      <InlineStack gap="200" blockAlign="center">
        <Text as="h3" variant="bodyMd" fontWeight="semibold" breakWord>
          {shop.domain}
        </Text>
        {shop.own ? <Badge>{t("links:shops.own")}</Badge> : null}
        {shop.installed ? null : <Badge tone="warning">{t("links:shops.uninstalled")}</Badge>}
        <Text as="span" tone="subdued">
          {shop.currency}
        </Text>
      </InlineStack>
      {shop.currency === currency ? null : <RateForm shop={shop} currency={currency} />}
    </BlockStack>
  );
}

function RateForm({ shop, currency }: { shop: ShopShown; currency: string }) {
  const { t } = useTranslation();
  const [rate, setRate] = useState(shop.rate ?? "");
  const form = useLinksForm();
  return (
    <TextField
      label={t("links:rate.label", { from: shop.currency, to: currency })}
      helpText={t("links:rate.help", { from: shop.currency, to: currency })}
      value={rate}
      maxLength={20}
      inputMode="decimal"
      autoComplete="off"
      error={form.problem === null ? undefined : t(`links:problem.${form.problem}`)}
      onChange={setRate}
      connectedRight={
        <Button loading={form.busy} onClick={() => form.send({ intent: "rate", shop: shop.id, rate })}>
          {t("links:rate.save")}
        </Button>
      }
    />
  );
}
