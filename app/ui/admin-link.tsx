import { Link } from "@remix-run/react";
import { forwardRef, type ReactNode } from "react";

/** What Polaris always gives its links; classes, labels and handlers come with the rest. */
type LinkProps = { url: string; external?: boolean; children?: ReactNode };

/** How Polaris draws links: inside the app without a page load, outside it in the whole window. */
export const AdminLink = forwardRef<HTMLAnchorElement, LinkProps>(function AdminLink(
  { url, external, children, ...rest },
  ref,
) {
  if (external === true || !url.startsWith("/")) {
    return (
      <a target="_top" rel="noopener" {...rest} href={url} ref={ref}>
        {children}
      </a>
    );
  }
  return (
    <Link {...rest} to={url} ref={ref}>
      {children}
    </Link>
  );
});
