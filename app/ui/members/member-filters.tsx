import { useNavigation } from "@remix-run/react";
import {
  Box,
  ChoiceList,
  IndexFilters,
  IndexFiltersMode,
  InlineError,
  Text,
  useSetIndexFiltersMode,
} from "@shopify/polaris";
import type { IndexFiltersProps } from "@shopify/polaris";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { painted } from "../painted.ts";
import { BalanceFilter } from "./balance-filter.tsx";
import type { MemberListMoves } from "./use-member-list.ts";
import { useMemberViews, type ViewShown } from "./use-member-views.ts";

/** "No tier" among the ids of tiers: the address then carries an empty text. */
const NO_TIER = "";
const EXPIRING = ["7", "30", "90"] as const;
const INACTIVE = ["90", "180", "365"] as const;

type Level = { id: string; name: string };
type Props = {
  query: string;
  sort: string;
  search: string;
  searchFailed: boolean;
  views: readonly ViewShown[];
  levels: readonly Level[];
  moves: MemberListMoves;
};

/** Search, filters, sort and saved views of the list of members. */
export function MemberFilters({ query, sort, search, searchFailed, views, levels, moves }: Props) {
  const { t } = useTranslation();
  const busy = useNavigation().state !== "idle";
  const { mode, setMode } = useSetIndexFiltersMode(
    search === "" ? IndexFiltersMode.Default : IndexFiltersMode.Filtering,
  );
  const [text, setText] = useState(search);
  const saved = useMemberViews(views, query, moves);
  const { filters, applied } = useFilters(new URLSearchParams(query), levels, moves);
  const type = (value: string) => {
    setText(value);
    moves.search(value);
  };
  const clear = () => {
    setText("");
    setMode(IndexFiltersMode.Default);
    moves.show("");
  };
  return (
    <>
      <IndexFilters
        {...saved.tabs}
        mode={mode}
        setMode={(next) => void painted().then(() => setMode(next))}
        loading={busy}
        queryValue={text}
        queryPlaceholder={t("members:search.label")}
        onQueryChange={type}
        onQueryClear={() => type("")}
        cancelAction={{ onAction: clear, disabled: false, loading: false }}
        {...(saved.save === null ? {} : { primaryAction: saved.save })}
        sortOptions={useSortOptions()}
        sortSelected={[SORTS[sort] ?? "joined desc"]}
        onSort={([chosen = ""]) => moves.change({ sort: sortOf(chosen) })}
        filters={filters}
        appliedFilters={applied}
        onClearAll={() => moves.show("")}
        canCreateNewView={false}
      />
      {mode === IndexFiltersMode.Filtering ? null : <SortedBy sort={sort} />}
      {searchFailed ? <InlineError message={t("members:search.failed")} fieldID="search" /> : null}
      {saved.problem === null ? null : (
        <InlineError message={t(`members:views.problem.${saved.problem}`)} fieldID="view" />
      )}
    </>
  );
}

/** How the list is sorted, in a line as high as the filters that take its place when they are opened: the list stays where it is. */
function SortedBy({ sort }: { sort: string }) {
  const { t } = useTranslation();
  const [what = "joined", direction = "desc"] = (SORTS[sort] ?? "joined desc").split(" ");
  return (
    <Box paddingInline="300" paddingBlock="200" borderBlockEndWidth="025" borderColor="border">
      <Text as="p" tone="subdued">
        {`${t(`members:sort.${what}.label`)}: ${t(`members:sort.${what}.${direction}`)}`}
      </Text>
    </Box>
  );
}

/** How the list's sorts are called by Polaris: what, and in which direction. */
const SORTS: Readonly<Record<string, string>> = {
  newest: "joined desc",
  oldest: "joined asc",
  balanceHigh: "balance desc",
  balanceLow: "balance asc",
  activeLatest: "active desc",
  activeEarliest: "active asc",
};

function sortOf(chosen: string): string | null {
  const found = Object.entries(SORTS).find(([, value]) => value === chosen)?.[0];
  return found === undefined || found === "newest" ? null : found;
}

function useSortOptions(): NonNullable<IndexFiltersProps["sortOptions"]> {
  const { t } = useTranslation();
  return (["joined", "balance", "active"] as const).flatMap((what) =>
    (["desc", "asc"] as const).map((direction) => ({
      label: t(`members:sort.${what}.label`),
      value: `${what} ${direction}` as const,
      directionLabel: t(`members:sort.${what}.${direction}`),
    })),
  );
}

type Filters = { filters: IndexFiltersProps["filters"]; applied: NonNullable<IndexFiltersProps["appliedFilters"]> };

function useFilters(parameters: URLSearchParams, levels: readonly Level[], moves: MemberListMoves): Filters {
  const { t } = useTranslation();
  const format = useFormat();
  const one = (name: string, choices: readonly { label: string; value: string }[]) => {
    const value = parameters.get(name);
    const label = choices.find((choice) => choice.value === value)?.label;
    return {
      key: name,
      label: t(`members:filter.${name}`),
      shortcut: name === "tier",
      filter: (
        <ChoiceList
          title={t(`members:filter.${name}`)}
          titleHidden
          choices={choices.map((choice) => ({ ...choice }))}
          selected={value === null ? [] : [value]}
          onChange={([chosen = null]) => moves.change({ [name]: chosen })}
        />
      ),
      text: value === null ? null : `${t(`members:filter.${name}`)}: ${label ?? value}`,
      clear: { [name]: null },
    };
  };
  const days = (name: "expiring" | "inactive", choices: readonly string[]) =>
    one(
      name,
      choices.map((value) => ({ value, label: t(`members:filter.${name}Days`, { days: value }) })),
    );
  const only = (name: "debt" | "excluded") => one(name, [{ value: "1", label: t(`members:filter.${name}Only`) }]);
  const [from, to] = [parameters.get("from"), parameters.get("to")];
  const range = [from === null ? "" : format.points(Number(from)), to === null ? "" : format.points(Number(to))];
  const balance = {
    key: "balance",
    label: t("members:filter.balance"),
    shortcut: false,
    filter: <BalanceFilter key={`${from}-${to}`} from={from ?? ""} to={to ?? ""} onChange={moves.change} />,
    text: from === null && to === null ? null : `${t("members:filter.balance")}: ${range.join("–")}`,
    clear: { from: null, to: null },
  };
  const tiers = [
    ...levels.map(({ id, name }) => ({ value: id, label: name })),
    { value: NO_TIER, label: t("members:tier.none") },
  ];
  const all = [
    one("tier", tiers),
    balance,
    days("expiring", EXPIRING),
    only("debt"),
    days("inactive", INACTIVE),
    only("excluded"),
  ];
  return {
    filters: all.map(({ key, label, filter, shortcut }) => ({ key, label, filter, shortcut })),
    applied: all.flatMap(({ key, text, clear }) =>
      text === null ? [] : [{ key, label: text, onRemove: () => moves.change(clear) }],
    ),
  };
}
