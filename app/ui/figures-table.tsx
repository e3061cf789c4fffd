import { DataTable, type DataTableProps } from "@shopify/polaris";
import { useEffect, useRef, type ReactNode } from "react";

type Props = Pick<DataTableProps, "headings" | "rows" | "totals" | "totalsName" | "showTotalsInFooter">;

/** A month, a day or a short name stays in one line, on a phone as well. */
const SHORT = 16;
/** A longer one has room for some words in each line. */
const LONG_WIDTH = "9rem";

/** A table of figures: names to the left, numbers to the right. One that is wider than its place is moved sideways, with the keyboard too. */
export function FiguresTable({ rows, ...props }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const scrolled = place.current?.querySelector(".Polaris-DataTable__ScrollContainer");
    if (scrolled && scrolled.scrollWidth > scrolled.clientWidth) scrolled.setAttribute("tabindex", "0");
  });
  const types = props.headings.map((_, column) => (column === 0 ? ("text" as const) : ("numeric" as const)));
  return (
    <div ref={place}>
      {/* Polaris' buttons for moving it appear once it has been measured, and push what is below them down. */}
      <DataTable
        {...props}
        rows={rows.map(([name, ...figures]) => [readable(name), ...figures])}
        columnContentTypes={types}
        increasedTableDensity
        hideScrollIndicator
      />
    </div>
  );
}

function readable(name: ReactNode): ReactNode {
  if (typeof name !== "string") return name;
  const style =
    name.length > SHORT ? { display: "inline-block", minWidth: LONG_WIDTH } : { whiteSpace: "nowrap" as const };
  return <span style={style}>{name}</span>;
}
