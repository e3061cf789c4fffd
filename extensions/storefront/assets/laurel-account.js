// The account block's behaviour, loaded at the first click and not before: sends its forms in place, shows the code that
// came back, puts it in the cart, copies it. What it says was rendered by Liquid; without it the forms work as forms. The
// note in the corner loads it by itself in one case: goods in the cart, an open code, and no code in the cart.
class LaurelAccount extends HTMLElement {
  #busy = false;

  connectedCallback() {
    const code = this.dataset.back;
    if (!code) return;
    // Once in a visit: whoever takes the code out of the cart is not given it again and again.
    try {
      if (sessionStorage.laurel === code) return;
      sessionStorage.laurel = code;
    } catch {
      return;
    }
    this.#toCart(code).then((said) => said === "textDone" && this.#tell(said, code));
  }

  async send(form) {
    if (this.#busy) return;
    this.#busy = true;
    this.#say(this.dataset.textSending);
    try {
      const body = new URLSearchParams(new FormData(form));
      const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
      const answer = await response.json();
      if (answer.ok) await this[form.dataset.laurel](form, answer);
      else this.#say(answer.message);
    } catch {
      // Whether it arrived is unknown. The form keeps its key, so that trying again cannot exchange twice.
      this.#say(this.dataset.textFailed);
    }
    this.#busy = false;
  }

  async exchange(form, answer) {
    const { code, codeId, until, points, credited, limited } = answer;
    form.elements.key.value = crypto.randomUUID();
    if (limited) this.#stop(form);
    if (credited) {
      this.#show(answer);
      this.#say(this.dataset.textCredited.replace("{amount}", this.#money(credited)), true);
      return;
    }
    const item = this.querySelector("[data-laurel-code-template]").content.firstElementChild.cloneNode(true);
    const slot = (name) => item.querySelector(`[data-slot=${name}]`);
    const times = Math.round(points / form.dataset.price);
    const name = form.closest("li").querySelector("strong").textContent.trim();
    slot("name").textContent = times > 1 ? `${times} × ${name}` : name;
    slot("code").textContent = code;
    slot("until").textContent = until ? this.dataset.textUntil.replace("{date}", this.#day(until)) : "";
    slot("apply").href = slot("apply").getAttribute("href").replace("/discount/", `/discount/${code}`);
    item.querySelector("[name=code]").value = codeId;
    this.querySelector("[data-laurel-codes] ul").prepend(item);
    this.#show(answer);
    this.#tell(await this.#toCart(code), code);
    item.querySelector("button").focus();
  }

  async #ask(path, discount) {
    const headers = { "Content-Type": "application/json" };
    const init = discount === undefined ? {} : { method: "POST", headers, body: JSON.stringify({ discount }) };
    try {
      const response = await fetch(path, init);
      return response.ok && (await response.json());
    } catch {
      return false;
    }
  }

  #codes(cart) {
    return (cart.discount_codes || []).map((each) => each.code.toUpperCase());
  }

  /** Puts a code in the cart, by the cart's API or else by Shopify's link; one that the shopper chose stays. Answers what to say. */
  async #toCart(code) {
    const codes = this.#codes(await this.#ask("/cart.js"));
    if (codes.includes(code)) return "textDone";
    if (codes.length) return "textOther";
    const cart = await this.#ask("/cart/update.js", code);
    const inCart = this.#codes(cart).includes(code) || (await this.#ask(`/discount/${code}?redirect=/cart.js`));
    return inCart ? "textDone" : "textMade";
  }

  /** A code that is gone makes room in the cart; other codes stay. */
  async #outOfCart(code) {
    const codes = this.#codes(await this.#ask("/cart.js"));
    const others = codes.filter((each) => each !== code.toUpperCase());
    if (others.length < codes.length) this.#ask("/cart/update.js", others.join(","));
  }

  #tell(said, code) {
    this.#say(this.dataset[said].replace("{code}", code));
  }

  undo(form, answer) {
    const item = form.closest("li");
    this.#outOfCart(item.querySelector("[data-slot=code]").textContent);
    item.remove();
    this.#show(answer);
    this.#say(this.dataset.textUndone, true);
  }

  dismiss(form) {
    const list = form.closest("ul");
    form.closest("li").remove();
    if (!list.children.length) list.remove();
    // The note in the corner goes with the last thing that it had to say.
    if ("fleeting" in this.dataset && !this.querySelector("form, a")) this.remove();
    else this.#say("", true);
  }

  async copy(target) {
    const button = target.closest("button");
    const code = button.closest("li").querySelector("[data-slot=code]");
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(code);
    }
  }

  /** What the new balance changes on the page: the numbers, and which rewards can be had. */
  #show({ balance, worth, reserved }) {
    const { textReserved, textWorth } = this.dataset;
    const number = (n) => this.#like(this.dataset.number, n);
    const put = (name, text) => {
      const place = this.querySelector(`[data-laurel-${name}]`);
      if (place) [place.textContent, place.hidden] = [text, !text];
    };
    put("balance", number(balance));
    put("reserved", reserved ? textReserved.replace("{points}", number(reserved)) : "");
    put("worth", Number(worth) ? textWorth.replace("{amount}", this.#money(worth)) : "");
    const codes = this.querySelector("[data-laurel-codes]");
    codes.hidden = !codes.querySelector("li");
    for (const form of this.querySelectorAll("[data-points]")) {
      const missing = form.dataset.points - balance;
      form.querySelector("button").disabled = missing > 0;
      form.closest("li").querySelector(".laurel-reward__reason").textContent =
        missing > 0 ? this.dataset.textShort.replace("{points}", number(missing)) : "";
      if (form.elements.times) form.elements.times.max = Math.max(1, Math.floor(balance / form.dataset.price));
    }
  }

  /** A reward that was taken as often as it may be, whatever the balance. */
  #stop(form) {
    delete form.dataset.points;
    form.querySelector("button").disabled = true;
    form.closest("li").querySelector(".laurel-reward__reason").textContent = this.dataset.textLimited;
  }

  #money(amount) {
    return this.#like(this.dataset.money, Number(amount));
  }

  /** A number as Liquid wrote 1111.11 or 1111: with the shop's marks, and what stands before and behind. */
  #like(sample, n) {
    const [found, group, point] = /1(\D*)111(?:(\D)11)?/.exec(sample);
    const digits = point && n % 1 ? 2 : 0;
    const style = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    const text = n.toLocaleString("en", style).replace(/[.,]/g, (mark) => (mark === "," ? group : point));
    return sample.replace(found, () => text);
  }

  #day(date) {
    const options = { dateStyle: "long", timeZone: "UTC" };
    return new Intl.DateTimeFormat(document.documentElement.lang || undefined, options).format(new Date(date));
  }

  #say(text, focus) {
    const status = this.querySelector("[data-laurel-status]");
    status.textContent = text;
    if (focus) status.focus();
  }
}

if (!customElements.get("laurel-account")) customElements.define("laurel-account", LaurelAccount);
