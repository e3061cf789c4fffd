/** The styles that a block of the storefront has; the theme editor calls them by the same names. */
export const LOOKS = ["plain", "soft", "bold"] as const;
export type Look = (typeof LOOKS)[number];

type Sample = {
  look: Look;
  dark: boolean;
  name: string;
  language: string;
  /** Where the storefront's own style sheet is. */
  styles: string;
  say: (key: string) => string;
};

/** A page with elements and classes of the account block, which a test holds against the block; what is said is escaped, as the storefront does. */
export function lookSample({ look, dark, name, language, styles, say }: Sample): string {
  const words = (key: string): string => escapeHtml(say(key));
  const button = `<button class="laurel-button" type="button">${words("button")}</button>`;
  return `<!doctype html><html lang="${escapeHtml(language)}"><head><meta charset="utf-8"><title>${escapeHtml(name)}</title><link rel="stylesheet" href="${escapeHtml(styles)}">
<style>:root { color-scheme: ${dark ? "dark" : "light"}; } body { margin: 0; padding: 1rem; font: 1rem/1.5 Georgia, serif; background: ${dark ? "#0d1117" : "#f7f2e8"}; color: ${dark ? "#f0f4fa" : "#2a2521"}; }</style>
</head><body><main class="laurel laurel--${look}"><h1 class="laurel-title">${escapeHtml(name)}</h1>
<p class="laurel-balance"><span class="laurel-balance__number">${words("balance")}</span> <span>${words("unit")}</span></p>
<p class="laurel-status">${words("status")}</p>
<ul class="laurel-rewards" role="list" style="margin-block-start: 1rem"><li class="laurel-box laurel-reward"><div class="laurel-reward__words">
<strong class="laurel-reward__name">${words("reward")}</strong> <span class="laurel-reward__price">${words("points")}</span> <span class="laurel-note">${words("note")}</span>
</div>${button}</li></ul></main></body></html>`;
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${String(mark.charCodeAt(0))};`);
