import { DataTable, type DataTableProps } from "@shopify/polaris";
import { useEffect, useRef, type ReactNode } from "react";

type Props = Pick<DataTableProps, "headings" | "rows" | "totals" | "totalsName" | "showTotalsInFooter">;

/** A month, a day or a short name stays in one line, on a phone as well. */
const SHORT = 16;

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
        rows={rows.map(([name, ...figures]) => [inOneLine(name), ...figures])}
        columnContentTypes={types}
        increasedTableDensity
        hideScrollIndicator
      />
    </div>
  );
}

function inOneLine(name: ReactNode): ReactNode {
  if (typeof name !== "string" || name.length > SHORT) return name;
  return <span style={{ whiteSpace: "nowrap" }}>{name}</span>;
}
