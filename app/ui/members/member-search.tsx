import { Form, useNavigation } from "@remix-run/react";
import { Button, Card, Icon, InlineError, TextField } from "@shopify/polaris";
import { SearchIcon } from "@shopify/polaris-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/** Looks members up in Shopify by name, e-mail address or id: Laurel itself keeps none of the first two. */
export function MemberSearch({ search, failed }: { search: string; failed: boolean }) {
  const { t } = useTranslation();
  const busy = useNavigation().state !== "idle";
  const [text, setText] = useState(search);
  return (
    <Card>
      <Form method="get" action="/app/members" role="search">
        <TextField
          label={t("members:search.label")}
          labelHidden
          name="search"
          placeholder={t("members:search.label")}
          prefix={<Icon source={SearchIcon} />}
          value={text}
          maxLength={200}
          onChange={setText}
          autoComplete="off"
          clearButton
          onClearButtonClick={() => setText("")}
          connectedRight={
            <Button submit loading={busy}>
              {t("members:search.action")}
            </Button>
          }
        />
      </Form>
      {failed ? <InlineError message={t("members:search.failed")} fieldID="search" /> : null}
    </Card>
  );
}
