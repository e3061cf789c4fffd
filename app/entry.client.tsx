import { RemixBrowser } from "@remix-run/react";
import { StrictMode, startTransition } from "react";
import { hydrateRoot } from "react-dom/client";
import type { Language } from "./locales/languages.ts";
import { learn, type Learned } from "./locales/spoken.ts";
import { painted } from "./ui/painted.ts";

/** A browser reads the sentences of its document's language only. */
const LANGUAGES: Record<Language, () => Promise<Learned>> = {
  en: () => import("./locales/en/all.ts"),
  nb: () => import("./locales/nb/all.ts"),
};

async function comeToLife(): Promise<void> {
  const language: Language = document.documentElement.lang === "nb" ? "nb" : "en";
  // What the server has drawn is painted first: bringing a page to life takes a slow machine longer than painting it.
  const [learned] = await Promise.all([LANGUAGES[language](), painted()]);
  learn(language, learned);
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <RemixBrowser />
      </StrictMode>,
    );
  });
}

void comeToLife();
