import { Button, ButtonGroup } from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useDownload } from "../use-download.ts";

/** Downloads of everything that happened to a member's points. */
export function StatementButtons({ memberId }: { memberId: string }) {
  const { t } = useTranslation();
  const download = useDownload();
  return (
    <ButtonGroup>
      {(["csv", "json"] as const).map((format) => {
        const address = `/app/members/${memberId}/statement?format=${format}`;
        return (
          <Button
            key={format}
            loading={download.busy === address}
            onClick={() => void download.save(address, `points-${memberId}.${format}`)}
          >
            {t(`members:statement.${format}`)}
          </Button>
        );
      })}
    </ButtonGroup>
  );
}
