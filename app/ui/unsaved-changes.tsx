import { useBeforeUnload, useBlocker } from "@remix-run/react";
import { SaveBar } from "@shopify/app-bridge-react";
import { Modal, Text } from "@shopify/polaris";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

type Props = { id: string; dirty: boolean; saving: boolean; onSave: () => void; onDiscard: () => void };

/**
 * The admin's contextual save bar, and a question before changes are left behind:
 * a click inside the app is asked by us, leaving the whole page by the browser.
 */
export function UnsavedChanges({ id, dirty, saving, onSave, onDiscard }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <SaveBar id={id} open={dirty}>
        <button type="button" variant="primary" onClick={onSave} loading={saving ? "" : undefined}>
          {t("common:save.save")}
        </button>
        <button type="button" onClick={onDiscard} disabled={saving}>
          {t("common:save.discard")}
        </button>
      </SaveBar>
      <LeaveQuestion unsaved={dirty && !saving} />
    </>
  );
}

function LeaveQuestion({ unsaved }: { unsaved: boolean }) {
  const { t } = useTranslation();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => unsaved && currentLocation.pathname !== nextLocation.pathname,
  );
  useBeforeUnload(
    useCallback(
      (event) => {
        if (unsaved) event.preventDefault();
      },
      [unsaved],
    ),
  );
  const stay = () => blocker.reset?.();
  return (
    <Modal
      open={blocker.state === "blocked"}
      onClose={stay}
      title={t("common:save.leaveTitle")}
      primaryAction={{ content: t("common:save.leave"), destructive: true, onAction: () => blocker.proceed?.() }}
      secondaryActions={[{ content: t("common:save.stay"), onAction: stay }]}
    >
      <Modal.Section>
        <Text as="p">{t("common:save.leaveText")}</Text>
      </Modal.Section>
    </Modal>
  );
}
