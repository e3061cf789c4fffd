import { Banner, BlockStack, Layout, List, Page } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { problemsElsewhere, useDescribeProblem } from "../problems.ts";
import { UnsavedChanges } from "../unsaved-changes.tsx";
import type { ProgramEditor } from "./use-program-editor.ts";

type Props<Values> = {
  title: string;
  subtitle?: string;
  back: { content: string; url: string };
  editor: ProgramEditor<Values>;
  /** The paths of the document that the page's own fields show errors for. */
  shownPaths: readonly string[];
  hasDraft: boolean;
  aside?: ReactNode;
  secondaryActions?: { content: string; destructive?: boolean; onAction?: () => void; url?: string }[];
  children: ReactNode;
};

/** The frame of every page that edits the program: save bar, what is wrong, what waits to be published. */
export function ProgramFormPage<Values>(props: Props<Values>) {
  const { t } = useTranslation();
  const { editor, aside } = props;
  return (
    <Page
      title={props.title}
      {...(props.subtitle === undefined ? {} : { subtitle: props.subtitle })}
      backAction={props.back}
      primaryAction={{
        content: t("program:saveAndPublish"),
        disabled: !editor.dirty,
        loading: editor.saving,
        onAction: editor.publish,
      }}
      {...(props.secondaryActions === undefined ? {} : { secondaryActions: props.secondaryActions })}
    >
      <UnsavedChanges
        id="program-save-bar"
        dirty={editor.dirty}
        saving={editor.saving}
        onSave={editor.save}
        onDiscard={editor.discard}
      />
      <BlockStack gap="400">
        <FormBanner editor={editor} shownPaths={props.shownPaths} hasDraft={props.hasDraft} />
        <Layout>
          <Layout.Section>
            <BlockStack gap="400">{props.children}</BlockStack>
          </Layout.Section>
          {aside === undefined ? null : <Layout.Section variant="oneThird">{aside}</Layout.Section>}
        </Layout>
      </BlockStack>
    </Page>
  );
}

type BannerProps<Values> = Pick<Props<Values>, "editor" | "shownPaths" | "hasDraft">;

/** At most one banner: a refusal first, else the reminder that a draft waits. */
function FormBanner<Values>({ editor, shownPaths, hasDraft }: BannerProps<Values>) {
  const { t } = useTranslation();
  const describe = useDescribeProblem();
  if (editor.changedMeanwhile) {
    return (
      <Banner
        tone="warning"
        title={t("program:changedMeanwhile.title")}
        action={{ content: t("program:changedMeanwhile.action"), onAction: editor.discard }}
      >
        <p>{t("program:changedMeanwhile.text")}</p>
      </Banner>
    );
  }
  if (editor.problems.length > 0) {
    const elsewhere = problemsElsewhere(editor.problems, shownPaths);
    return (
      <Banner tone="critical" title={t("program:refused", { count: editor.problems.length })}>
        {elsewhere.length === 0 ? null : (
          <List>
            {elsewhere.map((problem) => (
              <List.Item key={problem.path}>{`${problem.path}: ${describe(problem)}`}</List.Item>
            ))}
          </List>
        )}
      </Banner>
    );
  }
  return hasDraft ? <DraftBanner /> : null;
}

/** Says that changes wait to be published, and leads to the page where that is done. */
export function DraftBanner() {
  const { t } = useTranslation();
  return (
    <Banner
      tone="info"
      title={t("program:draft.title")}
      action={{ content: t("program:draft.review"), url: "/app/program/review" }}
    >
      <p>{t("program:draft.text")}</p>
    </Banner>
  );
}
