import { useFetcher } from "@remix-run/react";
import type { IndexFiltersProps, TabProps } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import type { MemberListMoves } from "./use-member-list.ts";

/** A filter that staff gave a name. */
export type ViewShown = { viewId: string; name: string; query: string };

type Answer =
  { ok: true; view: string } | { ok: false; problem: "nameMissing" | "nameTaken" | "tooMany" | "unknownView" };

type Views = {
  tabs: Pick<IndexFiltersProps, "selected" | "onSelect"> & { tabs: TabProps[] };
  /** How the list as it is shown can be kept; null where it is kept already. */
  save: NonNullable<IndexFiltersProps["primaryAction"]> | null;
  problem: Exclude<Answer, { ok: true }>["problem"] | null;
};

/** Saved views as tabs: the first shows everybody; what is filtered can be saved under a name, renamed and removed. */
export function useMemberViews(views: readonly ViewShown[], query: string, moves: MemberListMoves): Views {
  const { t } = useTranslation();
  const fetcher = useFetcher<Answer>();
  const send = async (fields: Record<string, string>): Promise<boolean> => {
    fetcher.submit(fields, { method: "post", action: "/app/members/views" });
    return true;
  };
  const names = [t("members:views.all"), ...views.map(({ name }) => name)];
  const position = views.findIndex((view) => view.query === query);
  const all: TabProps = { id: "view-all", content: t("members:views.all"), isLocked: true, viewNames: names };
  const tabs = views.map((view): TabProps => ({
    id: `view-${view.viewId}`,
    content: view.name,
    viewNames: names,
    actions: [
      { type: "rename", onPrimaryAction: (name) => send({ intent: "rename", view: view.viewId, name }) },
      {
        type: "delete",
        onPrimaryAction: async () => {
          const done = await send({ intent: "remove", view: view.viewId });
          moves.show("");
          return done;
        },
      },
    ],
  }));
  const isKept = query === "" || position >= 0;
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  return {
    tabs: {
      tabs: [all, ...tabs],
      selected: position + 1,
      onSelect: (index) => moves.show(index === 0 ? "" : (views[index - 1]?.query ?? "")),
    },
    save: isKept
      ? null
      : {
          type: "save-as",
          disabled: false,
          loading: fetcher.state !== "idle",
          onAction: (name) => send({ intent: "save", name, query }),
        },
    problem: answer?.ok === false ? answer.problem : null,
  };
}
