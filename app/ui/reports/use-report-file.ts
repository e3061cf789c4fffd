import { useDownload } from "../use-download.ts";
import type { ReportFile, ReportsShown } from "./reports-shown.ts";

/** Saves one of the page's tables, for the time that is shown, as a file for spreadsheets. */
export function useReportFile({ by, from, to }: ReportsShown): {
  busy: string | null;
  save: (file: ReportFile) => void;
} {
  const download = useDownload();
  const save = (report: ReportFile) => {
    const address = `/app/reports/csv?${new URLSearchParams({ report, by, from, to }).toString()}`;
    void download.save(address, `${report}-${from}-${to}.csv`);
  };
  return { busy: download.busy, save };
}
