import { useNavigate } from "@remix-run/react";
import { useMemo, useRef } from "react";

const TYPING_PAUSE_MS = 400;

/** Ways to show another list: each is another address, so that the browser's back and a link lead to the same list. */
export type MemberListMoves = {
  /** Sets parts of the filter; null removes one. Whatever was shown, the list begins at its first page. */
  change: (parts: Readonly<Record<string, string | null>>) => void;
  /** Shows a saved view, or everybody for an empty text. */
  show: (query: string) => void;
  /** Searches once typing pauses. */
  search: (text: string) => void;
};

/** `query` is the list's address as it is shown; `search` is kept while the filter changes, and the filter while one searches. */
export function useMemberList(query: string, search: string): MemberListMoves {
  const navigate = useNavigate();
  const typing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  return useMemo(() => {
    const go = (parameters: URLSearchParams, replace = false) => {
      const text = parameters.toString();
      navigate(text === "" ? "/app/members" : `/app/members?${text}`, { replace });
    };
    const current = () => {
      const parameters = new URLSearchParams(query);
      if (search !== "") parameters.set("search", search);
      return parameters;
    };
    return {
      change: (parts) => {
        const parameters = current();
        for (const [name, value] of Object.entries(parts)) {
          if (value === null) parameters.delete(name);
          else parameters.set(name, value);
        }
        go(parameters);
      },
      show: (wanted) => go(new URLSearchParams(wanted)),
      search: (text) => {
        clearTimeout(typing.current);
        typing.current = setTimeout(() => {
          const parameters = current();
          if (text.trim() === "") parameters.delete("search");
          else parameters.set("search", text.trim());
          go(parameters, true);
        }, TYPING_PAUSE_MS);
      },
    };
  }, [navigate, query, search]);
}
