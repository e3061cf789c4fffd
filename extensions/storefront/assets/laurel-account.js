// Sends a block's forms in place and shows what came of it. Liquid rendered its words.
class LaurelAccount extends HTMLElement {
  #busy = false;

  get #cart() {
    return this.querySelector("laurel-cart");
  }

  async send(form) {
    if (this.#busy) return;
    this.#busy = true;
    this.#say(this.dataset.textSending);
    try {
      const body = new URLSearchParams(new FormData(form));
      const loading = this.#cart && import(this.#cart.dataset.module).catch(() => {});
      const response = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
      const answer = await response.json();
      await loading;
      const { key } = form.elements;
      // The next click is another exchange.
      if (key && (answer.ok || answer.reason == "unavailable")) key.value = crypto.randomUUID();
      if (answer.ok) await this[form.dataset.laurel](form, answer);
      else this.#say(answer.message);
    } catch {
      // Perhaps it arrived: the form keeps its key, and trying again cannot exchange twice.
      this.#say(this.dataset.textFailed);
    }
    this.#busy = false;
  }

  async exchange(form, answer) {
    const { code, codeId, until, points, credited, limited } = answer;
    if (limited) this.#stop(form);
    if (credited) {
      this.#show(answer);
      this.#say(this.dataset.textCredited.replace("{amount}", this.#money(credited)), true);
      return;
    }
    const item = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const slot = (name) => item.querySelector(`[data-slot=${name}]`);
    const times = Math.round(points / form.dataset.price);
    const name = form.closest("li").querySelector("strong").textContent.trim();
    slot("name").textContent = times > 1 ? `${times} × ${name}` : name;
    slot("code").textContent = code;
    slot("until").textContent = until ? this.dataset.textUntil.replace("{date}", this.#day(until)) : "";
    slot("apply").href = slot("apply").href.replace("/discount/", `/discount/${code}`);
    item.querySelector("[name=code]").value = codeId;
    this.querySelector("[data-laurel-codes] ul").prepend(item);
    this.#show(answer);
    const said = (await this.#cart.put?.(code)) ?? "textMade";
    this.#say(this.dataset[said].replace("{code}", code));
    item.querySelector("button").focus();
  }

  undo(form, answer) {
    const item = form.closest("li");
    this.#cart.drop?.(item.querySelector("[data-slot=code]").textContent);
    item.remove();
    this.#show(answer);
    this.#say(this.dataset.textUndone, true);
  }

  dismiss(form) {
    const list = form.closest("ul");
    form.closest("li").remove();
    if (!list.children.length) list.remove();
    // The note in the corner goes with its last words.
    if ("fleeting" in this.dataset && !this.querySelector("form, a")) this.remove();
    else this.#say("", true);
  }

  #show({ balance, worth, reserved }) {
    const { number, textReserved, textShort, textUnit, textWorth } = this.dataset;
    const count = (text, n) => text.split("|")[+(n != 1)].replace("{points}", this.#like(number, n));
    const put = (name, text) => {
      const place = this.querySelector(`[data-laurel-${name}]`);
      if (place) [place.textContent, place.hidden] = [text, !text];
    };
    put("balance", this.#like(number, balance));
    put("unit", count(textUnit, balance));
    put("expires");
    put("reserved", reserved && count(textReserved, reserved));
    put("worth", +worth && textWorth.replace("{amount}", this.#money(worth)));
    const codes = this.querySelector("[data-laurel-codes]");
    codes.hidden = !codes.querySelector("li");
    for (const form of this.querySelectorAll("[data-points]")) {
      const missing = form.dataset.points - balance;
      form.querySelector("button").disabled = missing > 0;
      form.closest("li").querySelector(".laurel-reward__reason").textContent =
        missing > 0 ? count(textShort, missing) : "";
      if (form.elements.times) form.elements.times.max = Math.max(1, Math.floor(balance / form.dataset.price));
    }
  }

  #stop(form) {
    delete form.dataset.points;
    form.querySelector("button").disabled = true;
    form.closest("li").querySelector(".laurel-reward__reason").textContent = this.dataset.textLimited;
  }

  #money(amount) {
    return this.#like(this.dataset.money, Number(amount));
  }

  // As Liquid wrote 1111.11 or 1111.
  #like(sample, n) {
    const [found, group, point] = /1(\D*)111(?:(\D)11)?/.exec(sample);
    const digits = point && n % 1 ? 2 : 0;
    const style = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    const text = n.toLocaleString("en", style).replace(/[.,]/g, (mark) => (mark === "," ? group : point));
    return sample.replace(found, () => text);
  }

  #day(date) {
    const style = { dateStyle: "long", timeZone: "UTC" };
    return new Date(date).toLocaleDateString(document.documentElement.lang || undefined, style);
  }

  #say(text, focus) {
    const status = this.querySelector("[data-laurel-status]");
    status.textContent = text;
    if (focus) status.focus();
  }
}

customElements.get("laurel-account") || customElements.define("laurel-account", LaurelAccount);
