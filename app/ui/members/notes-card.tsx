import { BlockStack, Button, Card, Divider, InlineError, InlineStack, Modal, Text, TextField } from "@shopify/polaris";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { useStaff } from "../use-staff.ts";
import type { StaffNote } from "./member-shown.ts";
import { useMemberForm } from "./use-member-form.ts";

/** What staff write about a member for each other. */
export function NotesCard({ notes }: { notes: readonly StaffNote[] }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const form = useMemberForm(useCallback(() => setText(""), []));
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("members:notes.title")}
        </Text>
        <TextField
          label={t("members:notes.label")}
          helpText={t("members:notes.help")}
          value={text}
          multiline={2}
          maxLength={2_000}
          autoComplete="off"
          error={form.problem === null ? undefined : t(`members:problem.${form.problem}`)}
          onChange={setText}
        />
        <InlineStack align="end">
          <Button loading={form.busy} onClick={() => form.send({ intent: "addNote", text })}>
            {t("members:notes.add")}
          </Button>
        </InlineStack>
        {notes.map((note) => (
          <NoteLine key={note.noteId} note={note} />
        ))}
      </BlockStack>
    </Card>
  );
}

function NoteLine({ note }: { note: StaffNote }) {
  const { t } = useTranslation();
  const format = useFormat();
  const staff = useStaff();
  const [asking, setAsking] = useState(false);
  const close = useCallback(() => setAsking(false), []);
  const form = useMemberForm(close);
  return (
    <BlockStack gap="200">
      <Divider />
      <InlineStack align="space-between" blockAlign="start" gap="300" wrap={false}>
        <BlockStack gap="050">
          <Text as="p" breakWord>
            {note.text}
          </Text>
          <Text as="p" tone="subdued" variant="bodySm">
            {`${staff(note.author)} · ${format.dateTime(note.at)}`}
          </Text>
        </BlockStack>
        <Button variant="plain" onClick={() => setAsking(true)}>
          {t("members:notes.remove")}
        </Button>
      </InlineStack>
      <Modal
        open={asking}
        onClose={close}
        title={t("members:notes.removeTitle")}
        primaryAction={{
          content: t("members:notes.remove"),
          destructive: true,
          loading: form.busy,
          onAction: () => form.send({ intent: "removeNote", note: note.noteId }),
        }}
        secondaryActions={[{ content: t("common:cancel"), onAction: close }]}
      >
        <Modal.Section>
          <Text as="p">{t("members:notes.removeText")}</Text>
          {form.problem === null ? null : (
            <InlineError message={t(`members:problem.${form.problem}`)} fieldID={`note-${note.noteId}`} />
          )}
        </Modal.Section>
      </Modal>
    </BlockStack>
  );
}
