import { useTranslation } from "react-i18next";
import { NothingYet } from "../nothing-yet.tsx";

/** Why the list is empty, and the way on. */
export function NoMembers({ search, filtered }: { search: string; filtered: boolean }) {
  const { t } = useTranslation();
  const toAll = { content: t("members:notFound.action"), url: "/app/members" };
  if (search !== "") {
    return (
      <NothingYet heading={t("members:notFound.title", { search })} text={t("members:notFound.text")} action={toAll} />
    );
  }
  if (filtered) {
    return <NothingYet heading={t("members:noneSuch.title")} text={t("members:noneSuch.text")} action={toAll} />;
  }
  return (
    <NothingYet
      heading={t("members:none.title")}
      text={t("members:none.text")}
      action={{ content: t("members:none.action"), url: "/app" }}
    />
  );
}
