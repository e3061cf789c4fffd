/** Inside the frame of an admin block: the `shopify` object of a block on the page of one thing. */
import { ask, internationalization, openLine, post, query } from "../../account/browser/line.ts";

type Extension = { target: string; language: string; words: unknown; selected: string };

const { target, language, words, selected } = JSON.parse(document.body.dataset.extension ?? "{}") as Extension;

openLine({
  extension: { target },
  data: { selected: [{ id: selected }] },
  auth: { idToken: () => ask("token") },
  i18n: internationalization(words, language),
  navigation: { navigate: (url: string | URL) => post({ type: "navigate", url: String(url) }) },
  query,
});
