import { Link } from "@remix-run/react";
import { forwardRef, type ComponentPropsWithoutRef } from "react";

/** What Polaris gives its links. */
type LinkProps = Omit<ComponentPropsWithoutRef<"a">, "href"> & { url: string; external?: boolean };

/** How Polaris draws links: inside the app without a page load, outside it as the browser does. */
export const AdminLink = forwardRef<HTMLAnchorElement, LinkProps>(function AdminLink(
  { url, external, children, ...rest },
  ref,
) {
  if (external === true || !url.startsWith("/")) {
    return (
      <a {...rest} href={url} target="_top" rel="noopener" ref={ref}>
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
