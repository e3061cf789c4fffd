// The account block's behaviour, loaded at the first click and not before: sends its forms in place, shows the code that
// came back, puts it in the cart, copies it. What it says was rendered by Liquid; without it the forms work as forms.
class LaurelAccount extends HTMLElement {
  #busy = false;

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
    const { code, codeId, until, points } = answer;
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
    form.elements.key.value = crypto.randomUUID();
    this.#show(answer);
    const inCart = await fetch(`/discount/${code}?redirect=/cart.js`).then(
      (r) => r.ok,
      () => false,
    );
    this.#say((inCart ? this.dataset.textDone : this.dataset.textMade).replace("{code}", code));
    item.querySelector("button").focus();
  }

  undo(form, answer) {
    form.closest("li").remove();
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
    const { textReserved, textWorth, currency } = this.dataset;
    const language = document.documentElement.lang || undefined;
    const number = (n) => n.toLocaleString(language);
    const money = { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" };
    const put = (name, text) => {
      const place = this.querySelector(`[data-laurel-${name}]`);
      if (place) [place.textContent, place.hidden] = [text, !text];
    };
    put("balance", number(balance));
    put("reserved", reserved ? textReserved.replace("{points}", number(reserved)) : "");
    put("worth", Number(worth) ? textWorth.replace("{amount}", Number(worth).toLocaleString(language, money)) : "");
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
