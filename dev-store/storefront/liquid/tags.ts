/** Shopify's Liquid tags that liquidjs does not have. */
import { Hash, Tag } from "liquidjs";
import type { Context, Emitter, Liquid, Parser, TagToken, Template, TopLevelToken } from "liquidjs";
import { attributes, textOf } from "../../html.ts";

/** Where each type of form posts to, as Shopify's `form` tag decides it. */
const FORM_ACTIONS: Record<string, string> = {
  product: "/cart/add",
  cart: "/cart",
  customer_login: "/account/login",
  create_customer: "/account",
  customer_logout: "/account/logout",
  localization: "/localization",
  contact: "/contact#contact_form",
  customer: "/contact#newsletter",
};

/** Registers all of them. */
export function registerTags(liquid: Liquid): void {
  registerRaw(liquid, "schema", (text) => {
    JSON.parse(text);
    return "";
  });
  registerRaw(liquid, "doc", () => "");
  registerRaw(liquid, "javascript", (text) => `<script>${text}</script>`);
  registerRaw(liquid, "stylesheet", (text) => `<style>${text}</style>`);
  liquid.registerTag("style", StyleTag);
  liquid.registerTag("form", FormTag);
}

/** A tag whose body is not Liquid. */
function registerRaw(liquid: Liquid, name: string, write: (body: string) => string): void {
  liquid.registerTag(
    name,
    class extends Tag {
      readonly body: string;
      constructor(token: TagToken, rest: TopLevelToken[], engine: Liquid) {
        super(token, rest, engine);
        const parts: string[] = [];
        for (;;) {
          const next = rest.shift();
          if (!next) throw new Error(`tag ${name} is not closed`);
          if ((next as { name?: string }).name === `end${name}`) break;
          parts.push(next.getText());
        }
        this.body = parts.join("");
      }
      override render(_context: Context, emitter: Emitter): void {
        emitter.write(write(this.body));
      }
    },
  );
}

/** The Liquid between a tag and its end tag. */
function parseBody(name: string, rest: TopLevelToken[], parser: Parser): Template[] {
  const templates: Template[] = [];
  for (;;) {
    const next = rest.shift();
    if (!next) throw new Error(`tag ${name} is not closed`);
    if ((next as { name?: string }).name === `end${name}`) return templates;
    templates.push(parser.parseToken(next, rest));
  }
}

class StyleTag extends Tag {
  readonly templates: Template[];
  constructor(token: TagToken, rest: TopLevelToken[], engine: Liquid, parser: Parser) {
    super(token, rest, engine);
    this.templates = parseBody("style", rest, parser);
  }
  override *render(context: Context, emitter: Emitter): Generator<unknown, void> {
    emitter.write("<style data-shopify>");
    yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
    emitter.write("</style>");
  }
}

class FormTag extends Tag {
  readonly type: string;
  readonly hash: Hash;
  readonly templates: Template[];
  constructor(token: TagToken, rest: TopLevelToken[], engine: Liquid, parser: Parser) {
    super(token, rest, engine);
    const match = /^\s*['"](\w+)['"]\s*(?:,\s*([\s\S]*))?$/.exec(token.args);
    if (!match?.[1]) throw new Error("form: the first argument is the form's type");
    this.type = match[1];
    if (!(this.type in FORM_ACTIONS)) throw new Error(`form: the dev store has no form of type ${this.type}`);
    // A second argument without a name (a product, a cart) says what the form is about; it writes nothing here.
    this.hash = new Hash((match[2] ?? "").replace(/^[^:,]*(?:,|$)/, ""));
    this.templates = parseBody("form", rest, parser);
  }
  override *render(context: Context, emitter: Emitter): Generator<unknown, void> {
    const given = (yield this.hash.render(context)) as Record<string, unknown>;
    const { return_to: returnTo, ...rest } = given;
    const form = { method: "post", action: FORM_ACTIONS[this.type], "accept-charset": "UTF-8", ...rest };
    emitter.write(`<form${attributes(form)}>${hidden("form_type", this.type)}${hidden("utf8", "✓")}`);
    if (returnTo) emitter.write(hidden("return_to", textOf(returnTo)));
    const state = context.getSync(["form_states", this.type]) ?? { errors: null, "posted_successfully?": false };
    context.push({ form: state });
    yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
    context.pop();
    emitter.write("</form>");
  }
}

const hidden = (name: string, value: string) => `<input${attributes({ type: "hidden", name, value })}>`;
